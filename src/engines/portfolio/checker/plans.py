"""Checks of the plan itself: what is done and when, who pays for it, and what the problem limits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction

from engines.portfolio.borrowing import availability_of, in_figures, service_of
from engines.portfolio.checker.facts import NONE, Facts, Finding, Place, Yearly, is_known, is_real, left, total
from engines.portfolio.problem import (
    AvailabilityPayment,
    Debt,
    GroupLimit,
    Payment,
    Source,
    Year,
    duration_of,
    extent_of,
)

# What is done, and when


def _known(facts: Facts) -> Iterator[Finding]:
    for start in facts.plan.starts:
        message = f"there is no programme {start.programme!r} that can be done to the extent {start.extent!r}"
        yield Finding(is_known(facts.problem, start), message, start.year, start.programme)


def _once(facts: Facts) -> Iterator[Finding]:
    times: dict[str, int] = defaultdict(int)
    for start in facts.plan.starts:
        times[start.programme] += 1
    for code, count in times.items():
        yield Finding(count == 1, f"{code!r} is started {count} times", programme=code)


def _in_time(facts: Facts) -> Iterator[Finding]:
    horizon = facts.problem.horizon
    for code, start in facts.started.items():
        programme = facts.problem.programme[code]
        parts, *_ = extent_of(programme, start.extent)
        last = start.year + duration_of(parts) - 1
        allowed = not programme.start_years or start.year in programme.start_years
        yield Finding(allowed, f"{code!r} may not start in {start.year}", start.year, code)
        message = f"{code!r} takes from {start.year} to {last}, and the plan is from {horizon[0]} to {horizon[-1]}"
        yield Finding(start.year in horizon and last in horizon, message, start.year, code)


def _must(facts: Facts) -> Iterator[Finding]:
    for code in (programme.code for programme in facts.problem.programmes if programme.must):
        yield Finding(code in facts.started, f"{code!r} must be done and is not started", programme=code)


def _exclusive(facts: Facts) -> Iterator[Finding]:
    for variants in facts.problem.exclusive:
        chosen = [code for code in variants if code in facts.started]
        yield left(Fraction(1 - len(chosen)), f"of these only one may be done: {', '.join(chosen)}")


def _requires(facts: Facts) -> Iterator[Finding]:
    for code, start in facts.started.items():
        for requirement in facts.problem.programme[code].requires:
            first, latest = facts.started.get(requirement.code), start.year - requirement.lag
            message = f"{code!r} starts in {start.year} and requires {requirement.code!r} to have started by {latest}"
            if first is None:
                yield Finding(False, f"{message}; it is not started", start.year, code)
            else:
                yield left(Fraction(latest - first.year), f"{message}; it starts in {first.year}", start.year, code)


# Who pays


def _amounts(facts: Facts) -> Iterator[Finding]:
    for payment in facts.plan.payments:
        message = f"{payment.source!r} pays {payment.amount}"
        yield Finding(is_real(payment), message, payment.year, payment.programme)


def _payers(facts: Facts) -> Iterator[Finding]:
    for payment in facts.payments:
        wrong = _wrong_payer(facts, payment)
        yield Finding(not wrong, wrong, payment.year, payment.programme)


def _wrong_payer(facts: Facts, payment: Payment) -> str:
    """Return why a payment may not be made: nothing is due, its source may not pay it, or is earmarked for others."""
    due = facts.dues.get((payment.programme, payment.part, payment.year))
    source = facts.problem.source.get(payment.source)
    what = f"{payment.part!r} of {payment.programme!r} in {payment.year}"
    if due is None:
        return f"{payment.source!r} pays for {what}, for which nothing is due"
    if source is None or source.code not in due.sources:
        return f"{payment.source!r} may not pay for {what}"
    if source.earmark and not source.earmark & facts.problem.programme[payment.programme].tags:
        return f"{payment.source!r} is for {', '.join(sorted(source.earmark))} alone, and pays for {what}"
    return ""


def _paid(facts: Facts) -> Iterator[Finding]:
    paid: dict[Place, Fraction] = defaultdict(Fraction)
    for payment in facts.payments:
        paid[payment.programme, payment.part, payment.year] += Fraction(payment.amount)
    for place, due in facts.dues.items():
        wrong = "" if paid[place] == due.cost else _wrong_sum(place, due.cost, paid[place])
        yield left(-abs(due.cost - paid[place]), wrong, place[2], place[0])


def _wrong_sum(place: Place, cost: Fraction, paid: Fraction) -> str:
    code, part, year = place
    return f"{part!r} of {code!r} costs {in_figures(cost)} in {year}, and {in_figures(paid)} is paid"


def _ceilings(facts: Facts) -> Iterator[Finding]:
    """What a source pays and serves is within its ceiling of the year and, if it carries over, what was left before."""
    for source in facts.problem.sources:
        outflow, over = _outflow(facts, source), NONE
        for year in facts.problem.horizon:
            has = Fraction(source.ceilings.get(year, 0)) + (over if source.carry_over else 0)
            asked = outflow.get(year, NONE)
            over = max(NONE, has - asked)
            message = f"{source.code!r} has {in_figures(has)} in {year}, and {in_figures(asked)} is asked of it"
            yield left(has - asked, message, year)


def _outflow(facts: Facts, source: Source) -> Yearly:
    """Return what a source pays for works and to serve debts and partners, by year."""
    outflow: dict[Year, Fraction] = defaultdict(Fraction, facts.drawn.get(source.code, {}))
    for other in facts.problem.sources:
        if isinstance(other, Debt | AvailabilityPayment) and other.served_by == source.code:
            for drawn_in, amount in facts.drawn.get(other.code, {}).items():
                for year, cost in _cost_of(other, drawn_in).items():
                    outflow[year] += amount * cost
    return outflow


def _cost_of(source: Debt | AvailabilityPayment, drawn_in: Year) -> Yearly:
    if isinstance(source, AvailabilityPayment):
        return availability_of(source, drawn_in)
    return {year: service.total for year, service in service_of(source, drawn_in).items()}


def _served(facts: Facts) -> Iterator[Finding]:
    """What is drawn is served by money of the city's own."""
    for source in facts.problem.sources:
        if isinstance(source, Debt | AvailabilityPayment) and source.code in facts.drawn:
            server = facts.problem.source.get(source.served_by)
            own = server is not None and not isinstance(server, Debt | AvailabilityPayment)
            yield Finding(own, f"{source.code!r} is served by {source.served_by!r}, which is not the city's own money")


