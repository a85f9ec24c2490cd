"""Words for every verb this room records."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VERBS: dict[str, Promise] = {
    "membership.open_register": _("opened the register with the count of older members"),
    "membership.load_kinds": _("brought the kinds of participation in line with the data file"),
    "membership.load_organs": _("brought the organs and their officers in line with the data file"),
    "membership.enter_organs": _("entered bodies of the network and their office-holders"),
    "membership.keep_organ": _("entered or corrected a body of the network"),
    "membership.keep_term": _("entered or corrected a term of office"),
    "membership.keep_officer": _("entered or corrected an office-holder of the network"),
    "membership.remove_organ": _("removed a body, a term or an office-holder that was entered by mistake"),
    "membership.grant": _("became a member"),
    "membership.enter_member": _("entered a member that a source names"),
    "membership.decide_standing": _("decided on the member's standing"),
    "membership.propose_standing": _("proposed a decision on the member's standing"),
    "membership.dismiss_proposal": _("dismissed the proposal with a remark"),
    "membership.raise_obligation": _("entered an obligation into the calendar"),
    "membership.settle_dues": _("brought the obligation to pay dues in line with the payments"),
    "membership.fulfil_obligation": _("fulfilled an obligation"),
    "membership.reopen_obligation": _("opened an obligation again that had been marked as fulfilled"),
}
