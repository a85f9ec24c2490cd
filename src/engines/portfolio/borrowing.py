"""The arithmetic of borrowing on exact fractions: what a debt costs, and what the rules leave room for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal, assert_never

from engines.portfolio.errors import PortfolioError
from engines.portfolio.problem import (
    AvailabilityPayment,
    Budget,
    CoverageRule,
    Debt,
    DeficitRule,
    Problem,
    Rule,
    SpendingRule,
    StockRule,
    TermRule,
    Year,
)

Form = Literal["classic", "uu_1_2022"]
Unit = Literal["money", "share", "ratio", "year"]
NONE = Fraction(0)


def general_revenue(budget: Budget) -> Decimal:
    """Return general revenue (penerimaan umum APBD): total revenue without what is earmarked, lent or for emergencies.

    Source: the definition under the classic regulation; the stock rule is measured against it.
    """
    return budget.revenue - (budget.dak + budget.emergency_fund + budget.loan_proceeds + budget.other_earmarked)


def coverage_numerator(budget: Budget, form: Form) -> Decimal:
    """Return the numerator of the debt-service coverage ratio.

    `classic`: PAD + DBH + DAU − mandatory spending. `uu_1_2022`: PAD + (DAU − earmarked) + (DBH − reforestation −
    tobacco excise) − personnel.
    """
    match form:
        case "classic":
            return budget.pad + budget.dbh + budget.dau - budget.mandatory
        case "uu_1_2022":
            dau, dbh = budget.dau - budget.dau_earmarked, budget.dbh - budget.dbh_dr - budget.dbh_cht
            return budget.pad + dau + dbh - budget.personnel
    assert_never(form)


def existing_service(budget: Budget) -> Decimal:
    """Return the service of debt that exists: principal, interest and other costs."""
    return budget.principal + budget.interest_paid + budget.other_debt_costs


@dataclass(frozen=True, slots=True)
class Coverage:
    """Debt-service coverage of a year, before anything in the plan; money in the problem's unit."""

    year: Year
    numerator: Fraction
    service: Fraction
    minimum: Fraction

    @property
    def ratio(self) -> Fraction | None:
        """DSCR = numerator / service; None if there is nothing to serve."""
        return self.numerator / self.service if self.service else None

    @property
    def max_service(self) -> Fraction:
        """The most debt service that keeps the ratio at its minimum."""
        return self.numerator / self.minimum

    @property
    def headroom(self) -> Fraction:
        """The part of it that existing debt leaves; negative if existing debt already exceeds it."""
        return self.max_service - self.service


def coverage_of(budget: Budget, rule: CoverageRule) -> Coverage:
    """Return the coverage of a year in the form the rule says."""
    numerator = Fraction(coverage_numerator(budget, rule.form))
    return Coverage(budget.year, numerator, Fraction(existing_service(budget)), Fraction(rule.minimum))


@dataclass(frozen=True, slots=True)
class Service:
    """What is paid for a debt in a year."""

    principal: Fraction = NONE
    interest: Fraction = NONE
    fee: Fraction = NONE

    @property
    def total(self) -> Fraction:
        """Principal, interest and fee."""
        return self.principal + self.interest + self.fee


def outstanding_of(debt: Debt, drawn_in: Year) -> Mapping[Year, Fraction]:
    """Return the stock at the end of each year, from the drawing to the last repayment (0), per unit drawn.

    Raises PortfolioError for terms that leave no year to pay back in.
    """
    first = debt.tenor if debt.bullet else debt.grace + 1
    if debt.tenor < 1 or not 1 <= first <= debt.tenor:
        message = f"{debt.code!r} cannot be paid back: tenor {debt.tenor}, grace {debt.grace} (0 ≤ grace < tenor)"
        raise PortfolioError(message)
    parts = debt.tenor - first + 1
    return {drawn_in + after: Fraction(min(parts, debt.tenor - after), parts) for after in range(debt.tenor + 1)}


def service_of(debt: Debt, drawn_in: Year) -> Mapping[Year, Service]:
    """Return principal, interest and fee of each year, from the drawing to the last repayment, per unit drawn.

    Interest is on what is outstanding at the end of the year before; the fee is due in the year of the drawing.
    Raises PortfolioError as `outstanding_of` does.
    """
    left = outstanding_of(debt, drawn_in)
    service = {drawn_in: Service(fee=Fraction(debt.fee))}
    for year in range(drawn_in + 1, drawn_in + debt.tenor + 1):
        service[year] = Service(left[year - 1] - left[year], Fraction(debt.interest) * left[year - 1])
    return service


