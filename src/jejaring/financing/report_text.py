"""What the commands print: answers, checks, capacities, explanations and scenarios as lines for people."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from engines.portfolio.borrowing import Capacity, availability_of, service_of
from engines.portfolio.checker import Certificate
from engines.portfolio.explain import BORDERLINE, CORE, OUT, Absence
from engines.portfolio.problem import FIRST_PHASE, AvailabilityPayment, Debt, Plan, Problem, Source, Start, Year
from engines.portfolio.regret import PlanRegret
from jejaring.financing.files.answers import doubts
from jejaring.financing.solving.explain import Explanation
from jejaring.financing.solving.scenarios import Outlook
from jejaring.financing.solving.solve import Answer, in_words

SMALL_GAP = Decimal("0.00005")


def figure(value: Decimal | Fraction | float, decimals: int = 2) -> str:
    """Return a number with few decimals and no zeros behind them."""
    text = f"{float(value):,.{decimals}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def share(gap: Decimal) -> str:
    """Return a gap in per cent."""
    return f"{figure(gap * 100)} %" if not 0 < gap < SMALL_GAP else "below 0.01 %"


def of_answer(problem: Problem, answer: Answer, warnings: Sequence[str]) -> Iterable[str]:
    """Yield how good an answer is, what starts when and who pays, and what is not done."""
    yield from of_quality(answer)
    yield from ("", f"Payments by year and source, {problem.unit}", *aligned(_payments(problem, answer.plan)))
    yield from ("", "Starts", *aligned(_starts(problem, answer.plan)))
    chosen = {start.programme for start in answer.plan.starts}
    absent = [programme.code for programme in problem.programmes if programme.code not in chosen]
    yield from ("", f"Not in the plan: {', '.join(absent) or 'none'}")
    yield from of_warnings(problem, warnings)


def of_warnings(problem: Problem, warnings: Sequence[str]) -> Iterable[str]:
    """Yield what is assumed, and what of the rule set is not confirmed."""
    if said := (*warnings, *doubts(problem)):
        yield from ("", "Warnings", *(f"  {warning}" for warning in said))


def of_quality(answer: Answer) -> Iterable[str]:
    """Yield value, bound and gap, the solver, the rule set and what was checked."""
    yield f"value {figure(answer.value)}, bound {figure(answer.bound)}, gap {share(answer.gap)}"
    yield f"found by {answer.solver} in {answer.seconds:.1f} s"
    yield f"rule set: {answer.rule_set or 'none'}"
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
    yield f"value {figure(certificate.value)}, as stated in the answer"
    rows = [["check", "times", "least left"]]
    for checked in certificate.checks:
        left = "" if checked.tightest is None else figure(checked.tightest)
        rows.append([checked.name, str(checked.times), left])
    yield from aligned(rows)


def of_capacity(problem: Problem, capacities: Sequence[Capacity]) -> Iterable[str]:
    """Yield how much of each debt could be drawn in each year if nothing else were, and each limit with its numbers."""
    yield f"rule set: {problem.rules.name if problem.rules else 'none'}"
    for capacity in capacities:
        amount = "no limit" if capacity.is_known else "not known"
        if capacity.amount is not None:
            amount = f"{figure(capacity.amount)} {problem.unit}"
        binding = f", limited by {capacity.binding.rule}" if capacity.binding else ""
        yield f"{capacity.year}  {capacity.debt}: {amount}{binding}"
        for limit in capacity.limits:
            yield f"      {limit.rule}, tightest in {limit.year}: {limit.in_words}"
            yield f"      {' ' * len(limit.rule)}  {limit.put_in}"


def _starts(problem: Problem, plan: Plan) -> list[list[str]]:
    rows = [["year", "code", "programme", "cost in the plan", "benefit"]]
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


def of_explanation(problem: Problem, explanation: Explanation) -> Iterable[str]:
    """Yield an explanation as lines for people."""
    yield from ("", "Not in the plan")
    yield from (
        f"  {absence.programme}: {'; '.join(_why_absent(problem, absence))}" for absence in explanation.absences
    )
    yield from ("", f"Binding limits, and the marginal benefit of 1 more ({problem.unit}, or programme)")
    by_rule: dict[str, list[str]] = {}
    for price in sorted(explanation.prices, key=lambda price: price.year or 0):
        when = f"{price.year}: " if price.year else ""
        by_rule.setdefault(price.rule, []).append(f"{when}{figure(price.benefit, 3)}")
    yield from (f"  {rule}  {', '.join(said)}" for rule, said in sorted(by_rule.items()))
    if explanation.core_indices:
        yield from ("", "Robustness, if every benefit and all money of each source change by up to 10 %")
        for verdict in (CORE, BORDERLINE, OUT):
            named = [f"{s.programme} ({s.chosen:.0%})" for s in explanation.core_indices if s.verdict == verdict]
            yield f"  {verdict}: {', '.join(named) or 'none'}"
    loss = explanation.greedy_loss
    said = "does not exist within the rules" if loss is None else f"is worth {figure(loss)} less"
    yield from ("", f"The greedy plan (highest benefit per cost first) {said}")


def _why_absent(problem: Problem, absence: Absence) -> Iterable[str]:
    if absence.start is not None and absence.extra is not None:
        more = ", ".join(f"{extra.source} {extra.year}: {figure(extra.amount)}" for extra in absence.extra)
        along = f" along with {', '.join(absence.along)}" if absence.along else ""
        price = f"{figure(absence.price or 0)} {problem.unit} more ({more})" if absence.extra else "no more money"
        yield f"{price} would let it start in {absence.start.year}{along}, everything else unchanged"
    else:
        blocked = "; ".join(in_words(conflict) for conflict in absence.blocked_by)
        yield "no amount of money lets it start beside the rest" + (f", because of {blocked}" if blocked else "")
    if absence.pushed_out is None or absence.loss is None:
        yield "and it cannot replace anything in the plan"
    else:
        yield f"within the available money it would displace {', '.join(absence.pushed_out) or 'nothing'}"
        yield f"and cost a benefit of {figure(absence.loss)}"


def of_outlook(problem: Problem, outlook: Outlook) -> Iterable[str]:
    """Yield an outlook as lines for people."""
    rows = [["scenario", "change", "value", "gap", "programmes"]]
    for scenario in outlook.scenarios:
        answer = outlook.answers[scenario.code]
        known = (
            ["no feasible plan", "", ""]
            if answer is None
            else [figure(answer.value), share(answer.gap), str(len(answer.plan.starts))]
        )
        rows.append([scenario.code, scenario.in_words(), *known])
    yield from ("", *aligned(rows))
    codes = [scenario.code for scenario in outlook.scenarios]
    rows = [["plan made for", *codes, "worst"]]
    for row in outlook.table.plans:
        cells = [_outcome(row, code) for code in codes]
        rows.append([row.plan, *cells, "–" if row.worst is None else figure(row.worst)])
    yield from (
        "",
        f"Regret in each scenario: the best value less that of the plan (or the {problem.unit} it lacks)",
    )
    yield from aligned(rows)
    yield from ("", f"Smallest regret: {outlook.table.choice or 'no plan is feasible in all scenarios'}")


def _outcome(row: PlanRegret, scenario: str) -> str:
    if scenario in row.regrets:
        return figure(row.regrets[scenario])
    lacking = row.missing[scenario]
    return f"lacks {figure(lacking)}" if lacking else "breaks a rule"
