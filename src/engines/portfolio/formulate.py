"""From a problem to a linear programme in whole numbers.

A decision says that a programme starts in a year, whole or its first phase alone. Costs of a year that the same sources
may pay are one demand, which those sources cover by flows; ceilings, service of debt and rules bound the flows. Money
is counted in whole quanta and fractions (a third of a principal, an interest) are multiplied out, so that a solver that
works with whole numbers decides on the very rules the checker checks.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from math import lcm

from engines.portfolio.borrowing import coverage_numerator, general_revenue, outstanding_of, service_of
from engines.portfolio.errors import PortfolioError
from engines.portfolio.problem import (
    FIRST_PHASE,
    RUNNING,
    WHOLE,
    AvailabilityPayment,
    Budget,
    CoverageRule,
    Debt,
    DeficitRule,
    GroupLimit,
    Problem,
    Programme,
    Source,
    SpendingRule,
    Start,
    StockRule,
    TermRule,
    Year,
    benefit_of,
    duration_of,
    extent_of,
)
from engines.portfolio.program import Constraint, IntegerProgram, Variable

Payers = tuple[str, ...]
PRECISION = 10**6  # steps of the largest benefit, where discounting leaves no finite decimals


@dataclass(frozen=True, slots=True)
class Option:
    """A way of doing a programme: when and how much of it, what it costs by who may pay and year, what it brings."""

    start: Start
    costs: Mapping[tuple[Payers, Year], int]
    benefit: Decimal


@dataclass(frozen=True)
class Formulation:
    """A linear programme with what its variables mean.

    `options` are variables 0, 1, …; `flows` those of money: (payers, source, year). The objective is benefit × `scale`
    × `weight` less a penalty for every start, later ones more: among equal benefits the plan with fewer and earlier
    starts. `exact`: benefits are whole steps, so that nothing is lost by rounding.
    """

    problem: Problem
    program: IntegerProgram
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
    """Return the linear programme of a problem.

    Raises PortfolioError, naming programme, year or rule, if a programme that must be done cannot be, or a rule needs a
    budget or a cap for a year that has none.
    """
    quantum = quantum_of(problem)
    options = tuple(option for programme in problem.programmes for option in _options(problem, programme, quantum))
    draft = _Draft(problem, options, quantum)
    for part in (_choices, _requirements, _groups, _demands, _ceilings, _rules):
        part(draft)
    scale, weight, exact = _scales(problem, options)
    objective = {
        at: int(option.benefit * scale) * weight - _penalty(problem, option) for at, option in enumerate(options)
    }
    program = IntegerProgram(tuple(draft.variables), tuple(draft.constraints), objective)
    return Formulation(problem, program, options, draft.flows, quantum, scale, weight, exact)


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


Terms = dict[int, Fraction]


@dataclass
class _Draft:
    """What is being written: variables, constraints, and where the money of a source and year is."""

    problem: Problem
    options: Sequence[Option]
    quantum: Decimal
    variables: list[Variable] = field(default_factory=list)
    constraints: list[Constraint] = field(default_factory=list)
    flows: dict[tuple[Payers, str, Year], int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._of: dict[str, list[int]] = defaultdict(list)
        self._paid: dict[tuple[str, Year], list[int]] = defaultdict(list)
        for at, option in enumerate(self.options):
            self._of[option.start.programme].append(at)

    def flow(self, payers: Payers, source: str, year: Year, most: int) -> int:
        """Add what a source pays of a demand in a year, and return the variable."""
        at = len(self.variables)
        self.variables.append(Variable(f"{source} pays {'/'.join(payers)} in {year}", 0, most, divisible=True))
        self.flows[payers, source, year] = at
        self._paid[source, year].append(at)
        return at

    def quanta(self, amount: Decimal | Fraction) -> Fraction:
        """Return an amount of money in quanta."""
        return Fraction(amount) / Fraction(self.quantum)

    def require(
        self,
        terms: Mapping[int, Fraction | int],
        *,
        low: Fraction | int | None = None,
        high: Fraction | int | None = None,
        rule: str,
        year: Year | None = None,
        programme: str | None = None,
    ) -> None:
        """Add low ≤ Σ terms ≤ high, multiplied out to whole numbers; ends are rounded inwards."""
        factor = lcm(*(Fraction(term).denominator for term in terms.values())) if terms else 1
        whole = {at: int(term * factor) for at, term in terms.items() if term}
        bottom = None if low is None else -int(-Fraction(low) * factor // 1)
        top = None if high is None else int(Fraction(high) * factor // 1)
        self.constraints.append(Constraint(whole, bottom, top, rule, year, programme, factor))

    def of(self, programme: str) -> list[int]:
        """Return the options of a programme."""
        return self._of[programme]

    def spending(self, year: Year, tag: str | None = None) -> Terms:
        """Return what the plan spends in a year, for programmes with a tag or for all."""
        terms: Terms = defaultdict(Fraction)
        for at, option in enumerate(self.options):
            if tag is None or tag in self.problem.programme[option.start.programme].tags:
                for (_, when), cost in option.costs.items():
                    if when == year:
                        terms[at] += cost
        return terms

    def paid_by(self, source: str, year: Year) -> Terms:
        """Return what a source pays for works in a year."""
        return {at: Fraction(1) for at in self._paid[source, year]}


def _choices(draft: _Draft) -> None:
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


def _requirements(draft: _Draft) -> None:
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


def _groups(draft: _Draft) -> None:
    for limit in draft.problem.limits:
        terms, share = _of_group(draft, limit)
        rule = f"group {limit.group}={limit.member} ({limit.of})"
        for bound, sign in ((limit.minimum, 1), (limit.maximum, -1)):
            if bound is None:
                continue
            amount = draft.quanta(bound) if limit.of == "cost" else Fraction(bound)
            if limit.of == "share":
                every = {at: share[at] * Fraction(bound) for at in share}
                whole = {at: sign * (terms.get(at, Fraction(0)) - every[at]) for at in share}
                draft.require(whole, low=0, rule=rule)
            else:
                draft.require({at: sign * term for at, term in terms.items()}, low=sign * amount, rule=rule)


def _of_group(draft: _Draft, limit: GroupLimit) -> tuple[Terms, Terms]:
    """Return what the options of a group count for, and what all cost."""
    cost = {at: Fraction(sum(option.costs.values())) for at, option in enumerate(draft.options)}
    members = [
        at
        for at, option in enumerate(draft.options)
        if draft.problem.programme[option.start.programme].groups.get(limit.group) == limit.member
    ]
    return {at: Fraction(1) if limit.of == "count" else cost[at] for at in members}, cost


def _demands(draft: _Draft) -> None:
    """What may be paid by the same sources in a year is one demand; flows from those sources cover it exactly."""
    demands: dict[tuple[Payers, Year], Terms] = defaultdict(dict)
    for at, option in enumerate(draft.options):
        for key, cost in option.costs.items():
            demands[key][at] = Fraction(cost)
    for (payers, year), terms in sorted(demands.items()):
        most = int(sum(terms.values()))
        covered: Terms = dict(terms)
        for source in payers:
            covered[draft.flow(payers, source, year, most)] = Fraction(-1)
        draft.require(covered, low=0, high=0, rule="demand", year=year)


def _ceilings(draft: _Draft) -> None:
    """A source pays and serves no more than its ceiling of the year, or with carry-over of all years so far."""
    for source in draft.problem.sources:
        so_far: Terms = defaultdict(Fraction)
        money = Fraction(0)
        for year in draft.problem.horizon:
            if not source.carry_over:
                so_far, money = defaultdict(Fraction), Fraction(0)
            money += draft.quanta(source.ceilings.get(year, Decimal(0)))
            for at, term in _outflow(draft, source, year).items():
                so_far[at] += term
            if so_far:
                draft.require(dict(so_far), high=money, rule=f"ceiling of {source.code}", year=year)


def _outflow(draft: _Draft, source: Source, year: Year) -> Terms:
    """Return what a source pays in a year: for works, and to serve debts and partners."""
    terms: Terms = defaultdict(Fraction, draft.paid_by(source.code, year))
    for other in draft.problem.sources:
        if isinstance(other, Debt) and other.served_by == source.code:
            _add(terms, served(draft, other, year))
        elif isinstance(other, AvailabilityPayment) and other.served_by == source.code:
            for drawn_in in range(max(draft.problem.first_year, year - other.years), year):
                for at in draft.paid_by(other.code, drawn_in):
                    terms[at] += Fraction(other.yearly)
    return terms


def served(draft: _Draft, debt: Debt, year: Year) -> Terms:
    """Return principal, interest and fee of a debt in a year, for what was drawn until then."""
    terms: Terms = defaultdict(Fraction)
    for drawn_in in draft.problem.horizon:
        service = service_of(debt, drawn_in).get(year)
        if service is not None:
            for at in draft.paid_by(debt.code, drawn_in):
                terms[at] += service.principal + service.interest + service.fee
    return terms


def _add(terms: Terms, more: Mapping[int, Fraction]) -> None:
    for at, term in more.items():
        terms[at] += term


def _rules(draft: _Draft) -> None:
    if draft.problem.rules is None:
        return
    debts = [source for source in draft.problem.sources if isinstance(source, Debt)]
    for rule in draft.problem.rules.rules:
        match rule:
            case StockRule():
                _stock(draft, rule, debts)
            case CoverageRule():
                _coverage(draft, rule, debts)
            case DeficitRule():
                _deficit(draft, rule, debts)
            case TermRule():
                _term(draft, rule, debts)
            case SpendingRule():
                _spending(draft, rule)


def _stock(draft: _Draft, rule: StockRule, debts: Sequence[Debt]) -> None:
    for year in _debt_years(draft, debts):
        terms: Terms = defaultdict(Fraction)
        for debt in debts:
            for drawn_in in draft.problem.horizon:
                left = outstanding_of(debt, drawn_in).get(year, Fraction(0))
                for at in draft.paid_by(debt.code, drawn_in) if left else ():
                    terms[at] += left
        if terms:
            last, this = _budget(draft, year - 1, rule.code), _budget(draft, year, rule.code)
            room = Fraction(rule.limit) * Fraction(general_revenue(last)) - Fraction(this.outstanding)
            draft.require(terms, high=max(Fraction(0), draft.quanta(room)), rule=rule.code, year=year)


def _coverage(draft: _Draft, rule: CoverageRule, debts: Sequence[Debt]) -> None:
    for year in _debt_years(draft, debts):
        terms: Terms = defaultdict(Fraction)
        for debt in debts:
            _add(terms, served(draft, debt, year))
        if terms:
            budget = _budget(draft, year, rule.code)
            existing = budget.principal + budget.interest_paid + budget.other_debt_costs
            room = Fraction(coverage_numerator(budget, rule.form)) / Fraction(rule.minimum) - Fraction(existing)
            draft.require(terms, high=max(Fraction(0), draft.quanta(room)), rule=rule.code, year=year)


def _deficit(draft: _Draft, rule: DeficitRule, debts: Sequence[Debt]) -> None:
    for year in draft.problem.horizon:
        terms: Terms = {}
        for debt in debts:
            terms |= draft.paid_by(debt.code, year)
        if not terms:
            continue
        if year not in rule.caps:
            raise PortfolioError(f"the rule {rule.code!r} has no cap for {year}", year=year, rule=rule.code)
        cap = Fraction(rule.caps[year]) * Fraction(_budget(draft, year, rule.code).revenue)
        draft.require(terms, high=draft.quanta(cap), rule=rule.code, year=year)


def _term(draft: _Draft, rule: TermRule, debts: Sequence[Debt]) -> None:
    for debt in debts:
        for year in draft.problem.horizon:
            if debt.within_term and year + debt.tenor > rule.last_year and (terms := draft.paid_by(debt.code, year)):
                draft.require(terms, high=0, rule=rule.code, year=year)


def _spending(draft: _Draft, rule: SpendingRule) -> None:
    for year in draft.problem.horizon:
        budget = _budget(draft, year, rule.code)
        base = budget.spending - (budget.transfers_down if rule.of == "without_transfers" else 0)
        tagged = budget.tagged.get(rule.tag, Decimal(0))
        for share, sign in ((rule.minimum, 1), (rule.maximum, -1)):
            if share is None:
                continue
            terms = {at: -sign * Fraction(share) * cost for at, cost in draft.spending(year).items()}
            for at, cost in draft.spending(year, rule.tag).items():
                terms[at] = terms.get(at, Fraction(0)) + sign * cost
            low = sign * (Fraction(share) * draft.quanta(base) - draft.quanta(tagged))
            draft.require(terms, low=low, rule=rule.code, year=year)


def _debt_years(draft: _Draft, debts: Sequence[Debt]) -> range:
    """Return every year in which debt of the plan may be outstanding or served."""
    longest = max((debt.tenor for debt in debts), default=0)
    return range(draft.problem.first_year, draft.problem.horizon.stop + longest)


def _budget(draft: _Draft, year: Year, rule: str) -> Budget:
    if year not in draft.problem.budget:
        raise PortfolioError(f"the rule {rule!r} needs a budget of {year}, and there is none", year=year, rule=rule)
    return draft.problem.budget[year]


__all__ = ["RUNNING", "Formulation", "Option", "formulate", "payers_of", "quantum_of"]
