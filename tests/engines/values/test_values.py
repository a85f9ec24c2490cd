"""Plain values: what is read, and everything that is refused, each with its key and all of it at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engines.values.errors import Collected, InvalidValue, InvalidValues
from engines.values.objects import Key, Keys, by_name, by_year, each, entry, listed, of_a_kind, or_null, record
from engines.values.scalars import Reader, checked, choice, day, exact, flag, fraction, text, whole, year

OBJECT = "is not an object with names and values"


@dataclass(frozen=True, slots=True)
class Road:
    """A thing with a name and a length."""

    name: str
    km: Decimal = Decimal(1)
    built: int | None = None


ROAD: Keys = {"name": Key(text, required=True), "km": Key(exact), "built": Key(or_null(year))}
road = record(Road, ROAD)


def errors_of(read: Reader[Any], value: object, key: str = "") -> list[tuple[str, str]]:
    """Return key and message of every error that reading a value ends in."""
    with pytest.raises(InvalidValues) as refused:
        read(value, key)
    assert str(refused.value) == "\n".join(error.message for error in refused.value.errors)
    return [(error.key, error.message) for error in refused.value.errors]


@pytest.mark.parametrize(
    ("read", "value", "means"),
    [
        (text, "Jalan lingkar", "Jalan lingkar"),
        (flag, False, False),
        (exact, 0.1, Decimal("0.1")),
        (exact, 10**400, Decimal(10**400)),
        (exact, Decimal("1.20"), Decimal("1.20")),
        (fraction, "1/9", Fraction(1, 9)),
        (fraction, 2.75, Fraction(11, 4)),
        (whole(0, 9), 9.0, 9),
        (year, 2026, 2026),
        (day, "2026-01-31", date(2026, 1, 31)),
        (day, date(2026, 1, 31), date(2026, 1, 31)),
        (choice("loan", "bond"), "bond", "bond"),
        (listed(whole(1, 3)), [1, 3], (1, 3)),
        (listed(text), (), ()),
        (by_name(flag), {"a": True}, {"a": True}),
        (by_year(exact), {"2027": 2, 2026: 1}, {2026: 1, 2027: 2}),
        (or_null(flag), None, None),
        (or_null(flag), True, True),
        (entry(ROAD), {"name": "A"}, {"name": "A"}),
        (road, {"name": "A", "km": 2, "built": None}, Road("A", Decimal(2))),
    ],
)
def test_a_value_means_what_its_reader_makes_of_it(read: Reader[Any], value: object, means: object) -> None:
    found = read(value, "key")
    assert (found, type(found)) == (means, type(means))


@pytest.mark.parametrize(
    ("read", "value", "message"),
    [
        (text, 3, "3 is not a text"),
        (text, None, "null is not a text"),
        (text, " ", "' ' is empty or cannot be printed"),
        (text, "a\x07b", r"'a\x07b' is empty or cannot be printed"),
        (flag, 1, "1 is neither true nor false"),
        (flag, "x" * 100, f"'{'x' * 60}'… is neither true nor false"),
        (exact, True, "true is not a number"),
        (exact, "3", "'3' is not a number"),
        (exact, [3], "a list is not a number"),
        (exact, {}, "an object is not a number"),
        (exact, float("nan"), "NaN is not a number"),
        (exact, float("-inf"), "-Infinity is not finite"),
        (fraction, "a/9", "'a/9' is neither a number nor a fraction such as 1/9"),
        (fraction, "1/0", "'1/0' is neither a number nor a fraction such as 1/9"),
        (whole(1, 10**6), 2.5, "2.5 is not a whole number from 1 to 1,000,000"),
        (whole(1, 9), 0, "0 is not a whole number from 1 to 9"),
        (whole(1, 9), Decimal("1E+999999999"), "1E+999999999 is not a whole number from 1 to 9"),
        (whole(1, 9), 10**400, f"1{'0' * 59}… is not a whole number from 1 to 9"),
        (year, 26, "26 is not a year"),
        (year, 2026.5, "2026.5 is not a year"),
        (day, "2026-02-30", "'2026-02-30' is not a date such as 2026-01-31"),
        (day, 2026, "2026 is not a date such as 2026-01-31"),
        (day, datetime(2026, 1, 31), "2026-01-31 00:00:00 is not a date such as 2026-01-31"),  # noqa: DTZ001 # YAML's
        (choice("loan", "bond", what="form"), "bnd", "unknown form 'bnd' (did you mean 'bond'?)"),
        (choice("loan", "bond"), ["bond"], "a list is not a text"),
        (checked(exact, lambda found: found >= 0, "is negative"), Decimal("-1.0"), "-1.0 is negative"),
        (listed(text), "abc", "'abc' is not a list"),
        (listed(text, least=1), [], "the list is empty"),
        (listed(text, least=2), ["a"], "the list has fewer than 2 entries"),
        (by_name(flag), [], f"a list {OBJECT}"),
        (road, "A", f"'A' {OBJECT}"),
        (of_a_kind({"road": (Road, ROAD)}), {}, "`kind` is missing (known: road)"),
    ],
)
def test_what_a_value_cannot_be_read_as_is_refused_at_its_key(read: Reader[Any], value: object, message: str) -> None:
    assert errors_of(read, value, "here") == [("here", message)]


def test_every_error_of_an_object_is_raised_at_once_what_is_unknown_first() -> None:
    value = {"km": "3", "nam": "A", "built": 26, "width": 4}
    assert errors_of(road, value, "roads[2]") == [
        ("roads[2].nam", "unknown key 'nam' (did you mean 'name'?)"),
        ("roads[2].width", "unknown key 'width' (known: name, km, built)"),
        ("roads[2]", "`name` is missing"),
        ("roads[2].km", "'3' is not a number"),
        ("roads[2].built", "26 is not a year"),
    ]


def test_keys_of_the_whole_have_no_dot_before_them() -> None:
    assert errors_of(road, {"nam": 1}) == [
        ("nam", "unknown key 'nam' (did you mean 'name'?)"),
        ("name", "`name` is missing"),
    ]
    assert errors_of(road, {"name": 1}) == [("name", "1 is not a text")]


def test_errors_of_lists_in_lists_have_their_numbers_or_the_key_of_the_list() -> None:
    rows = [[1, "x"], 3, ["y"]]
    assert errors_of(listed(listed(exact)), rows, "rows") == [
        ("rows[0][1]", "'x' is not a number"),
        ("rows[1]", "3 is not a list"),
        ("rows[2][0]", "'y' is not a number"),
    ]
    alike = listed(listed(exact, numbered=False), numbered=False)
    assert [key for key, _ in errors_of(alike, rows, "rows")] == ["rows"] * 3


def test_names_are_read_too_and_errors_of_a_year_are_about_it() -> None:
    caps = by_name(exact, choice("high", "low", what="category"))
    assert errors_of(caps, {"hihg": 1, "low": "x"}, "caps") == [
        ("caps.hihg", "unknown category 'hihg' (did you mean 'high'?)"),
        ("caps.low", "'x' is not a number"),
    ]
    with pytest.raises(InvalidValues) as refused:
        by_year(exact)({"soon": 1, "2027": "x", "1027": 2}, "caps")
    assert refused.value.errors == (
        InvalidValue("'soon' is not a year", "caps.soon"),
        InvalidValue("'x' is not a number", "caps.2027", {"year": 2027}),
        InvalidValue("1027 is not a year", "caps.1027"),
    )


def test_the_kind_of_an_object_decides_how_it_is_read() -> None:
    read = of_a_kind({"road": (Road, ROAD), "name": (str, {"object": Key(text)})}, "road")
    assert read({"kind": "road", "name": "A"}, "k") == read({"name": "A"}, "k") == Road("A")
    assert read({"kind": "name", "object": "B"}, "k") == "B"
    assert errors_of(read, {"kind": "rod"}, "k") == [("k.kind", "unknown kind 'rod' (did you mean 'road'?)")]
    assert errors_of(read, {"kind": 3}, "k") == [("k.kind", "unknown kind 3 (known: road, name)")]
    assert errors_of(read, {"kind": "road", "km": 1}, "k") == [("k", "`name` is missing")]


def test_what_is_sound_in_a_list_can_be_had_beside_the_errors_of_the_rest() -> None:
    errors = Collected()
    found = each([{"name": "A"}, {}, {"name": "B"}], "roads", road, errors)
    assert found == {"roads[0]": Road("A"), "roads[2]": Road("B")}
    assert each(3, "rails", road, errors) == {}
    with pytest.raises(InvalidValues) as refused:
        errors.raise_all()
    assert refused.value.errors == (
        InvalidValue("`name` is missing", "roads[1]"),
        InvalidValue("3 is not a list", "rails"),
    )


def test_only_what_is_invalid_is_collected() -> None:
    with pytest.raises(KeyError), Collected():
        raise KeyError("other")
    Collected().raise_all()


@given(
    st.decimals(allow_nan=False, allow_infinity=False)
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
)
def test_a_number_keeps_every_digit_that_was_written(written: Decimal | int | float) -> None:
    assert exact(written, "") == (Decimal(str(written)) if isinstance(written, float) else written)
