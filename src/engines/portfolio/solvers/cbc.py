"""CBC, through OR-Tools: branch and cut in floating point; strong where constraints are few and dense.

OR-Tools hands it neither an answer to begin with, a seed nor a limit of nodes, and hears nothing of it until it ends.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import ceil

from engines.portfolio.errors import PortfolioError
from engines.portfolio.model import IntegerModel, Solution
from engines.portfolio.solvers import exact
from engines.portfolio.solvers.completing import whole

NAME = "CBC"


def solve(
    model: IntegerModel,
    *,
    seconds: float,
    seed: int,
    work: float | None,
    report: Callable[[int | None, int | None], bool],
    found: Callable[[Sequence[int]], None] = lambda _: None,
) -> Solution:
    """Return what CBC finds on one core. It draws nothing, so `seed` does not matter.

    Raises PortfolioError if a number of the model is not exact in floating point, or if `work` is given: CBC stops
    by time only.
    """
    from ortools.linear_solver import pywraplp

    if work is not None:
        raise PortfolioError(f"{NAME} stops by time only, not after an amount of work")
    exact.refuse_too_large(model, NAME)
    solver = pywraplp.Solver.CreateSolver("CBC")
    ends = model.variables
    variables = [solver.Var(each.lower, each.upper, not each.divisible, "") for each in ends]
    for constraint in model.constraints:
        low = -solver.infinity() if constraint.low is None else constraint.low
        row = solver.Constraint(low, solver.infinity() if constraint.high is None else constraint.high)
        for at, factor in constraint.terms.items():
            row.SetCoefficient(variables[at], factor)
    objective = solver.Objective()
    for at, factor in model.objective.items():
        objective.SetCoefficient(variables[at], factor)
    objective.SetMaximization()
    solver.SetTimeLimit(max(1, ceil(1000 * seconds)))
    parameters = pywraplp.MPSolverParameters()
    parameters.SetDoubleParam(parameters.RELATIVE_MIP_GAP, 0.0)
    status = solver.Solve(parameters)
    values = None
    if status in (solver.OPTIMAL, solver.FEASIBLE):
        values = whole(model, [variable.solution_value() for variable in variables])
    infeasible = status == solver.INFEASIBLE
    bound = None if infeasible else exact.bound_from(objective.BestBound())
    return exact.solution(model, NAME, values, bound, infeasible=infeasible)
