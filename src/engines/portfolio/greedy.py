"""The greedy heuristic: most benefit for the money first, each as early as it can be paid for without debt."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from engines.portfolio.draft import Option, Payers
from engines.portfolio.formulate import Formulation
from engines.portfolio.problem import AvailabilityPayment, Debt, Problem, Source, Start, Year


def greedy(formulation: Formulation) -> tuple[Start, ...]:
    """Return starts chosen by benefit per cost, one after the other, never revised.

    Musts come first, with what they require. A programme takes the earliest year in which sources without debt can pay
    for it: those that may pay for little else first. Minima of groups and of spending are ignored, so that the
    answer may break them; it is a start for the solvers and their benchmark.
    """
    state = _State(formulation.problem, formulation.quantum)
    ways: dict[str, list[int]] = defaultdict(list)
    for at, option in enumerate(formulation.options):
        ways[option.start.programme].append(at)
    for code in _in_order(formulation, ways):
        for at in sorted(ways[code], key=lambda at: _preference(formulation.options[at])):
            if state.take(formulation.options[at]):
                break
    return tuple(sorted(state.starts.values(), key=lambda start: (start.year, start.programme)))


def _preference(option: Option) -> tuple[Decimal, Year]:
    return -option.benefit, option.start.year


def _in_order(formulation: Formulation, ways: Mapping[str, list[int]]) -> Iterable[str]:
    problem = formulation.problem
    must = {programme.code for programme in problem.programmes if programme.must}
    while more := {r.code for code in must for r in problem.programme[code].requires} - must:
        must |= more

    def density(code: str) -> Decimal:
        options = [formulation.options[at] for at in ways[code]]
        return max((option.benefit / max(1, sum(option.costs.values())) for option in options), default=Decimal(0))

    ranked = sorted(problem.programme, key=lambda code: (code not in must, -density(code), code))
    done: set[str] = set()
    for code in ranked:
        yield from _with_requirements(problem, code, done)


def _with_requirements(problem: Problem, code: str, done: set[str]) -> Iterable[str]:
    if code in done:
        return
    done.add(code)
    for requirement in problem.programme[code].requires:
        yield from _with_requirements(problem, requirement.code, done)
    yield code


@dataclass
class _State:
    """What has been started, and how many quanta are left of each source in each year."""

    problem: Problem
    quantum: Decimal
    starts: dict[str, Start] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.free = [source for source in self.problem.sources if not isinstance(source, Debt | AvailabilityPayment)]
        self.left: dict[tuple[str, Year], int] = {
            (source.code, year): int(source.ceilings.get(year, Decimal(0)) / self.quantum)
            for source in self.free
            for year in self.problem.horizon
        }

    def take(self, option: Option) -> bool:
        """Start an option if no limit forbids it; return whether it was started."""
        if not self._allowed(option.start):
            return False
        before = dict(self.left)
        for (payers, year), cost in sorted(option.costs.items(), key=lambda item: item[0][1]):
            if not self._pay(payers, year, cost):
                self.left = before
                return False
        self.starts[option.start.programme] = option.start
        return True

    def _allowed(self, start: Start) -> bool:
        if start.programme in self.starts:
            return False
        for variants in self.problem.exclusive:
            if start.programme in variants and any(code in self.starts for code in variants):
                return False
        for requirement in self.problem.programme[start.programme].requires:
            first = self.starts.get(requirement.code)
            if first is None or first.year + requirement.lag > start.year:
                return False
        return True

    def _pay(self, payers: Payers, year: Year, cost: int) -> bool:
        for source in sorted((s for s in self.free if s.code in payers), key=_freedom):
            for when in self._years(source, year):
                taken = min(cost, self.left[source.code, when])
                self.left[source.code, when] -= taken
                cost -= taken
        return cost == 0

    def _years(self, source: Source, year: Year) -> Iterable[Year]:
        """Return the years whose money may be spent in a year, the oldest first."""
        return range(self.problem.first_year, year + 1) if source.carry_over else (year,)


def _freedom(source: Source) -> tuple[bool, bool, str]:
    return not source.earmark, source.carry_over, source.code
