"""The life of an event: opened, changed, announced, closed, cancelled."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from engines.lifecycle.meeting import EVENT
from jejaring.cities.models import Organisation
from jejaring.events.actions.common import locked, locked_open, refuse_in_use
from jejaring.events.models import Availability, Event, Session
from jejaring.events.signals import event_cancelled
from jejaring.kit.days import EARLIEST, Limit, refuse_outside, years_after
from jejaring.kit.refusal import Refusal, unless_taken
from jejaring.kit.words import long_date
from jejaring.ledger.actions import record
from jejaring.people.models import Person

YEARS_AHEAD = 5
MOST_DAYS = 31
RESERVED = ("rangkaian",)  # an address of its own


@dataclass(frozen=True, slots=True)
class EventFacts:
    """What an event is called, when it is and whose it is."""

    name_id: str
    begins_on: date
    ends_on: date
    time_zone: str = Event.Zone.WIB
    name_en: str = ""
    kind: str = Event.Kind.SEMINAR
    theme_id: str = ""
    theme_en: str = ""
    text_id: str = ""
    text_en: str = ""
    host: Organisation | None = None
    series: str = ""
    source: str = ""

    def values(self) -> dict[str, object]:
        """Return the facts by the columns they are kept in."""
        return {one.name: getattr(self, one.name) for one in fields(self)}


@transaction.atomic
def open_event(
    slug: str, facts: EventFacts, *, by: Person | None, on: date, at: datetime, example: bool = False
) -> Event:
    """Open an event in preparation; that of an example account is an example.

    Raises Refusal if its address is taken or its days are out of bounds.
    """
    refuse_wrong_days(facts.begins_on, facts.ends_on, on=on)
    taken = _("Another event has this address.")
    if slug in RESERVED or Event.objects.filter(slug=slug).exists():
        raise Refusal(taken, field="slug")
    with unless_taken("events_event_slug_key", taken, field="slug"):
        event = Event.objects.create(slug=slug, example=example or bool(by and by.example), **facts.values())
    record("events.open_event", event, by=by, on=on, at=at, data={"slug": slug, "begins_on": facts.begins_on})
    return event


@transaction.atomic
def change_event(event: Event, facts: EventFacts, *, by: Person | None, on: date, at: datetime) -> Event:
    """Change an event; with another time zone its sessions keep their clock times.

    Raises Refusal if it has ended, its days are out of bounds, or a day that it would lose has sessions.
    """
    event = locked_open(event)
    if (facts.begins_on, facts.ends_on) != (event.begins_on, event.ends_on):
        refuse_wrong_days(facts.begins_on, facts.ends_on, on=on)
        _refuse_lost_days(event, facts)
    changed = [name for name, value in facts.values().items() if getattr(event, name) != value]
    if facts.time_zone != event.time_zone:
        _keep_clock_times(event, facts.time_zone)
    for name, value in facts.values().items():
        setattr(event, name, value)
    event.save()
    record("events.change_event", event, by=by, on=on, at=at, data={"changed": changed})
    return event


@transaction.atomic
def announce_event(event: Event, *, by: Person | None, on: date, at: datetime) -> Event:
    """Show an event to the public. Raises Refusal if it is announced already, or has ended."""
    return _move(event, "announce", by=by, on=on, at=at)


@transaction.atomic
def close_event(event: Event, *, by: Person | None, on: date, at: datetime) -> Event:
    """Close an event that has been held. Raises Refusal if it is not announced, or its last day is not over."""
    if on < event.ends_on:
        day = long_date(event.ends_on)
        raise Refusal(_("The event can be closed from its last day on, %(day)s.") % {"day": day})
    return _move(event, "close", by=by, on=on, at=at)


@transaction.atomic
def cancel_event(event: Event, reason: str, *, by: Person | None, on: date, at: datetime) -> Event:
    """Cancel an event; the rooms above let those who were to come know. Raises Refusal without a reason."""
    if not reason.strip():
        raise Refusal(_("Write why the event is cancelled: those who were invited read it."), field="reason")
    event = _move(event, "cancel", reason.strip(), by=by, on=on, at=at)
    event_cancelled.send(Event, event=event, by=by, at=at)
    return event


def _move(event: Event, verb: str, reason: str = "", *, by: Person | None, on: date, at: datetime) -> Event:
    event = locked(event)
    if not EVENT.allows(event.state, verb):
        raise Refusal(_("This event is %(state)s.") % {"state": event.get_state_display()})
    event.state, event.end_reason = EVENT.apply(event.state, verb, {"reason"} if reason else ()), reason
    event.save(update_fields=["state", "end_reason"])
    record(f"events.{verb}_event", event, by=by, on=on, at=at, data={"to": event.state})
    return event


def refuse_wrong_days(begins_on: date, ends_on: date, *, on: date) -> None:
    """Raise Refusal, beside its field, for a first or last day that an event cannot have."""
    latest = Limit(years_after(on, YEARS_AHEAD), _("%(years)s years from today") % {"years": YEARS_AHEAD})
    refuse_outside(begins_on, earliest=Limit(EARLIEST), latest=latest, field="begins_on")
    longest = Limit(
        begins_on + timedelta(days=MOST_DAYS - 1), _("an event lasts %(days)s days at most") % {"days": MOST_DAYS}
    )
    refuse_outside(ends_on, earliest=Limit(begins_on, _("the first day")), latest=longest, field="ends_on")


def _refuse_lost_days(event: Event, facts: EventFacts) -> None:
    zone = ZoneInfo(event.time_zone)
    placed = event.sessions.exclude(state=Session.State.CANCELLED).exclude(starts_at=None)
    days = {one.pk: timezone.localtime(one.starts_at, zone).date() for one in placed}
    sentence = _("Days with sessions cannot be left out: move the sessions first.")
    before = [one for one in placed if days[one.pk] < facts.begins_on]
    refuse_in_use(before, sentence, field="begins_on")
    after = [one for one in placed if days[one.pk] > facts.ends_on]
    refuse_in_use(after, sentence, field="ends_on")


def _keep_clock_times(event: Event, zone: str) -> None:
    """Move the moments of an event's sessions and availabilities into another zone, so that clocks show the same."""
    before, after = ZoneInfo(event.time_zone), ZoneInfo(zone)
    sessions = list(event.sessions.exclude(starts_at=None))
    for one in sessions:
        one.starts_at = one.starts_at and one.starts_at.astimezone(before).replace(tzinfo=after)
        one.ends_at = one.ends_at and one.ends_at.astimezone(before).replace(tzinfo=after)
    Session.objects.bulk_update(sessions, ["starts_at", "ends_at"])
    spans = list(Availability.objects.filter(Q(hall__event=event) | Q(speaker__event=event)))
    for span in spans:
        span.begins_at = span.begins_at.astimezone(before).replace(tzinfo=after)
        span.ends_at = span.ends_at.astimezone(before).replace(tzinfo=after)
    Availability.objects.bulk_update(spans, ["begins_at", "ends_at"])
