"""The cells of a sheet of an XLSX workbook, including those that only look empty."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from posixpath import join, normpath
from typing import IO
from xml.etree import ElementTree
from zipfile import BadZipFile, ZipFile

from engines.spelling import did_you_mean
from jejaring.indicators.files.grids import EMPTY, Cell, Unreadable, as_cell
from jejaring.indicators.files.locations import invalid_input

TRUE = ("1", "true")
ERROR = (b't="e"', b"t='e'")
FORMULA = (b"/f>", b":f>", b"<f ", b":f ", b"<f/", b":f/")
UNCALCULATED = re.compile(rb"(?:/(?:\w+:)?f>|[<:]f(?:\s[^>]*)?/>)(?!\s*<(?:\w+:)?v(?:\s[^>]*)?>[^<])")
NAME = re.compile(r"(?P<column>[A-Za-z]{1,3})(?P<row>[0-9]{1,7})")
ROWS = 1 << 20  # of a sheet
Rows = list[list[Cell]]
Range = tuple[tuple[int, int], tuple[int, int]]  # row and column, from 0, of the first and the last cell


def read_sheet(name: str, path: Path, sheet: str | None) -> tuple[Rows, list[str]]:
    """Return the rows of a sheet from A1 on, all of one length, and the names of all sheets; without one, of the first.

    What a reader of values takes for empty and is not – an error such as #DIV/0!, a formula that was never calculated,
    a cell merged with one that has a value – is Unreadable. Raises InvalidInput: no workbook, no such sheet.
    """
    from python_calamine import CalamineError, load_workbook

    try:
        with load_workbook(str(path)) as book:
            names = book.sheet_names
            at = _chosen(name, names, sheet)
            table = book.get_sheet_by_index(at)
            rows = [[*map(as_cell, row)] for row in table.to_python(skip_empty_area=False)]
            merged = table.merged_cell_ranges or []
    except CalamineError as error:
        raise invalid_input(name, f"is not a readable XLSX workbook: {error}") from error
    try:
        _fill(rows, _without_value(path, at))
    except (BadZipFile, ElementTree.ParseError, LookupError, ValueError) as error:
        raise invalid_input(name, f"is not a readable XLSX workbook: {error}") from error
    _fill(rows, _covered(rows, merged))
    return rows, names


def _chosen(name: str, sheets: Sequence[str], sheet: str | None) -> int:
    if sheet is not None and sheet not in sheets:
        raise invalid_input(name, f"there is no sheet {sheet!r}{did_you_mean(sheet, sheets)}")
    return 0 if sheet is None else sheets.index(sheet)


def _fill(rows: Rows, found: Iterable[tuple[int, int, Unreadable]]) -> None:
    """Fill in cells that cannot be read; cells right of all values and names are not part of the table."""
    width = max((at + 1 for row in rows for at, cell in enumerate(row) if cell not in EMPTY), default=0)
    for row, column, cell in found:
        if column < width:
            rows.extend([None] * width for _ in range(len(rows), row + 1))
            rows[row][column] = cell


def _covered(rows: Rows, merged: Iterable[Range]) -> Iterator[tuple[int, int, Unreadable]]:
    """Yield the cells merged with one that has a value, in rows that have other values."""
    filled = [any(cell not in EMPTY for cell in row) for row in rows]
    for (top, left), (bottom, right) in merged:
        if top < len(rows) and left < len(rows[top]) and rows[top][left] not in EMPTY:
            cells = f"{letter(left)}{top + 1}:{letter(right)}{bottom + 1}"
            cell = Unreadable(f"the cells {cells} are merged and only the first has a value; unmerge and fill them")
            for row in range(top, min(bottom + 1, len(rows))):
                for column in range(left, min(right + 1, len(rows[row]))):
                    if filled[row] and (row, column) != (top, left):
                        yield row, column, cell


def _without_value(path: Path, at: int) -> Iterator[tuple[int, int, Unreadable]]:
    """Yield errors and formulas that were not calculated; the sheet is parsed only if it seems to have some.

    A workbook that asks for all to be calculated when it is opened comes from a program that did not: what it gives as
    results are its guesses, such as 0.
    """
    with ZipFile(path) as book:
        workbook = _xml(book, "xl/workbook.xml")
        part = _part(book, workbook, at)
        guessed = any(found.get("fullCalcOnLoad") in TRUE for found in workbook.iterfind("{*}calcPr"))
        xml = book.read(part)
        if not (_has(xml, ERROR) or (_has(xml, FORMULA) and (guessed or UNCALCULATED.search(xml)))):
            return
        del xml  # it is large, and about to be read piece by piece
        with book.open(part) as opened:
            for row, column, cell in _cells(opened):
                if why := _why(cell, guessed=guessed):
                    yield row, column, Unreadable(why)


def _why(cell: ElementTree.Element, *, guessed: bool) -> str | None:
    """Return why a cell has no value; None if it has one, or is empty."""
    value, formula, kind = cell.findtext("{*}v"), cell.find("{*}f"), cell.get("t")
    if kind == "e":
        return f"{value or 'the cell'} is an error, not a value"
    if formula is None or not (guessed or (not value and kind != "str")):  # a text may be calculated as empty
        return None
    said = f"the formula ={formula.text}" if formula.text else "the formula"
    return f"{said} has not been calculated; save the file in a spreadsheet program"


def _has(xml: bytes, signs: Iterable[bytes]) -> bool:
    return any(sign in xml for sign in signs)


def _part(book: ZipFile, workbook: ElementTree.Element, at: int) -> str:
    """Return the name of the part of the workbook that holds its sheet at a position."""
    sheet = [*workbook.iterfind("{*}sheets/{*}sheet")][at]
    targets = {found.get("Id"): found.get("Target", "") for found in _xml(book, "xl/_rels/workbook.xml.rels")}
    (identity,) = (value for key, value in sheet.items() if key.endswith("}id"))
    return _named(book, normpath(join("/xl", targets[identity])).lstrip("/"))


def _xml(book: ZipFile, name: str) -> ElementTree.Element:
    return ElementTree.fromstring(book.read(_named(book, name)))  # noqa: S314 # expat limits what entities grow to


def _named(book: ZipFile, name: str) -> str:
    """Return the name of a part as it is written; capitals do not count."""
    return {part.lower(): part for part in book.namelist()}[name.lower()]


def _cells(sheet: IO[bytes]) -> Iterator[tuple[int, int, ElementTree.Element]]:
    """Yield row, column (from 0) and element of every cell; one that does not say where it stands follows the last."""
    row, column = -1, -1
    for event, element in ElementTree.iterparse(sheet, ("start", "end")):  # noqa: S314 # the same
        kind = element.tag.rpartition("}")[2]
        if (event, kind) == ("start", "row"):
            row, column = int(element.get("r", row + 2)) - 1, -1
        elif (event, kind) == ("end", "c"):
            row, column = _stands(element.get("r"), row, column)
            yield row, column, element
        elif (event, kind) == ("end", "row"):
            element.clear()


def _stands(name: str | None, row: int, column: int) -> tuple[int, int]:
    """Return row and column of a cell from its name, such as B3, or those after the last; raises ValueError."""
    match = NAME.fullmatch(name or "")
    at = (int(match["row"]) - 1, _number(match["column"].upper())) if match else (row, column + 1)
    if (name and not match) or not 0 <= at[0] < ROWS:
        raise ValueError(f"there is no cell {name!r}")
    return at


def letter(at: int) -> str:
    """Return the spreadsheet name of the column at a position from 0: A … Z, AA …"""
    letters = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _number(letters: str) -> int:
    """Return the position from 0 of a column with a spreadsheet name."""
    at = 0
    for each in letters:
        at = 26 * at + ord(each) - 64
    return at - 1
