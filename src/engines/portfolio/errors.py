"""What the engine refuses, and what it is about."""

from __future__ import annotations


class PortfolioError(ValueError):
    """The engine refuses; its text says why.

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
