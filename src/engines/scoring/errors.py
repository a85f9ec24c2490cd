"""What the engine refuses, and where."""

from __future__ import annotations


class ScoringError(ValueError):
    """The engine refuses; its text says why.

    `unit` and `indicator` are the codes of the row and the column it is about, `key` is the place in the
    specification (`steps.normalise.range`): whoever read the files can add file, row and column.
    """

    def __init__(
        self, message: str, *, unit: str | None = None, indicator: str | None = None, key: str | None = None
    ) -> None:
        super().__init__(message)
        self.unit = unit
        self.indicator = indicator
        self.key = key
