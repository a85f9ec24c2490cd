"""An instrument from plain values, as its YAML file gives them: every key checked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import isfinite
from typing import Any

from engines.scoring.errors import ScoringError
from engines.scoring.instruments import (
    Band,
    Evidence,
    Formula,
    Goalposts,
    Group,
    Indicator,
    Instrument,
    Name,
    Part,
    Rounding,
    Scale,
    Series,
    Source,
)
from engines.spelling import did_you_mean

EVIDENCE = ("sources", "unconfirmed", "needs_legal_check")
TOP = (
    *("code", "version", "name", "legal_basis", "in_force", "rounding", "sources", "evidence", "scale", "index"),
    *("bands", "series", "notes", "not_confirmed"),
)
PART = ("code", "id", "en", "weight", "digits", "scale", *EVIDENCE)
INDICATOR = (*PART, "goalposts")
GROUP = (*PART, "formula", "total", "factor", "parts")


@dataclass(frozen=True, slots=True)
class Entry:
    """Names and values at a place in the file; every refusal says the key."""

    content: Mapping[str, Any]
    place: str = ""

    def key(self, name: str) -> str:
        """Return a name's place in the file, as `index.parts[1].weight`."""
        return f"{self.place}.{name}" if self.place else name

    def refuse(self, name: str, message: str) -> ScoringError:
        """Return the refusal of a value."""
        return ScoringError(message, key=self.key(name))

    def only(self, known: tuple[str, ...]) -> Entry:
        """Return this entry. Raises ScoringError if it has a key that is not known."""
        for name in self.content:
            if name not in known:
                raise self.refuse(str(name), f"unknown key {name!r}{did_you_mean(name, known)}")
        return self

    def entry(self, name: str) -> Entry:
        """Return the entry below a name; it must be there."""
        return self._below(self._get(name), name)

    def entries(self, name: str) -> list[Entry]:
        """Return the list of entries below a name, none if it is not there."""
        return [self._below(one, f"{name}[{number}]") for number, one in enumerate(self._list(name), 1)]

    def text(self, name: str) -> str:
        """Return a text that must be there."""
        value = self._get(name)
        if not isinstance(value, str) or not value.strip():
            raise self.refuse(name, f"{value!r} is not a text")
        return value.strip()

    def texts(self, name: str) -> tuple[str, ...]:
        """Return a list of texts, empty if it is not there."""
        words = self._list(name)
        if stray := [word for word in words if not isinstance(word, str)]:
            raise self.refuse(name, f"{stray[0]!r} is not a text")
        return tuple(words)

    def number(self, name: str) -> float:
        """Return a number that must be there."""
        value = self._get(name)
        if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
            raise self.refuse(name, f"{value!r} is not a number")
        return float(value)

    def digits(self, name: str) -> int:
        """Return a count of decimals that must be there."""
        value = self._get(name)
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 6:
            raise self.refuse(name, f"{value!r} is not a count of decimals from 0 to 6")
        return value

    def exact(self, name: str) -> Fraction | None:
        """Return a number without loss ("1/9", 2.75), None if it is not there."""
        value = self.content.get(name)
        if value is None:
            return None
        try:
            return Fraction(str(value))
        except (ValueError, ZeroDivisionError):
            raise self.refuse(name, f"{value!r} is neither a number nor a fraction such as 1/9") from None

    def flag(self, name: str, default: bool = False) -> bool:
        """Return true or false."""
        value = self.content.get(name, default)
        if not isinstance(value, bool):
            raise self.refuse(name, f"{value!r} is neither true nor false")
        return value

    def day(self, name: str) -> date | None:
        """Return a date; an empty one is None, a missing one refused."""
        value = self._get(name)
        if value is not None and type(value) is not date:
            raise self.refuse(name, f"{value!r} is not a date such as 2026-06-05")
        return value

    def _get(self, name: str) -> Any:
        if name not in self.content:
            raise self.refuse(name, f"{name!r} is missing")
        return self.content[name]

    def _list(self, name: str) -> list[Any]:
        value = self.content.get(name, [])
        if not isinstance(value, list):
            raise self.refuse(name, f"{value!r} is not a list")
        return value

    def _below(self, value: object, name: str) -> Entry:
        if not isinstance(value, Mapping):
            raise self.refuse(name, f"{value!r} is not an entry with names and values")
        return Entry(value, self.key(name))


@dataclass(frozen=True, slots=True)
class Inherited:
    """What an entry takes from the one above if it does not say otherwise."""

    evidence: Evidence
    scale: Scale | None = None


