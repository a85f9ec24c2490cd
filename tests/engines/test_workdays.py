"""Working days: examples one can check on a wall calendar, and laws that always hold."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from engines.workdays import Calendar, WorkdaysError, add_workdays, due_date, workdays_between, workdays_left

CHRISTMAS_2019 = frozenset({date(2019, 12, 24), date(2019, 12, 25), date(2020, 1, 1)})
CALENDAR = Calendar(CHRISTMAS_2019, frozenset({2019, 2020}), name="uji")


def test_a_thursday_and_two_working_days_lead_to_the_next_monday() -> None:
    assert due_date(date(2019, 10, 17), 2, CALENDAR) == date(2019, 10, 21)


def test_joint_leave_and_holidays_are_not_counted() -> None:
    assert due_date(date(2019, 12, 23), 1, CALENDAR) == date(2019, 12, 26)
    assert due_date(date(2019, 12, 23), 5, CALENDAR) == date(2020, 1, 2)


def test_a_start_on_a_weekend_counts_from_the_first_working_day() -> None:
    assert due_date(date(2019, 10, 19), 1, CALENDAR) == date(2019, 10, 21)


def test_no_working_days_leave_the_day_where_it_is_and_negative_ones_go_back() -> None:
    assert add_workdays(date(2019, 10, 20), 0, CALENDAR) == date(2019, 10, 20)
    assert add_workdays(date(2019, 10, 21), -1, CALENDAR) == date(2019, 10, 18)


def test_days_left_are_zero_until_a_working_day_has_passed_and_negative_afterwards() -> None:
    due = date(2019, 10, 18)
    left = {day: workdays_left(date(2019, 10, day), due, CALENDAR) for day in range(15, 23)}
    assert left == {15: 3, 16: 2, 17: 1, 18: 0, 19: 0, 20: 0, 21: -1, 22: -2}


def test_a_six_day_week_works_on_saturday() -> None:
    six = Calendar(frozenset(), frozenset({2019}), weekend=frozenset({6}))
    assert due_date(date(2019, 10, 17), 2, six) == date(2019, 10, 19)


@pytest.mark.parametrize("day", [date(2018, 12, 31), date(2021, 1, 1)])
def test_a_day_outside_the_covered_years_is_refused_in_words(day: date) -> None:
    with pytest.raises(WorkdaysError, match=f"'uji' has no holidays for {day.year}"):
        CALENDAR.is_workday(day)


def test_a_deadline_that_would_leave_the_covered_years_is_refused() -> None:
    with pytest.raises(WorkdaysError, match="2021"):
        due_date(date(2020, 12, 30), 3, CALENDAR)


def test_a_count_that_would_cross_a_year_without_holidays_is_refused() -> None:
    gap = Calendar(frozenset(), frozenset({2018, 2020}))
    with pytest.raises(WorkdaysError, match="2019"):
        workdays_between(date(2018, 12, 1), date(2020, 1, 31), gap)


@pytest.mark.parametrize("workdays", [0, -3])
def test_a_deadline_needs_at_least_one_working_day(workdays: int) -> None:
    with pytest.raises(WorkdaysError, match="is none"):
        due_date(date(2019, 10, 17), workdays, CALENDAR)


@pytest.mark.parametrize("weekend", [frozenset(range(7)), frozenset({7})])
def test_a_week_without_a_working_day_is_refused(weekend: frozenset[int]) -> None:
    with pytest.raises(WorkdaysError, match="not a weekend"):
        Calendar(frozenset(), frozenset({2019}), weekend=weekend)


def test_a_holiday_outside_the_covered_years_is_refused() -> None:
    with pytest.raises(WorkdaysError, match="does not cover"):
        Calendar(frozenset({date(2018, 1, 1)}), frozenset({2019}))


YEARS = frozenset(range(2019, 2022))
DAYS = st.dates(date(2020, 1, 1), date(2020, 12, 31))
WEEKENDS = st.frozensets(st.integers(0, 6), max_size=3)


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    holidays = draw(st.frozensets(st.dates(date(2019, 1, 1), date(2021, 12, 31)), max_size=40))
    return Calendar(holidays, YEARS, weekend=draw(WEEKENDS))


@given(calendars(), DAYS, st.integers(1, 60))
def test_a_due_date_is_a_working_day_after_the_start_and_exactly_so_many_away(
    calendar: Calendar, start: date, count: int
) -> None:
    due = due_date(start, count, calendar)
    assert due > start
    assert calendar.is_workday(due)
    assert workdays_between(start, due, calendar) == count
    assert workdays_left(start, due, calendar) == count


@given(calendars(), DAYS, st.integers(1, 30), st.integers(1, 30))
def test_working_days_add_up(calendar: Calendar, start: date, first: int, then: int) -> None:
    assert due_date(due_date(start, first, calendar), then, calendar) == due_date(start, first + then, calendar)


@given(calendars(), DAYS, st.integers(1, 60))
def test_going_forward_and_back_from_a_working_day_returns(calendar: Calendar, start: date, count: int) -> None:
    assume(calendar.is_workday(start))
    assert add_workdays(due_date(start, count, calendar), -count, calendar) == start


@given(calendars(), DAYS, DAYS, DAYS)
def test_counts_over_parts_sum_to_the_whole(calendar: Calendar, a: date, b: date, c: date) -> None:
    whole = workdays_between(a, c, calendar)
    assert whole == workdays_between(a, b, calendar) + workdays_between(b, c, calendar)


@given(calendars(), DAYS, st.integers(1, 40), DAYS)
def test_one_more_holiday_never_brings_a_deadline_forward(
    calendar: Calendar, start: date, count: int, holiday: date
) -> None:
    more = Calendar(calendar.holidays | {holiday}, YEARS, weekend=calendar.weekend)
    assert due_date(start, count, more) >= due_date(start, count, calendar)


@given(calendars(), DAYS, st.integers(-40, 40))
def test_nothing_is_left_only_on_the_day_itself_or_while_nobody_works(
    calendar: Calendar, due: date, offset: int
) -> None:
    today = due + timedelta(days=offset)
    left = workdays_left(today, due, calendar)
    passed = any(calendar.is_workday(due + timedelta(days=day)) for day in range(1, offset + 1))
    assert (left < 0) == passed
