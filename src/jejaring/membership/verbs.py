"""Words for every verb this room records."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VERBS: dict[str, Promise] = {
    "membership.express_interest": _("expressed interest in joining"),
    "membership.draft_loi": _("drafted the letter of intent"),
    "membership.sign_loi": _("signed the letter of intent"),
    "membership.complete_loi": _("letter of intent complete"),
    "membership.call_deliberation": _("called the deliberation with the departments"),
    "membership.conclude_deliberation": _("concluded the deliberation: join"),
    "membership.decline": _("concluded the deliberation: do not join"),
    "membership.save_application": _("saved the draft of the application"),
    "membership.submit_application": _("submitted the application"),
    "membership.return_application": _("returned the application with remarks"),
    "membership.resubmit_application": _("submitted the revised application"),
    "membership.verify_application": _("verified the application"),
    "membership.approve": _("approved the application"),
    "membership.reject": _("rejected the application"),
    "membership.draft_agreement": _("drafted the cooperation agreement"),
    "membership.sign_agreement": _("signed the cooperation agreement"),
    "membership.complete_agreement": _("cooperation agreement complete"),
    "membership.grant_membership": _("granted membership"),
    "membership.withdraw": _("withdrew from the journey"),
    # members, dues, organs
}
