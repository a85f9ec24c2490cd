"""The state of the solvers: the best answer, the lowest bound that is not disproven, and the outcome of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from engines.portfolio.errors import PortfolioError
from engines.portfolio.model import IntegerModel, Solution
from engines.portfolio.solvers import cbc, completing, cp_sat, exact, highs
from jejaring.financing.solving.worker import ROUNDS

HINT = "hint"
PRECEDENCE = (HINT, cp_sat.NAME, highs.NAME, cbc.NAME, ROUNDS)  # among answers of equal value the first counts


@dataclass(frozen=True, slots=True)
class RaceResult:
    """The best answer of all solvers, its value, the lowest bound, and who found it.

    `proven`: no answer is better. `infeasible`: there is none. `repeatable`: made within a limit of work alone, so that
    the same model, seed and work give the same answer. `outcomes`: how each solver ended.
    """

    values: Sequence[int] | None
    value: int | None
    bound: int | None
    proven: bool
    infeasible: bool
    solver: str | None
    seconds: float
    repeatable: bool
    outcomes: Mapping[str, str]


@dataclass
class Scoreboard:
    """The answers and bounds of solvers so far. Values are recomputed; `by_work`: solvers do not exchange answers."""

    model: IntegerModel
    by_work: bool
    outcomes: dict[str, str] = field(default_factory=dict)
    _answers: dict[str, tuple[int, Sequence[int]]] = field(default_factory=dict)
    _bounds: dict[str, int] = field(default_factory=dict)
    _ended: dict[str, Solution] = field(default_factory=dict)
    _refusals: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._trivial = exact.trivial_bound(self.model)
        self.hint = completing.hinted(self.model)
        if self.hint is not None:
            self.answer(HINT, self.hint)

    @property
    def solver(self) -> str | None:
        """The solver with the best answer: the first in PRECEDENCE, if several are as good."""
        return min(self._answers, key=lambda name: (-self._answers[name][0], PRECEDENCE.index(name)), default=None)

    @property
    def value(self) -> int | None:
        """The best value."""
        return None if self.solver is None else self._answers[self.solver][0]

    @property
    def values(self) -> Sequence[int] | None:
        """The best answer."""
        return None if self.solver is None else self._answers[self.solver][1]

    @property
    def bound(self) -> int:
        """The lowest bound; one below a recomputed value is false and ignored."""
        least = self.value
        return min((bound for bound in self._bounds.values() if least is None or bound >= least), default=self._trivial)

    @property
    def infeasible(self) -> bool:
        """Whether a solver has proven that there is no answer, and none has found one."""
        return not self._answers and any(solution.infeasible for solution in self._ended.values())

    def answer(self, name: str, values: Sequence[int]) -> bool:
        """Record an answer that satisfies the constraints; return whether it is better than all before."""
        if not exact.holds(self.model, values):
            return False
        value, before = exact.value_of(self.model, values), self.value
        if name not in self._answers or value >= self._answers[name][0]:
            self._answers[name] = (value, values)
        return before is None or value > before

    def bounded(self, name: str, bound: int) -> None:
        """Record a bound of a solver, if it is its lowest so far."""
        self._bounds[name] = min(bound, self._bounds.get(name, bound))

    def ended(self, name: str, solution: Solution) -> bool:
        """Record the final result of a solver; return whether its answer is better than all before."""
        self._ended[name] = solution
        self.outcomes[name] = "infeasible" if solution.infeasible else "proven" if solution.proven else "ended"
        if solution.bound is not None:
            self.bounded(name, solution.bound)
        return solution.values is not None and self.answer(name, solution.values)

    def refused(self, name: str, message: str) -> None:
        """Record that a solver rejected the model or crashed."""
        self._refusals[name] = self.outcomes[name] = message

    def decided(self) -> bool:
        """Return whether the solvers that still run cannot improve the result."""
        if self.by_work:
            return any(
                solution.proven or solution.infeasible
                for name, solution in self._ended.items()
                if all(before in self.outcomes for before in PRECEDENCE[1 : PRECEDENCE.index(name)])
            )
        return self.infeasible or self.value == self.bound

    def result(self, seconds: float, *, repeatable: bool) -> RaceResult:
        """Return the result; raises PortfolioError if all solvers that were tried failed."""
        solver = self.solver
        if solver is None and self.outcomes and set(self.outcomes) == set(self._refusals):
            raise PortfolioError("; ".join(f"{name}: {message}" for name, message in self._refusals.items()))
        return RaceResult(
            values=self.values,
            value=self.value,
            bound=None if self.infeasible else self.bound,
            proven=self.value == self.bound,
            infeasible=self.infeasible,
            solver=solver,
            seconds=seconds,
            repeatable=repeatable,
            outcomes=dict(self.outcomes),
        )
