"""From a problem to an integer linear model.

A decision says that a programme starts in a year, whole or its first phase alone. Costs of a year that the same sources
may pay are one demand, which those sources cover by flows; ceilings, service of debt and rules bound the flows. Money
is counted in whole quanta and fractions (a third of a principal, an interest) are multiplied out, so that a solver that
works with whole numbers decides on the very rules the checker checks.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from engines.portfolio.draft import ModelDraft, Option, Payers, Terms, add, served
from engines.portfolio.errors import PortfolioError
from engines.portfolio.law import rules
from engines.portfolio.model import IntegerModel, Variable
from engines.portfolio.problem import (
    FIRST_PHASE,
    WHOLE,
    AvailabilityPayment,
    Debt,
    GroupLimit,
    Problem,
    Programme,
    Source,
    Start,
    Year,
    benefit_of,
    duration_of,
    extent_of,
)

PRECISION = 10**6  # steps of the largest benefit, where discounting leaves no finite decimals


@dataclass(frozen=True)
class Formulation:
    """An integer linear model with what its variables mean.

    `options` are variables 0, 1, …; `flows` those of money: (payers, source, year). The objective is benefit × `scale`
    × `weight` less a penalty for every start, later ones more: among equal benefits the plan with fewer and earlier
    starts. `exact`: benefits are whole steps, so that nothing is lost by rounding.
    """

    problem: Problem
    model: IntegerModel
    options: tuple[Option, ...]
    flows: Mapping[tuple[Payers, str, Year], int]
    quantum: Decimal
    scale: int
    weight: int
    exact: bool

    def starts(self, values: Sequence[int]) -> tuple[Start, ...]:
        """Return the starts that values of the variables mean, by year and code."""
        chosen = (option.start for option, value in zip(self.options, values, strict=False) if value == 1)
        return tuple(sorted(chosen, key=lambda start: (start.year, start.programme)))

    def benefit(self, objective: int) -> Decimal:
        """Return the benefit that a value or a bound of the objective stands for, never less than it allows."""
        steps = -(-objective // self.weight)
        spare = 0 if self.exact else len(self.problem.programmes)
        return Decimal(steps + spare) / self.scale


def formulate(problem: Problem) -> Formulation:
    """Return the integer linear model of a problem.

    Raises PortfolioError, naming programme, year or rule, if a programme that must be done cannot be, or a rule needs a
    budget or a cap for a year that has none.
    """
    quantum = quantum_of(problem)
    options = tuple(option for programme in problem.programmes for option in _options(problem, programme, quantum))
    draft = ModelDraft(problem, options, quantum)
    for part in (_choices, _requirements, _groups, _demands, _ceilings, rules):
        part(draft)
    scale, weight, exact = _scales(problem, options)
    objective = {
        at: int(option.benefit * scale) * weight - _penalty(problem, option) for at, option in enumerate(options)
    }
    model = IntegerModel(tuple(draft.variables), tuple(draft.constraints), objective)
    return Formulation(problem, model, options, draft.flows, quantum, scale, weight, exact)


def quantum_of(problem: Problem) -> Decimal:
    """Return the largest power of ten of which every cost and ceiling is a whole multiple."""
    amounts = [cost for programme in problem.programmes for cost in _all_costs(programme)]
    amounts += [ceiling for source in problem.sources for ceiling in source.ceilings.values()]
    finest = min((int(amount.normalize().as_tuple().exponent) for amount in amounts if amount), default=0)
    return Decimal(1).scaleb(min(0, finest))


def _all_costs(programme: Programme) -> Iterable[Decimal]:
    for extent in _extents(programme):
        parts, running, _ = extent_of(programme, extent)
        for part in parts:
            yield from part.profile
        if running:
            yield running.yearly


def _extents(programme: Programme) -> tuple[str, ...]:
    return (WHOLE, FIRST_PHASE) if programme.first_phase else (WHOLE,)


def payers_of(problem: Problem, programme: Programme, sources: tuple[str, ...]) -> Payers:
    """Return which of the sources may pay for a programme, earmarks observed, in the problem's order."""
    return tuple(
        source.code
        for source in problem.sources
        if source.code in sources and (not source.earmark or source.earmark & programme.tags)
    )


def _options(problem: Problem, programme: Programme, quantum: Decimal) -> Iterable[Option]:
    for extent in _extents(programme):
        parts, running, _ = extent_of(programme, extent)
        duration = duration_of(parts)
        for year in programme.start_years or problem.horizon:
            if year not in problem.horizon or year + duration - 1 not in problem.horizon:
                continue
            costs: dict[tuple[Payers, Year], int] = defaultdict(int)
            for part in parts:
                payers = payers_of(problem, programme, part.sources)
                for since, cost in enumerate(part.profile):
                    costs[payers, year + since] += int(cost / quantum)
            if running:
                payers = payers_of(problem, programme, running.sources)
                for later in range(year + duration, problem.horizon.stop):
                    costs[payers, later] += int(running.yearly / quantum)
            real = {key: cost for key, cost in costs.items() if cost}
            if all(payers for payers, _ in real):
                delay = (1 + problem.discount) ** (year - problem.first_year)
                yield Option(Start(programme.code, year, extent), real, benefit_of(problem, programme, extent) / delay)


def _penalty(problem: Problem, option: Option) -> int:
    return 1 + option.start.year - problem.first_year


