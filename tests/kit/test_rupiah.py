"""Sums of rupiah are read strictly: a separator separates thousands only between groups of three."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django import forms

from jejaring.kit.fields import RupiahField
from jejaring.kit.rupiah import NotRupiah, read_rupiah


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1000.00", 1_000),
        ("1.500", 1_500),
        ("7.500.000,-", 7_500_000),
        ("IDR 7.500.000", 7_500_000),
        ("Rp7.500.000,00", 7_500_000),
        ("Rp. 1.000", 1_000),
        ("7,500,000.00", 7_500_000),
        ("7 500\u00a0000", 7_500_000),
        ("0", 0),
        ("-5", -5),
    ],
)
def test_a_sum_is_read_as_people_and_banks_write_it(text: str, value: int) -> None:
    assert read_rupiah(text) == value


@pytest.mark.parametrize(
    "text",
    ["", "1.5", "12,50", "1.000.00", "10.00.000", "1.000,000", "0.500", "1e5", "٣", "sejuta", "1..000", "9" * 41],
)
def test_what_could_mean_two_sums_or_has_sen_is_refused(text: str) -> None:
    with pytest.raises(NotRupiah):
        read_rupiah(text)


def test_a_typed_sum_is_never_multiplied_by_its_separator() -> None:
    field = RupiahField(max_digits=14)
    assert field.clean("1000.00") == Decimal(1000)
    for text in ("1.5", "1.000.00", "10.5"):
        with pytest.raises(forms.ValidationError):
            field.clean(text)
