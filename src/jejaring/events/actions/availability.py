"""When halls can be used and speakers can come."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from jejaring.events.actions.common import locked_open
from jejaring.events.models import Availability, Event, Hall, Speaker
from jejaring.kit.days import Limit, refuse_outside
from jejaring.kit.refusal import Refusal
from jejaring.ledger.actions import record
from jejaring.people.models import Person

DAYS_AROUND = 7  # that a hall can be booked, or a speaker be there, before and after the event


@transaction.atomic
def add_availability(
    of: Hall | Speaker, begins_at: datetime, ends_at: datetime, *, by: Person | None, at: datetime
) -> Availability:
    """Write when a hall can be used or a speaker can come; without any span it is always.

    Raises Refusal if it ends before it begins, or is not about the days of the event.
    """
    event = locked_open(of.event)
    if ends_at <= begins_at:
        raise Refusal(_("The end must come after the beginning."), field="ends_at")
    day = _day(event, begins_at)
    first, last = event.begins_on - timedelta(days=DAYS_AROUND), event.ends_on + timedelta(days=DAYS_AROUND)
    week = _("a week around the event")
    refuse_outside(day, earliest=Limit(first, week), latest=Limit(last, week), field="begins_at")
    refuse_outside(_day(event, ends_at), earliest=Limit(day), latest=Limit(last, week), field="ends_at")
    whose = {"hall": of} if isinstance(of, Hall) else {"speaker": of}
    span = Availability.objects.create(begins_at=begins_at, ends_at=ends_at, **whose)
    record("events.add_availability", event, by=by, at=at, data=_facts(of, span))
    return span


@transaction.atomic
def remove_availability(span: Availability, *, by: Person | None, at: datetime) -> None:
    """Remove a span in which a hall could be used or a speaker could come."""
    of = span.hall or span.speaker
    assert of  # noqa: S101 - a constraint of the table
    event = locked_open(of.event)
    facts = _facts(of, span)
    span.delete()
    record("events.remove_availability", event, by=by, at=at, data=facts)


def _day(event: Event, moment: datetime) -> date:
    return timezone.localtime(moment, ZoneInfo(event.time_zone)).date()


def _facts(of: Hall | Speaker, span: Availability) -> dict[str, object]:
    return {"of": str(of.guid), "begins_at": span.begins_at, "ends_at": span.ends_at}
