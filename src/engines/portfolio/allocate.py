"""Who pays for what, once it is decided what starts when: exact, and as cheap as the rules allow."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from engines.portfolio.borrowing import service_of
from engines.portfolio.draft import Payers
from engines.portfolio.formulate import Formulation, payers_of
from engines.portfolio.model import IntegerModel, Solution
from engines.portfolio.problem import (
    RUNNING,
    AvailabilityPayment,
    Debt,
    Payment,
    Plan,
    Programme,
    Source,
    Start,
    Year,
    duration_of,
    extent_of,
)

Solve = Callable[[IntegerModel], Solution]
PARTS = 10**4  # a source's cost is compared to a ten-thousandth


def allocate(formulation: Formulation, starts: Iterable[Start], solve: Solve) -> Plan | None:
    """Return the plan that pays for the starts with the least interest, fees and partners' margins, or None.

    `solve` solves the model in whole quanta with every start fixed; None means that these starts cannot be paid for
    within the rules. What a demand gets from a source goes to its programmes in the order of their codes.
    """
    chosen = set(starts)
    fixed = {at: int(option.start in chosen) for at, option in enumerate(formulation.options)}
    found = solve(_with_starts(formulation, fixed))
    if found.values is None:
        return None
    return Plan(tuple(sorted(chosen, key=_order)), tuple(_payments(formulation, chosen, found.values)))


def _order(start: Start) -> tuple[Year, str]:
    return start.year, start.programme


def _with_starts(formulation: Formulation, fixed: Mapping[int, int]) -> IntegerModel:
    variables = [
        replace(variable, lower=fixed[at], upper=fixed[at]) if at in fixed else variable
        for at, variable in enumerate(formulation.model.variables)
    ]
    costs = {at: -_dearness(formulation.problem.source[code]) for (_, code, _), at in formulation.flows.items()}
    return replace(formulation.model, variables=variables, objective=costs, hint={})


def _dearness(source: Source) -> int:
    """Return what a quantum of the source costs beyond its amount over the years, in ten-thousandths."""
    extra = Fraction(0)
    if isinstance(source, Debt):
        service = service_of(source, 0).values()
        extra = sum((year.interest + year.fee for year in service), Fraction(0))
    elif isinstance(source, AvailabilityPayment):
        extra = Fraction(source.yearly) * source.years - 1
    return max(0, int(extra * PARTS))


def _payments(formulation: Formulation, chosen: set[Start], values: Sequence[int]) -> Iterable[Payment]:
    """Distribute every flow to the parts of programmes it pays for."""
    problem, quantum = formulation.problem, formulation.quantum
    money: dict[tuple[Payers, Year, str], int] = {
        (payers, year, source): values[at] for (payers, source, year), at in formulation.flows.items() if values[at]
    }
    for start in sorted(chosen, key=lambda start: (start.programme, start.year)):
        for part, payers, year, cost in _bills(formulation, problem.programme[start.programme], start):
            due = cost
            for source in payers:
                paid = min(due, money.get((payers, year, source), 0))
                if paid:
                    money[payers, year, source] -= paid
                    due -= paid
                    yield Payment(start.programme, part, year, source, paid * quantum)


def _bills(formulation: Formulation, programme: Programme, start: Start) -> Iterable[tuple[str, Payers, Year, int]]:
    """Yield what a programme owes: part, sources that may pay, year, quanta."""
    problem, quantum = formulation.problem, formulation.quantum
    parts, running, _ = extent_of(programme, start.extent)
    for part in parts:
        payers = payers_of(problem, programme, part.sources)
        for since, cost in enumerate(part.profile):
            if cost:
                yield part.name, payers, start.year + since, int(cost / quantum)
    if running and running.yearly:
        payers = payers_of(problem, programme, running.sources)
        for year in range(start.year + duration_of(parts), problem.horizon.stop):
            yield RUNNING, payers, year, int(running.yearly / quantum)
