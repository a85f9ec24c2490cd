"""Presence: worked examples, and the laws that hold for every way of reading codes."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some

from engines.presence import (
    CLOSED_BY_RULE,
    DAYS,
    ENTERED_ELSEWHERE,
    EVENT_DOOR,
    HOURS,
    NO_ENTRY,
    OUTSIDE,
    Presence,
    PresenceError,
    Reading,
    Rule,
    Slot,
    eligibility,
    inside_at,
    most_hours,
    most_sessions,
    presence_of,
)

DAY = date(2020, 3, 16)
MIDNIGHT = datetime(2020, 3, 16, tzinfo=UTC)
NINE = MIDNIGHT + timedelta(hours=9)
MINUTE = timedelta(minutes=1)
A = Slot("a", NINE, NINE + 60 * MINUTE)
B = Slot("b", NINE, NINE + 60 * MINUTE)  # parallel to A
C = Slot("c", NINE + 60 * MINUTE, NINE + 90 * MINUTE)
PAUSE = Slot("pause", NINE + 90 * MINUTE, NINE + 120 * MINUTE, counts=False)
SLOTS = (A, B, C, PAUSE)


def came(session: str, minutes: int, *, person: int = 1, undone: bool = False) -> Reading:
    return Reading(person, session, NINE + minutes * MINUTE, undone=undone)


def went(session: str, minutes: int) -> Reading:
    return Reading(1, session, NINE + minutes * MINUTE, entry=False)


def of_one(*readings: Reading) -> Presence:
    return presence_of(readings, SLOTS, zone=UTC)[1]


def credited(*readings: Reading) -> dict[str, tuple[int, tuple[str, ...]]]:
    """Return minutes and marks by session."""
    return {one.session: (one.time // MINUTE, one.marks) for one in of_one(*readings).credits}


def test_complaint_14_entry_without_exit_is_closed_at_the_end_of_the_session_and_marked() -> None:
    assert credited(came("a", 10)) == {"a": (50, (CLOSED_BY_RULE,))}


def test_complaint_14_credit_never_exceeds_the_session_whoever_comes_early_and_goes_late() -> None:
    assert credited(came("a", -20), went("a", 75)) == {"a": (60, ())}


def test_complaint_14_parallel_sessions_never_count_twice_the_one_entered_last_counts() -> None:
    assert credited(came("a", 0), came("b", 40)) == {"a": (40, (ENTERED_ELSEWHERE,)), "b": (20, (CLOSED_BY_RULE,))}


def test_who_comes_back_to_a_parallel_session_is_read_again() -> None:
    found = credited(came("a", 0), came("b", 20), came("a", 30), went("a", 60))
    assert found == {"a": (50, (ENTERED_ELSEWHERE,)), "b": (10, (ENTERED_ELSEWHERE,))}


def test_the_next_session_entered_early_takes_nothing_from_the_one_before() -> None:
    assert credited(came("a", 0), came("c", 50)) == {"a": (60, (CLOSED_BY_RULE,)), "c": (30, (CLOSED_BY_RULE,))}


def test_a_second_entry_with_nothing_between_changes_nothing() -> None:
    assert credited(came("a", 0), came("a", 30), went("a", 45)) == {"a": (45, ())}


def test_who_goes_out_and_comes_back_is_credited_with_both_stays() -> None:
    assert credited(came("a", 0), went("a", 10), came("a", 50), went("a", 60)) == {"a": (20, ())}


def test_an_exit_without_entry_counts_nothing_and_is_marked() -> None:
    assert credited(went("a", 30)) == {"a": (0, (NO_ENTRY,))}


def test_what_was_undone_counts_nothing() -> None:
    assert presence_of([came("a", 0, undone=True)], SLOTS, zone=UTC) == {}


def test_a_reading_beyond_the_tolerance_is_marked_and_counts_nothing() -> None:
    assert credited(came("a", -31)) == {"a": (0, (OUTSIDE,))}
    assert credited(came("a", 0), went("a", 91)) == {"a": (60, (CLOSED_BY_RULE, OUTSIDE))}


def test_who_goes_out_by_the_door_of_the_event_leaves_the_session() -> None:
    assert credited(came("a", 0), went(EVENT_DOOR, 25)) == {"a": (25, ())}


def test_complaint_12_present_counts_persons_and_not_scans() -> None:
    readings = [came(door, minute, person=person) for person in (1, 2) for door in ("", "a") for minute in (0, 5, 9)]
    assert len(readings) == 12
    assert len(presence_of(readings, SLOTS, zone=UTC)) == 2


def test_days_are_those_of_the_zone_on_which_somebody_came_in() -> None:
    kupang = datetime(2020, 3, 16, 17, tzinfo=UTC)
    found = presence_of([Reading(1, "", kupang), Reading(1, "", NINE, entry=False)], (), zone=ZoneInfo("Asia/Makassar"))
    assert found[1].days == (date(2020, 3, 17),)


def test_who_is_inside_now_was_read_today_and_did_not_go_out_by_the_door_of_the_event() -> None:
    at = NINE + 30 * MINUTE
    assert inside_at([came("", 0)], at, since=MIDNIGHT)
    assert inside_at([came("", 0), went("a", 10)], at, since=MIDNIGHT)
    assert not inside_at([came("", 0), went("", 10)], at, since=MIDNIGHT)
    assert not inside_at([came("", 0), came("", 20, undone=True), went("", 10)], at, since=MIDNIGHT)
    assert not inside_at([came("", 0)], at, since=NINE + MINUTE)


def test_of_parallel_sessions_one_person_can_attend_only_one() -> None:
    assert most_sessions([A, B, C]) == 2
    assert most_hours([A, B, C]) == Fraction(3, 2)


def test_eligibility_counts_sessions_without_breaks_and_names_what_was_missed() -> None:
    found = eligibility(of_one(came("a", 0), went("a", 30)), SLOTS, [DAY], Rule(percent=80))
    assert (found.met, found.reached, found.needed, found.possible) == (False, Fraction(1), Fraction(8, 5), Fraction(2))
    assert (found.attended, found.missed) == (("a",), ("c",))  # "b" was at the same time as "a"
    assert eligibility(of_one(came("a", 0), came("c", 60)), SLOTS, [DAY], Rule(percent=80)).met


def test_a_session_of_which_too_little_was_heard_is_not_attended() -> None:
    stay = of_one(came("a", 0), went("a", 29))
    assert eligibility(stay, [A], [DAY], Rule()).attended == ()
    assert eligibility(stay, [A], [DAY], Rule(session_percent=40)).attended == ("a",)


def test_eligibility_by_hours_and_by_days() -> None:
    there = of_one(came("", 0), came("a", 0), came("c", 60), went("c", 75))
    by_hours = eligibility(there, SLOTS, [DAY], Rule(HOURS, 80))
    assert (by_hours.met, by_hours.reached, by_hours.possible) == (True, Fraction(5, 4), Fraction(3, 2))
    by_days = eligibility(there, SLOTS, [DAY, DAY + timedelta(days=1)], Rule(DAYS, 80))
    assert (by_days.met, by_days.reached, by_days.possible) == (False, Fraction(1), Fraction(2))


def test_an_event_without_sessions_makes_nobody_eligible() -> None:
    assert not eligibility(of_one(came("", 0)), [PAUSE], [DAY], Rule(percent=0)).met


def test_values_that_cannot_be_are_refused() -> None:
    with pytest.raises(PresenceError, match="session x ends no later"):
        Slot("x", NINE, NINE)
    with pytest.raises(PresenceError, match="no measure"):
        Rule("weeks")
    with pytest.raises(PresenceError, match="percent"):
        Rule(percent=101)


READINGS = some.lists(
    some.builds(
        Reading,
        some.integers(1, 2),
        some.sampled_from(["", "a", "b", "c", "gone"]),
        some.integers(-40, 130).map(lambda minutes: NINE + minutes * MINUTE),
        entry=some.booleans(),
        undone=some.integers(0, 3).map(lambda n: n == 0),
    ),
    max_size=12,
)


@given(READINGS)
def test_law_no_credit_exceeds_its_session_and_no_moment_counts_twice(readings: list[Reading]) -> None:
    for presence in presence_of(readings, SLOTS, zone=UTC).values():
        every = sorted((stay.begins_at, stay.ends_at) for one in presence.credits for stay in one.stays if stay.length)
        assert all(first[1] <= then[0] for first, then in pairwise(every))
        for credit in presence.credits:
            slot = next(slot for slot in SLOTS if slot.session == credit.session)
            assert timedelta() <= credit.time <= slot.length
            assert all(slot.starts_at <= one.begins_at <= one.ends_at <= slot.ends_at for one in credit.stays)
        assert presence.hours <= most_hours(SLOTS)


@given(READINGS, some.randoms(use_true_random=False))
def test_law_the_order_of_reporting_and_reports_sent_again_make_no_difference(
    readings: list[Reading], chance: random.Random
) -> None:
    again = readings * 2
    chance.shuffle(again)
    assert presence_of(again, SLOTS, zone=UTC) == presence_of(readings, SLOTS, zone=UTC)


@given(READINGS)
def test_law_undone_readings_are_as_if_they_had_never_been(readings: list[Reading]) -> None:
    kept = [one for one in readings if not one.undone]
    assert presence_of(readings, SLOTS, zone=UTC) == presence_of(kept, SLOTS, zone=UTC)


@given(READINGS, some.integers(0, 100))
def test_law_what_is_reached_is_possible_and_a_lower_rule_is_met_by_no_fewer(
    readings: list[Reading], percent: int
) -> None:
    for presence in presence_of(readings, SLOTS, zone=UTC).values():
        for measure in ("sessions", "hours", "days"):
            found = eligibility(presence, SLOTS, [DAY], Rule(measure, percent))
            assert 0 <= found.reached <= found.possible
            assert not found.met or eligibility(presence, SLOTS, [DAY], Rule(measure, percent // 2)).met
            assert not set(found.attended) & set(found.missed)
