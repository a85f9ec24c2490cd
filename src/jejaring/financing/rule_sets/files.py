"""The files of `data/rule_sets`: the law as recorded, each rule with its sources."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache, partial
from pathlib import Path
from typing import Any

import yaml

from engines.portfolio.errors import PortfolioError, PortfolioErrors
from engines.portfolio.problem import Rule, Year
from engines.portfolio.reading.records import RULE_KINDS
from engines.portfolio.reading.values import amount
from engines.spelling import did_you_mean
from engines.values.errors import Collected, InvalidValues, invalid
from engines.values.objects import Key, Keys, Kinds, by_name, by_year, listed, of_a_kind, record
from engines.values.scalars import choice, day, flag, text

FOLDER = Path(__file__).parents[1] / "data" / "rule_sets"
CATEGORIES = ("very_high", "high", "medium", "low", "very_low")  # of fiscal capacity (kapasitas fiskal daerah)


@dataclass(frozen=True, slots=True)
class Caps:
    """Deficit caps by fiscal year and category of fiscal capacity, in per cent of revenue, as they are printed."""

    code: str
    percent: Mapping[Year, Mapping[str, Decimal]]


@dataclass(frozen=True, slots=True)
class Term:
    """Debt is paid back by the end of the head's term; where not `required`, only in plans that give its end."""

    code: str
    required: bool


@dataclass(frozen=True, slots=True)
class RuleEvidence:
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
    """A rule set as recorded in its file; `sources` are texts by code."""

    code: str
    name: str
    legal_basis: str
    in_force: InForce
    sources: Mapping[str, str]
    rules: tuple[tuple[Rule | Caps | Term, RuleEvidence], ...]
    not_confirmed: tuple[str, ...] = ()


def codes() -> tuple[str, ...]:
    """Return the codes of all rule sets."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.yaml")))


@cache
def recorded_set(code: str) -> Recorded:
    """Return a rule set as recorded in its file. Raises PortfolioError for a code that is not known."""
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
            raise invalid(f"it holds {recorded.code}, so it should be called {recorded.code}.yaml", "code")
        _refuse_unlisted(recorded)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise PortfolioErrors([PortfolioError(f"{path.name}: {' '.join(str(error).split())}", key="")]) from error
    except InvalidValues as wrong:
        raise PortfolioErrors(
            PortfolioError(": ".join(filter(None, (path.name, error.key, error.message))), key=error.key)
            for error in wrong.errors
        ) from wrong
    return recorded


def _refuse_unlisted(recorded: Recorded) -> None:
    errors = Collected()
    for at, (rule, evidence) in enumerate(recorded.rules):
        for source in evidence.sources:
            if source not in recorded.sources:
                known = did_you_mean(source, recorded.sources)
                errors.add(f"{rule.code!r} cites {source!r}, which is not listed{known}", f"rules[{at}].sources")
    errors.raise_all()


EVIDENCE: Keys = {
    "sources": Key(listed(text, least=1), required=True),
    "unconfirmed": Key(text),
    "needs_legal_check": Key(flag),
}
CODE: Keys = {"code": Key(text, required=True)}
CAPS: Keys = {
    **CODE,
    "percent": Key(by_year(by_name(amount, choice(*CATEGORIES, what="category"))), required=True),
}
TERM: Keys = {**CODE, "required": Key(flag, required=True)}


def _with_evidence(make: Callable[..., Rule | Caps | Term], **found: Any) -> tuple[Rule | Caps | Term, RuleEvidence]:
    evidence = {name: found.pop(name) for name in EVIDENCE if name in found}
    return make(**found), RuleEvidence(**evidence)


# rules that need a city or its years are of kinds of their own, the others are the engine's
KINDS: Kinds = {**RULE_KINDS, "deficit": (Caps, CAPS), "term": (Term, TERM)}
RECORDED_RULE = of_a_kind(
    {kind: (partial(_with_evidence, make), {**keys, **EVIDENCE}) for kind, (make, keys) in KINDS.items()}
)
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
        "rules": Key(listed(RECORDED_RULE, least=1), required=True),
        "not_confirmed": Key(listed(text)),
    },
)
