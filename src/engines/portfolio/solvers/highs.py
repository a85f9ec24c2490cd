"""HiGHS: branch and cut in floating point; divisible variables may take parts, its answers are counted again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import accumulate, chain
from math import inf
from typing import TYPE_CHECKING

import numpy as np

from engines.portfolio.model import IntegerModel, Solution
from engines.portfolio.solvers import exact
from engines.portfolio.solvers.completing import whole

if TYPE_CHECKING:
    import highspy
    from highspy.highs import HighsCallbackEvent

NAME = "HiGHS"
NODES = 100  # nodes that count as a unit of work: about a second of an instance of a few hundred programmes


def solve(
    model: IntegerModel,
    *,
    seconds: float,
    seed: int,
    work: float | None,
    report: Callable[[int | None, int | None], bool],
    found: Callable[[Sequence[int]], None] = lambda _: None,
) -> Solution:
    """Return what HiGHS finds on one core; `work` is in hundreds of nodes.

    Raises PortfolioError if a number of the model is not exact in floating point.
    """
    import highspy

    exact.refuse_too_large(model, NAME)
    solver = _solver(model, seconds, seed, work)
    kept: tuple[int, ...] | None = None
    best: int | None = None
    bound: int | None = None

    def take(answer: Sequence[float]) -> None:
        nonlocal best, kept
        values = whole(model, answer)
        if values is None:
            return
        value = exact.value_of(model, values)
        if best is None or value > best:
            best, kept = value, values
            found(values)
            report(best, bound)

    def on_progress(event: HighsCallbackEvent) -> None:
        nonlocal bound
        bound = exact.bound_from(event.data_out.mip_dual_bound)
        event.interrupt(report(best, bound))

    solver.cbMipImprovingSolution += lambda event: take(event.data_out.mip_solution.tolist())
    solver.cbMipInterrupt += on_progress
    solver.run()
    status, info = solver.getModelStatus(), solver.getInfo()
    if status in (highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kUnboundedOrInfeasible):
        return exact.solution(model, NAME, None, None, infeasible=True)  # every variable has its ends
    proven = info.mip_dual_bound
    if all(each.divisible for each in model.variables):  # no decision left: one linear relaxation, without callbacks
        finished = status == highspy.HighsModelStatus.kOptimal
        proven = info.objective_function_value if finished else inf
        if finished:
            take(solver.getSolution().col_value)
    return exact.solution(model, NAME, kept, exact.bound_from(proven))


def quiet() -> highspy.Highs:
    """Return a HiGHS that prints nothing, not even its banner."""
    import highspy

    class Quiet(highspy.Highs):
        def enableCallbacks(self) -> None:  # noqa: N802 # HiGHS' name; what it calls first prints the banner
            self.silent()
            super().enableCallbacks()  # type: ignore[no-untyped-call] # highspy leaves it untyped

    return Quiet()  # type: ignore[no-untyped-call] # and its constructor


def _solver(model: IntegerModel, seconds: float, seed: int, work: float | None) -> highspy.Highs:
    solver = quiet()
    options: dict[str, bool | int | float | str] = {
        "threads": 1,
        "parallel": "off",
        "random_seed": seed % 2**31,
        "time_limit": seconds,
        "mip_rel_gap": 0.0,
        "mip_abs_gap": 0.0,
    }
    if work is not None:
        options["mip_max_nodes"] = round(work * NODES)
    for name, value in options.items():
        solver.setOptionValue(name, value)
    solver.passModel(lp_of(model))
    if model.hint:
        at = np.array(list(model.hint), np.int32)
        solver.setSolution(len(at), at, np.array(list(model.hint.values()), np.float64))
    return solver


def lp_of(model: IntegerModel) -> highspy.HighsLp:
    """Return the model as HiGHS reads it; divisible variables need not be whole."""
    import highspy

    lp = highspy.HighsLp()
    lp.sense_ = highspy.ObjSense.kMaximize
    lp.num_col_, lp.num_row_ = len(model.variables), len(model.constraints)
    lp.col_cost_ = [model.objective.get(at, 0) for at in range(len(model.variables))]
    lp.col_lower_ = [each.lower for each in model.variables]
    lp.col_upper_ = [each.upper for each in model.variables]
    integer, divisible = highspy.HighsVarType.kInteger, highspy.HighsVarType.kContinuous
    lp.integrality_ = [divisible if each.divisible else integer for each in model.variables]
    rows = model.constraints
    lp.row_lower_ = [-highspy.kHighsInf if row.low is None else row.low for row in rows]
    lp.row_upper_ = [highspy.kHighsInf if row.high is None else row.high for row in rows]
    matrix = lp.a_matrix_
    matrix.format_ = highspy.MatrixFormat.kRowwise
    matrix.start_ = [0, *accumulate(len(row.terms) for row in rows)]
    matrix.index_ = list(chain.from_iterable(row.terms for row in rows))
    matrix.value_ = list(chain.from_iterable(row.terms.values() for row in rows))
    return lp
