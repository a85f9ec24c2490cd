"""What is wrong with plain values, and where."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field

LONGEST = 60  # characters of a value that a message shows


@dataclass(frozen=True, slots=True)
class InvalidValue:
    """One error: a sentence, the key of the value (empty: the whole), and what it is about (`year`, `programme`)."""

    message: str
    key: str
    about: Mapping[str, object] = field(default_factory=dict)


class InvalidValues(ValueError):
    """The values cannot be read; `errors` are all that were found, in the order of the values."""

    def __init__(self, errors: Iterable[InvalidValue]) -> None:
        self.errors = tuple(errors)
        super().__init__("\n".join(error.message for error in self.errors))


def invalid(message: str, key: str) -> InvalidValues:
    """Return the exception for one error."""
    return InvalidValues([InvalidValue(message, key)])


class Collected(AbstractContextManager[None]):
    """Collects the errors raised in its `with` blocks, so that the values after them are read as well."""

    def __init__(self) -> None:
        self.errors: list[InvalidValue] = []

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> bool:
        if not isinstance(error, InvalidValues):
            return False
        self.errors += error.errors
        return True

    def add(self, message: str, key: str) -> None:
        """Add an error."""
        self.errors.append(InvalidValue(message, key))

    def raise_all(self) -> None:
        """Raise InvalidValues if any error was collected."""
        if self.errors:
            raise InvalidValues(self.errors)


def shown(value: object) -> str:
    """Return a plain value as its author would recognise it, long ones cut."""
    match value:
        case None:
            return "null"
        case bool():
            return str(value).lower()
        case str():
            return repr(value) if len(value) <= LONGEST else f"{value[:LONGEST]!r}…"
        case Mapping():
            return "an object"
        case Sequence():
            return "a list"
        case _:
            written = str(value)
            return written if len(written) <= LONGEST else f"{written[:LONGEST]}…"
