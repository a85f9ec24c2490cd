"""What the commands say: an answer, a check and a capacity as lines for people."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from engines.portfolio.borrowing import Capacity, availability_of, service_of
from engines.portfolio.checker import Certificate
from engines.portfolio.problem import FIRST_PHASE, AvailabilityPayment, Debt, Plan, Problem, Source, Start, Year
from jejaring.financing.answers import doubts
from jejaring.financing.solving import Answer

SMALL_GAP = Decimal("0.00005")


def figure(value: Decimal | Fraction | float, decimals: int = 2) -> str:
    """Return a number with few decimals and no zeros behind them."""
    text = f"{float(value):,.{decimals}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def share(gap: Decimal) -> str:
    """Return a gap in per cent."""
    return f"{figure(gap * 100)} %" if not 0 < gap < SMALL_GAP else "below 0.01 %"


def of_answer(problem: Problem, answer: Answer, remarks: Sequence[str]) -> Iterable[str]:
    """Yield how good an answer is, what starts when and who pays, and what is not done."""
    yield from of_quality(answer)
    yield from ("", f"Payments by year and source, {problem.unit}", *aligned(_payments(problem, answer.plan)))
    yield from ("", "Starts", *aligned(_starts(problem, answer.plan)))
    chosen = {start.programme for start in answer.plan.starts}
    absent = [programme.code for programme in problem.programmes if programme.code not in chosen]
    yield from ("", f"Not in the plan: {', '.join(absent) or 'none'}")
    yield from of_remarks(problem, remarks)


def of_remarks(problem: Problem, remarks: Sequence[str]) -> Iterable[str]:
    """Yield what is assumed, and what of the rule set is not confirmed."""
    if said := (*remarks, *doubts(problem)):
        yield from ("", "Assumed or not confirmed", *(f"  {remark}" for remark in said))


def of_quality(answer: Answer) -> Iterable[str]:
    """Yield value, bound and gap, the solver, the rule set and what was checked."""
    yield f"value {figure(answer.value)}, bound {figure(answer.bound)}, gap {share(answer.gap)}"
    yield f"found by {answer.solver} in {answer.seconds:.1f} s"
    yield f"rule set: {answer.rule_set or 'none is named'}"
    yield of_certificate(answer.certificate)


def of_certificate(certificate: Certificate) -> str:
    """Return what was checked, in a line."""
    times = sum(checked.times for checked in certificate.checks)
    names = ", ".join(checked.name for checked in certificate.checks if checked.times)
    broken = len(certificate.violations)
    return f"checked: {times} comparisons, {broken or 'none'} broken ({names})"


def of_check(certificate: Certificate) -> Iterable[str]:
    """Yield what a check found, and what was left where it was tightest."""
    yield of_certificate(certificate)
    yield f"value {figure(certificate.value)}, as the answer says"
    rows = [["check", "times", "least left"]]
    for checked in certificate.checks:
        left = "" if checked.tightest is None else figure(checked.tightest)
        rows.append([checked.name, str(checked.times), left])
    yield from aligned(rows)


def of_capacity(problem: Problem, capacities: Sequence[Capacity]) -> Iterable[str]:
    """Yield how much of each debt could be drawn in each year if nothing else were, and each limit with its numbers."""
    yield f"rule set: {problem.rules.name if problem.rules else 'none is named'}"
    for capacity in capacities:
        amount = "not known" if capacity.amount is None else f"{figure(capacity.amount)} {problem.unit}"
        binding = f", limited by {capacity.binding.rule}" if capacity.binding else ""
        yield f"{capacity.year}  {capacity.debt}: {amount}{binding}"
        for limit in capacity.limits:
            yield f"      {limit.rule}, tightest in {limit.year}: {limit.in_words}"
            yield f"      {' ' * len(limit.rule)}  {limit.put_in}"


def _starts(problem: Problem, plan: Plan) -> list[list[str]]:
    rows = [["year", "code", "programme", "cost in the plan", "benefit of it"]]
    costs: dict[str, Decimal] = defaultdict(Decimal)
    for payment in plan.payments:
        costs[payment.programme] += payment.amount
    for start in sorted(plan.starts, key=lambda start: (start.year, start.programme)):
        name = problem.programme[start.programme].name + (" – first phase" if start.extent == FIRST_PHASE else "")
        rows.append([str(start.year), start.programme, name, figure(costs[start.programme]), _benefit(problem, start)])
    return rows


def _benefit(problem: Problem, start: Start) -> str:
    from engines.portfolio.problem import benefit_of

    worth = benefit_of(problem, problem.programme[start.programme], start.extent)
    return figure(worth / (1 + problem.discount) ** (start.year - problem.first_year))


def _payments(problem: Problem, plan: Plan) -> list[list[str]]:
    paid: dict[tuple[Year, str], Decimal] = defaultdict(Decimal)
    for payment in plan.payments:
        paid[payment.year, payment.source] += payment.amount
    service = _service(problem, plan)
    sources = [source.code for source in problem.sources]
    rows = [["year", *sources, "works", "service of debt and partners"]]
    for year in problem.horizon:
        amounts = [paid[year, code] for code in sources]
        rows.append([str(year), *map(_blank, amounts), figure(sum(amounts)), _blank(service.get(year, Fraction(0)))])
    return rows


def _blank(amount: Decimal | Fraction) -> str:
    return figure(amount) if amount else "–"


def _service(problem: Problem, plan: Plan) -> Mapping[Year, Fraction]:
    """Return what the plan's debts and partners cost in each year."""
    total: dict[Year, Fraction] = defaultdict(Fraction)
    for payment in plan.payments:
        for year, share in _served(problem.source[payment.source], payment.year):
            total[year] += Fraction(payment.amount) * share
    return total


def _served(source: Source, drawn_in: Year) -> Iterable[tuple[Year, Fraction]]:
    match source:
        case Debt():
            return [(year, service.total) for year, service in service_of(source, drawn_in).items()]
        case AvailabilityPayment():
            return availability_of(source, drawn_in).items()
        case _:
            return ()


def aligned(rows: Sequence[Sequence[str]]) -> Iterable[str]:
    """Yield rows with their cells below each other, numbers to the right."""
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    for row in rows:
        cells = [
            cell.rjust(width) if rows[-1][at][:1].isdecimal() or rows[-1][at] == "–" else cell.ljust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        yield "  " + "  ".join(cells).rstrip()
