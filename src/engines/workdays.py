"""Working-day calendars and deadlines.

A calendar knows the weekend, the holidays and the years it was made for. A question about any
other year is refused: a deadline that is silently wrong is worse than none.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

SATURDAY_AND_SUNDAY = frozenset({5, 6})
_DAY = timedelta(days=1)


class WorkdaysError(ValueError):
    """The calendar cannot answer; its text says why."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """Which days are worked on.

    `holidays` are the days nobody works, joint leave included; `years` those the calendar
    answers for; `weekend` holds weekday numbers (Monday is 0). `name` and `source` are for people.

    Raises WorkdaysError if no day of the week is left to work on or a holiday lies outside `years`.
    """

    holidays: frozenset[date]
    years: frozenset[int]
    name: str = ""
    source: str = ""
    weekend: frozenset[int] = field(default=SATURDAY_AND_SUNDAY)

    def __post_init__(self) -> None:
        if not self.weekend <= set(range(7)) or len(self.weekend) == 7:
            raise WorkdaysError(f"{sorted(self.weekend)} is not a weekend")
        if stray := sorted(day for day in self.holidays if day.year not in self.years):
            raise WorkdaysError(f"{stray[0]} is a holiday of a year that the calendar {self.name!r} does not cover")

    def is_workday(self, day: date) -> bool:
        """Tell whether `day` is worked on. Raises WorkdaysError outside the covered years."""
        if day.year not in self.years:
            raise WorkdaysError(f"the calendar {self.name!r} has no holidays for {day.year}")
        return day.weekday() not in self.weekend and day not in self.holidays


def add_workdays(start: date, count: int, calendar: Calendar) -> date:
    """Return the `count`-th working day after `start`; before it if `count` is negative; `start` itself for 0.

    The day of `start` is not counted. Raises WorkdaysError if the way leaves the covered years.
    """
    step, left, day = (_DAY if count > 0 else -_DAY), abs(count), start
    while left:
        day = _next(day, step, calendar)
        if calendar.is_workday(day):
            left -= 1
    return day


def workdays_between(start: date, end: date, calendar: Calendar) -> int:
    """Return how many working days come after `start` up to and including `end`; negative if `end` is earlier.

    Raises WorkdaysError if a day between them is outside the covered years.
    """
    if end < start:
        return -workdays_between(end, start, calendar)
    days = (start + timedelta(days=number) for number in range(1, (end - start).days + 1))
    return sum(calendar.is_workday(day) for day in days)


def due_date(start: date, workdays: int, calendar: Calendar) -> date:
    """Return the day on which something is due: the `workdays`-th working day after `start`.

    Raises WorkdaysError if `workdays` is less than 1 or the day is outside the covered years.
    """
    if workdays < 1:
        raise WorkdaysError(f"a deadline of {workdays} working days is none")
    return add_workdays(start, workdays, calendar)


def workdays_left(today: date, due: date, calendar: Calendar) -> int:
    """Return the working days from `today` to `due`, negative once a working day has passed since.

    0 on the day itself and on the days off that follow it: whether it is overdue, the two dates say.
    """
    return workdays_between(today, due, calendar)


def _next(day: date, step: timedelta, calendar: Calendar) -> date:
    try:
        return day + step
    except OverflowError:
        raise WorkdaysError(f"the calendar {calendar.name!r} ends with {day}") from None
