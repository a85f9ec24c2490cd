"""Programmes appraised: the figures at three discount rates, year by year, and with costs, benefits or time changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from engines.portfolio.appraisal import (
    Appraisal,
    AtRate,
    InternalRates,
    Payback,
    appraise,
    benefit_cost_ratio,
    internal_rates,
    net_present_value,
)
from engines.portfolio.errors import PortfolioError
from engines.portfolio.sensitivity import Case, SwitchingValues, changed_flows, switching_values
from jejaring.financing.studies.appraisal_files import Project, Study
from jejaring.financing.studies.flow_table import BENEFIT, COST
from jejaring.financing.studies.formulas import APPRAISAL, plain_formulas
from jejaring.financing.studies.sources import Refusals, exact

RATES = ("low", "base", "high")
Amounts = tuple[Decimal, ...]


@dataclass(frozen=True, slots=True)
class CaseResult:
    """The figures of a changed appraisal, at the base rate."""

    case: Case
    present_value: Decimal
    ratio: Decimal | None
    internal: InternalRates


@dataclass(frozen=True, slots=True)
class Appraised:
    """A programme with its flows by year and all its figures; `switching` is by the name of the rate."""

    project: Project
    years: range
    benefits: Amounts
    costs: Amounts
    appraisal: Appraisal
    switching: Mapping[str, SwitchingValues]
    cases: tuple[CaseResult, ...]

    def at(self) -> Mapping[str, AtRate]:
        """Return the figures that depend on the discount rate, by the name of the rate."""
        return {"low": self.appraisal.low, "base": self.appraisal.base, "high": self.appraisal.high}


def appraised(study: Study, file: Path) -> tuple[Appraised, ...]:
    """Return the appraisals of a study. Raises Refused with every programme that cannot be appraised."""
    refusals, found = Refusals(), []
    for at, project in enumerate(study.projects):
        try:
            found.append(_appraised(study, project))
        except PortfolioError as error:
            error.programme, error.key = project.code, f"programmes[{at}]"
            refusals.add(file, [error])
    refusals.raise_any()
    return tuple(found)


def _appraised(study: Study, project: Project) -> Appraised:
    years = study.years(project)
    benefits, costs = project.of(BENEFIT, years), project.of(COST, years)
    rates = study.rates
    return Appraised(
        project,
        years,
        benefits,
        costs,
        appraise(benefits, costs, rates),
        {name: switching_values(benefits, costs, getattr(rates, name)) for name in RATES},
        tuple(_in_case(benefits, costs, case, rates.base) for case in study.cases),
    )


def _in_case(benefits: Amounts, costs: Amounts, case: Case, rate: Decimal) -> CaseResult:
    gains, pains = changed_flows(benefits, costs, case)
    flows = [gain - pain for gain, pain in zip(gains, pains, strict=True)]
    ratio = benefit_cost_ratio(gains, pains, rate) if any(pains) else None
    return CaseResult(case, net_present_value(flows, rate), ratio, internal_rates(flows))


def plain_appraisals(study: Study, found: Iterable[Appraised]) -> dict[str, object]:
    """Return appraisals as plain values, every figure with its unit, formula and source under `figures`."""
    return {
        "study": study.name,
        "unit": study.unit,
        "first_year": study.first_year,
        "prices": study.prices or None,
        "discount_rates": {name: getattr(study.rates, name) for name in (*RATES, "source")},
        "programmes": [_plain(one, study.rates.base) for one in found],
        "figures": plain_formulas(APPRAISAL, study.unit),
    }


def _plain(one: Appraised, rate: Decimal) -> dict[str, object]:
    return {
        "code": one.project.code,
        "name": one.project.name,
        "first_year": one.years[0],
        "last_year": one.years[-1],
        **{name: _plain_at(at, one.switching[name]) for name, at in one.at().items()},
        "payback": _plain_payback(one.appraisal.payback),
        "internal_rates": _plain_rates(one.appraisal.internal),
        "cases": [_plain_case(result) for result in one.cases],
        "years": [
            {"year": year, "costs": cost, "benefits": benefit, "net": net, "present_value": exact(discounted)}
            for year, cost, benefit, net, discounted in by_year(one, rate)
        ],
    }


def by_year(one: Appraised, rate: Decimal) -> Iterable[tuple[int, Decimal, Decimal, Decimal, Decimal]]:
    """Yield year, costs, benefits, net flow, and that discounted to year 0 at a rate."""
    for at, (year, cost, benefit) in enumerate(zip(one.years, one.costs, one.benefits, strict=True)):
        net = benefit - cost
        yield year, cost, benefit, net, net / (1 + rate) ** at


def _plain_at(at: AtRate, switching: SwitchingValues) -> dict[str, object]:
    return {
        "rate": at.rate,
        "net_present_value": exact(at.present_value),
        "benefit_cost_ratio": exact(at.benefit_cost_ratio),
        "annual_worth": exact(at.annual_worth),
        "discounted_payback": _plain_payback(at.payback),
        "switching_costs": exact(switching.costs),
        "switching_benefits": exact(switching.benefits),
    }


def _plain_payback(payback: Payback | None) -> dict[str, object] | None:
    if payback is None:
        return None
    return {"year": payback.year, "years": exact(payback.years), "kept": payback.kept}


def _plain_rates(internal: InternalRates) -> dict[str, object]:
    return {
        "rates": internal.roots,
        "crossing": internal.crossing,
        "verdict": internal.verdict,
        "in_words": internal.in_words(),
    }


def _plain_case(result: CaseResult) -> dict[str, object]:
    return {
        "name": result.case.name,
        "costs": result.case.costs,
        "benefits": result.case.benefits,
        "delay": result.case.delay,
        "net_present_value": exact(result.present_value),
        "benefit_cost_ratio": exact(result.ratio),
        "internal_rates": _plain_rates(result.internal),
    }
