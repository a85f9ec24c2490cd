"""Explains a plan: what would bring a programme in, what that would displace, and which money is short."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

import numpy as np

from engines.portfolio.conflicts import WANTED, Conflict, minimal_conflict
from engines.portfolio.formulate import Formulation
from engines.portfolio.model import Constraint, IntegerModel, Solution, Variable
from engines.portfolio.problem import Plan, Start, Year
from engines.portfolio.shadow import CEILING

Solve = Callable[[IntegerModel], Solution]


@dataclass(frozen=True, slots=True)
class Extra:
    """Money that is missing in a source in a year."""

    source: str
    year: Year
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Absence:
    """Why a programme is not in the plan.

    `extra`: the least additional money that brings it in (with `along`, what it requires), all else unchanged, starting
    as `start` says; None if no money does, and then `blocked_by` is a minimal set of rules that keep it out.
    `pushed_out`: what would have to go for it within the money there is, and `loss`, the benefit that costs; None if it
    cannot come in at all.
    """

    programme: str
    start: Start | None
    extra: tuple[Extra, ...] | None
    along: tuple[str, ...]
    blocked_by: tuple[Conflict, ...]
    pushed_out: tuple[str, ...] | None
    loss: Decimal | None

    @property
    def price(self) -> Decimal | None:
        """The sum of the extra money, over all years."""
        return None if self.extra is None else sum((extra.amount for extra in self.extra), Decimal(0))


def absence(formulation: Formulation, plan: Plan, code: str, solve: Solve) -> Absence:
    """Return why one programme is not in the plan; `solve` answers linear models exactly, in a second or so each."""
    wanted = {code, *_required(formulation, code)}
    dear = _with_slack(_keeping(formulation, plan, wanted, must=code), formulation)
    bought = solve(dear.model)
    swapped = solve(_exchanging(formulation, plan, wanted, must=code))
    before = {start.programme for start in plan.starts}
    pushed = loss = None
    if swapped.values is not None and swapped.value is not None:
        after = {start.programme for start in formulation.starts(swapped.values)}
        pushed = tuple(sorted(before - after))
        loss = _worth(formulation, plan.starts) - _worth(formulation, formulation.starts(swapped.values))
    if bought.values is None:
        blocked = minimal_conflict(dear.model, solve) if bought.infeasible else ()
        return Absence(code, None, None, (), blocked, pushed, loss)
    starts = {start.programme: start for start in formulation.starts(bought.values)}
    along = tuple(sorted(set(starts) - before - {code}))
    return Absence(code, starts[code], dear.raised(bought.values), along, (), pushed, loss)


def shortage(formulation: Formulation, starts: Iterable[Start], solve: Solve) -> tuple[Extra, ...] | None:
    """Return the least additional money that pays for the starts: empty if none is needed, None if money does not help.

    `formulation` may be of another problem than the one the starts were chosen for.
    """
    chosen = set(starts)
    if not chosen <= {option.start for option in formulation.options}:
        return None
    variables = list(formulation.model.variables)
    for at, option in enumerate(formulation.options):
        done = int(option.start in chosen)
        variables[at] = replace(variables[at], lower=done, upper=done)
    dear = _with_slack(replace(formulation.model, variables=variables, hint={}), formulation)
    bought = solve(dear.model)
    return None if bought.values is None else dear.raised(bought.values)


def _required(formulation: Formulation, code: str) -> set[str]:
    """Return everything a programme requires, and what that requires."""
    found: set[str] = set()
    open_codes = [code]
    while open_codes:
        for requirement in formulation.problem.programme[open_codes.pop()].requires:
            if requirement.code not in found:
                found.add(requirement.code)
                open_codes.append(requirement.code)
    return found


def _worth(formulation: Formulation, starts: Iterable[Start]) -> Decimal:
    benefit = {option.start: option.benefit for option in formulation.options}
    return sum((benefit[start] for start in starts), Decimal(0))


def _restricted(formulation: Formulation, bounds: Callable[[int, Start], tuple[int, int]], must: str) -> IntegerModel:
    """Return the model with other bounds on its decisions, and one programme that must be done."""
    count = len(formulation.options)
    variables = list(formulation.model.variables)
    for at, option in enumerate(formulation.options):
        low, high = bounds(at, option.start)
        variables[at] = replace(variables[at], lower=low, upper=high)
    options = {at: 1 for at in range(count) if formulation.options[at].start.programme == must}
    forced = Constraint(options, 1, 1, WANTED, programme=must)
    return replace(
        formulation.model, variables=variables, constraints=(*formulation.model.constraints, forced), hint={}
    )


def _keeping(formulation: Formulation, plan: Plan, wanted: set[str], must: str) -> IntegerModel:
    """Return the model in which everything in the plan stays, and the wanted programmes are free."""
    chosen = set(plan.starts)
    done = {start.programme for start in plan.starts}

    def bounds(at: int, start: Start) -> tuple[int, int]:
        if start in chosen:
            return 1, 1
        return 0, int(start.programme in wanted and start.programme not in done)

    return _restricted(formulation, bounds, must)


def _exchanging(formulation: Formulation, plan: Plan, wanted: set[str], must: str) -> IntegerModel:
    """Return the model in which programmes of the plan may be dropped, not moved, and the wanted ones are free."""
    chosen = set(plan.starts)
    musts = {programme.code for programme in formulation.problem.programmes if programme.must}

    def bounds(at: int, start: Start) -> tuple[int, int]:
        return 0, int(start in chosen or start.programme in wanted | musts)

    return _restricted(formulation, bounds, must)


@dataclass(frozen=True, slots=True)
class _Dear:
    """A model in which ceilings may be raised at a cost, and what each raise is."""

    model: IntegerModel
    raises: Mapping[int, tuple[str, Year]]
    quantum: Decimal

    def raised(self, values: Sequence[int]) -> tuple[Extra, ...]:
        return tuple(
            Extra(source, year, values[at] * self.quantum) for at, (source, year) in self.raises.items() if values[at]
        )


def _with_slack(model: IntegerModel, formulation: Formulation) -> _Dear:
    """Return the model in which every ceiling may be raised, minimising the money added."""
    variables, constraints = list(model.variables), []
    most = 4 * max((sum(option.costs.values()) for option in formulation.options), default=0)
    raises: dict[tuple[str, Year], int] = {}
    for constraint in model.constraints:
        if constraint.rule.startswith(CEILING) and constraint.year is not None:
            source = constraint.rule.removeprefix(CEILING)
            at = raises.setdefault((source, constraint.year), len(variables))
            if at == len(variables):
                variables.append(Variable(f"more in {source} in {constraint.year}", 0, most, divisible=True))
            constraints.append(_raised(constraint, formulation, raises, source))
        else:
            constraints.append(constraint)
    least = dict.fromkeys(raises.values(), -1)
    dear = replace(model, variables=variables, constraints=tuple(constraints), objective=least)
    return _Dear(dear, {at: key for key, at in raises.items()}, formulation.quantum)


def _raised(
    constraint: Constraint, formulation: Formulation, raises: Mapping[tuple[str, Year], int], source: str
) -> Constraint:
    """Return a ceiling with its raises: those of its year, or with carry-over of all years until it."""
    carried = formulation.problem.source[source].carry_over
    mine = {
        at: -constraint.unit
        for (code, year), at in raises.items()
        if code == source and (year == constraint.year or (carried and year <= (constraint.year or 0)))
    }
    return replace(constraint, terms={**constraint.terms, **mine})


@dataclass(frozen=True, slots=True)
class CoreIndex:
    """How often a programme is in the plan when benefits and budgets change a little: its share of the trials."""

    programme: str
    chosen: float
    verdict: str


CORE, BORDERLINE, OUT = "core", "borderline", "out"


def core_indices(
    formulation: Formulation, solve: Solve, *, trials: int, change: float, seed: int, sure: float = 0.9
) -> tuple[CoreIndex, ...]:
    """Return which programmes stay in, or out, when benefits and ceilings each move by up to ± `change`.

    In each trial every programme's benefit and every source's money is multiplied by a number of its own, uniform on
    1 ± change. In at least the share `sure` of the trials that have an answer: core; in at most 1 − sure: out. Empty if
    no trial has an answer.
    """
    generator = np.random.Generator(np.random.Philox(seed))
    counts: dict[str, int] = dict.fromkeys(formulation.problem.programme, 0)
    answered = 0
    for _ in range(trials):
        found = solve(_moved(formulation, generator, change))
        if found.values is not None:
            answered += 1
            for start in formulation.starts(found.values):
                counts[start.programme] += 1
    if not answered:
        return ()
    shares = {code: count / answered for code, count in counts.items()}
    return tuple(CoreIndex(code, share, _verdict(share, sure)) for code, share in shares.items())


def _verdict(share: float, sure: float) -> str:
    return CORE if share >= sure else OUT if share <= 1 - sure else BORDERLINE


def _moved(formulation: Formulation, generator: np.random.Generator, change: float) -> IntegerModel:
    factors = {code: 1 + change * (2 * generator.random() - 1) for code in formulation.problem.programme}
    money = {source.code: 1 + change * (2 * generator.random() - 1) for source in formulation.problem.sources}
    objective = {
        at: int(value * factors[formulation.options[at].start.programme])
        for at, value in formulation.model.objective.items()
    }
    constraints = [
        replace(constraint, high=int(constraint.high * money[constraint.rule.removeprefix(CEILING)]))
        if constraint.rule.startswith(CEILING) and constraint.high is not None
        else constraint
        for constraint in formulation.model.constraints
    ]
    return replace(formulation.model, objective=objective, constraints=tuple(constraints))
