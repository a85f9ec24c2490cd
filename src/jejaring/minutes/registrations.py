"""What this room registers."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from jejaring.events.tabs import EventTab, event_tabs
from jejaring.kit import registry
from jejaring.kit.registry import Doorway, Export, RoomInbox, Route, Who
from jejaring.ledger.agreement import Recorded, recorded
from jejaring.minutes.models import ActionItem
from jejaring.minutes.queries import OPEN, minutes_visible_to, waiting_for
from jejaring.minutes.rules import may_keep_minutes
from jejaring.minutes.verbs import VERBS

MINUTES = pgettext_lazy("of a meeting", "Minutes")


def register() -> None:
    """Register all that this room offers; called once, when it starts."""
    registry.verbs.add_all(VERBS)
    recorded.add("minutes.minutes", Recorded(("minutes.begin_minutes",), ()))
    registry.doorways.add("minutes.minutes", Doorway(visible=minutes_visible_to, in_search=True))
    registry.inboxes.add("minutes", RoomInbox(MINUTES, waiting_for, order=27))
    registry.exports.add("minutes.items", Export(_("What minutes give you to do"), _own_items))
    registry.deletion_hindrances.add("minutes.items", _unfinished)
    registry.routes.add_all(ROUTES)
    event_tabs.add("minutes", EventTab(MINUTES, "minutes:list", may_keep_minutes, order=80))


def _own_items(person: Any) -> list[dict[str, Any]]:
    fields = ("minutes__title", "text", "due_on", "done_at", "done_note")
    return list(ActionItem.objects.filter(owner=person, approved=True).values(*fields))


def _unfinished(person: Any, on: date) -> list[str]:
    """Return a sentence for each item that somebody else must take over before an account is deleted."""
    sentence = gettext("“%(item)s” of the minutes “%(title)s” is to be done by this person: give it to someone else.")
    items = ActionItem.objects.filter(OPEN, owner=person).select_related("minutes")
    return [sentence % {"item": one.text, "title": one.minutes.title} for one in items]


_OF_EVENT = Route(Who.OFFICE, of="events.event", take={"slug": "slug"})
_OF_MINUTES = {"slug": "event.slug", "public_id": "public_id"}
_MINUTES = Route(Who.OFFICE, of="minutes.minutes", take=_OF_MINUTES)
_OF_ITEM = {"slug": "minutes.event.slug", "public_id": "minutes.public_id", "number": "number"}
_ITEM = Route(Who.OFFICE, of="minutes.actionitem", take=_OF_ITEM)
ROUTES = {
    "minutes:list": _OF_EVENT,
    "minutes:begin": _OF_EVENT,
    "minutes:minutes": _MINUTES,
    "minutes:write": _MINUTES,
    "minutes:approve": _MINUTES,
    "minutes:sign": _MINUTES,
    "minutes:correct": _MINUTES,
    "minutes:add_item": _MINUTES,
    "minutes:change_item": _ITEM,
    "minutes:drop_item": _ITEM,
    "minutes:item": Route(Who.OFFICE, of="minutes.actionitem", take={"pk": "pk"}),
    "minutes:reopen_item": Route(Who.OFFICE, of="minutes.actionitem", take={"pk": "pk"}),
}
