"""An instrument from plain values, as its YAML file gives them: every key checked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from engines.scoring.errors import error_of
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
from engines.scoring.settings import number
from engines.values.errors import InvalidValues, invalid
from engines.values.objects import Key, Keys, entry, listed, mapping, or_null, record
from engines.values.scalars import choice, day, flag, fraction, text, whole, year

MOST_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Inherited:
    """What an entry takes from the one above if it does not say otherwise."""

    evidence: Evidence
    scale: Scale | None = None


Found = dict[str, Any]  # what was read of an entry, before it is known what it inherits

EVIDENCE: Keys = {"sources": Key(listed(text)), "unconfirmed": Key(text), "needs_legal_check": Key(flag)}
NAME: Keys = {"id": Key(text, required=True), "en": Key(text, required=True)}
SCALE: Keys = {
    "lower": Key(number, required=True),
    "upper": Key(or_null(number)),
    "unit": Key(text),
    "whole": Key(flag),
    **EVIDENCE,
}
GOALPOSTS: Keys = {"worst": Key(number, required=True), "best": Key(number, required=True), "log": Key(flag)}
SOURCE: Keys = {"code": Key(text, required=True), "text": Key(text, required=True), "legal": Key(flag, required=True)}
BAND: Keys = {
    "code": Key(text, required=True),
    **NAME,
    "lower": Key(number, required=True),
    "level": Key(record(Name, NAME)),
    **EVIDENCE,
}
SERIES: Keys = {
    "version": Key(text, required=True),
    "first_year": Key(year, required=True),
    "last_year": Key(or_null(year)),
    "note": Key(text, required=True),
    **EVIDENCE,
}
IN_FORCE: Keys = {"from": Key(or_null(day), required=True), "to": Key(or_null(day), required=True), **EVIDENCE}
digits = whole(0, MOST_DIGITS)
ROUNDING: Keys = {
    "digits": Key(digits, required=True),
    "mode": Key(choice(*Rounding, what="mode"), required=True),
    **EVIDENCE,
}


scale = entry(SCALE)
PART: Keys = {
    "code": Key(text, required=True),
    **NAME,
    "weight": Key(or_null(fraction)),
    "digits": Key(digits),
    "scale": Key(scale),
    **EVIDENCE,
}
INDICATOR: Keys = {**PART, "goalposts": Key(record(Goalposts, GOALPOSTS))}


def part(value: object, key: str) -> Found:
    """Read a part of the index with its key: a group if it has parts itself, else an indicator."""
    keys = GROUP if "parts" in mapping(value, key) else INDICATOR
    return {**entry(keys)(value, key), "key": key}


GROUP: Keys = {
    **PART,
    "formula": Key(choice(*Formula, what="formula"), required=True),
    "total": Key(or_null(fraction)),
    "factor": Key(or_null(fraction)),
    "parts": Key(listed(part)),
}


TOP: Keys = {
    "code": Key(text, required=True),
    "version": Key(text, required=True),
    "name": Key(record(Name, NAME), required=True),
    "legal_basis": Key(text, required=True),
    "in_force": Key(entry(IN_FORCE), required=True),
    "rounding": Key(entry(ROUNDING), required=True),
    "sources": Key(listed(record(Source, SOURCE)), required=True),
    "evidence": Key(entry(EVIDENCE), required=True),
    "scale": Key(scale),
    "index": Key(part, required=True),
    "bands": Key(listed(entry(BAND))),
    "series": Key(listed(entry(SERIES))),
    "notes": Key(listed(text)),
    "not_confirmed": Key(listed(text)),
}


def instrument_from(content: object) -> Instrument:
    """Return the instrument that plain values describe.

    Raises ScoringError with the `key`, and all others with it, for a key that is unknown or missing or a value of the
    wrong kind, and as Instrument does for parts that do not fit together.
    """
    try:
        return _instrument(entry(TOP)(content, ""))
    except InvalidValues as wrong:
        raise error_of(wrong) from wrong


def _instrument(found: Found) -> Instrument:
    default = _evidence(found["evidence"], Evidence())
    term, rounding = found["in_force"], found["rounding"]
    return Instrument(
        **{name: found[name] for name in ("code", "version", "name", "legal_basis", "sources")},
        valid_from=term["from"],
        valid_to=term["to"],
        validity=_evidence(term, default),
        index=_part(found["index"], Inherited(default, _scale(found, Inherited(default)))),
        digits=rounding["digits"],
        rounding=Rounding(rounding["mode"]),
        rounding_evidence=_evidence(rounding, default),
        bands=tuple(_band(one, default) for one in found.get("bands", ())),
        series=tuple(_series(one, default) for one in found.get("series", ())),
        notes=found.get("notes", ()),
        not_confirmed=found.get("not_confirmed", ()),
    )


def _part(found: Found, above: Inherited) -> Part:
    own = replace(above, evidence=_evidence(found, above.evidence))
    own = replace(own, scale=_scale(found, own))
    code, name, weight, digits = found["code"], _name(found), found.get("weight"), found.get("digits")
    if "parts" not in found:
        if own.scale is None:
            raise invalid(f"{code!r} has no scale, and none is above it", f"{found['key']}.scale")
        return Indicator(code, name, own.scale, found.get("goalposts"), weight, digits, own.evidence)
    formula, total = Formula(found["formula"]), found.get("total")
    if formula is Formula.WEIGHTED_MEAN and total is None:
        total = weight  # weights within an aspect add up to the aspect's own, unless the file says otherwise
    parts = tuple(_part(below, own) for below in found["parts"])
    return Group(code, name, formula, parts, total, found.get("factor"), weight, digits, own.evidence)


def _evidence(found: Found, above: Evidence) -> Evidence:
    """Return an entry's evidence: sources and the need of a check are those above, a doubt is an entry's own."""
    return Evidence(
        sources=found.get("sources") or above.sources,
        unconfirmed=found.get("unconfirmed", ""),
        needs_legal_check=found.get("needs_legal_check", above.needs_legal_check),
    )


def _scale(found: Found, above: Inherited) -> Scale | None:
    """Return an entry's scale, or the one above it."""
    if "scale" not in found:
        return above.scale
    own = {name: value for name, value in found["scale"].items() if name not in EVIDENCE}
    return Scale(**({"upper": None} | own), evidence=_evidence(found["scale"], above.evidence))


def _name(found: Found) -> Name:
    return Name(found["id"], found["en"])


def _band(found: Found, above: Evidence) -> Band:
    return Band(found["code"], _name(found), found["lower"], found.get("level"), _evidence(found, above))


def _series(found: Found, above: Evidence) -> Series:
    years = found["first_year"], found.get("last_year")
    return Series(found["version"], *years, found["note"], _evidence(found, above))
