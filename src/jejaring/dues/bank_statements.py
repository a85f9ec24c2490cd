"""The bank's statement: its columns, and how a date and a sum of rupiah are read."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from django.utils.translation import gettext, gettext_lazy, gettext_noop

from jejaring.dues import queries
from jejaring.imports import CellError, FileColumn, FileSpec, Reading, missing_columns, read_file
from jejaring.kit.refusal import Refusal
from jejaring.kit.rupiah import NotRupiah, read_rupiah

LARGEST_AMOUNT = Decimal(10) ** 13
LONGEST_REFERENCE, LONGEST_REMARK = 100, 300
RECEIVED, SENT = True, False
DIRECTIONS = {
    **dict.fromkeys(("k", "kr", "kredit", "c", "cr", "credit", "masuk", "in", "+"), RECEIVED),
    **dict.fromkeys(("d", "db", "dr", "debit", "debet", "keluar", "out", "-"), SENT),
}
# "1,000.00 CR": some banks write the direction behind the sum
MARKED = re.compile(r"(?P<sum>.*[0-9,.-])\s*(?P<mark>CR|DB|DR|K|D|C)", re.IGNORECASE | re.DOTALL)
DAY_FORMS = (
    re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})(?:[ T]00:00:00)?"),
    re.compile(r"(?P<day>[0-9]{1,2})(?P<by>[-/.])(?P<month>[0-9]{1,2})(?P=by)(?P<year>[0-9]{4})"),
)


@dataclass(frozen=True, slots=True)
class Row:
    """A payment as the bank reports it."""

    line: int
    paid_on: date
    amount_idr: Decimal
    reference: str
    remark: str


def columns(on: date) -> tuple[FileColumn, ...]:
    """Return the columns of a statement; no payment may be dated after `on`, or so long before that it is a mistake."""
    return (
        FileColumn("paid_on", gettext_lazy("Paid on"), ("tanggal", "tgl", "date"), partial(_day, on=on)),
        FileColumn(
            "amount_idr",
            gettext_lazy("Amount"),
            _with_currency("jumlah", "nominal", "kredit", "amount", "credit"),
            _amount,
        ),
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
        FileColumn(
            "direction",
            gettext_lazy("Debit or credit"),
            (
                "d k",
                "d c",
                "db cr",
                "db kr",
                "dr cr",
                "k d",
                "c d",
                "cr db",
                "dk",
                "debit kredit",
                "debit credit",
                "jenis",
                "tipe",
                "type",
            ),
            _direction,
            required=False,
        ),
        FileColumn(
            "sent_idr",
            gettext_lazy("Debit (money sent)"),
            _with_currency("debit", "debet", "keluar", "uang keluar", "pengeluaran"),
            _amount,
            required=False,
        ),
    )


def _with_currency(*headings: str) -> tuple[str, ...]:
    """Return headings, then each as in "Jumlah (Rp)"."""
    return (*headings, *(f"{heading} {unit}" for heading in headings for unit in ("rp", "idr", "rupiah")))


def preview(content: bytes, *, on: date, kept: Mapping[str, str] | None = None) -> Reading[Row]:
    """Return a statement's rows and errors; `missing` names the columns that were not found.

    Raises Refusal (field "file") if the file is neither text nor a workbook.
    """
    return read_file(content, FileSpec(columns(on), _row, unique=("reference", "paid_on")), kept=kept)


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


def _row(line: int, values: dict[str, Any]) -> Row | None:
    """Return a payment received, or None for money that was sent. Raises CellError if it cannot be told."""
    received, marked = values["amount_idr"] or (None, None)
    sent, _mark = values["sent_idr"] or (None, None)
    directions = {values["direction"], marked} - {None}
    if received and sent:
        raise CellError(gettext_noop("the line has both a debit and a credit"))
    if len(directions) > 1:
        raise CellError(gettext_noop("the line is marked both as debit and as credit"))
    if sent or (received and SENT in directions):
        return None
    if received is None:
        raise CellError(gettext_noop("the amount is missing"))
    if not received:
        raise CellError(gettext_noop("the amount must be more than zero: %(text)s"), text="0")
    return Row(line, values["paid_on"], received, values["reference"], values["remark"])


def _direction(text: str) -> bool | None:
    if not text:
        return None
    found = DIRECTIONS.get(text.lower().rstrip("."))
    if found is None:
        raise CellError(gettext_noop("“%(text)s” is neither debit nor credit"), text=text)
    return found


def _reference(text: str) -> str:
    if not text:
        raise CellError(gettext_noop("the reference is missing"))
    if len(text) > LONGEST_REFERENCE:
        raise CellError(gettext_noop("the reference is longer than 100 characters"))
    return text


def _day(text: str, *, on: date) -> date:
    if not text:
        raise CellError(gettext_noop("the date is missing"))
    for form in DAY_FORMS:
        if found := form.fullmatch(text):
            try:
                day = date(int(found["year"]), int(found["month"]), int(found["day"]))
            except ValueError:
                break
            if day > on:
                raise CellError(gettext_noop("the date is in the future: %(text)s"), text=text)
            if day < queries.earliest_payment(on):
                raise CellError(gettext_noop("the date is too long ago to be right: %(text)s"), text=text)
            return day
    raise CellError(gettext_noop("“%(text)s” is not a date such as 2019-10-17 or 17/10/2019"), text=text)


def _amount(text: str) -> tuple[Decimal, bool | None] | None:
    """Return whole rupiah, and the direction if it is written behind them; None for an empty cell."""
    if text in ("", "-"):
        return None
    marked = MARKED.fullmatch(text)
    sum_, direction = (marked["sum"], DIRECTIONS[marked["mark"].lower()]) if marked else (text, None)
    try:
        amount = read_rupiah(sum_)
    except NotRupiah as error:
        raise CellError(error.sentence, text=text) from error
    if amount < 0:
        raise CellError(gettext_noop("the amount must be more than zero: %(text)s"), text=text)
    if amount > LARGEST_AMOUNT:
        raise CellError(gettext_noop("the amount is too large to be right: %(text)s"), text=text)
    return amount, direction
