"""Tables as programs save them, and what reading them ends in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from zipfile import ZipFile

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from openpyxl import Workbook

from jejaring.indicators.files.locations import InvalidInput
from jejaring.indicators.files.tables import read_tables

SHEET = "xl/worksheets/sheet1.xml"


def refusal_of(units: str = "units.csv", structure: str = "structure.csv", time: str | None = None) -> list[str]:
    """Return all that reading the two tables is refused for."""
    with pytest.raises(InvalidInput) as refused:
        read_tables(units, structure, time)
    return [str(error) for error in refused.value.errors]


def cells(text: str) -> list[list[object]]:
    """Return the cells as a spreadsheet has them: numbers, texts, and nothing where they are missing."""

    def cell(word: str) -> object:
        try:
            return float(word)
        except ValueError:
            return None if word in ("", "NA") else word

    return [[cell(word) for word in line.split(",")] for line in text.splitlines()]


def save_workbook(
    path: Path, sheets: dict[str, list[list[object]]], merged: Sequence[str] = (), *, guessed: bool = False
) -> None:
    """Save sheets of cells; `merged` are ranges of the first of them, `guessed` asks for formulas to be calculated."""
    book = Workbook()
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.remove(book.worksheets[0])
    for cells_merged in merged:
        book.worksheets[0].merge_cells(cells_merged)
    book.calculation.fullCalcOnLoad = guessed
    book.save(path)


def save_parquet(path: Path, rows: list[list[object]]) -> None:
    """Save cells as a table with the first row for names."""
    header, *rest = rows
    columns = {str(title): [row[at] for row in rest] for at, title in enumerate(header)}
    pq.write_table(pa.table(columns), path)


def rewrite_sheet(path: Path, old: str, new: str) -> None:
    """Change the one place of the first sheet's XML that says so, as another program would have written it."""
    with ZipFile(path) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    assert parts[SHEET].count(old.encode()) == 1, parts[SHEET].decode()
    parts[SHEET] = parts[SHEET].replace(old.encode(), new.encode())
    with ZipFile(path, "w") as book:
        for name, content in parts.items():
            book.writestr(name, content)
