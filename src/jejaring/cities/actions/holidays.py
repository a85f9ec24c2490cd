"""Days on which a region does not work, beside the national holidays."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from jejaring.cities.calendars import holiday_years
from jejaring.cities.models import Region, RegionalHoliday
from jejaring.kit.refusal import Refusal
from jejaring.kit.words import long_date
from jejaring.ledger.actions import record
from jejaring.people.models import Person


@transaction.atomic
def add_holiday(
    region: Region, *, day: date, name: str, decision: str, source: str = "", by: Person | None, on: date
) -> RegionalHoliday:
    """Add a day on which a region does not work; it counts in the region's deadlines at once.

    Raises Refusal if no calendar covers its year yet, or if the region has a holiday on that day already.
    """
    Region.objects.select_for_update().get(pk=region.pk)
    if day.year not in (years := holiday_years()):
        first, last = min(years), max(years)
        raise Refusal(
            _("The calendars here are those of %(first)s to %(last)s.") % {"first": first, "last": last}, field="day"
        )
    if there := region.holidays.filter(day=day).first():
        raise Refusal(_("%(region)s has %(name)s on that day.") % {"region": region, "name": there}, field="day")
    added = region.holidays.create(day=day, name=name, decision=decision, source=source, confirmed=bool(source))
    record("cities.add_holiday", region, by=by, on=on, data=_data(added))
    return added


@transaction.atomic
def remove_holiday(holiday: RegionalHoliday, *, by: Person | None, on: date) -> None:
    """Remove a region's holiday; from now on deadlines count its day. Raises Refusal if it is gone already."""
    there = (
        RegionalHoliday.objects.select_for_update(of=("self",)).select_related("region").filter(pk=holiday.pk).first()
    )
    if there is None:
        raise Refusal(_("%(name)s on %(day)s is gone already.") % {"name": holiday, "day": long_date(holiday.day)})
    record("cities.remove_holiday", there.region, by=by, on=on, data=_data(there))
    there.delete()


def _data(holiday: RegionalHoliday) -> dict[str, str]:
    return {"day": holiday.day.isoformat(), "name": holiday.name, "decision": holiday.decision}
