"""Due dates: reminders before, escalation after. Running it twice a day does no harm."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jejaring.admission.actions.notices import side, who_acts
from jejaring.admission.duties import LEADERS, Duty
from jejaring.admission.models import Journey
from jejaring.admission.queries.journey import duties_of, duty_url, with_progress
from jejaring.admission.queries.texts import deadlines
from jejaring.cities.calendars import working_days_left
from jejaring.cities.models import Office
from jejaring.kit import words
from jejaring.ledger.actions import record
from jejaring.notices.actions import notify
from jejaring.notices.models import Words


def daily_round(*, on: date, at: datetime) -> int:
    """Remind and escalate wherever it is time; return how many notices are new.

    Each notice is sent once per step and due date, however often this runs; the next run makes up for a
    missed one.
    """
    waiting = with_progress(Journey.objects.filter(closed_on__isnull=True, due_on__isnull=False))
    return sum(_remind(journey, on=on, at=at) for journey in waiting.select_related("organisation__region"))


@transaction.atomic
def _remind(journey: Journey, *, on: date, at: datetime) -> int:
    assert journey.due_on is not None  # the round asks for those only  # noqa: S101
    sent = 0
    for duty in duties_of(journey):
        left = working_days_left(side(journey, duty.party), due=journey.due_on, on=on)
        if left is None:
            continue
        nearest = min((days for days in deadlines().reminders if days >= left), default=None)
        if left < 0:
            sent += _escalate(journey, duty, late=-left, on=on, at=at)
        elif nearest is not None:
            sent += _notify(journey, duty, duty.roles, f"reminder-{nearest}", left=left, at=at)
    return sent


def _escalate(journey: Journey, duty: Duty, *, late: int, on: date, at: datetime) -> int:
    reached = max((days for days in deadlines().escalations if days <= late), default=None)
    if reached is None:
        return 0
    roles = duty.roles | LEADERS[duty.party]
    sent = _notify(journey, duty, roles, f"escalation-{reached}", left=-late, at=at)
    if sent:
        data = {"duty": duty.verb, "party": duty.party, "working_days_late": late}
        record("admission.escalate", journey, by=None, at=at, on=on, data=data)
    return sent


def _notify(
    journey: Journey, duty: Duty, roles: Iterable[Office.Role], occasion: str, *, left: int, at: datetime
) -> int:
    key = f"journey-{journey.pk}-{duty.verb}-{duty.party}-{journey.state_since}-{journey.due_on}-{occasion}"
    kind = "admission.reminder" if left >= 0 else "admission.escalation"

    def compose() -> Words:
        subject = _("%(city)s: %(duty)s") % {"city": journey.organisation.short_name, "duty": duty.what}
        return Words(subject, _sentence(journey, duty, left, day), duty_url(duty, journey))

    day = timezone.localtime(at).date()
    people = who_acts(journey, duty.party, roles, on=day)
    return sum(notify(person, compose, kind=kind, at=at, key=key) for person in people)


def _sentence(journey: Journey, duty: Duty, left: int, today: date) -> str:
    values = {
        "city": journey.organisation.short_name,
        "duty": duty.what,
        "day": words.long_date(journey.due_on),
        "count": abs(left),
    }
    if left > 0:
        text = ngettext(
            "“%(duty)s” for %(city)s is due on %(day)s: %(count)s working day left.",
            "“%(duty)s” for %(city)s is due on %(day)s: %(count)s working days left.",
            left,
        )
    elif left == 0 and today == journey.due_on:
        text = _("“%(duty)s” for %(city)s is due today, %(day)s.")
    elif left == 0:
        text = _("“%(duty)s” for %(city)s was due on %(day)s; no working day has passed since.")
    else:
        text = ngettext(
            "“%(duty)s” for %(city)s was due on %(day)s: %(count)s working day late.",
            "“%(duty)s” for %(city)s was due on %(day)s: %(count)s working days late.",
            -left,
        )
    return text % values
