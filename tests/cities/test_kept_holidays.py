"""The secretariat keeps regional holidays: they count at once, in their region only, and are removed by asking once."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from jejaring.cities import actions
from jejaring.cities.calendars import calendar_for
from jejaring.cities.models import Office, Organisation, Region, RegionalHoliday
from jejaring.kit.refusal import Refusal
from jejaring.ledger.models import Entry
from tests.factories.cities import HoldingFactory, OfficeFactory, OrganisationFactory, RegionFactory
from tests.factories.people import PersonFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
DAY = date(2019, 8, 7)


@pytest.fixture
def secretary(client: Client) -> Client:
    network = OrganisationFactory(kind=Organisation.Kind.NETWORK, region=None)
    person = PersonFactory()
    HoldingFactory(office=OfficeFactory(organisation=network, role=Office.Role.SECRETARIAT), holder=person)
    client.force_login(person)
    return client


def page(name: str, *args: Any) -> str:
    return "/en" + reverse(f"cities:{name}", args=args).removeprefix("/en")


def typed(region: Region, **changes: str) -> dict[str, str]:
    return {"region": region.pk, "day": DAY.isoformat(), "name": "Hari Jadi", "decision": "SK 1/2019", **changes}


def test_a_day_that_is_added_counts_at_once_and_one_that_is_removed_no_more(secretary: Client) -> None:
    region, other = RegionFactory(), RegionFactory()
    answer = secretary.post(page("add_holiday"), typed(region), follow=True)
    assert f"Hari Jadi, 7 August 2019, counts in the deadlines of {region}." in answer.content.decode()
    assert DAY in calendar_for(region.pk).holidays
    assert DAY not in calendar_for(other.pk).holidays
    holiday = RegionalHoliday.objects.get()
    assert holiday.confirmed is False
    assert "Hari Jadi" in secretary.get(page("remove_holiday", holiday.pk)).content.decode()
    assert RegionalHoliday.objects.count() == 1, "it is asked first"
    secretary.post(page("remove_holiday", holiday.pk))
    assert DAY not in calendar_for(region.pk).holidays
    verbs = Entry.objects.order_by("pk").values_list("verb", "record_id")
    assert [*verbs] == [("cities.add_holiday", region.pk), ("cities.remove_holiday", region.pk)]


def test_a_second_holiday_on_a_day_and_a_year_without_calendar_are_refused_beside_the_day(secretary: Client) -> None:
    region = RegionFactory()
    secretary.post(page("add_holiday"), typed(region, source="https://jdih.example/1"))
    assert RegionalHoliday.objects.get().confirmed is True
    again = secretary.post(page("add_holiday"), typed(region))
    assert again.context["form"].errors["day"] == [f"{region} has Hari Jadi on that day."]
    far = secretary.post(page("add_holiday"), typed(region, day="2071-08-07"))
    assert "The calendars here are those of" in far.context["form"].errors["day"][0]
    assert RegionalHoliday.objects.count() == 1


def test_what_is_gone_is_removed_once() -> None:
    holiday = actions.add_holiday(RegionFactory(), day=DAY, name="Hari Jadi", decision="SK", by=None, on=DAY)
    actions.remove_holiday(holiday, by=None, on=DAY)
    with pytest.raises(Refusal, match="gone already"):
        actions.remove_holiday(holiday, by=None, on=DAY)


def test_only_the_secretariat_keeps_them(secretary: Client) -> None:
    secretary.force_login(HoldingFactory().holder)
    for name in ("kept_holidays", "add_holiday"):
        assert secretary.get(page(name)).status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_however_many_there_are(
    secretary: Client, count: int, django_assert_max_num_queries: Any
) -> None:
    for number in range(count):
        actions.add_holiday(
            RegionFactory(), day=date(2019, 8, 1 + number), name="Hari Jadi", decision="SK", by=None, on=DAY
        )
    secretary.get(page("kept_holidays"))
    with django_assert_max_num_queries(10):
        assert secretary.get(page("kept_holidays")).content.decode().count("Hari Jadi") >= count
