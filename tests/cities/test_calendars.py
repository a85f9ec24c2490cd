"""Holidays by year and region, and what they mean for a due date."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

import pytest

from engines.workdays import WorkdaysError, due_date
from jejaring.cities.calendars import calendar_for, calendars_for, holiday_years, national_calendar
from jejaring.cities.models import RegionalHoliday
from tests.factories.cities import RegionFactory


def test_the_years_2019_to_2027_are_covered_and_only_2027_is_unconfirmed() -> None:
    years = holiday_years()
    assert list(years) == list(range(2019, 2028))
    assert [year for year, content in years.items() if not content.confirmed] == [2027]


@pytest.mark.parametrize("year", range(2019, 2028))
def test_a_year_names_its_decision_and_sources_and_only_days_of_its_own(year: int) -> None:
    content = holiday_years()[year]
    assert content.decision.startswith("Keputusan Bersama Menteri Agama")
    assert all(source.startswith("https://") for source in content.sources)
    assert content.sources
    assert {holiday.day.year for holiday in content.days} == {year}
    assert [h.day for h in content.days] == sorted(h.day for h in content.days)
    assert {h.kind for h in content.days} == {"national", "joint_leave"}
    assert all(holiday.name_id and holiday.name_en for holiday in content.days)


@pytest.mark.parametrize(
    ("year", "national", "joint"),
    # as announced: national holidays by decree, with election days added where they had a decree of their own
    [(2019, 16 + 1, 4), (2020, 16 + 1, 5), (2022, 16, 4), (2024, 17 + 2, 10), (2025, 17, 10 + 1), (2026, 17, 8)],
)
def test_a_year_has_as_many_days_as_its_decision_announced(year: int, national: int, joint: int) -> None:
    kinds = Counter(holiday.kind for holiday in holiday_years()[year].days)
    assert kinds == {"national": national, "joint_leave": joint}


def test_ten_working_days_after_the_signing_in_kupang_end_on_the_last_of_october() -> None:
    assert due_date(date(2019, 10, 17), 10, national_calendar()) == date(2019, 10, 31)


def test_eid_of_2019_with_its_joint_leave_is_jumped() -> None:
    assert due_date(date(2019, 5, 31), 1, national_calendar()) == date(2019, 6, 10)


def test_a_year_without_a_decision_is_refused() -> None:
    with pytest.raises(WorkdaysError, match="no holidays for 2028"):
        national_calendar().is_workday(date(2028, 1, 3))


@pytest.fixture
def padang(db: None) -> Any:
    province = RegionFactory(code="13", name="Sumatera Barat", kind="province")
    return RegionFactory(code="13.71", name="Kota Padang", province=province)


def test_a_regional_holiday_counts_in_its_region_and_nowhere_else(padang: Any) -> None:
    RegionalHoliday.objects.create(region=padang, day=date(2019, 8, 7), name="Hari jadi", decision="-")
    calendars = calendars_for(["13.71", "35.15", None])
    assert [c.is_workday(date(2019, 8, 7)) for c in calendars.values()] == [False, True, True]


def test_a_provinces_holiday_counts_in_its_cities(padang: Any) -> None:
    RegionalHoliday.objects.create(region=padang.province, day=date(2019, 10, 1), name="Hari jadi", decision="-")
    assert not calendar_for("13.71").is_workday(date(2019, 10, 1))
    assert calendar_for("13.71").is_workday(date(2019, 10, 2))


def test_a_regional_holiday_of_a_year_without_a_decision_is_kept_but_not_counted(padang: Any) -> None:
    RegionalHoliday.objects.create(region=padang, day=date(2030, 8, 7), name="Hari jadi", decision="-")
    assert calendar_for("13.71").years == national_calendar().years


@pytest.mark.parametrize("regions", [1, 3])
def test_the_calendars_of_many_regions_cost_one_query(
    padang: Any, regions: int, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(1):
        calendars_for(["13.71", "35.15", "33.74"][:regions])


def test_the_national_calendar_costs_none(django_assert_num_queries: Any, db: None) -> None:
    with django_assert_num_queries(0):
        assert calendar_for(None) is national_calendar()