# What the problem limits


def _groups(facts: Facts) -> Iterator[Finding]:
    costs: dict[str, Fraction] = defaultdict(Fraction)
    for (code, *_), due in facts.dues.items():
        costs[code] += due.cost
    for limit in facts.problem.limits:
        members = [
            code for code in facts.started if facts.problem.programme[code].groups.get(limit.group) == limit.member
        ]
        has = Fraction(len(members)) if limit.of == "count" else total(costs[code] for code in members)
        yield from _group(limit, has, total(costs.values()))


def _group(limit: GroupLimit, has: Fraction, cost: Fraction) -> Iterator[Finding]:
    whole, unit = (cost, f" of the cost of {in_figures(cost)}") if limit.of == "share" else (Fraction(1), "")
    what = f"{limit.group} {limit.member!r} has a {limit.of} of {in_figures(has)}{unit}"
    if limit.minimum is not None:
        yield left(has - Fraction(limit.minimum) * whole, f"{what}; at least {limit.minimum} is required")
    if limit.maximum is not None:
        yield left(Fraction(limit.maximum) * whole - has, f"{what}; at most {limit.maximum} is allowed")


CHECKS: Mapping[str, Callable[[Facts], Iterator[Finding]]] = {
    "known programmes": _known,
    "started once": _once,
    "years": _in_time,
    "must be done": _must,
    "exclusive variants": _exclusive,
    "requirements": _requires,
    "amounts": _amounts,
    "payers": _payers,
    "paid exactly": _paid,
    "ceilings": _ceilings,
    "served": _served,
    "groups": _groups,
}
