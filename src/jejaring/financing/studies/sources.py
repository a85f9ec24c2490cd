"""The files of a study: JSON or YAML with tables beside them, everything that is wrong collected file by file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

from engines.portfolio.errors import PortfolioError, errors_of
from engines.portfolio.reading.values import number
from engines.values.errors import Collected, InvalidValues, invalid
from engines.values.objects import Keys, each, entry, mapping
from engines.values.scalars import Reader
from jejaring.console.terminal import Refused
from jejaring.financing.files.answers import checked, cut, read_answer_file
from jejaring.financing.files.problems import line_of, read_plain, read_problem_file
from jejaring.indicators.files.bytes import read_grid
from jejaring.indicators.files.grids import Cell, Grid, missing
from jejaring.indicators.files.locations import InputError, Location
from jejaring.indicators.files.yaml_source import read_yaml
from jejaring.indicators.runs.parallel import refuse_beyond_memory

__all__ = [
    "Grid",
    "Refusals",
    "as_written",
    "blank",
    "checked",
    "checked_record",
    "codes_in",
    "exact",
    "missing",
    "read_answer_file",
    "read_problem_file",
    "read_source",
    "real",
    "refuse_beyond_memory",
    "things",
]
T = TypeVar("T")
YAML = (".yaml", ".yml")


@dataclass(slots=True)
class Refusals:
    """What is wrong in the files of a study, a line each, in the order in which it was found."""

    lines: list[str] = field(default_factory=list)

    def add(self, file: Path, errors: Iterable[PortfolioError]) -> None:
        """Add what is wrong in a file of names and values."""
        self.lines += [line_of(file, error) for error in errors]

    def at(self, location: Location, message: str) -> None:
        """Add what is wrong at a location in a table."""
        self.lines.append(str(InputError(location, message)))

    def table(self, name: str) -> Grid | None:
        """Return the table in a CSV or XLSX file; None, and the reason is added, if it cannot be read."""
        return self.read(lambda: read_grid(name))

    def read(self, reader: Callable[[], T]) -> T | None:
        """Return what is read; None, and what is wrong is added, if it is refused."""
        try:
            return reader()
        except Refused as refused:
            self.lines += refused.lines
            return None

    def raise_any(self) -> None:
        """Raise Refused with all lines, if there are any."""
        if self.lines:
            raise Refused(self.lines)


def read_source(file: Path) -> Mapping[str, object]:
    """Return the names and values in a JSON or YAML file, by the ending of its name.

    Raises Refused: cannot be read, neither JSON nor YAML, a key given twice, not names and values.
    """
    plain = read_yaml(file)[0] if file.suffix.lower() in YAML else read_plain(file)
    try:
        return mapping(plain, "")
    except InvalidValues as wrong:
        raise Refused(line_of(file, error) for error in errors_of(wrong.errors)) from wrong


def checked_record(make: Callable[..., T], keys: Keys) -> Reader[T]:
    """Return a reader of objects with known keys, made into what they mean; what that refuses has the object's key."""
    read = entry(keys)

    def read_checked(value: object, key: str) -> T:
        found = read(value, key)
        try:
            return make(**found)
        except PortfolioError as error:
            raise invalid(str(error), key) from error

    return read_checked


def real(value: object, key: str) -> float:
    """Read a number that is computed with as a float: a weight, a parameter of a distribution."""
    return float(number(value, key))


def things(
    found: dict[str, Any], name: str, read: Reader[dict[str, Any]], errors: Collected
) -> dict[str, dict[str, Any]]:
    """Return the things of a list that can be read, by key, and collect what is wrong with others and with codes."""
    if name not in found:
        return {}
    given = found.pop(name)
    sound = each(given, name, read, errors)
    if given == []:
        errors.add("the list is empty", name)
    seen: dict[object, str] = {}
    for place, thing in sound.items():
        code = thing["code"]
        if code in seen:
            errors.add(f"the code {code!r} is given again; it is that of {seen[code]} already", f"{place}.code")
        seen.setdefault(code, place)
    return sound


def codes_in(given: Mapping[str, object], name: str) -> tuple[str, ...]:
    """Return the codes of a list, also of things that could not be read."""
    listed = given.get(name)
    codes = [thing.get("code") for thing in listed if isinstance(thing, Mapping)] if isinstance(listed, list) else []
    return tuple(dict.fromkeys(code for code in codes if isinstance(code, str)))


def as_written(value: float) -> int | float:
    """Return a number of a table as people write it: 3, not 3.0."""
    return int(value) if value.is_integer() else value


def blank(cell: Cell) -> bool:
    """Return whether there is nothing in a cell, not even NA."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def exact(value: Decimal | None) -> Decimal | None:
    """Return a number with the decimals that JSON keeps, at most 12."""
    return None if value is None else cut(value)
