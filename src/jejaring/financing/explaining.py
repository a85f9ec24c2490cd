"""A plan explained: what is not in it and why, what is short, how sure it is, and what the plain way would lose."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from engines.portfolio.allocate import allocate
from engines.portfolio.checker import check
from engines.portfolio.explain import BORDERLINE, CORE, OUT, Absence, Standing, absence, standings
from engines.portfolio.formulate import Formulation, formulate
from engines.portfolio.greedy import greedy
from engines.portfolio.problem import Plan, Problem
from engines.portfolio.reduction import reducing
from engines.portfolio.shadow import Price, prices
from engines.portfolio.solvers import nearly
from jejaring.financing.answers import cut
from jejaring.financing.solving import exactly, in_words
from jejaring.financing.telling import figure

CHANGE, TRIAL_SECONDS, QUESTION_SECONDS = 0.1, 2.0, 0.5


@dataclass(frozen=True, slots=True)
class Explanation:
    """All there is to say about a plan; `greedy_loss` is None if the plain way finds no plan within the rules."""

    absences: tuple[Absence, ...]
    prices: tuple[Price, ...]
    standings: tuple[Standing, ...]
    greedy_loss: Decimal | None


def explain(problem: Problem, plan: Plan, *, trials: int, seed: int, workers: int = 1) -> Explanation:
    """Return what there is to say about a checked plan.

    Each programme that is not in it is a question of its own, and `workers` processes answer them. In each of the
    trials every benefit and all money of every source move by up to a tenth. Raises PortfolioError as `formulate` does.
    """
    formulation = formulate(problem)
    done = {start.programme for start in plan.starts}
    absent = [programme.code for programme in problem.programmes if programme.code not in done]
    ask = partial(_absence, formulation, plan)
    if workers == 1 or len(absent) < workers:
        answers = tuple(map(ask, absent))
    else:
        with ProcessPoolExecutor(workers) as pool:
            answers = tuple(pool.map(ask, absent, chunksize=-(-len(absent) // (4 * workers))))
    one = partial(nearly.solve, seconds=TRIAL_SECONDS, seed=seed)
    return Explanation(
        answers,
        prices(formulation),
        standings(formulation, one, trials=trials, change=CHANGE, seed=seed) if trials else (),
        _greedy_loss(formulation, plan),
    )


def _absence(formulation: Formulation, plan: Plan, code: str) -> Absence:
    return absence(formulation, plan, code, reducing(partial(nearly.solve, seconds=QUESTION_SECONDS)))


def _greedy_loss(formulation: Formulation, plan: Plan) -> Decimal | None:
    other = allocate(formulation, greedy(formulation), exactly)
    if other is None:
        return None
    certificate = check(formulation.problem, other)
    return None if certificate.violations else check(formulation.problem, plan).value - certificate.value


def plain_explanation(explanation: Explanation) -> dict[str, object]:
    """Return an explanation as plain values."""
    loss = explanation.greedy_loss
    return {
        "absences": [_plain_absence(absence) for absence in explanation.absences],
        "prices": [
            {"rule": price.rule, "year": price.year, "benefit": cut(price.benefit), "per": price.per}
            for price in explanation.prices
        ],
        "standings": [
            {"programme": standing.programme, "chosen": standing.chosen, "verdict": standing.verdict}
            for standing in explanation.standings
        ],
        "greedy_loss": None if loss is None else cut(loss),
    }


def _plain_absence(absence: Absence) -> dict[str, object]:
    return {
        "programme": absence.programme,
        "start": absence.start and {"year": absence.start.year, "extent": absence.start.extent},
        "extra": None
        if absence.extra is None
        else [{"source": e.source, "year": e.year, "amount": e.amount} for e in absence.extra],
        "along": absence.along,
        "blocked_by": [in_words(conflict) for conflict in absence.blocked_by],
        "pushed_out": absence.pushed_out,
        "loss": None if absence.loss is None else cut(absence.loss),
    }


def of_explanation(problem: Problem, explanation: Explanation) -> Iterable[str]:
    """Yield an explanation as lines for people."""
    yield from ("", "Not in the plan")
    yield from (f"  {absence.programme}: {'; '.join(_why(problem, absence))}" for absence in explanation.absences)
    yield from ("", f"What binds, and the benefit of 1 more ({problem.unit}, or programme), estimated at the margin")
    by_rule: dict[str, list[str]] = {}
    for price in sorted(explanation.prices, key=lambda price: price.year or 0):
        when = f"{price.year}: " if price.year else ""
        by_rule.setdefault(price.rule, []).append(f"{when}{figure(price.benefit, 3)}")
    yield from (f"  {rule}  {', '.join(said)}" for rule, said in sorted(by_rule.items()))
    if explanation.standings:
        yield from ("", "How sure it is, if every benefit and all money of each source move by up to 10 %")
        for verdict in (CORE, BORDERLINE, OUT):
            named = [f"{s.programme} ({s.chosen:.0%})" for s in explanation.standings if s.verdict == verdict]
            yield f"  {verdict}: {', '.join(named) or 'none'}"
    loss = explanation.greedy_loss
    said = "finds no plan within the rules" if loss is None else f"would have lost {figure(loss)}"
    yield from ("", f"The plain way (most benefit for its cost first, never looked at again) {said}")


def _why(problem: Problem, absence: Absence) -> Iterable[str]:
    if absence.start is not None and absence.extra is not None:
        more = ", ".join(f"{extra.source} {extra.year}: {figure(extra.amount)}" for extra in absence.extra)
        along = f" along with {', '.join(absence.along)}" if absence.along else ""
        price = f"{figure(absence.price or 0)} {problem.unit} more ({more})" if absence.extra else "no more money"
        yield f"{price} would bring it in in {absence.start.year}{along}, all else as it is"
    else:
        blocked = "; ".join(in_words(conflict) for conflict in absence.blocked_by)
        yield "no money brings it in beside the rest" + (f", because of {blocked}" if blocked else "")
    if absence.pushed_out is None or absence.loss is None:
        yield "nor can it be swapped for anything in the plan"
    else:
        yield f"within the money there is it would push out {', '.join(absence.pushed_out) or 'nothing'}"
        yield f"and that would lose {figure(absence.loss)}"
