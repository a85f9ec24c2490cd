"""Words for every verb this room records."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VERBS: dict[str, Promise] = {
    "membership.express_interest": _("expressed interest in joining"),
    "membership.draft_loi": _("drafted the letter of intent"),
    "membership.redraft_loi": _("drafted the letter of intent anew"),
    "membership.sign_loi": _("signed the letter of intent"),
    "membership.complete_loi": _("letter of intent complete"),
    "membership.call_deliberation": _("called the deliberation with the departments"),
    "membership.conclude_deliberation": _("concluded the deliberation: join"),
    "membership.sign_invitation": _("signed the invitation to the deliberation"),
    "membership.sign_minutes": _("signed the minutes of the deliberation"),
    "membership.decline": _("concluded the deliberation: do not join"),
    "membership.save_application": _("saved the draft of the application"),
    "membership.present_application": _("laid the application before the signatory"),
    "membership.submit_application": _("submitted the application"),
    "membership.return_application": _("returned the application with remarks"),
    "membership.resubmit_application": _("submitted the revised application"),
    "membership.verify_application": _("verified the application"),
    "membership.approve": _("approved the application"),
    "membership.reject": _("rejected the application"),
    "membership.draft_agreement": _("drafted the cooperation agreement"),
    "membership.redraft_agreement": _("drafted the cooperation agreement anew"),
    "membership.sign_agreement": _("signed the cooperation agreement"),
    "membership.complete_agreement": _("cooperation agreement complete"),
    "membership.grant_membership": _("granted membership"),
    "membership.withdraw": _("withdrew from the journey"),
    "membership.escalate": _("told the heads that a step is overdue"),
    # members, dues, organs
    "membership.open_register": _("opened the register with the count of older members"),
    "membership.grant": _("became a member"),
    "membership.enter_member": _("entered a member that a source names"),
    "membership.decide_standing": _("decided on the member's standing"),
    "membership.propose_standing": _("proposed a decision on the member's standing"),
    "membership.dismiss_proposal": _("dismissed the proposal with a remark"),
    "membership.raise_obligation": _("entered an obligation into the calendar"),
    "membership.fulfil_obligation": _("fulfilled an obligation"),
    "membership.set_dues": _("set a table of dues"),
    "membership.issue_invoice": _("issued an invoice for dues"),
    "membership.cancel_invoice": _("cancelled an invoice for dues"),
    "membership.record_payment": _("recorded a payment"),
    "membership.match_payment": _("matched a payment to an invoice"),
    "membership.read_statement": _("read a bank statement"),
}
