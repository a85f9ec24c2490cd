"""Words for every verb this room records."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VERBS: dict[str, Promise] = {
    "cities.load_regions": _("loaded the regions of Indonesia"),
    "cities.open_organisation": _("opened the organisation"),
    "cities.change_facts": _("changed the organisation's facts"),
    "cities.add_department": _("added a department"),
    "cities.close_department": _("closed a department"),
    "cities.add_holiday": _("added a regional holiday"),
    "cities.remove_holiday": _("removed a regional holiday"),
    "cities.open_office": _("opened an office"),
    "cities.appoint": _("appointed someone to an office"),
    "cities.end_holding": _("ended the holding of an office"),
    "cities.hand_over": _("handed an office over"),
    "cities.ask_for_account": _("asked for an account"),
    "cities.invite_requester": _("invited who asked for an account"),
    "cities.decline_requester": _("declined a request for an account"),
    "cities.send_answer": _("sent the answer to a request for an account"),
    "cities.erase_request": _("erased who asked for an account"),
    "cities.invite_to_office": _("invited someone to an office"),
}