def _scales(problem: Problem, options: Sequence[Option]) -> tuple[int, int, bool]:
    """Return the steps of a benefit of 1, the weight of a step over all penalties, and whether steps are exact."""
    weight = len(problem.programmes) * problem.years + 1
    finest = min((int(option.benefit.normalize().as_tuple().exponent) for option in options), default=0)
    if not problem.discount:
        return 10 ** max(0, -finest), weight, True
    largest = max((option.benefit for option in options), default=Decimal(1)) or Decimal(1)
    return max(1, int(PRECISION / largest)), weight, False


def _choices(draft: ModelDraft) -> None:
    """At most one way of doing each programme, and one of exclusive variants; musts are done."""
    problem = draft.problem
    draft.variables += [Variable(f"{o.start.programme} {o.start.extent} {o.start.year}", 0, 1) for o in draft.options]
    for programme in problem.programmes:
        options = draft.of(programme.code)
        if programme.must and not options:
            message = f"{programme.code!r} must be done, and there is no year in which it could be started and paid"
            raise PortfolioError(message, programme=programme.code)
        least = 1 if programme.must else None
        rule = "must" if programme.must else "once"
        draft.require(dict.fromkeys(options, 1), low=least, high=1, rule=rule, programme=programme.code)
    for variants in problem.exclusive:
        chosen = [at for code in variants for at in draft.of(code)]
        draft.require(dict.fromkeys(chosen, 1), high=1, rule=f"exclusive: {', '.join(variants)}")


def _requirements(draft: ModelDraft) -> None:
    """A programme has started by a year only if what it requires has, so many years before."""
    for programme in draft.problem.programmes:
        for requirement in programme.requires:
            mine, theirs = draft.of(programme.code), draft.of(requirement.code)
            for year in draft.problem.horizon:
                terms: dict[int, int] = {at: 1 for at in mine if draft.options[at].start.year <= year}
                early = (at for at in theirs if draft.options[at].start.year <= year - requirement.lag)
                if terms:
                    terms |= dict.fromkeys(early, -1)
                    rule = f"requires {requirement.code}"
                    draft.require(terms, high=0, rule=rule, year=year, programme=programme.code)


def _groups(draft: ModelDraft) -> None:
    for limit in draft.problem.limits:
        terms, share = _of_group(draft, limit)
        rule = f"group {limit.group}={limit.member} ({limit.of})"
        for bound, sign in ((limit.minimum, 1), (limit.maximum, -1)):
            if bound is None:
                continue
            amount = draft.quanta(bound) if limit.of == "cost" else Fraction(bound)
            if limit.of == "share":
                part, of = Fraction(bound).as_integer_ratio()
                whole = {at: sign * (of * terms.get(at, 0) - part * cost) for at, cost in share.items()}
                draft.require(whole, low=0, rule=rule)
            else:
                draft.require({at: sign * term for at, term in terms.items()}, low=sign * amount, rule=rule)


def _of_group(draft: ModelDraft, limit: GroupLimit) -> tuple[Terms, Terms]:
    """Return what the options of a group count for, and what all cost."""
    cost: Terms = {at: sum(option.costs.values()) for at, option in enumerate(draft.options)}
    members = [
        at
        for at, option in enumerate(draft.options)
        if draft.problem.programme[option.start.programme].groups.get(limit.group) == limit.member
    ]
    return {at: 1 if limit.of == "count" else cost[at] for at in members}, cost


def _demands(draft: ModelDraft) -> None:
    """What may be paid by the same sources in a year is one demand; flows from those sources cover it exactly."""
    demands: dict[tuple[Payers, Year], Terms] = defaultdict(dict)
    for at, option in enumerate(draft.options):
        for key, cost in option.costs.items():
            demands[key][at] = cost
    for (payers, year), terms in sorted(demands.items()):
        most = int(sum(terms.values()))
        covered: Terms = dict(terms)
        for source in (code for code in payers if _may_pay(draft.problem.source[code], year)):
            covered[draft.flow(payers, source, year, most)] = -1
        draft.require(covered, low=0, high=0, rule="demand", year=year)


def _may_pay(source: Source, year: Year) -> bool:
    """Return whether a source can have money in a year: debts and partners only within a ceiling of that year."""
    return not isinstance(source, Debt | AvailabilityPayment) or bool(source.carry_over or source.ceilings.get(year))


def _ceilings(draft: ModelDraft) -> None:
    """A source pays and serves no more than its ceiling of the year, or with carry-over of all years so far."""
    for source in draft.problem.sources:
        so_far: Terms = defaultdict(int)
        money = Fraction(0)
        for year in draft.problem.horizon:
            if not source.carry_over:
                so_far, money = defaultdict(int), Fraction(0)
            money += draft.quanta(source.ceilings.get(year, Decimal(0)))
            for at, term in _outflow(draft, source, year).items():
                so_far[at] += term
            if so_far:
                draft.require(dict(so_far), high=money, rule=f"ceiling of {source.code}", year=year)


def _outflow(draft: ModelDraft, source: Source, year: Year) -> Terms:
    """Return what a source pays in a year: for works, and to serve debts and partners."""
    terms: Terms = defaultdict(int, draft.paid_by(source.code, year))
    for other in draft.problem.sources:
        if isinstance(other, Debt) and other.served_by == source.code:
            add(terms, served(draft, other, year))
        elif isinstance(other, AvailabilityPayment) and other.served_by == source.code:
            for drawn_in in range(max(draft.problem.first_year, year - other.years), year):
                for at in draft.paid_by(other.code, drawn_in):
                    terms[at] += Fraction(other.yearly)
    return terms


__all__ = ["Formulation", "Option", "formulate", "payers_of", "quantum_of"]
