"""Reading a bank's statement: every row is either understood or named with its line and what is wrong."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext, gettext_noop

from jejaring.kit.refusal import Refusal

LARGEST_AMOUNT = Decimal(10) ** 13
COLUMNS: dict[str, tuple[str, ...]] = {
    "paid_on": ("tanggal", "tgl", "date"),
    "amount_idr": ("jumlah", "nominal", "kredit", "amount", "credit"),
    "reference": ("referensi", "no referensi", "reference", "ref"),
    "remark": ("keterangan", "berita", "uraian", "description", "remark"),
}
ENCODINGS = {"utf-8-sig": "UTF-8", "cp1252": "Windows-1252"}
NEEDED = ("paid_on", "amount_idr", "reference")


@dataclass(frozen=True, slots=True)
class Row:
    """A payment as the bank reports it."""

    line: int
    paid_on: date
    amount_idr: Decimal
    reference: str
    remark: str


@dataclass(frozen=True, slots=True)
class Fault:
    """A line that could not be used: its text and why, as a sentence to translate and what it is filled with."""

    line: int
    text: str
    reason: str
    values: dict[str, str]

    @property
    def sentence(self) -> str:
        return gettext(self.reason) % self.values


@dataclass(frozen=True, slots=True)
class Statement:
    rows: list[Row]
    faults: list[Fault]
    encoding: str


class RowError(ValueError):
    """What is wrong with a row, as a sentence to translate and what it is filled with."""

    def __init__(self, sentence: str, **values: object) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.values = {key: str(value)[:40] for key, value in values.items()}


def read(content: bytes, *, on: date) -> Statement:
    """Return a statement's rows and faults. Raises Refusal (field "file") if its columns cannot be recognised."""
    text, encoding = _decoded(content)
    lines = text.splitlines()
    start, places, separator = _heading(lines)
    rows: list[Row] = []
    faults: list[Fault] = []
    seen: dict[str, int] = {}
    reader = csv.reader(io.StringIO("\n".join(lines[start + 1 :])), delimiter=separator)
    for cells in _cells(reader):
        line = start + 1 + reader.line_num
        if not any(cell.strip() for cell in cells):
            continue
        try:
            row = _row(line, cells, places, on)
            if row.reference in seen:
                raise RowError(
                    gettext_noop("the reference was used on line %(line)s already"), line=seen[row.reference]
                )
        except RowError as fault:
            faults.append(Fault(line, separator.join(cells)[:300], fault.sentence, fault.values))
            continue
        seen[row.reference] = line
        rows.append(row)
    return Statement(rows, faults, encoding)


def _cells(reader: Iterator[list[str]]) -> Iterator[list[str]]:
    try:
        yield from reader
    except csv.Error as fault:
        raise Refusal(gettext("This file cannot be read as text."), field="file") from fault


def _decoded(content: bytes) -> tuple[str, str]:
    """Return a file's text and how it was read: a file that is not UTF-8 is taken for one of older Windows programs."""
    for encoding, name in ENCODINGS.items():
        with suppress(UnicodeDecodeError):
            return content.decode(encoding).rstrip("\x1a"), name
    raise Refusal(gettext("This file cannot be read as text."), field="file")


def _heading(lines: list[str]) -> tuple[int, dict[str, int], str]:
    """Return where the heading stands (banks put lines above it), each column's place, and the separator."""
    for number, line in enumerate(lines[:30]):
        for separator in (";", ",", "\t"):
            cells = [_plain(cell) for cell in next(csv.reader([line], delimiter=separator), [])]
            places = {key: cells.index(name) for key, names in COLUMNS.items() for name in names[::-1] if name in cells}
            if all(key in places for key in NEEDED):
                return number, places, separator
    raise Refusal(
        gettext(
            "The columns were not recognised. The heading must name tanggal, jumlah and referensi (keterangan if any)."
        ),
        field="file",
    )


def _row(line: int, cells: list[str], places: dict[str, int], on: date) -> Row:
    def cell(key: str) -> str:
        place = places.get(key)
        return cells[place].strip() if place is not None and place < len(cells) else ""

    reference = cell("reference")
    if not reference:
        raise RowError(gettext_noop("the reference is missing"))
    if len(reference) > 100:
        raise RowError(gettext_noop("the reference is longer than 100 characters"))
    return Row(line, _day(cell("paid_on"), on), _amount(cell("amount_idr")), reference, cell("remark")[:300])


def _day(text: str, on: date) -> date:
    if not text:
        raise RowError(gettext_noop("the date is missing"))
    for form in ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y"):
        try:
            day = datetime.strptime(text, form).date()  # noqa: DTZ007 - a bare day
        except ValueError:
            continue
        if day > on:
            raise RowError(gettext_noop("the date lies in the future: %(text)s"), text=text)
        return day
    raise RowError(gettext_noop("“%(text)s” is not a date such as 2019-10-17 or 17/10/2019"), text=text)


def _amount(text: str) -> Decimal:
    """Return whole rupiah of "Rp 7.500.000,00", "7,500,000.00" or "7500000"."""
    if not text:
        raise RowError(gettext_noop("the amount is missing"))
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
    raise RowError(gettext_noop("“%(text)s” is not a sum of rupiah"), text=text)


def _sensible(amount: Decimal, text: str) -> Decimal:
    try:
        whole = amount.quantize(Decimal(1))
    except InvalidOperation as fault:
        raise RowError(gettext_noop("“%(text)s” is not a sum of rupiah"), text=text) from fault
    if amount <= 0:
        raise RowError(gettext_noop("the amount is not more than nothing: %(text)s"), text=text)
    if whole != amount:
        raise RowError(gettext_noop("the amount is not in whole rupiah: %(text)s"), text=text)
    if whole > LARGEST_AMOUNT:
        raise RowError(gettext_noop("the amount is larger than we believe: %(text)s"), text=text)
    return whole


def _plain(cell: str) -> str:
    return re.sub(r"[^a-z]+", " ", cell.strip().lower()).strip()
