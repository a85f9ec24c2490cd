"""Dates, numbers and money in both languages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.utils.translation import override

from jejaring.kit import words

MEETING = datetime(2019, 10, 17, 7, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "date_", "moment", "money", "figure"),
    [
        ("id", "17 Oktober 2019", "17 Oktober 2019, 14.05 WIB", "Rp\u00a01.250.000.000", "1.234,5"),
        ("en", "17 October 2019", "17 October 2019, 14:05 WIB", "Rp\u00a01,250,000,000", "1,234.5"),
    ],
)
def test_each_language_writes_dates_and_figures_its_own_way(
    language: str, date_: str, moment: str, money: str, figure: str
) -> None:
    with override(language):
        assert words.long_date(MEETING.date()) == date_
        assert words.moment(MEETING) == moment
        assert words.rupiah(Decimal("1250000000")) == money
        assert words.number(Decimal("1234.50")) == figure


@pytest.mark.parametrize(("zone", "said"), [("Asia/Makassar", "15.05 WITA"), ("Asia/Jayapura", "16.05 WIT")])
def test_a_moment_names_its_zone(zone: str, said: str) -> None:
    with override("id"):
        assert words.moment(MEETING, zone) == f"17 Oktober 2019, {said}"


def test_what_is_absent_is_a_dash() -> None:
    assert [words.long_date(None), words.moment(None), words.rupiah(None), words.number(None), words.shown("")] == [
        "–"
    ] * 5


@pytest.mark.parametrize(
    ("value", "decimals", "said"),
    [
        (0, None, "0"),
        (-1250, None, "−1.250"),
        (Decimal("-0.5"), None, "−0,5"),
        (0.1, None, "0,1"),
        (Decimal("1E+3"), None, "1.000"),
        (2.345, 1, "2,3"),
        (10**15, None, "1.000.000.000.000.000"),
    ],
)
def test_numbers_keep_sign_and_decimals(value: float | Decimal, decimals: int | None, said: str) -> None:
    with override("id"):
        assert words.number(value, decimals) == said


def test_sen_are_shown_only_when_there_are_some() -> None:
    with override("id"):
        assert words.rupiah(Decimal("1000.50")) == "Rp\u00a01.000,50"
        assert words.rupiah(Decimal("-1000.00")) == "−Rp\u00a01.000"


@pytest.mark.parametrize(
    ("day", "said"),
    [(date(2019, 10, 17), "hari ini"), (date(2019, 10, 20), "3 hari lagi"), (date(2019, 10, 15), "terlambat 2 hari")],
)
def test_a_due_date_says_how_far_it_is(day: date, said: str) -> None:
    with override("id"):
        assert words.until(day, date(2019, 10, 17)) == said


@dataclass(frozen=True, slots=True)
class Holiday:
    name_id: str
    name_en: str
    name = words.bilingual("name")


@pytest.mark.parametrize(
    ("language", "english", "said"),
    [
        ("id", "Independence Day", "Hari Kemerdekaan"),
        ("en", "Independence Day", "Independence Day"),
        ("en-gb", "Independence Day", "Independence Day"),
        ("en", "", "Hari Kemerdekaan"),
    ],
)
def test_a_bilingual_attribute_is_in_the_active_language_and_never_empty(
    language: str, english: str, said: str
) -> None:
    with override(language):
        assert Holiday("Hari Kemerdekaan", english).name == said
        assert words.in_language("Hari Kemerdekaan", english) == said


def test_a_bilingual_attribute_names_its_columns_and_is_not_set_itself() -> None:
    class Kind:
        name = words.bilingual("name")

    assert Kind.name.columns == ("name_id", "name_en")
    with pytest.raises(AttributeError, match="set name_id and name_en instead"):
        Kind().name = "x"
