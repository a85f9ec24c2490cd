"""The model while it is built: variables, constraints, and where the money of a source and year is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from math import lcm

from engines.portfolio.borrowing import service_of
from engines.portfolio.model import Constraint, Variable
from engines.portfolio.problem import Debt, Problem, Start, Year

Payers = tuple[str, ...]
Number = int | Fraction
Terms = dict[int, Number]


@dataclass(frozen=True, slots=True)
class Option:
    """A way of doing a programme: when and how much of it, its cost by payers and year, its benefit."""

    start: Start
    costs: Mapping[tuple[Payers, Year], int]
    benefit: Decimal


@dataclass
class ModelDraft:
    """An integer model while it is built."""

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
        terms: Mapping[int, Number],
        *,
        low: Number | None = None,
        high: Number | None = None,
        rule: str,
        year: Year | None = None,
        programme: str | None = None,
    ) -> None:
        """Add low ≤ Σ terms ≤ high, multiplied out to whole numbers; ends are rounded inwards."""
        factor = lcm(*{term.denominator for term in terms.values()})
        whole = {at: int(term * factor) for at, term in terms.items() if term}
        bottom = None if low is None else -int(-Fraction(low) * factor // 1)
        top = None if high is None else int(Fraction(high) * factor // 1)
        self.constraints.append(Constraint(whole, bottom, top, rule, year, programme, factor))

    def of(self, programme: str) -> list[int]:
        """Return the options of a programme."""
        return self._of[programme]

    def spending(self, year: Year, tag: str | None = None) -> Terms:
        """Return what the plan spends in a year, for programmes with a tag or for all."""
        terms: Terms = defaultdict(int)
        for at, option in enumerate(self.options):
            if tag is None or tag in self.problem.programme[option.start.programme].tags:
                for (_, when), cost in option.costs.items():
                    if when == year:
                        terms[at] += cost
        return terms

    def paid_by(self, source: str, year: Year) -> Terms:
        """Return what a source pays for works in a year."""
        return dict.fromkeys(self._paid[source, year], 1)


def served(draft: ModelDraft, debt: Debt, year: Year) -> Terms:
    """Return principal, interest and fee of a debt in a year, for what was drawn until then."""
    terms: Terms = defaultdict(int)
    for drawn_in in draft.problem.horizon:
        service = service_of(debt, drawn_in).get(year)
        if service is not None:
            for at in draft.paid_by(debt.code, drawn_in):
                terms[at] += service.principal + service.interest + service.fee
    return terms


def add(terms: Terms, more: Mapping[int, Number]) -> None:
    for at, term in more.items():
        terms[at] += term
