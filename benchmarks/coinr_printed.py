"""The numbers that COINr's documentation prints for its ASEM example."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml


@dataclass(frozen=True, slots=True)
class Printed:
    """A table as printed: its head, then rows of a name and numbers.

    A number counts with the decimals it is printed with or, if they are given, with `significant` digits.
    """

    call: str
    table: str
    significant: int | None = None

    def cells(self) -> list[tuple[str, str, str]]:
        """Return row, column and number of every cell that is printed."""
        (_, *columns), *rows = (line.split() for line in self.table.strip().splitlines())
        return [
            (name, column, number)
            for name, *numbers in rows
            for column, number in zip(columns, numbers, strict=True)
            if number != "NA"
        ]


def printed_tables() -> Mapping[str, Printed]:
    """Return the tables by the names they have in `coinr_printed.yaml`."""
    source = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8"))
    return {name: Printed(**table) for name, table in source.items()}
