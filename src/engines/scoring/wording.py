"""The phrases of a language, and how it writes numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Wording:
    """The phrases of one language, by key; `decimal` and `thousands` among them are its signs in numbers."""

    phrases: Mapping[str, str]

    def say(self, key: str, **values: object) -> str:
        """Return a phrase with its placeholders filled."""
        return self.phrases[key].format(**values)

    def number(self, value: float | Decimal) -> str:
        """Return a number in full: all the digits it has, grouped by thousands, without an exponent."""
        written = f"{(Decimal(str(value)) + 0).normalize():,f}"  # + 0: no negative zero
        return written.translate({ord(","): self.phrases["thousands"], ord("."): self.phrases["decimal"]})

    def percent(self, share: float) -> str:
        """Return a share (0–1) as a percentage."""
        return self.say("percent", number=self.number(Decimal(str(share)) * 100))

    def levels(self, levels: Sequence[int]) -> str:
        """Return levels of the tree by name."""
        return self.listed([self.say("level", level=level) for level in levels])

    def listed(self, items: Sequence[str]) -> str:
        """Return items as a reader lists them: a, b and c."""
        *first, last = items
        return f"{', '.join(first)} {self.phrases['and']} {last}" if first else last


def sentence(text: str) -> str:
    """Return a text with a capital at its beginning."""
    return text[:1].upper() + text[1:]
