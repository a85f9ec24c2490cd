"""What each piece of evidence is called."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

EVIDENCE_WORDS: dict[str, Promise] = {
    "reason": _("the reason"),
    "loi": _("the letter of intent"),
    "loi_signature_city": _("the city's signature on the letter of intent"),
    "loi_signature_network": _("the network's signature on the letter of intent"),
    "invitation": _("the invitation"),
    "invitation_signature_city": _("the signature on the invitation"),
    "agenda": _("the agenda"),
    "invited_departments": _("the departments invited"),
    "attendance": _("the attendance of each department"),
    "minutes": _("the minutes"),
    "minutes_signature_city": _("the signature on the minutes"),
    "rationale": _("the rationale and the potential"),
    "expected_benefits": _("the expected benefits"),
    "decision_to_join": _("the decision to join"),
    "decision_not_to_join": _("the decision not to join"),
    "signatory_remark": _("the signatory's comments"),
    "application": _("the application"),
    "application_letter": _("the signed letter of application"),
    "answers": _("the answers to the comments"),
    "remarks": _("the comments"),
    "verification": _("the result of the check"),
    "executive_decision": _("the executive's decision"),
    "agreement": _("the cooperation agreement"),
    "agreement_signature_city": _("the city's signature on the agreement"),
    "agreement_signature_network": _("the network's signature on the agreement"),
    "number": _("the member number"),
}
