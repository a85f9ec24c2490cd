"""Due dates in working days, reminders before them and escalation after."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest

from jejaring.admission.actions.deadlines import daily_round
from jejaring.admission.models import Journey
from jejaring.admission.queries.texts import due_on
from jejaring.cities.calendars import working_days_left
from jejaring.cities.models import Office
from jejaring.ledger.queries import entries_of
from jejaring.notices.models import Notice
from tests.admission.cast import Cast, cast, hold, noon

pytestmark = pytest.mark.django_db


def waiting(people: Cast, due: date) -> Journey:
    journey = people.placed("interest", on=date(2019, 10, 16))
    Journey.objects.filter(pk=journey.pk).update(waiting_on="network", due_on=due)
    return journey


def told() -> list[tuple[str, int]]:
    return sorted(Notice.objects.values_list("kind", "recipient_id"))


def test_a_due_date_counts_working_days_and_leaves_out_holidays() -> None:
    people = cast()
    begins = date(2019, 12, 23)  # then joint leave on the 24th and Christmas on the 25th
    assert due_on("interest", start=begins, organisation=people.network) == date(2020, 1, 2)


def test_a_year_without_a_calendar_has_no_due_date() -> None:
    people = cast()
    assert due_on("interest", start=date(2090, 1, 1), organisation=people.network) is None
    assert working_days_left(people.network, due=date(2090, 1, 5), on=date(2090, 1, 1)) is None


def test_a_move_sets_the_due_date_of_the_next_one() -> None:
    people = cast()
    journey = people.begin(date(2019, 10, 16))
    assert (journey.waiting_on, journey.due_on) == ("network", date(2019, 10, 23))


def test_who_must_act_is_reminded_three_working_days_before_and_on_the_day_once_each() -> None:
    people = cast()
    due = date(2019, 10, 23)  # a Wednesday
    waiting(people, due)
    days = [due - timedelta(days=n) for n in range(7, -1, -1)]
    given = {day: daily_round(on=day, at=noon(day)) + daily_round(on=day, at=noon(day)) for day in days}
    assert {day.day: count for day, count in given.items() if count} == {18: 1, 23: 1}
    assert told() == [("admission.reminder", people.secretariat.pk)] * 2


def test_a_round_that_was_missed_is_made_up_for() -> None:
    people = cast()
    waiting(people, date(2019, 10, 23))
    assert daily_round(on=date(2019, 10, 22), at=noon(date(2019, 10, 22))) == 1


def test_an_overdue_step_is_told_to_the_heads_and_written_in_the_ledger() -> None:
    people = cast()
    secretary = hold(people.network, Office.Role.NETWORK_SECRETARY, "Sekretaris Jejaring")
    journey = waiting(people, date(2019, 10, 23))
    day = date(2019, 10, 24)
    assert daily_round(on=day, at=noon(day)) == 3
    assert daily_round(on=day, at=noon(day)) == 0
    everyone = sorted([people.secretariat.pk, people.president.pk, secretary.pk])
    assert told() == [("admission.escalation", pk) for pk in everyone]
    (entry,) = entries_of(journey)
    assert (entry.verb, entry.actor) == ("admission.escalate", None)


def test_days_off_after_the_due_date_are_not_a_day_late() -> None:
    people = cast()
    people.secretariat.language = "en"
    people.secretariat.save()
    journey = waiting(people, date(2019, 10, 18))  # a Friday
    for day in (19, 20):
        daily_round(on=date(2019, 10, day), at=noon(date(2019, 10, day)))
    (notice,) = Notice.objects.all()
    assert "no working day has passed since" in notice.body
    assert list(entries_of(journey)) == []
    daily_round(on=date(2019, 10, 21), at=noon(date(2019, 10, 21)))
    (entry,) = entries_of(journey)
    assert json.loads(entry.data)["working_days_late"] == 1


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2019, 10, 18), "is due on 23 October 2019: 3 working days left."),
        (date(2019, 10, 22), "is due on 23 October 2019: 1 working day left."),
        (date(2019, 10, 23), "is due today, 23 October 2019."),
        (date(2019, 10, 24), "was due on 23 October 2019: 1 working day late."),
        (date(2019, 10, 25), "was due on 23 October 2019: 2 working days late."),
    ],
)
def test_a_reminder_counts_the_days_in_the_language_of_its_reader(day: date, words: str) -> None:
    people = cast()
    people.secretariat.language = "en"
    people.secretariat.save()
    waiting(people, date(2019, 10, 23))
    daily_round(on=day, at=noon(day))
    assert Notice.objects.get(recipient=people.secretariat).body.endswith(words)


def test_a_journey_that_has_ended_reminds_nobody() -> None:
    people = cast()
    waiting(people, date(2019, 10, 23))
    Journey.objects.update(state="withdrawn", closed_on=date(2019, 10, 20))
    assert daily_round(on=date(2019, 11, 1), at=noon(date(2019, 11, 1))) == 0