def instrument_from(content: object) -> Instrument:
    """Return the instrument that plain values describe.

    Raises ScoringError with the `key` for a key that is unknown or missing or a value of the wrong kind, and as
    Instrument does for parts that do not fit together.
    """
    if not isinstance(content, Mapping):
        raise ScoringError("the file must hold names and values")
    top = Entry(content).only(TOP)
    default = _evidence(top.entry("evidence").only(EVIDENCE), Evidence())
    term = top.entry("in_force").only(("from", "to", *EVIDENCE))
    rounding = top.entry("rounding").only(("digits", "mode", *EVIDENCE))
    scale = _scale(top.entry("scale"), default) if "scale" in top.content else None
    return Instrument(
        code=top.text("code"),
        version=top.text("version"),
        name=_name(top.entry("name").only(("id", "en"))),
        legal_basis=top.text("legal_basis"),
        valid_from=term.day("from"),
        valid_to=term.day("to"),
        validity=_evidence(term, default),
        sources=tuple(_source(entry) for entry in top.entries("sources")),
        index=_part(top.entry("index"), Inherited(default, scale)),
        digits=rounding.digits("digits"),
        rounding=Rounding(_choice(rounding, "mode", [mode.value for mode in Rounding])),
        rounding_evidence=_evidence(rounding, default),
        bands=tuple(_band(entry, default) for entry in top.entries("bands")),
        series=tuple(_series(entry, default) for entry in top.entries("series")),
        notes=top.texts("notes"),
        not_confirmed=top.texts("not_confirmed"),
    )


def _part(entry: Entry, above: Inherited) -> Part:
    entry.only(GROUP if "parts" in entry.content else INDICATOR)
    evidence = _evidence(entry, above.evidence)
    scale = _scale(entry.entry("scale"), evidence) if "scale" in entry.content else above.scale
    code, name, weight = entry.text("code"), _name(entry), entry.exact("weight")
    digits = entry.digits("digits") if "digits" in entry.content else None
    if "parts" not in entry.content:
        if scale is None:
            raise entry.refuse("scale", f"{code!r} has no scale, and none is above it")
        posts = _goalposts(entry.entry("goalposts")) if "goalposts" in entry.content else None
        return Indicator(code, name, scale, posts, weight, digits, evidence)
    formula = Formula(_choice(entry, "formula", [formula.value for formula in Formula]))
    parts = tuple(_part(below, Inherited(evidence, scale)) for below in entry.entries("parts"))
    total = entry.exact("total")
    if formula is Formula.WEIGHTED_MEAN and total is None:
        total = weight  # weights within an aspect add up to the aspect's own, unless the file says otherwise
    return Group(code, name, formula, parts, total, entry.exact("factor"), weight, digits, evidence)


def _evidence(entry: Entry, above: Evidence) -> Evidence:
    """Return an entry's evidence: sources and the need of a check are those above, a doubt is an entry's own."""
    return Evidence(
        sources=entry.texts("sources") or above.sources,
        unconfirmed=entry.text("unconfirmed") if "unconfirmed" in entry.content else "",
        needs_legal_check=entry.flag("needs_legal_check", above.needs_legal_check),
    )


def _name(entry: Entry) -> Name:
    return Name(entry.text("id"), entry.text("en"))


def _scale(entry: Entry, above: Evidence) -> Scale:
    entry.only(("lower", "upper", "unit", "whole", *EVIDENCE))
    upper = None if entry.content.get("upper") is None else entry.number("upper")
    unit = entry.text("unit") if "unit" in entry.content else ""
    return Scale(entry.number("lower"), upper, unit, entry.flag("whole"), _evidence(entry, above))


def _goalposts(entry: Entry) -> Goalposts:
    entry.only(("worst", "best", "log"))
    return Goalposts(entry.number("worst"), entry.number("best"), entry.flag("log"))


def _source(entry: Entry) -> Source:
    entry.only(("code", "text", "legal"))
    return Source(entry.text("code"), entry.text("text"), entry.flag("legal"))


def _band(entry: Entry, above: Evidence) -> Band:
    entry.only(("code", "id", "en", "lower", "level", *EVIDENCE))
    level = _name(entry.entry("level").only(("id", "en"))) if "level" in entry.content else None
    return Band(entry.text("code"), _name(entry), entry.number("lower"), level, _evidence(entry, above))


def _series(entry: Entry, above: Evidence) -> Series:
    entry.only(("version", "first_year", "last_year", "note", *EVIDENCE))
    last = None if entry.content.get("last_year") is None else int(entry.number("last_year"))
    first = int(entry.number("first_year"))
    return Series(entry.text("version"), first, last, entry.text("note"), _evidence(entry, above))


def _choice(entry: Entry, name: str, known: Sequence[str]) -> str:
    word = entry.text(name)
    if word not in known:
        raise entry.refuse(name, f"unknown {name} {word!r}{did_you_mean(word, known)}")
    return word
