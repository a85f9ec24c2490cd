"""Reads for those who work on an event: which events, who helps, and the draft with what clashes in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Max, Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from engines.lifecycle.meeting import EVENT
from engines.schedule import Programme
from engines.schedule.changes import Change, Renaming, changes, renamings
from engines.schedule.clashes import Available, Clash, clashes
from engines.schedule.release import Fault, faults
from jejaring.cities.queries import SECRETARIAT, Reader, holds_network_office
from jejaring.events.models import Availability, Event, Hall, Helper, HelperInvitation, Session, Track, Venue
from jejaring.events.queries import drafted, helps_on, released
from jejaring.kit.components import Waiting
from jejaring.people.queries import OPEN_INVITATION


def events_worked_on(reader: Reader, *, on: date) -> QuerySet[Event]:
    """Return the events that someone works for, all for the secretariat; with `session_count` and `version`."""
    found = Event.objects.all()
    if not holds_network_office(reader, *SECRETARIAT, on=on):
        found = found.filter(pk__in=_tasks_of(reader, on=on).values("event"))
    return found.annotate(
        session_count=Count("sessions", filter=~Q(sessions__state=Session.State.CANCELLED), distinct=True),
        version=Max("versions__number"),
    )


def managed_events(reader: Reader, *, on: date) -> QuerySet[Event]:
    """Return the events whose history and files someone may see: those they manage."""
    if holds_network_office(reader, *SECRETARIAT, on=on):
        return Event.objects.all()
    return Event.objects.filter(pk__in=_tasks_of(reader, on=on).filter(role=Helper.Role.MANAGER).values("event"))


def _tasks_of(reader: Reader, *, on: date) -> QuerySet[Helper]:
    return helps_on(on).filter(person=reader) if reader.is_authenticated else Helper.objects.none()


def helpers_of(event: Event, *, on: date) -> QuerySet[Helper]:
    """Return who works for an event on that day or later."""
    return event.helpers.filter(Q(until=None) | Q(until__gte=on)).select_related("person", "session")


def invited_helpers(event: Event) -> QuerySet[HelperInvitation]:
    """Return who was invited to work for an event and has not answered."""
    still = Q(**{f"invitation__{key}": value for key, value in OPEN_INVITATION.children})  # type: ignore[misc]  # pairs
    return event.helper_invitations.filter(still).select_related("invitation", "session")


def sessions_managed(reader: Reader, event: Event, *, on: date) -> list[Session]:
    """Return the sessions of an event that someone manages by a task of their own."""
    tasks = _tasks_of(reader, on=on).filter(event=event, role=Helper.Role.SESSION)
    return list(event.sessions.filter(pk__in=tasks.values("session")).order_by("number"))


def venues_of(event: Event) -> QuerySet[Venue]:
    """Return an event's venues with their halls, each with its `session_count`."""
    counted = Hall.objects.annotate(session_count=Count("sessions"))
    return event.venues.prefetch_related(Prefetch("halls", counted))


def tracks_of(event: Event) -> QuerySet[Track]:
    """Return an event's tracks, each with its `session_count`."""
    return event.tracks.annotate(session_count=Count("sessions"))


# --- the draft --------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Draft:
    """The programme as it is drafted, what clashes in it and what could not be released."""

    programme: Programme
    clashes: tuple[Clash, ...]
    faults: tuple[Fault, ...]

    @property
    def placed(self) -> int:
        """Return how many sessions that are not cancelled have a time."""
        return sum(one.starts_at is not None for one in self._held)

    @property
    def unplaced(self) -> int:
        """Return how many sessions that are not cancelled have no time."""
        return len(self._held) - self.placed

    @property
    def _held(self) -> list[Any]:
        return [one for one in self.programme.sessions if one.state != Session.State.CANCELLED]


def draft_of(event: Event) -> Draft:
    """Return an event's draft with its clashes. As many queries for ten sessions as for a thousand."""
    programme = drafted(event)
    return Draft(programme, clashes(programme, availabilities(event)), faults(programme))


def availabilities(event: Event) -> list[Available]:
    """Return when halls and speakers of an event are available. One query."""
    spans = Availability.objects.filter(Q(hall__event=event) | Q(speaker__event=event))
    return [
        Available(str(one.hall.guid if one.hall else one.speaker and one.speaker.guid), one.begins_at, one.ends_at)
        for one in spans.select_related("hall", "speaker")
    ]


@dataclass(frozen=True, slots=True)
class Unreleased:
    """What the draft changes in the version that the public reads."""

    before: Programme | None
    changes: tuple[Change, ...]
    renamings: tuple[Renaming, ...]

    def __bool__(self) -> bool:
        return bool(self.changes or self.renamings)


def unreleased(event: Event, draft: Programme) -> Unreleased:
    """Return what has changed in the draft since the last version. One query."""
    before = released(event)
    return Unreleased(before, changes(before, draft), renamings(before, draft))


# --- what waits -------------------------------------------------------------------------------
def waiting_for(person: Reader, *, on: date, holdings: Sequence[Any] = ()) -> list[Waiting]:
    """Return the events that someone has a task in, until they are over. One query."""
    tasks = _tasks_of(person, on=on).exclude(event__state__in=EVENT.ends).filter(event__ends_on__gte=on)
    return [
        Waiting(
            what=_("Prepare the event") if one.role == Helper.Role.MANAGER else _("Look at your task"),
            for_whom=one.event.name,
            due=one.event.begins_on,
            why=_("Because you are %(title)s.") % {"title": one.get_role_display()},
            url=reverse("events:manage", args=[one.event.slug]),
            action=_("Open"),
        )
        for one in tasks.select_related("event").order_by("event__begins_on", "pk")
    ]
