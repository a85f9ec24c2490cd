"""CSV, XLSX and Parquet files as grids."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from operator import itemgetter
from pathlib import Path
from typing import Any

from jejaring.indicators.files.grids import EMPTY, Cell, Grid, Unreadable, as_cell
from jejaring.indicators.files.locations import InputError, InvalidInput, Location, invalid_input
from jejaring.indicators.files.number_formats import COMMA_NUMBER
from jejaring.indicators.files.workbooks import letter, read_sheet

SHEET = re.compile(r"(?P<path>.+\.xls[xm])#(?P<sheet>.+)", re.IGNORECASE)
SHEETS_SHOWN = 5
DECIMAL_COMMA = re.compile(rf'(?m)(?:^|;)(?:{COMMA_NUMBER.pattern}|"{COMMA_NUMBER.pattern}")(?=;|\r?$)')


def read_grid(name: str) -> Grid:
    """Return the grid of a file; `name` may end with `#` and the name of a sheet, otherwise the first is read.

    Raises InvalidInput: no such file, not a regular one (a pipe may never end), of unknown kind, not readable, rows of
    different lengths, a column without a name or with the name of another.
    """
    match = SHEET.fullmatch(name)
    path = Path(match["path"] if match else name)
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise invalid_input(name, f"is neither CSV, XLSX nor Parquet (the name ends in {path.suffix!r})")
    try:
        if not path.is_file():
            raise invalid_input(name, "is not a regular file" if path.exists() else "there is no such file")
        return reader(name, path, match["sheet"] if match else None)
    except OSError as error:
        raise invalid_input(name, f"cannot be read: {error.strerror or error}") from error


def _csv(name: str, path: Path, _sheet: str | None) -> Grid:
    text = decoded(name, path.read_bytes())
    first = text.partition("\n")[0]
    separator = ";" if first.count(";") > first.count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        rows = list(reader)
    except csv.Error as error:
        raise invalid_input(name, f"is not readable CSV: {error}", reader.line_num) from error
    grid = _grid(name, rows)
    if separator == ",":
        return grid
    return replace(grid, semicolons=True, decimal_comma=DECIMAL_COMMA.search(text) is not None)


def decoded(name: str, data: bytes) -> str:
    """Return the text of a file, with or without a byte order mark; raises InvalidInput if it is not UTF-8."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise invalid_input(name, "is not UTF-8; save it as UTF-8", data.count(b"\n", 0, error.start) + 1) from error


def _xlsx(name: str, path: Path, sheet: str | None) -> Grid:
    rows, names = read_sheet(name, path, sheet)
    if sheet is not None or len(names) == 1:
        return _grid(name, rows, letters=True)
    first, *others = names
    some = ", ".join([*others[:SHEETS_SHOWN], *(["…"] if len(others) > SHEETS_SHOWN else [])])
    elsewhere = f"only the first sheet is read; name another ({some}) by {name}#{others[0]}"
    try:
        return replace(_grid(f"{name}#{first}", rows, letters=True), elsewhere=f"; {elsewhere}")
    except InvalidInput as refused:
        raise InvalidInput([*refused.errors, InputError(Location(name), elsewhere)]) from refused


def _parquet(name: str, path: Path, _sheet: str | None) -> Grid:
    from pyarrow import ArrowException, types
    from pyarrow.parquet import ParquetFile

    try:
        with ParquetFile(path) as file:
            table = file.read()
    except (ArrowException, ValueError) as error:  # a name that is not UTF-8 is a ValueError
        raise invalid_input(name, f"is not readable Parquet: {str(error).splitlines()[0]}") from error
    header = [title.strip() for title in table.column_names]
    _check_header(name, header, {})
    columns: dict[str, Sequence[Cell]] = {}
    for title, column in zip(header, table.columns, strict=True):
        floating = types.is_floating(column.type)
        columns[title] = column.to_numpy().tolist() if floating else _parquet_cells(column)
    return Grid(name, range(2, table.num_rows + 2), columns)


def _parquet_cells(column: Any) -> list[Cell]:
    """Return the cells of a column; those that are neither number nor text, or beyond what Python knows, unreadable."""
    try:
        cells = column.to_pylist()
    except (ArithmeticError, LookupError, ValueError):
        cells = [_parquet_cell(scalar) for scalar in column]
    wrong = Unreadable(f"a cell of the type {column.type} is neither a number nor text")
    return [wrong if isinstance(cell, bytes | list | dict) else as_cell(cell) for cell in cells]


def _parquet_cell(scalar: Any) -> Any:
    try:
        return scalar.as_py()
    except (ArithmeticError, LookupError, ValueError) as error:
        return Unreadable(f"a cell of the type {scalar.type} cannot be read: {error}")


def _grid(name: str, rows: Sequence[Sequence[Cell]], *, letters: bool = False) -> Grid:
    header = _header(name, rows)
    if not header:
        raise invalid_input(name, "the first row has no names of columns", 1)
    lettered = {title: letter(at) for at, title in reversed([*enumerate(header)])} if letters else {}
    _check_header(name, header, lettered)
    filled = [(at, row) for at, row in enumerate(rows[1:], start=2) if any(cell not in EMPTY for cell in row)]
    width = len(header)
    if uneven := [at for at, row in filled if len(row) < width or any(cell not in EMPTY for cell in row[width:])]:
        raise InvalidInput(
            InputError(Location(name, at), f"{len(rows[at - 1])} cells, but {width} columns") for at in uneven
        )
    columns = zip(*(row for _, row in filled), strict=False) if filled else ((),) * width
    return Grid(name, [at for at, _ in filled], dict(zip(header, columns, strict=False)), lettered)


def _header(name: str, rows: Sequence[Sequence[Cell]]) -> list[str]:
    """Return the names of the columns, without the empty ones that separators at the end of every line make."""
    first = rows[0] if rows else []
    unreadable = {cell.why: at for at, cell in reversed([*enumerate(first)]) if isinstance(cell, Unreadable)}
    if unreadable:
        raise InvalidInput(
            InputError(Location(name, 1, letter(at)), why) for why, at in sorted(unreadable.items(), key=itemgetter(1))
        )
    header = ["" if title is None else _title(title) for title in first]
    while header and not header[-1] and all(cell in EMPTY for row in rows for cell in row[len(header) - 1 :]):
        header.pop()
    return header


def _title(cell: Cell) -> str:
    """Return a name in the header: a year that a workbook stores as a number is written without a point."""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell).strip()


def _check_header(name: str, header: Sequence[str], letters: Mapping[str, str]) -> None:
    errors = [
        InputError(Location(name, 1, letter(at)), "the column has no name")
        for at, title in enumerate(header)
        if not title
    ]
    for title, count in Counter(title for title in header if title).items():
        if count > 1:
            label = f"{title} ({letters[title]})" if title in letters else title
            errors.append(InputError(Location(name, 1, label), f"the column {title!r} is given {count} times"))
    if errors:
        raise InvalidInput(errors)


READERS: Mapping[str, Callable[[str, Path, str | None], Grid]] = {
    ".csv": _csv,
    ".xlsx": _xlsx,
    ".xlsm": _xlsx,
    ".parquet": _parquet,
}
