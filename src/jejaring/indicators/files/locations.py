"""What is refused, and where in the files it stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from jejaring.kit import terminal


@dataclass(frozen=True, slots=True)
class Place:
    """A file, a row of it as the file shows it (the header is row 1), a column by its name."""

    file: str
    row: int | None = None
    column: str | None = None

    def __str__(self) -> str:
        return ":".join(str(part) for part in (self.file, self.row, self.column) if part is not None)


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong, in a sentence, at its place."""

    place: Place
    message: str

    def __str__(self) -> str:
        return f"{self.place}: {self.message}"


class Refused(terminal.Refused):
    """The input is refused; `faults` are all that was found, in the order of the files."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__(str(fault) for fault in self.faults)


def refuse(file: str, message: str, row: int | None = None, column: str | None = None) -> Refused:
    """Return the refusal of one thing."""
    return Refused([Fault(Place(file, row, column), message)])
