"""What follows from a plan, and what a comparison finds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from engines.portfolio.problem import (
    FIRST_PHASE,
    RUNNING,
    WHOLE,
    Debt,
    Payment,
    Plan,
    Problem,
    Start,
    Year,
    duration_of,
    extent_of,
)

NONE = Fraction(0)
Place = tuple[str, str, Year]  # programme, part, year
Yearly = Mapping[Year, Fraction]


@dataclass(frozen=True, slots=True)
class Finding:
    """One comparison: whether it holds, in words, what it is about, and the amount left, if it compares amounts."""

    holds: bool
    message: str
    year: Year | None = None
    programme: str | None = None
    margin: Fraction | None = None


def left(margin: Fraction, message: str, year: Year | None = None, programme: str | None = None) -> Finding:
    """Return the finding about an amount of which so much is left: it holds unless that is negative."""
    return Finding(margin >= 0, message, year, programme, margin)


@dataclass(frozen=True, slots=True)
class Due:
    """What a part costs in a year, and the sources that may pay it."""

    cost: Fraction
    sources: frozenset[str]


@dataclass(frozen=True, slots=True)
class Facts:
    """A plan with the starts that mean something, what is due for them, and the payments that are real money.

    `drawn` is what each source pays for works in a year, `spent` what is paid for each programme in a year.
    """

    problem: Problem
    plan: Plan
    started: Mapping[str, Start]
    dues: Mapping[Place, Due]
    payments: tuple[Payment, ...]
    drawn: Mapping[str, Yearly]
    spent: Mapping[Year, Mapping[str, Fraction]]

    def debts(self) -> Iterator[tuple[Debt, Yearly]]:
        """Yield the debts that are drawn, and how much in which year."""
        for source in self.problem.sources:
            if isinstance(source, Debt) and source.code in self.drawn:
                yield source, self.drawn[source.code]


def facts_of(problem: Problem, plan: Plan) -> Facts:
    """Return what follows from a plan; of a programme that is started twice the first start counts."""
    known = [start for start in plan.starts if is_known(problem, start)]
    started = {start.programme: start for start in reversed(known)}
    dues = {place: due for start in started.values() for place, due in _dues(problem, start) if due.cost}
    payments = tuple(payment for payment in plan.payments if is_real(payment))
    drawn: dict[str, dict[Year, Fraction]] = defaultdict(lambda: defaultdict(Fraction))
    spent: dict[Year, dict[str, Fraction]] = defaultdict(lambda: defaultdict(Fraction))
    for payment in payments:
        amount = Fraction(payment.amount)
        drawn[payment.source][payment.year] += amount
        spent[payment.year][payment.programme] += amount
    return Facts(problem, plan, started, dues, payments, dict(drawn), dict(spent))


def is_known(problem: Problem, start: Start) -> bool:
    """Return whether a start is of a known programme, to an extent it has."""
    programme = problem.programme.get(start.programme)
    extents = (WHOLE, FIRST_PHASE) if programme and programme.first_phase else (WHOLE,)
    return programme is not None and start.extent in extents


def is_real(payment: Payment) -> bool:
    """Return whether a payment is above 0."""
    return payment.amount.is_finite() and payment.amount > 0


def _dues(problem: Problem, start: Start) -> Iterator[tuple[Place, Due]]:
    parts, running, _ = extent_of(problem.programme[start.programme], start.extent)
    for part in parts:
        sources = frozenset(part.sources)
        for since, cost in enumerate(part.profile):
            yield (start.programme, part.name, start.year + since), Due(Fraction(cost), sources)
    if running:
        due = Due(Fraction(running.yearly), frozenset(running.sources))
        for year in range(start.year + duration_of(parts), problem.horizon.stop):
            yield (start.programme, RUNNING, year), due


def total(amounts: Iterable[Decimal | Fraction]) -> Fraction:
    """Return the exact sum."""
    return sum((Fraction(amount) for amount in amounts), NONE)
