"""How the sessions of a day stand side by side on a wide page."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from engines.schedule import Session, Text
from jejaring.agenda.programme_markup import Plan
from jejaring.events import times

EIGHT = datetime(2020, 3, 16, 0, tzinfo=UTC)
HALLS = ["a", "b", "c"]


def session(name: str, hour: float, hours: float, hall: str) -> Session:
    start = EIGHT + timedelta(hours=hour)
    return Session(name, 1, Text(name), starts_at=start, ends_at=start + timedelta(hours=hours), hall=hall)


def test_what_nothing_overlaps_is_as_wide_as_the_day_and_parallel_sessions_stand_in_their_halls() -> None:
    day = [
        session("opening", 0, 1, "a"),
        session("one", 1, 1, "a"),
        session("two", 1, 1, "c"),
        session("end", 2, 1, "b"),
    ]
    plan = Plan.of(day, HALLS)
    assert plan.lanes == {"a": 2, "c": 3}
    assert [plan.classes(one) for one in day] == ["w", "c2", "c3", "w"]


def test_a_long_session_spans_the_times_that_begin_while_it_lasts() -> None:
    day = [
        session("long", 0, 3, "a"),
        session("first", 0, 1, "b"),
        session("second", 1, 1, "b"),
        session("third", 2, 1, "b"),
    ]
    plan = Plan.of(day, HALLS)
    assert [plan.classes(one) for one in day] == ["c2 s3", "c3", "c3", "c3"]


def test_more_halls_than_fit_side_by_side_flow_into_rows() -> None:
    day = [session(f"{n}", 0, 1, f"{n}") for n in range(9)]
    plan = Plan.of(day, [f"{n}" for n in range(9)])
    assert (plan.is_grid, {plan.classes(one) for one in day}) == (False, {""})


@given(st.lists(st.tuples(st.integers(0, 10), st.integers(1, 6)), min_size=1, max_size=8))
def test_a_session_is_wide_exactly_if_no_other_overlaps_it(spans: list[tuple[int, int]]) -> None:
    day = [session(f"{n}", start, hours, "a") for n, (start, hours) in enumerate(sorted(spans))]
    spans_of = {f"{n}": (start, start + hours) for n, (start, hours) in enumerate(sorted(spans))}

    def meet(one: Session, other: Session) -> bool:
        return spans_of[one.guid][0] < spans_of[other.guid][1] and spans_of[other.guid][0] < spans_of[one.guid][1]

    alone = {one.guid for one in day if not any(meet(one, other) for other in day if other is not one)}
    assert Plan.of(day, HALLS).alone == alone


def test_the_days_of_an_event_are_written_as_short_as_they_can_be() -> None:
    first = date(2019, 10, 16)
    assert times.days(first, first) == "16 Oktober 2019"
    assert times.days(first, date(2019, 10, 18)) == "16–18 Oktober 2019"
    assert times.days(date(2019, 10, 30), date(2019, 11, 2)) == "30 Oktober–2 November 2019"
    assert times.days(date(2019, 12, 30), date(2020, 1, 2)) == "30 Desember 2019–2 Januari 2020"
