"""Reminders: of an answer that is due, and of an event that comes. Running it twice a day does no harm."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from jejaring.cities.calendars import working_days_left
from jejaring.delegations.actions.delegations import values_of
from jejaring.delegations.queries.delegations import whom_to_ask, with_answers
from jejaring.delegations.queries.mail import audience
from jejaring.events.models import Event
from jejaring.kit.data_files import load
from jejaring.registration import mail
from jejaring.registration.models import Delegation

REMINDED = ("confirmed", "speaking")


def daily_round(*, on: date, at: datetime) -> int:
    """Remind wherever it is time, and return how many letters are new; the next run makes up for a missed one."""
    late = Delegation.objects.filter(state=Delegation.State.INVITED, answer_by__isnull=False)
    late = late.filter(event__state=Event.State.ANNOUNCED, event__ends_on__gte=on)
    open_ = with_answers(late).filter(Q(is_signed=True))
    coming = Event.objects.filter(state=Event.State.ANNOUNCED, begins_on__gt=on)
    return sum(_remind_city(one, on=on, at=at) for one in open_) + sum(_remind(one, on=on, at=at) for one in coming)


@transaction.atomic
def _remind_city(delegation: Delegation, *, on: date, at: datetime) -> int:
    """Remind a city of its answer: once per day that the data file names, counted in the city's working days."""
    due = delegation.answer_by
    left = working_days_left(delegation.organisation, due=due, on=on) if due else None
    step = _step(load("delegations", "reminders")["answer_reminders"], left)
    if step is None:
        return 0
    written = mail.write(
        delegation.event,
        f"answer-{delegation.pk}-{due}-{step}",
        whom_to_ask(delegation, on=on),
        template="answer_reminder",
        values=lambda: values_of(delegation),
        link=lambda: reverse("delegations:delegation", args=[delegation.public_id]),
        at=at,
    )
    if written:
        Delegation.objects.filter(pk=delegation.pk).update(reminded_on=on)
    return len(written)


@transaction.atomic
def _remind(event: Event, *, on: date, at: datetime) -> int:
    """Remind who comes or speaks of an event, after dropping what names other days."""
    occasion = f"reminder-{event.begins_on}"
    old = event.messages.filter(sent_at=None, dropped_at=None, occasion__startswith="reminder-")
    for beginning in {one[: len(occasion)] for one in old.values_list("occasion", flat=True)} - {occasion}:
        mail.drop(event, beginning=beginning, at=at)
    step = _step(load("delegations", "reminders")["event_reminders"], (event.begins_on - on).days)
    if step is None:
        return 0
    people = [one for key in REMINDED for one in audience(event, key, on=on)]
    return len(mail.write(event, f"{occasion}-{step}", people, template="reminder", at=at))


def _step(steps: list[int], left: int | None) -> int | None:
    """Return the nearest of the days named that has come, counted back from the due day; None before the first."""
    if left is None:
        return None
    return min((days for days in steps if days >= left), default=None)
