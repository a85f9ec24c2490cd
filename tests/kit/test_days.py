"""Bounds of dates: one sentence names both ends, and every field of a day has them."""

from __future__ import annotations

import importlib
import pkgutil
from datetime import date
from typing import Any

import pytest
from django import forms
from django.utils.translation import override

import jejaring
from jejaring.kit.days import EARLIEST, LATEST, Limit, days_named, latest_of, refuse_outside, year_in, years_after
from jejaring.kit.fields import DayField, dated
from jejaring.kit.refusal import Refusal


@pytest.mark.parametrize(("day", "word"), [(date(2019, 10, 15), "early"), (date(2019, 10, 18), "late")])
def test_a_day_out_of_bounds_is_refused_beside_its_field_with_both_ends_named(day: date, word: str) -> None:
    first, last = Limit(date(2019, 10, 16), "the previous step"), Limit(date(2019, 10, 17), "today")
    with override("en"), pytest.raises(Refusal) as refused:
        refuse_outside(day, earliest=first, latest=last, field="on")
    ends = "the earliest is 16 October 2019 (the previous step), the latest 17 October 2019 (today)."
    assert str(refused.value) == f"{day.day} October 2019 is too {word}: {ends}"
    assert refused.value.field == "on"


@pytest.mark.parametrize("day", [date(2019, 10, 16), date(2019, 10, 17)])
def test_both_ends_are_within(day: date) -> None:
    refuse_outside(day, earliest=Limit(date(2019, 10, 16)), latest=Limit(date(2019, 10, 17)), field="on")


def test_years_later_stay_within_what_can_be_dated() -> None:
    assert years_after(date(2020, 2, 29), 1) == date(2021, 2, 28)
    assert [years_after(date(2019, 1, 1), years) for years in (9000, -3000)] == [LATEST, EARLIEST]


def test_of_several_acts_the_last_sets_the_earliest_day() -> None:
    assert latest_of(None, Limit(date(2019, 1, 1)), Limit(date(2020, 1, 1), "x")) == Limit(date(2020, 1, 1), "x")
    assert latest_of(None).day == EARLIEST


@pytest.mark.parametrize(
    ("text", "year"), [("2019", 2019), ("0000", 2020), ("9999", 2020), ("201", 2020), ("²⁰¹⁹", 2020)]
)
def test_a_year_in_an_address_is_one_that_can_be_dated_or_the_present_one(text: str, year: int) -> None:
    assert year_in(text, otherwise=2020) == year


def test_days_are_found_in_a_text_as_people_write_them() -> None:
    text = "dari 1 Januari 2019, 31/12/2023, 2024-02-29 sampai 5 May 2025; nomor 99/99/2019"
    assert sorted(days_named(text)) == [date(2019, 1, 1), date(2023, 12, 31), date(2024, 2, 29), date(2025, 5, 5)]


@pytest.mark.parametrize("typed", ["0001-01-01", "0201-03-01", "9999-12-31", "1945-08-16"])
def test_a_typed_day_outside_what_can_be_dated_is_an_error_in_words(typed: str) -> None:
    with override("en"), pytest.raises(forms.ValidationError, match="from 17 August 1945 to 31 December 2100"):
        DayField().clean(typed)


def test_every_day_of_every_form_has_the_bounds() -> None:
    loose = [
        f"{form.__module__}.{form.__name__}.{name}"
        for form in _forms()
        for name, field in form.base_fields.items()
        if isinstance(field, forms.DateField | forms.DateTimeField) and dated not in field.validators
    ]
    assert loose == []


def _forms() -> set[Any]:
    """Return every form of the product."""
    found: set[Any] = set()
    for module in pkgutil.walk_packages(jejaring.__path__, "jejaring."):
        if module.name.split(".")[2:3] in (["forms"], ["views"]) or ".demo." in module.name:
            for one in vars(importlib.import_module(module.name)).values():
                if isinstance(one, type) and issubclass(one, forms.BaseForm) and hasattr(one, "base_fields"):
                    found.add(one)
    assert len(found) > 20
    return found
