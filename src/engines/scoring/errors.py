"""Errors of the scoring engine, and what they are about."""

from __future__ import annotations

from collections.abc import Iterable

from engines.values.errors import InvalidValues


class ScoringError(ValueError):
    """An input cannot be scored; the message says why.

    `unit` and `indicator` are the codes of the row and the column it is about, `field` is what of a code in the tree
    (`Parent`, `Level`, `Weight`, `Target`), `key` is the place in the specification (`steps.normalise.range`): the
    reader of the files can add file, row and column. `others` are errors raised together with it.
    """

    def __init__(
        self,
        message: str,
        *,
        unit: str | None = None,
        indicator: str | None = None,
        field: str | None = None,
        key: str | None = None,
    ) -> None:
        super().__init__(message)
        self.unit = unit
        self.indicator = indicator
        self.field = field
        self.key = key
        self.others: tuple[ScoringError, ...] = ()

    @property
    def all(self) -> tuple[ScoringError, ...]:
        """The error and the others."""
        return (self, *self.others)

    def saying(
        self, before: str = "", after: str = "", *, time: str | None = None, key: str | None = None
    ) -> ScoringError:
        """Return the error and its others with text on either side, the unit at a time of a panel, or another key."""
        unit = f"{self.unit} {time}" if self.unit and time else self.unit
        again = ScoringError(
            f"{before}{self}{after}", unit=unit, indicator=self.indicator, field=self.field, key=key or self.key
        )
        again.others = tuple(other.saying(before, after, time=time, key=key) for other in self.others)
        return again


def refuse_all(errors: Iterable[ScoringError]) -> None:
    """Raise the first of the errors, if there is one, with the others."""
    found = tuple(errors)
    if found:
        found[0].others = found[1:]
        raise found[0]


def error_of(values: InvalidValues) -> ScoringError:
    """Return what is wrong with plain values as an error of the engine, with the others."""
    first, *others = (ScoringError(error.message, key=error.key or None) for error in values.errors)
    first.others = tuple(others)
    return first
