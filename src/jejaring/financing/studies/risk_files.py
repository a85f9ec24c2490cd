"""The file of a risk study: how far costs and revenue may be off, and who says so."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from engines.portfolio.errors import PortfolioError, errors_of
from engines.portfolio.problem import Plan, Problem
from engines.portfolio.reading.values import number, share
from engines.portfolio.risk import CostRisk, Factor, Lognormal, RevenueRisk, Triangular
from engines.spelling import did_you_mean
from engines.values.errors import Collected, invalid
from engines.values.objects import Key, Keys, by_name, fields, listed, of_a_kind
from engines.values.scalars import Reader, text
from jejaring.financing.studies.sources import (
    Refusals,
    checked,
    checked_record,
    read_answer_file,
    read_problem_file,
    read_source,
    real,
)

LOGNORMAL: Keys = {"median": Key(real, required=True), "sigma": Key(real, required=True)}
TRIANGULAR: Keys = {"low": Key(real, required=True), "mode": Key(real, required=True), "high": Key(real, required=True)}
KINDS = {"lognormal": (Lognormal, LOGNORMAL), "triangular": (Triangular, TRIANGULAR)}
_factor: Reader[Factor] = of_a_kind(KINDS)


def factor(value: object, key: str) -> Factor:
    """Read a factor on money: lognormal (`median`, `sigma`) or triangular (`low`, `mode`, `high`)."""
    try:
        return _factor(value, key)
    except PortfolioError as error:
        raise invalid(str(error), key) from error


def level(value: object, key: str) -> Decimal:
    """Read the level of a tail, between 0 and 1."""
    exact = number(value, key)
    if not 0 < exact < 1:
        raise invalid(f"{exact} is not between 0 and 1", key)
    return exact


def _between(value: object, key: str) -> float:
    return float(share(value, key))


COSTS: Keys = {
    "otherwise": Key(factor, required=True),
    "together": Key(_between, required=True),
    "source": Key(text, required=True),
    "factors": Key(by_name(factor)),
}
REVENUE: Keys = {
    "factor": Key(factor, required=True),
    "autocorrelation": Key(real, required=True),
    "ceilings": Key(listed(text), required=True),
    "source": Key(text, required=True),
}


def _revenue(**found: Any) -> RevenueRisk:
    return RevenueRisk(**found)


STUDY: Keys = {
    "$schema": Key(text),
    "name": Key(text, required=True),
    "costs": Key(checked_record(CostRisk, COSTS), required=True),
    "revenue": Key(checked_record(_revenue, REVENUE), required=True),
    "levels": Key(listed(level, least=1), required=True),
}


@dataclass(frozen=True, slots=True)
class RiskStudy:
    """How far costs and revenue may be off, and the levels of the tail to look at, the last for what drives it."""

    name: str
    costs: CostRisk
    revenue: RevenueRisk
    levels: tuple[Decimal, ...]


def read_risk(file: Path, problem: Problem | None) -> RiskStudy:
    """Return the study in a file; programmes and sources are looked up in the problem, if that could be read.

    Raises Refused with all that is wrong.
    """
    collected = Collected()
    found = fields(read_source(file), "", STUDY, collected)
    errors = errors_of(collected.errors)
    if problem is not None:
        costs, revenue = found.get("costs"), found.get("revenue")
        if costs is not None:
            errors += _unknown("programme", costs.factors, problem.programme, "costs.factors.{code}")
        if revenue is not None:
            errors += _unknown("source", revenue.ceilings, problem.source, "revenue.ceilings[{at}]")
    refusals = Refusals()
    refusals.add(file, errors)
    refusals.raise_any()
    return RiskStudy(found["name"], found["costs"], found["revenue"], found["levels"])


def _unknown(what: str, codes: Collection[str], known: Collection[str], key: str) -> Iterator[PortfolioError]:
    for at, code in enumerate(codes):
        if code not in known:
            yield PortfolioError(
                f"unknown {what} {code!r}{did_you_mean(code, known)}", key=key.format(code=code, at=at)
            )


def read_all(problem_file: Path, answer_file: Path, file: Path) -> tuple[Problem, Plan, RiskStudy]:
    """Return a problem, the plan of an answer to it, and the risk study of both.

    Raises Refused with all that is wrong in the three files, and what stands against the answer.
    """
    refusals = Refusals()
    problem = refusals.read(lambda: read_problem_file(problem_file).problem)
    answer = refusals.read(lambda: read_answer_file(answer_file))
    study = refusals.read(lambda: read_risk(file, problem))
    if problem is not None and answer is not None:
        refusals.read(lambda: checked(problem, answer, answer_file))
    refusals.raise_any()
    if problem is None or answer is None or study is None:
        raise AssertionError("what could not be read has been refused")
    return problem, answer.plan, study
