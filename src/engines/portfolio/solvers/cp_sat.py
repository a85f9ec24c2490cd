"""CP-SAT of OR-Tools: whole numbers throughout, so its bounds are exact."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from engines.portfolio.errors import PortfolioError
from engines.portfolio.model import IntegerModel, Solution
from engines.portfolio.solvers import exact

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

NAME = "CP-SAT"


def solve(
    model: IntegerModel,
    *,
    seconds: float,
    seed: int,
    work: float | None,
    report: Callable[[int | None, int | None], bool],
    found: Callable[[Sequence[int]], None] = lambda _: None,
) -> Solution:
    """Return what CP-SAT finds on one core; `work` is in its deterministic seconds.

    Raises PortfolioError if sums of the model do not fit 64 bits.
    """
    from ortools.sat.python import cp_model

    native, variables = _native(model)
    if error := native.validate():
        raise PortfolioError(f"{NAME} rejects the model, its numbers may be too large: {error}")
    solver = cp_model.CpSolver()
    parameters = solver.parameters
    parameters.num_workers = 1
    parameters.catch_sigint_signal = False  # else Ctrl-C would end this process at once ever after
    parameters.random_seed = seed % 2**31
    parameters.max_time_in_seconds = seconds
    if work is not None:
        parameters.max_deterministic_time = work
    best: int | None = None
    bound: int | None = None

    class OnAnswer(cp_model.CpSolverSolutionCallback):
        def on_solution_callback(self) -> None:
            nonlocal best
            values = [self.value(variable) for variable in variables]
            best = exact.value_of(model, values)
            found(values)
            if report(best, bound):
                self.stop_search()

    def on_bound(value: float) -> None:
        nonlocal bound
        bound = exact.bound_from(value)
        if report(best, bound):
            solver.stop_search()

    solver.best_bound_callback = on_bound
    status = solver.solve(native, OnAnswer())
    return _solution(model, variables, solver, status)


def _native(model: IntegerModel) -> tuple[cp_model.CpModel, list[cp_model.IntVar]]:
    from ortools.sat.python import cp_model

    native = cp_model.CpModel()
    variables = [native.new_int_var(each.lower, each.upper, "") for each in model.variables]
    for constraint in model.constraints:
        native.add_linear_constraint(
            cp_model.LinearExpr.weighted_sum(
                [variables[at] for at in constraint.terms], list(constraint.terms.values())
            ),
            cp_model.INT_MIN if constraint.low is None else constraint.low,
            cp_model.INT_MAX if constraint.high is None else constraint.high,
        )
    objective = model.objective
    native.maximize(cp_model.LinearExpr.weighted_sum([variables[at] for at in objective], list(objective.values())))
    for at, value in model.hint.items():
        native.add_hint(variables[at], value)
    return native, variables


def _solution(
    model: IntegerModel,
    variables: list[cp_model.IntVar],
    solver: cp_model.CpSolver,
    status: cp_model.CpSolverStatus,
) -> Solution:
    from ortools.sat.python import cp_model

    if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        values = [solver.value(variable) for variable in variables]
        return exact.solution(model, NAME, values, -solver.response_proto.inner_objective_lower_bound)
    bound = -solver.response_proto.inner_objective_lower_bound if status == cp_model.UNKNOWN else None
    return exact.solution(model, NAME, None, bound, infeasible=status == cp_model.INFEASIBLE)