def availability_of(payment: AvailabilityPayment, paid_in: Year) -> Mapping[Year, Fraction]:
    """Return what the city pays in each year for works a partner paid for, per unit."""
    return {paid_in + after: Fraction(payment.yearly) for after in range(1, payment.years + 1)}


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of a formula; `year` is its year, if it has one."""

    name: str
    value: Fraction
    unit: Unit = "money"
    year: Year | None = None

    def __str__(self) -> str:
        return in_figures(self.value, self.unit)


@dataclass(frozen=True, slots=True)
class Limit:
    """How much a rule allows to be drawn in a year, with its numbers.

    `year` is the year in which the rule is tightest (a drawing is outstanding and served for years) and `formula` has
    the names of figures in braces. `amount` is exact, and negative where the rule is broken before anything is drawn;
    None where the rule sets no limit, or where it is unknown: `missing` says why.
    """

    rule: str
    year: Year
    formula: str
    figures: tuple[Figure, ...] = ()
    amount: Fraction | None = None
    missing: str = ""

    @property
    def in_words(self) -> str:
        """The formula: `limit × general revenue − outstanding = amount`."""
        return self.formula.replace("{", "").replace("}", "").replace("_", " ")

    @property
    def put_in(self) -> str:
        """The formula with its numbers: `75 % × 1,250 − 310 = 627.5`; the reason, if they are missing."""
        if self.missing:
            return self.missing
        amount = "" if self.amount is None else in_figures(self.amount)
        return self.formula.format(**{figure.name: str(figure) for figure in self.figures}, amount=amount)


@dataclass(frozen=True, slots=True)
class Capacity:
    """How much of a debt could be drawn in a year if nothing else of the plan were: the smallest of the limits.

    Capacities of several years are not added: what is drawn in one is outstanding in the next. `amount` is None where a
    limit is not known, or where no rule sets one; `coverage` is that of the year itself, None without rule or budget.
    """

    year: Year
    debt: str
    limits: tuple[Limit, ...]
    coverage: Coverage | None

    @property
    def binding(self) -> Limit | None:
        """The smallest limit."""
        known = [(limit.amount, at) for at, limit in enumerate(self.limits) if limit.amount is not None]
        return self.limits[min(known)[1]] if known and self.is_known else None

    @property
    def is_known(self) -> bool:
        """Whether nothing that a limit needs is missing; without an `amount` there is no limit then."""
        return not any(limit.missing for limit in self.limits)

    @property
    def amount(self) -> Fraction | None:
        """What could be drawn, at least 0."""
        binding = self.binding
        return None if binding is None or binding.amount is None else max(NONE, binding.amount)


def in_figures(value: Fraction, unit: Unit = "money") -> str:
    """Return a number formatted: thousands separated, at most four decimals, shares in per cent."""
    if unit == "year":
        return str(value)
    rounded = round(value * 100 if unit == "share" else value, 4)
    written = f"{Decimal(rounded.numerator) / rounded.denominator:,.4f}".rstrip("0").rstrip(".")
    return f"{written} %" if unit == "share" else written


def capacity(problem: Problem) -> tuple[Capacity, ...]:
    """Return, for each year of the plan and each debt among its sources, how much of it the rules let be drawn.

    Raises PortfolioError if the problem names no rules or no debt, and as `outstanding_of` does.
    """
    if problem.rules is None:
        raise PortfolioError("no rule set is named, so the limits of borrowing are unknown", key="rules")
    debts = [source for source in problem.sources if isinstance(source, Debt)]
    if not debts:
        raise PortfolioError("no loan or bond is among the sources, and its terms decide the capacity", key="sources")
    return tuple(_capacity(problem, problem.rules.rules, debt, year) for year in problem.horizon for debt in debts)


def _capacity(problem: Problem, rules: Iterable[Rule], debt: Debt, year: Year) -> Capacity:
    limits, coverage = [], None
    for rule in rules:
        match rule:
            case StockRule():
                limits.append(_stock(problem, rule, debt, year))
            case CoverageRule():
                limits.append(_coverage(problem, rule, debt, year))
                coverage = coverage_of(problem.budget[year], rule) if year in problem.budget else None
            case DeficitRule():
                limits.append(_deficit(problem, rule, year))
            case TermRule():
                limits.append(_term(rule, debt, year))
            case SpendingRule():
                pass  # what is borrowed says nothing about what it is spent on
    return Capacity(year, debt.code, tuple(limits), coverage)


def _stock(problem: Problem, rule: StockRule, debt: Debt, drawn_in: Year) -> Limit:
    left = {year: stock for year, stock in outstanding_of(debt, drawn_in).items() if stock}
    formula = "{limit} × {general_revenue} − {outstanding}"
    if missing := _without_budget(problem, {*left, *(year - 1 for year in left)}):
        return Limit(rule.code, drawn_in, f"{formula} = {{amount}}", missing=missing)
    limit, budget = Fraction(rule.limit), problem.budget
    revenue = {year: Fraction(general_revenue(budget[year - 1])) for year in left}
    outstanding = {year: Fraction(budget[year].outstanding) for year in left}
    amounts = {year: (limit * revenue[year] - outstanding[year]) / left[year] for year in left}
    year = _tightest(amounts)
    figures = [
        Figure("limit", limit, "share"),
        Figure("general_revenue", revenue[year], year=year - 1),
        Figure("outstanding", outstanding[year], year=year),
    ]
    if left[year] != 1:
        formula = f"({formula}) / {{still_owed}}"
        figures.append(Figure("still_owed", left[year], "share", year))
    return Limit(rule.code, year, f"{formula} = {{amount}}", tuple(figures), amounts[year])


def _coverage(problem: Problem, rule: CoverageRule, debt: Debt, drawn_in: Year) -> Limit:
    shares = {year: service.total for year, service in service_of(debt, drawn_in).items() if service.total}
    formula = "({numerator} / {minimum} − {existing_service}) / {service_per_drawn} = {amount}"
    if missing := _without_budget(problem, shares):
        return Limit(rule.code, drawn_in, formula, missing=missing)
    coverages = {year: coverage_of(problem.budget[year], rule) for year in shares}
    amounts = {year: coverages[year].headroom / shares[year] for year in shares}
    year = _tightest(amounts)
    figures = (
        Figure("numerator", coverages[year].numerator, year=year),
        Figure("minimum", coverages[year].minimum, "ratio"),
        Figure("existing_service", coverages[year].service, year=year),
        Figure("service_per_drawn", shares[year], "share", year),
    )
    return Limit(rule.code, year, formula, figures, amounts[year])


def _tightest(amounts: Mapping[Year, Fraction]) -> Year:
    """Return the first of the years that leave the least."""
    return min(amounts, key=lambda year: max(NONE, amounts[year]))


def _deficit(problem: Problem, rule: DeficitRule, year: Year) -> Limit:
    formula = "{cap} × {revenue} = {amount}"
    missing = _without_budget(problem, [year])
    if year not in rule.caps:
        missing = f"{missing}; no cap of {year}" if missing else f"no cap of {year}"
    if missing:
        return Limit(rule.code, year, formula, missing=missing)
    cap, revenue = Fraction(rule.caps[year]), Fraction(problem.budget[year].revenue)
    figures = Figure("cap", cap, "share", year), Figure("revenue", revenue, year=year)
    return Limit(rule.code, year, formula, figures, cap * revenue)


def _term(rule: TermRule, debt: Debt, drawn_in: Year) -> Limit:
    repaid = drawn_in + debt.tenor
    figures = (
        Figure("last_repayment", Fraction(repaid), "year"),
        Figure("end_of_term", Fraction(rule.last_year), "year"),
    )
    if not debt.within_term:
        return Limit(rule.code, repaid, "{last_repayment} may be after {end_of_term}", figures)
    if repaid > rule.last_year:
        return Limit(rule.code, repaid, "{last_repayment} is after {end_of_term}: {amount}", figures, NONE)
    return Limit(rule.code, repaid, "{last_repayment} is not after {end_of_term}", figures)


def _without_budget(problem: Problem, years: Iterable[Year]) -> str:
    missing = sorted(year for year in years if year not in problem.budget)
    return f"no budget of {', '.join(map(str, missing))}" if missing else ""
