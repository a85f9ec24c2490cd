"""Words for every verb this room records."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VERBS: dict[str, Promise] = {
    "minutes.begin_minutes": _("began minutes"),
    "minutes.change_minutes": _("changed minutes"),
    "minutes.approve": _("approved minutes"),
    "minutes.sign": _("signed minutes for the network"),
    "minutes.correct": _("opened minutes for a correction"),
    "minutes.add_item": _("added an action item"),
    "minutes.change_item": _("changed an action item"),
    "minutes.drop_item": _("left out an action item"),
    "minutes.complete_item": _("reported that an action item is done"),
    "minutes.reopen_item": _("opened an action item again"),
}
