"""The bank's statement: its columns, and how a date and a sum of rupiah are read."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import Any

from django.utils.translation import gettext, gettext_lazy, gettext_noop

from jejaring.kit.imports import CellError, FileColumn, FileSpec, Reading, missing_columns, read_file
from jejaring.kit.refusal import Refusal

LARGEST_AMOUNT = Decimal(10) ** 13
LONGEST_REFERENCE, LONGEST_REMARK = 100, 300


@dataclass(frozen=True, slots=True)
class Row:
    """A payment as the bank reports it."""

    line: int
    paid_on: date
    amount_idr: Decimal
    reference: str
    remark: str


def columns(on: date) -> tuple[FileColumn, ...]:
    """Return the columns of a statement; no payment may be dated after `on`."""
    return (
        FileColumn("paid_on", gettext_lazy("Paid on"), ("tanggal", "tgl", "date"), partial(_day, on=on)),
        FileColumn("amount_idr", gettext_lazy("Amount"), ("jumlah", "nominal", "kredit", "amount", "credit"), _amount),
        FileColumn(
            "reference", gettext_lazy("Bank reference"), ("referensi", "no referensi", "reference", "ref"), _reference
        ),
        FileColumn(
            "remark",
            gettext_lazy("Remark"),
            ("keterangan", "berita", "uraian", "description", "remark"),
            lambda text: text[:LONGEST_REMARK],
            required=False,
        ),
    )


def preview(content: bytes, *, on: date, kept: Mapping[str, str] | None = None) -> Reading[Row]:
    """Return a statement's rows and errors; `missing` names the columns that were not found.

    Raises Refusal (field "file") if the file is neither text nor a workbook.
    """
    return read_file(content, FileSpec(columns(on), _row, unique="reference"), kept=kept)


def read(content: bytes, *, on: date, kept: Mapping[str, str] | None = None) -> Reading[Row]:
    """Return a statement's rows and errors. Raises Refusal (field "file") if its columns cannot be recognised."""
    reading = preview(content, on=on, kept=kept)
    _refuse_missing(reading.missing)
    return reading


def check_columns(content: bytes, *, on: date, kept: Mapping[str, str] | None = None) -> None:
    """Read a statement's heading only. Raises Refusal (field "file") if its columns cannot be recognised."""
    _refuse_missing(missing_columns(content, columns(on), kept=kept))


def _refuse_missing(missing: Sequence[str]) -> None:
    if missing:
        raise Refusal(
            gettext(
                "The columns were not recognised. The heading must name tanggal, jumlah and referensi "
                "(keterangan if any)."
            ),
            field="file",
        )


def _row(line: int, values: dict[str, Any]) -> Row:
    return Row(line, **values)


def _reference(text: str) -> str:
    if not text:
        raise CellError(gettext_noop("the reference is missing"))
    if len(text) > LONGEST_REFERENCE:
        raise CellError(gettext_noop("the reference is longer than 100 characters"))
    return text


def _day(text: str, *, on: date) -> date:
    if not text:
        raise CellError(gettext_noop("the date is missing"))
    for form in ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y"):
        try:
            day = datetime.strptime(text, form).date()  # noqa: DTZ007 - a bare day
        except ValueError:
            continue
        if day > on:
            raise CellError(gettext_noop("the date is in the future: %(text)s"), text=text)
        return day
    raise CellError(gettext_noop("“%(text)s” is not a date such as 2019-10-17 or 17/10/2019"), text=text)


def _amount(text: str) -> Decimal:
    """Return whole rupiah of "Rp 7.500.000,00", "7,500,000.00" or "7500000"."""
    if not text:
        raise CellError(gettext_noop("the amount is missing"))
    digits = re.sub(r"^rp\.?|\s", "", text.strip(), flags=re.IGNORECASE)
    forms: list[tuple[str, Callable[[str], str]]] = [
        (r"-?\d{1,3}(\.\d{3})+(,\d{1,2})?", lambda found: found.replace(".", "").replace(",", ".")),
        (r"-?\d{1,3}(,\d{3})+(\.\d{1,2})?", lambda found: found.replace(",", "")),
        (r"-?\d+(,\d{1,2})", lambda found: found.replace(",", ".")),
        (r"-?\d+(\.\d{1,2})?", lambda found: found),
    ]
    for pattern, clean in forms:
        if re.fullmatch(pattern, digits):
            return _sensible(Decimal(clean(digits)), text)
    raise CellError(gettext_noop("“%(text)s” is not an amount in rupiah"), text=text)


def _sensible(amount: Decimal, text: str) -> Decimal:
    try:
        whole = amount.quantize(Decimal(1))
    except InvalidOperation as error:
        raise CellError(gettext_noop("“%(text)s” is not an amount in rupiah"), text=text) from error
    if amount <= 0:
        raise CellError(gettext_noop("the amount must be more than zero: %(text)s"), text=text)
    if whole != amount:
        raise CellError(gettext_noop("the amount is not in whole rupiah: %(text)s"), text=text)
    if whole > LARGEST_AMOUNT:
        raise CellError(gettext_noop("the amount is too large to be right: %(text)s"), text=text)
    return whole
