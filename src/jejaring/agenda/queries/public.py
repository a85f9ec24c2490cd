"""Reads of the public pages: events before and after today, released versions, and what a session is the place of."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from django.db.models import QuerySet

from engines.schedule import Programme
from jejaring.admission.models import Journey
from jejaring.admission.queries.journey import public_candidates
from jejaring.cities.models import Organisation
from jejaring.events.models import Event, ProgrammeVersion, Session
from jejaring.kit.compiled import compiled
from jejaring.membership.models import Membership

KEPT_PROGRAMMES = 16  # of which an event's pages are drawn; a version never changes


def public_events() -> QuerySet[Event]:
    """Return what everyone may see, with its host, the latest first."""
    return Event.objects.exclude(state=Event.State.DRAFT).select_related("host").order_by("-begins_on", "slug")


def coming(events: Sequence[Event], *, on: date) -> list[Event]:
    """Return those of `events` that are not over, the nearest first; cancelled ones are not to come."""
    open_ones = [one for one in events if one.ends_on >= on and one.state != Event.State.CANCELLED]
    return sorted(open_ones, key=lambda one: (one.begins_on, one.slug))


def next_event(*, on: date) -> Event | None:
    """Return the event that goes on or comes next. One query."""
    open_ones = public_events().filter(ends_on__gte=on).exclude(state=Event.State.CANCELLED)
    return open_ones.order_by("begins_on", "slug").first()


def hosted_by(organisation: Organisation) -> list[Event]:
    """Return the public events of a host, the latest first. One query."""
    return list(public_events().filter(host=organisation))


def has_public_page(organisation: Organisation) -> bool:
    """Tell whether everyone sees a page of a city: it is or was a member, or is known to be joining. Two queries."""
    return (
        Membership.objects.filter(organisation=organisation).exists()
        or public_candidates().filter(organisation=organisation).exists()
    )


def versions_of(event: Event) -> QuerySet[ProgrammeVersion]:
    """Return the released versions without their content, the latest first."""
    return event.versions.defer("content").order_by("-number")


def programme_of(version: ProgrammeVersion) -> Programme:
    """Return the programme of a version. One query, and none for one that was read lately: versions never change."""
    return _programme(version.pk, version.sha256)


@lru_cache(maxsize=KEPT_PROGRAMMES)
def _programme(pk: int, _sha256: str) -> Programme:
    return Programme.from_json(ProgrammeVersion.objects.values_list("content", flat=True).get(pk=pk))


def session_row(event: Event, guid: str) -> Session | None:
    """Return the row of a released session, with the journey of its act; None if it was deleted since. One query."""
    return event.sessions.select_related("journey__organisation").filter(guid=guid).first()


def act_is_public(journey: Journey) -> bool:
    """Tell whether the public is shown that a city's letter of intent is signed."""
    return journey.membership_id is not None or public_candidates().filter(pk=journey.pk).exists()


def sessions_of_acts(organisation: Organisation) -> dict[int, Session]:
    """Return the released sessions in which letters of intent of a city are signed, by the journey they belong to.

    One query where there is none.
    """
    return {one.journey_id: one for one in _acts(organisation.pk) if one.journey_id and _is_released(one)}


@compiled
def _acts(organisation: int) -> QuerySet[Session]:
    found = Session.objects.filter(journey__organisation=organisation).exclude(event__state=Event.State.DRAFT)
    return found.select_related("event").order_by("starts_at", "pk")


def _is_released(one: Session) -> bool:
    version = versions_of(one.event).first()
    if version is None:
        return False
    return any(str(one.guid) == shown.guid for shown in programme_of(version).sessions)
