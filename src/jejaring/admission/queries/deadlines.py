"""When what a journey waits for is due, in working days."""

from __future__ import annotations

from datetime import date

from engines.workdays import WorkdaysError, due_date, workdays_left
from jejaring.admission.queries.texts import deadlines
from jejaring.cities.calendars import calendar_for
from jejaring.cities.models import Organisation


def due_on(state: str, *, start: date, organisation: Organisation) -> date | None:
    """Return the day by which `state` should be left, by the calendar of the organisation's region.

    None if the network gives the state no deadline, or no calendar covers those years: a
    deadline that is silently wrong is worse than none.
    """
    workdays = deadlines().workdays.get(state)
    if workdays is None:
        return None
    try:
        return due_date(start, workdays, calendar_for(organisation.region_id))
    except WorkdaysError:
        return None


def working_days_left(organisation: Organisation, *, due: date, on: date) -> int | None:
    """Return the working days from `on` to `due`, negative when late; None if no calendar covers them."""
    try:
        return workdays_left(on, due, calendar_for(organisation.region_id))
    except WorkdaysError:
        return None
