"""Errors in input files, and their locations."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from jejaring.console import terminal


@dataclass(frozen=True, slots=True)
class Location:
    """A file, a row as numbered in the file (the header is row 1), and a column by name."""

    file: str
    row: int | None = None
    column: str | None = None

    def __str__(self) -> str:
        return ":".join(str(part) for part in (self.file, self.row, self.column) if part is not None)


@dataclass(frozen=True, slots=True)
class InputError:
    """One error, in a sentence, at its location."""

    location: Location
    message: str

    def __str__(self) -> str:
        return f"{self.location}: {self.message}"


class InvalidInput(terminal.Refused):
    """The input is invalid; `errors` are all that were found, in the order of the files."""

    def __init__(self, errors: Iterable[InputError]) -> None:
        self.errors = tuple(errors)
        super().__init__(str(error) for error in self.errors)


def invalid_input(file: str, message: str, row: int | None = None, column: str | None = None) -> InvalidInput:
    """Return the exception for one error."""
    return InvalidInput([InputError(Location(file, row, column), message)])
