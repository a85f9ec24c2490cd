"""The files of `data/rule_sets`: the law as it was recorded, each rule with the sources it was read in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

import yaml

from engines.portfolio.errors import PortfolioError
from engines.portfolio.problem import Rule, Year
from engines.portfolio.reading.records import rule as read_rule
from engines.portfolio.reading.values import (
    Key,
    Keys,
    PortfolioErrors,
    Reader,
    amount,
    by_name,
    by_year,
    day,
    fields,
    flag,
    listed,
    mapping,
    record,
    refused,
    text,
)
from engines.spelling import did_you_mean

FOLDER = Path(__file__).parents[1] / "data" / "rule_sets"
CATEGORIES = ("very_high", "high", "medium", "low", "very_low")  # of fiscal capacity (kapasitas fiskal daerah)


@dataclass(frozen=True, slots=True)
class Caps:
    """Deficit caps by fiscal year and category of fiscal capacity, in per cent of revenue, as they are printed."""

    code: str
    percent: Mapping[Year, Mapping[str, Decimal]]


@dataclass(frozen=True, slots=True)
class Term:
    """Debt is paid back by the end of the head's term; where not `required`, in plans that say when it ends."""

    code: str
    required: bool


@dataclass(frozen=True, slots=True)
class Evidence:
    """Codes of the sources in which a rule was read, and why it may be wrong (empty if it is confirmed)."""

    sources: tuple[str, ...]
    unconfirmed: str = ""
    needs_legal_check: bool = False


@dataclass(frozen=True, slots=True)
class InForce:
    """First and last day."""

    valid_from: date
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class Recorded:
    """A rule set as its file has it; `sources` are texts by code."""

    code: str
    name: str
    legal_basis: str
    in_force: InForce
    sources: Mapping[str, str]
    rules: tuple[tuple[Rule | Caps | Term, Evidence], ...]
    not_confirmed: tuple[str, ...] = ()


def codes() -> tuple[str, ...]:
    """Return the codes of all rule sets."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.yaml")))


@cache
def recorded_set(code: str) -> Recorded:
    """Return a rule set as its file has it. Raises PortfolioError for a code that is not known."""
    if code not in codes():
        raise PortfolioError(f"unknown rule set {code!r}{did_you_mean(code, codes())}", key="code")
    return read(FOLDER / f"{code}.yaml")


def read(path: Path) -> Recorded:
    """Return the rule set of a file, which is called `<code>.yaml`.

    Raises PortfolioErrors that name the file and the key.
    """
    try:
        recorded: Recorded = RECORDED(yaml.safe_load(path.read_text(encoding="utf-8")), "")
        if recorded.code != path.stem:
            raise refused(f"it holds {recorded.code}, so it should be called {recorded.code}.yaml", "code")
        _refuse_unlisted(recorded)
    except (yaml.YAMLError, UnicodeDecodeError) as fault:
        raise refused(f"{path.name}: {' '.join(str(fault).split())}", "") from fault
    except PortfolioErrors as wrong:
        raise PortfolioErrors(PortfolioError(f"{path.name}: {e.key}: {e}", key=e.key) for e in wrong.errors) from wrong
    return recorded


def _refuse_unlisted(recorded: Recorded) -> None:
    for at, (rule, evidence) in enumerate(recorded.rules):
        for source in evidence.sources:
            if source not in recorded.sources:
                known = did_you_mean(source, recorded.sources)
                raise refused(f"{rule.code!r} cites {source!r}, which is not listed{known}", f"rules[{at}].sources")


def _category_of_percent(value: object, key: str) -> Mapping[str, Decimal]:
    row: Mapping[str, Decimal] = by_name(amount)(value, key)
    for category in row:
        if category not in CATEGORIES:
            raise refused(f"unknown category {category!r}{did_you_mean(category, CATEGORIES)}", key)
    return row


EVIDENCE: Keys = {
    "sources": Key(listed(text, least=1), required=True),
    "unconfirmed": Key(text),
    "needs_legal_check": Key(flag),
}
CODE: Keys = {"kind": Key(text, required=True), "code": Key(text, required=True)}
CAPS: Keys = {**CODE, "percent": Key(by_year(_category_of_percent), required=True)}
TERM: Keys = {**CODE, "required": Key(flag, required=True)}
OWN_KINDS: Mapping[str, Reader] = {
    "deficit": record(lambda kind, **rest: Caps(**rest), CAPS),
    "term": record(lambda kind, **rest: Term(**rest), TERM),
}


def _rule(value: object, key: str) -> tuple[Rule | Caps | Term, Evidence]:
    """Read a rule: those that need a city or its years have kinds of their own, the others are the engine's."""
    given = mapping(value, key)
    evidence = {name: given[name] for name in EVIDENCE if name in given}
    rest = {name: given[name] for name in given if name not in EVIDENCE}
    found, errors = fields(evidence, key, EVIDENCE)
    if errors:
        raise PortfolioErrors(errors)
    return OWN_KINDS.get(str(given.get("kind")), read_rule)(rest, key), Evidence(**found)


RECORDED = record(
    Recorded,
    {
        "code": Key(text, required=True),
        "name": Key(text, required=True),
        "legal_basis": Key(text, required=True),
        "in_force": Key(
            record(
                lambda **ends: InForce(ends["from"], ends["to"]),
                {"from": Key(day, required=True), "to": Key(day, required=True)},
            ),
            required=True,
        ),
        "sources": Key(by_name(text), required=True),
        "rules": Key(listed(_rule, least=1), required=True),
        "not_confirmed": Key(listed(text)),
    },
)
