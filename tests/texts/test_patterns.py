"""Texts with placeholders: a small grammar, and nothing of Python's."""

from __future__ import annotations

import pytest

from jejaring.texts.patterns import PatternError, filled, filled_where_known, names_in


def test_placeholders_are_filled_and_numbers_padded() -> None:
    assert filled("{kota}: {nomor:04d}/{nomor}", {"kota": "Padang", "nomor": 7}) == "Padang: 0007/7"


def test_a_value_with_braces_is_not_read_again() -> None:
    assert filled("{a}{b}", {"a": "{b}", "b": "x"}) == "{b}x"


@pytest.mark.parametrize(
    "pattern", ["{", "}", "{}", "{0}", "{a.b}", "{a[0]}", "{a!r}", "{a:d}", "{a:00d}", "{a:99d}", "{{a}}"]
)
def test_any_other_brace_is_refused(pattern: str) -> None:
    with pytest.raises(PatternError):
        names_in(pattern)


def test_a_width_is_for_numbers_only() -> None:
    with pytest.raises(PatternError):
        filled("{a:03d}", {"a": "x"})


def test_a_name_without_value_is_named() -> None:
    with pytest.raises(KeyError, match="kode"):
        filled("{kota} {kode}", {"kota": "Padang"})


def test_in_somebodys_text_other_braces_are_the_writers_own() -> None:
    text = "{kota} {lain} {kota:300000000d} {} {"
    assert filled_where_known(text, {"kota": "Padang"}) == "Padang {lain} {kota:300000000d} {} {"
