"""Errors of the portfolio engine, and what they are about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from engines.values.errors import InvalidValue, InvalidValues


class PortfolioError(ValueError):
    """A problem cannot be solved; the message says why.

    `programme`, `year` and `rule` name what it is about; `key` is the place in the problem's JSON
    (`programmes[3].parts`).
    """

    def __init__(
        self,
        message: str,
        *,
        programme: str | None = None,
        year: int | None = None,
        rule: str | None = None,
        key: str | None = None,
    ) -> None:
        super().__init__(message)
        self.programme = programme
        self.year = year
        self.rule = rule
        self.key = key


class PortfolioErrors(ValueError):
    """The problem is invalid; `errors` are all that were found, in the order of the problem."""

    def __init__(self, errors: Iterable[PortfolioError]) -> None:
        self.errors = tuple(errors)
        super().__init__("\n".join(str(error) for error in self.errors))


def errors_of(values: Iterable[InvalidValue]) -> list[PortfolioError]:
    """Return errors of plain values as errors of the engine, with the programme and year they are about."""
    return [PortfolioError(error.message, key=error.key, **error.about) for error in values]  # type: ignore[arg-type]


@contextmanager
def values_read() -> Iterator[None]:
    """Raise PortfolioErrors for the plain values that cannot be read in the `with` block."""
    try:
        yield
    except InvalidValues as wrong:
        raise PortfolioErrors(errors_of(wrong.errors)) from wrong
