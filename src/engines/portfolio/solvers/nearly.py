"""HiGHS for explanations: decisions as they are, amounts of money rounded up, nothing made exact afterwards."""

from __future__ import annotations

from math import ceil

from engines.portfolio.model import IntegerModel, Solution
from engines.portfolio.solvers import exact
from engines.portfolio.solvers.highs import lp_of, quiet

NAME = "HiGHS, nearly"
ENOUGH = 1e-3  # share of the value by which an explanation may miss the best
SLACK = 1e-6  # an amount no further above a whole number is that number


def solve(model: IntegerModel, *, seconds: float, seed: int = 0) -> Solution:
    """Return an answer within a thousandth of the best, or the best found in the time.

    It answers what a plan would cost or push out; a plan itself is never made of it: amounts of money are those of the
    linear relaxation, rounded up to whole quanta.
    """
    import highspy

    solver = quiet()
    for name, value in {"output_flag": False, "threads": 1, "random_seed": seed, "time_limit": seconds}.items():
        solver.setOptionValue(name, value)
    solver.setOptionValue("mip_rel_gap", ENOUGH)
    solver.passModel(lp_of(model))
    solver.run()
    status, info = solver.getModelStatus(), solver.getInfo()
    if status in (highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kUnboundedOrInfeasible):
        return Solution(None, None, None, proven=False, infeasible=True, solver=NAME)
    if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return Solution(None, None, None, proven=False, infeasible=False, solver=NAME)
    found = solver.getSolution().col_value
    values = [
        ceil(value - SLACK) if variable.divisible else round(value)
        for variable, value in zip(model.variables, found, strict=True)
    ]
    return Solution(tuple(values), exact.value_of(model, values), None, proven=False, infeasible=False, solver=NAME)
