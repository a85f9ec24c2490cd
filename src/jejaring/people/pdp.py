"""Constants and consent texts of the personal-data law, from this room's data files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import get_language

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class Constant:
    """A number of the law, with its article, and whether a source confirms it."""

    value: int
    article: str
    confirmed: bool
    source: str


@dataclass(frozen=True, slots=True)
class ConsentText:
    """One version of a text people agree to; it counts from `since` until the next version begins."""

    key: str
    version: str
    since: date
    needed: bool
    titles: dict[str, str]
    texts: dict[str, str]

    @property
    def title(self) -> str:
        return self.titles.get(get_language() or "id", self.titles["id"])

    @property
    def sentences(self) -> list[str]:
        return self.texts.get(get_language() or "id", self.texts["id"]).strip().splitlines()

    @property
    def fingerprint(self) -> str:
        """Return the SHA-256 of the Indonesian text, kept with each consent."""
        return sha256(self.texts["id"].encode()).hexdigest()


def constant(name: str) -> Constant:
    """Return a constant of `pdp.yaml`, such as "deletion_days"."""
    return Constant(**_pdp()[name])


def law() -> str:
    """Return the law's name in the active language."""
    names = _pdp()["law"]
    return str(names.get(get_language() or "id", names["id"]))


def current_texts(*, on: date) -> list[ConsentText]:
    """Return the version in force of every consent text on a day."""
    latest = {text.key: text for text in sorted(_texts(), key=lambda text: text.since) if text.since <= on}
    earliest = {text.key: text for text in sorted(_texts(), key=lambda text: text.since, reverse=True)}
    return list((earliest | latest).values())


def current_text(key: str, *, on: date) -> ConsentText:
    """Return the version in force of one text. Raises KeyError for an unknown key."""
    return {text.key: text for text in current_texts(on=on)}[key]


def text_of(key: str, version: str) -> ConsentText | None:
    return next((text for text in _texts() if (text.key, text.version) == (key, version)), None)


@cache
def _pdp() -> dict[str, Any]:
    values: dict[str, Any] = yaml.safe_load((DATA / "pdp.yaml").read_text())
    return values


@cache
def _texts() -> tuple[ConsentText, ...]:
    rows = yaml.safe_load((DATA / "consents.yaml").read_text())
    return tuple(
        ConsentText(row["key"], row["version"], row["since"], row["needed"], row["title"], row["text"]) for row in rows
    )
