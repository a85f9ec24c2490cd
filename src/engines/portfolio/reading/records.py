"""What a problem's objects are made of: the keys of each, and how they are read."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

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
from engines.portfolio.reading.values import LONGEST, amount, number, positive, share, tags
from engines.values.errors import InvalidValues
from engines.values.objects import Key, Keys, Kinds, by_name, by_year, listed, mapping, of_a_kind, record
from engines.values.scalars import choice, day, flag, text, whole, year

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
STOCK: Keys = {"code": Key(text, required=True), "limit": Key(amount, required=True)}
COVERAGE: Keys = {
    "code": Key(text, required=True),
    "minimum": Key(positive, required=True),
    "form": Key(choice("classic", "uu_1_2022"), required=True),
}
DEFICIT: Keys = {"code": Key(text, required=True), "caps": Key(by_year(share), required=True)}
TERM: Keys = {"code": Key(text, required=True), "last_year": Key(year, required=True)}
SPENDING: Keys = {
    "code": Key(text, required=True),
    "tag": Key(text, required=True),
    "minimum": Key(share),
    "maximum": Key(share),
    "of": Key(choice("total", "without_transfers")),
}

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

source = of_a_kind(SOURCE_KINDS, "cash")
rule = of_a_kind(RULE_KINDS)
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


rule_set = record(lambda **found: RuleSet(**({"valid_to": None} | found)), RULE_SET)
_programme = record(Programme, PROGRAMME)


def programme(value: object, key: str) -> Programme:
    """Read a programme; its errors are about the `programme` of its code."""
    code = mapping(value, key).get("code")
    try:
        return _programme(value, key)
    except InvalidValues as wrong:
        about = {"programme": code} if isinstance(code, str) else {}
        raise InvalidValues(replace(error, about={**error.about, **about}) for error in wrong.errors) from wrong
