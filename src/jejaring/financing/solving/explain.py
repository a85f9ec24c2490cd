"""Explains a plan: what is not in it and why, what is short, how robust it is, and what greedy would lose."""

from __future__ import annotations

import os
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from engines.portfolio.allocate import allocate
from engines.portfolio.checker import check
from engines.portfolio.explain import Absence, CoreIndex, absence, core_indices
from engines.portfolio.formulate import Formulation, formulate
from engines.portfolio.greedy import greedy
from engines.portfolio.problem import Plan, Problem
from engines.portfolio.reduction import reducing
from engines.portfolio.shadow import Price, prices
from engines.portfolio.solvers import nearly
from jejaring.console.parent_death import end_with_parent
from jejaring.financing.solving.solve import exactly

CHANGE, TRIAL_SECONDS, QUESTION_SECONDS = 0.1, 2.0, 0.5


@dataclass(frozen=True, slots=True)
class Explanation:
    """The explanation of a plan; `greedy_loss` is None if the greedy heuristic finds no plan within the rules."""

    absences: tuple[Absence, ...]
    prices: tuple[Price, ...]
    core_indices: tuple[CoreIndex, ...]
    greedy_loss: Decimal | None


def explain(problem: Problem, plan: Plan, *, trials: int, seed: int, workers: int = 1) -> Explanation:
    """Return the explanation of a checked plan.

    Programmes that are not in it are analysed one by one, by `workers` processes. In each of the
    trials every benefit and all money of every source move by up to a tenth. Raises PortfolioError as `formulate` does.
    """
    formulation = formulate(problem)
    done = {start.programme for start in plan.starts}
    absent = [programme.code for programme in problem.programmes if programme.code not in done]
    ask = partial(_absence, formulation, plan)
    if workers == 1 or len(absent) < workers:
        answers = tuple(map(ask, absent))
    else:
        with ProcessPoolExecutor(workers, initializer=end_with_parent, initargs=(os.getpid(),)) as pool:
            answers = tuple(pool.map(ask, absent, chunksize=-(-len(absent) // (4 * workers))))
    one = partial(nearly.solve, seconds=TRIAL_SECONDS, seed=seed)
    return Explanation(
        answers,
        prices(formulation),
        core_indices(formulation, one, trials=trials, change=CHANGE, seed=seed) if trials else (),
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
