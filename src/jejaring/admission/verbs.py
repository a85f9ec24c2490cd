"""Words for every verb this room records."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VERBS: dict[str, Promise] = {
    "admission.express_interest": _("expressed interest in joining"),
    "admission.draft_loi": _("drafted the letter of intent"),
    "admission.redraft_loi": _("drafted the letter of intent again"),
    "admission.sign_loi": _("signed the letter of intent"),
    "admission.return_loi": _("returned the letter of intent with comments"),
    "admission.complete_loi": _("completed the letter of intent"),
    "admission.call_deliberation": _("invited the departments to the deliberation"),
    "admission.recall_deliberation": _("moved the deliberation or changed its invitation"),
    "admission.cancel_deliberation": _("cancelled the deliberation"),
    "admission.correct_deliberation": _("corrected the minutes of the deliberation"),
    "admission.conclude_deliberation": _("concluded the deliberation: join"),
    "admission.save_minutes": _("saved the draft of the minutes"),
    "admission.sign_invitation": _("signed the invitation to the deliberation"),
    "admission.sign_minutes": _("signed the minutes of the deliberation"),
    "admission.decline": _("concluded the deliberation: do not join"),
    "admission.save_application": _("saved the draft of the application"),
    "admission.present_application": _("presented the application for signature"),
    "admission.return_draft": _("returned the draft of the application to the liaison"),
    "admission.submit_application": _("submitted the application"),
    "admission.return_application": _("returned the application with comments"),
    "admission.resubmit_application": _("submitted the revised application"),
    "admission.verify_application": _("verified the application"),
    "admission.approve": _("approved the application"),
    "admission.reject": _("rejected the application"),
    "admission.save_agreement": _("saved the draft of the cooperation agreement"),
    "admission.draft_agreement": _("drafted the cooperation agreement"),
    "admission.redraft_agreement": _("drafted the cooperation agreement again"),
    "admission.sign_agreement": _("signed the cooperation agreement"),
    "admission.return_agreement": _("returned the cooperation agreement with comments"),
    "admission.complete_agreement": _("completed the cooperation agreement"),
    "admission.grant_membership": _("granted membership"),
    "admission.withdraw": _("withdrew from the journey"),
    "admission.escalate": _("notified the heads that a step is overdue"),
}
