"""What a problem's objects are made of: the keys of each, and how they are read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from engines.portfolio.errors import PortfolioError
from engines.portfolio.problem import (
    AvailabilityPayment,
    Budget,
    CostPart,
    CoverageRule,
    Debt,
    DeficitRule,
    FirstPhase,
    GroupLimit,
    Programme,
    Requirement,
    RuleSet,
    RunningCost,
    Source,
    SpendingRule,
    StockRule,
    TermRule,
)
from engines.portfolio.reading.values import (
    LONGEST,
    Key,
    Keys,
    PortfolioErrors,
    Reader,
    amount,
    by_name,
    by_year,
    choice,
    day,
    fields,
    flag,
    listed,
    mapping,
    number,
    positive,
    record,
    refused,
    share,
    shown,
    tags,
    text,
    whole,
    year,
)
from engines.spelling import did_you_mean

SOURCES_OF_IT = Key(listed(text), required=True)
PART: Keys = {
    "name": Key(text, required=True),
    "profile": Key(listed(amount, least=1), required=True),
    "sources": SOURCES_OF_IT,
}
RUNNING_COST: Keys = {"yearly": Key(amount, required=True), "sources": SOURCES_OF_IT}
REQUIREMENT: Keys = {"code": Key(text, required=True), "lag": Key(whole(0, LONGEST))}
PARTS = Key(listed(record(CostPart, PART), least=1), required=True)
RUNNING_OF_IT = Key(record(RunningCost, RUNNING_COST))
PHASE: Keys = {"parts": PARTS, "benefit": Key(number, required=True), "running": RUNNING_OF_IT}
PROGRAMME: Keys = {
    "code": Key(text, required=True),
    "name": Key(text, required=True),
    "parts": PARTS,
    "benefit": Key(number),
    "criteria": Key(by_name(number)),
    "running": RUNNING_OF_IT,
    "start_years": Key(listed(year, least=1)),
    "requires": Key(listed(record(Requirement, REQUIREMENT))),
    "must": Key(flag),
    "tags": Key(tags),
    "groups": Key(by_name(text)),
    "first_phase": Key(record(FirstPhase, PHASE)),
}
CASH: Keys = {
    "kind": Key(text),
    "code": Key(text, required=True),
    "name": Key(text, required=True),
    "ceilings": Key(by_year(amount), required=True),
    "carry_over": Key(flag),
    "earmark": Key(tags),
}
DEBT: Keys = {
    **CASH,
    "interest": Key(share),
    "grace": Key(whole(0, LONGEST)),
    "tenor": Key(whole(1, LONGEST), required=True),
    "bullet": Key(flag),
    "fee": Key(share),
    "served_by": Key(text, required=True),
    "within_term": Key(flag),
}
AVAILABILITY_PAYMENT: Keys = {
    **CASH,
    "yearly": Key(share, required=True),
    "years": Key(whole(1, LONGEST), required=True),
    "served_by": Key(text, required=True),
}
BUDGET: Keys = {
    "year": Key(year, required=True),
    **{name: Key(amount, required=True) for name in ("revenue", "pad", "dau", "dbh")},
    **{name: Key(amount) for name in ("dau_earmarked", "dbh_dr", "dbh_cht", "dak", "emergency_fund")},
    **{name: Key(amount) for name in ("loan_proceeds", "other_earmarked", "personnel", "mandatory")},
    **{name: Key(amount) for name in ("principal", "interest_paid", "other_debt_costs", "outstanding")},
    **{name: Key(amount) for name in ("spending", "transfers_down")},
    "tagged": Key(by_name(amount)),
}
LIMIT: Keys = {
    "group": Key(text, required=True),
    "member": Key(text, required=True),
    "of": Key(choice("count", "cost", "share"), required=True),
    "minimum": Key(amount),
    "maximum": Key(amount),
}
STOCK: Keys = {"kind": Key(text), "code": Key(text, required=True), "limit": Key(amount, required=True)}
COVERAGE: Keys = {
    "kind": Key(text),
    "code": Key(text, required=True),
    "minimum": Key(positive, required=True),
    "form": Key(choice("classic", "uu_1_2022"), required=True),
}
DEFICIT: Keys = {"kind": Key(text), "code": Key(text, required=True), "caps": Key(by_year(share), required=True)}
TERM: Keys = {"kind": Key(text), "code": Key(text, required=True), "last_year": Key(year, required=True)}
SPENDING: Keys = {
    "kind": Key(text),
    "code": Key(text, required=True),
    "tag": Key(text, required=True),
    "minimum": Key(share),
    "maximum": Key(share),
    "of": Key(choice("total", "without_transfers")),
}

Kinds = Mapping[str, tuple[Callable[..., object], Keys]]
SOURCE_KINDS: Kinds = MappingProxyType(
    {"cash": (Source, CASH), "debt": (Debt, DEBT), "availability_payment": (AvailabilityPayment, AVAILABILITY_PAYMENT)}
)
RULE_KINDS: Kinds = MappingProxyType(
    {
        "stock": (StockRule, STOCK),
        "coverage": (CoverageRule, COVERAGE),
        "deficit": (DeficitRule, DEFICIT),
        "term": (TermRule, TERM),
        "spending": (SpendingRule, SPENDING),
    }
)


def _of_a_kind(kinds: Kinds, usual: str | None = None) -> Reader:
    """Return a reader of objects that say by `kind` what they are; `usual` is the kind of one that does not."""

    def read(value: object, key: str) -> object:
        given = mapping(value, key)
        kind = given.get("kind", usual)
        if not isinstance(kind, str) or kind not in kinds:
            if kind is None and "kind" not in given:
                raise refused(f"`kind` is missing (known: {', '.join(kinds)})", key)
            raise refused(f"unknown kind {shown(kind)}{did_you_mean(kind, kinds)}", f"{key}.kind")
        make, keys = kinds[kind]
        found, errors = fields(given, key, keys)
        if errors:
            raise PortfolioErrors(errors)
        found.pop("kind", None)
        return make(**found)

    return read


source = _of_a_kind(SOURCE_KINDS, "cash")
rule = _of_a_kind(RULE_KINDS)
budget = record(Budget, BUDGET)
limit = record(GroupLimit, LIMIT)
RULE_SET: Keys = {
    "code": Key(text, required=True),
    "name": Key(text, required=True),
    "valid_from": Key(day, required=True),
    "valid_to": Key(day),
    "rules": Key(listed(rule, least=1), required=True),
    "sources": Key(listed(text)),
    "unconfirmed": Key(listed(text)),
}
NAMED_RULES: Keys = {
    "code": Key(text, required=True),
    "capacity_category": Key(text, required=True),
    "term_end": Key(year),
    "assumed_caps": Key(by_year(share)),
    "without": Key(listed(text)),
}


def rule_set(value: object, key: str) -> RuleSet:
    """Read a rule set that is written out in the problem."""
    found, errors = fields(mapping(value, key), key, RULE_SET)
    if errors:
        raise PortfolioErrors(errors)
    return RuleSet(**({"valid_to": None} | found))


def programme(value: object, key: str) -> Programme:
    """Read a programme; what is wrong in it names it."""
    given = mapping(value, key)
    found, errors = fields(given, key, PROGRAMME)
    if errors:
        raise PortfolioErrors(_named(errors, given.get("code")))
    return Programme(**found)


def _named(errors: list[PortfolioError], code: object) -> list[PortfolioError]:
    for error in errors:
        error.programme = code if isinstance(code, str) else None
    return errors
