"""The money a plan may lack, as plain values and as tables for people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from engines.portfolio.problem import Plan, Problem
from engines.portfolio.risk import Factor, Lognormal, Risk, shortfall_risk
from engines.portfolio.tail import Losses
from jejaring.console.language import Language, aligned
from jejaring.financing.studies.formulas import RISK, legend, plain_formulas
from jejaring.financing.studies.risk_files import RiskStudy
from jejaring.financing.studies.sources import refuse_beyond_memory

DRIVERS_SHOWN = 10


def risk_of(problem: Problem, plan: Plan, study: RiskStudy, *, samples: int, seed: int) -> Risk:
    """Return the shortfalls of a plan by Monte Carlo.

    Raises PortfolioError as `shortfall_risk`, and Refused if there is not memory for so many samples.
    """
    refuse_beyond_memory(_memory_of(problem, samples), samples)
    return shortfall_risk(problem, plan, study.costs, study.revenue, levels=study.levels, samples=samples, seed=seed)


def _memory_of(problem: Problem, samples: int) -> int:
    """Return about how many bytes are needed: demand, ceiling and shortfall of each source by year, and totals."""
    return 8 * samples * problem.years * (3 * len(problem.sources) + 4)


def plain_risk(problem: Problem, study: RiskStudy, risk: Risk) -> dict[str, object]:
    """Return a risk as plain values, with what repeats its draws and the formulas under `figures`."""
    drivers = risk.drivers
    return {
        "problem": problem.name,
        "study": study.name,
        "unit": problem.unit,
        "samples": risk.samples,
        "seed": risk.seed,
        "assumptions": _plain_assumptions(study),
        "total": _plain_losses(risk.total),
        "years": [{"year": year, **_plain_losses(losses)} for year, losses in risk.by_year.items()],
        "tightest_year": risk.tightest,
        "drivers": {
            "level": drivers.level,
            "programmes": [{"programme": one.programme, "amount": one.amount} for one in drivers.programmes],
            "revenue": drivers.revenue,
            "room": drivers.room,
        },
        "figures": plain_formulas(RISK, problem.unit),
    }


def _plain_assumptions(study: RiskStudy) -> dict[str, object]:
    costs, revenue = study.costs, study.revenue
    return {
        "costs": {
            "otherwise": _plain_factor(costs.otherwise),
            "together": costs.together,
            "source": costs.source,
            "factors": {code: _plain_factor(factor) for code, factor in costs.factors.items()},
        },
        "revenue": {
            "factor": _plain_factor(revenue.factor),
            "autocorrelation": revenue.autocorrelation,
            "ceilings": revenue.ceilings,
            "source": revenue.source,
        },
    }


def _plain_factor(factor: Factor) -> dict[str, object]:
    if isinstance(factor, Lognormal):
        return {"kind": "lognormal", "median": factor.median, "sigma": factor.sigma}
    return {"kind": "triangular", "low": factor.low, "mode": factor.mode, "high": factor.high}


def _plain_losses(losses: Losses) -> dict[str, object]:
    return {
        "probability": losses.probability,
        "expected": losses.expected,
        "largest": losses.largest,
        "tails": [
            {"level": tail.level, "value_at_risk": tail.value_at_risk, "conditional": tail.conditional}
            for tail in losses.tails
        ],
    }


def of_risk(problem: Problem, study: RiskStudy, risk: Risk, language: Language) -> Iterable[str]:
    """Yield what was assumed, the shortfall by year and in total, what drives it, and the formulas."""
    _ = language.gettext
    yield _("{study}: {samples} samples, seed {seed}; shortfalls L in {unit}").format(
        study=study.name, samples=language.number(risk.samples, 0), seed=risk.seed, unit=problem.unit
    )
    yield from _assumptions(study, language)
    yield from ("", *aligned(list(_rows(study, risk, language))))
    tightest = risk.tightest
    yield ""
    if tightest is None:
        yield _("In no sample is any money lacking")
    else:
        yield _("Tightest year: {year}").format(year=tightest)
        yield from _drivers(problem, risk, language)
    yield from legend(RISK, language)


def _assumptions(study: RiskStudy, language: Language) -> Iterator[str]:
    _ = language.gettext
    costs, revenue = study.costs, study.revenue
    yield _("Costs: {factor}, correlation between programmes {together} (source: {source})").format(
        factor=_factor(costs.otherwise, language), together=language.number(costs.together), source=costs.source
    )
    for code, factor in costs.factors.items():
        yield f"  {code}: {_factor(factor, language)}"
    yield _(
        "Revenue ({ceilings}): {factor}, correlation from year to year {autocorrelation} (source: {source})"
    ).format(
        ceilings=", ".join(revenue.ceilings) or "–",
        factor=_factor(revenue.factor, language),
        autocorrelation=language.number(revenue.autocorrelation),
        source=revenue.source,
    )


def _factor(factor: Factor, language: Language) -> str:
    _ = language.gettext
    if isinstance(factor, Lognormal):
        return _("lognormal factor, median {median}, sigma {sigma}").format(
            median=language.number(factor.median), sigma=language.number(factor.sigma)
        )
    return _("triangular factor, {low} to {high}, most likely {mode}").format(
        low=language.number(factor.low), high=language.number(factor.high), mode=language.number(factor.mode)
    )


def _rows(study: RiskStudy, risk: Risk, language: Language) -> Iterator[list[str]]:
    _ = language.gettext
    levels = [language.number(level * 100, 0) for level in study.levels]
    tails = [f"{name} {level} %" for level in levels for name in ("VaR", "CVaR")]
    yield [_("year"), _("probability (%)"), _("expected"), *tails, _("largest")]
    for year, losses in risk.by_year.items():
        yield _losses(str(year), losses, language)
    yield _losses(_("in total"), risk.total, language)


def _losses(first: str, losses: Losses, language: Language) -> list[str]:
    tails = [amount for tail in losses.tails for amount in (tail.value_at_risk, tail.conditional)]
    amounts = [language.number(amount) for amount in (losses.expected, *tails, losses.largest)]
    return [first, language.number(losses.probability * 100, 1), *amounts]


def _drivers(problem: Problem, risk: Risk, language: Language) -> Iterator[str]:
    _ = language.gettext
    drivers = risk.drivers
    level = language.number(drivers.level * 100, 0)
    title = _("What drives the CVaR at {level} % ({unit})").format(level=level, unit=problem.unit)
    shown, more = drivers.programmes[:DRIVERS_SHOWN], drivers.programmes[DRIVERS_SHOWN:]
    rows = [[one.programme, problem.programme[one.programme].name, language.number(one.amount)] for one in shown]
    if more:
        rest = _("{count} other programmes").format(count=len(more))
        rows.append(["", rest, language.number(sum(one.amount for one in more))])
    rows.append(["", _("revenue below the plan"), language.number(drivers.revenue)])
    rows.append(["", _("less the room that the plan had"), language.number(-drivers.room)])
    rows.append(["", "CVaR", language.number(risk.total.tails[-1].conditional)])
    yield from ("", title, *aligned(rows, left=2, indent="  "))
