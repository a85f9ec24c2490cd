"""What this room registers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from jejaring.events.models import Event
from jejaring.events.queries.work import Draft, draft_of, managed_events, unreleased, waiting_for
from jejaring.events.rules import may_manage, may_work
from jejaring.events.tabs import EventTab, Overview, event_tabs, overviews
from jejaring.events.verbs import VERBS
from jejaring.kit import registry, words
from jejaring.kit.components import Fact, Step
from jejaring.kit.registry import Doorway, MenuEntry, RoomInbox, Route, Who
from jejaring.ledger.agreement import Claim, Recorded, recorded


def register() -> None:
    """Register all that this room offers; called once, when it starts."""
    registry.verbs.add_all(VERBS)
    recorded.add_all(RECORDED)
    registry.doorways.add("events.event", Doorway(visible=managed_events))
    registry.inboxes.add("events", RoomInbox(pgettext_lazy("meetings", "Events"), waiting_for, order=50))
    what = gettext_lazy("Programme, participants and certificates.")
    registry.network_menu.add("events:work", MenuEntry(pgettext_lazy("meetings", "Events"), order=50, text=what))
    event_tabs.add("overview", EventTab(gettext_lazy("Overview"), "events:manage", may_work, order=10))
    event_tabs.add("programme", EventTab(gettext_lazy("Programme"), "events:grid", may_manage, order=20))
    overviews.add("events", Overview(steps_of, facts_of, order=10))
    registry.routes.add_all(ROUTES)


def facts_of(event: Event, *, on: date) -> Sequence[Fact]:
    """Return an event's days and sessions."""
    count = event.sessions.exclude(state="cancelled").count()
    days = Fact(_("First day"), event.begins_on, note=_("until %(day)s") % {"day": words.long_date(event.ends_on)})
    return [days, Fact(_("Sessions"), count, url=reverse("events:grid", args=[event.slug]))]


def steps_of(event: Event, *, on: date) -> list[Step]:
    """Return the steps of an event's programme: facts, places, sessions, release, announcement, close."""
    draft, ended = draft_of(event), event.state in (Event.State.CLOSED, Event.State.CANCELLED)
    halls, at = len(draft.programme.halls), {name: reverse(f"events:{name}", args=[event.slug]) for name in PAGES}
    no_halls = _("Add the venue and its rooms.")
    counted = ngettext("%(count)s room", "%(count)s rooms", halls) % {"count": halls}
    return [
        Step(_("Name and days"), "done", meta=_("The facts of the event can be changed."), url=at["change"]),
        Step(_("Who works for it"), "done", meta=_("Managers, door stewards, reviewers."), url=at["team"]),
        Step(_("Places"), "done" if halls else "now", meta=counted if halls else no_halls, url=at["places"]),
        _sessions(draft, at["grid"]),
        _release(event, draft, at["release"]),
        Step(_("Announcement"), "todo" if event.state == Event.State.DRAFT else "done", meta=_announced(event)),
        Step(_("Close"), "done" if ended else "now" if on > event.ends_on else "todo", when=_ended(event)),
    ]


PAGES = ("change", "team", "places", "grid", "release")


def _sessions(draft: Draft, url: str) -> Step:
    placed, loose, warnings = draft.placed, draft.unplaced, len(draft.clashes) + len(draft.faults)
    meta = [
        ngettext("%(count)s session has its time", "%(count)s sessions have their time", placed) % {"count": placed},
        ngettext("%(count)s has none", "%(count)s have none", loose) % {"count": loose} if loose else "",
        ngettext("%(count)s warning", "%(count)s warnings", warnings) % {"count": warnings} if warnings else "",
    ]
    done = placed and not loose and not warnings
    return Step(_("Sessions"), "done" if done else "now", meta=[one for one in meta if one], url=url)


def _release(event: Event, draft: Draft, url: str) -> Step:
    changes = unreleased(event, draft.programme)
    if changes.before is None:
        return Step(_("Release"), "now" if draft.placed else "todo", meta=_("No version is released yet."), url=url)
    version = _("Version %(number)s is what the public reads.") % {"number": changes.before.version}
    more = _("The draft has changes that are not released.") if changes else ""
    return Step(_("Release"), "now" if changes else "done", meta=[version, *([more] if more else [])], url=url)


def _announced(event: Event) -> str:
    return (
        _("Only those who work for it see the event.") if event.state == Event.State.DRAFT else _("Everyone sees it.")
    )


def _ended(event: Event) -> str:
    return str(event.get_state_display()) if event.state in (Event.State.CLOSED, Event.State.CANCELLED) else ""


_OF_EVENT = Route(Who.OFFICE, of="events.event", take={"slug": "slug"})


def _of(kind: str, **take: str) -> Route:
    return Route(Who.OFFICE, of=f"events.{kind}", take={"slug": "event.slug", **take})


ROUTES = {
    "events:work": Route(Who.PERSON),
    "events:open": Route(Who.OFFICE),
    "events:series": Route(Who.ANYONE, of="events.event", take={"series": "series"}),
    **{
        f"events:{name}": _OF_EVENT
        for name in (
            *("manage", "change", "announce", "close", "cancel", "copy", "team", "places"),
            *("add_venue", "add_track", "grid", "add_session", "release"),
        )
    },
    **{f"events:{name}": _of("helper", pk="pk") for name in ("dismiss",)},
    **{f"events:{name}": _of("helperinvitation", pk="pk") for name in ("withdraw_helper",)},
    **{f"events:{name}": _of("venue", pk="pk") for name in ("change_venue", "remove_venue", "add_hall")},
    **{f"events:{name}": _of("hall", pk="pk") for name in ("change_hall", "remove_hall", "hall_availability")},
    **{f"events:{name}": _of("track", pk="pk") for name in ("change_track", "remove_track")},
    "events:remove_availability": Route(
        Who.OFFICE, of="events.availability", take={"slug": "hall.event.slug", "pk": "pk"}
    ),
    "events:speaker_availability": _of("speaker", pk="pk"),
    **{
        f"events:{name}": _of("session", number="number")
        for name in ("session_form", "move", "cancel_session", "reinstate_session", "remove_session")
    },
}
RECORDED = {
    "events.event": Recorded(
        ("events.open_event",),
        (
            Claim("slug", "slug", ("events.open_event",)),
            Claim("state", "to", at_first=Event.State.DRAFT),
        ),
    ),
}
