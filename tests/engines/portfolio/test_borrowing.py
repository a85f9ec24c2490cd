"""What a debt costs, and what the rules leave room for: the teaching case, schedules by hand, laws that always hold."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engines.portfolio.borrowing import (
    Figure,
    Form,
    Service,
    availability_of,
    capacity,
    coverage_numerator,
    coverage_of,
    general_revenue,
    in_figures,
    outstanding_of,
    service_of,
)
from engines.portfolio.errors import PortfolioError
from engines.portfolio.problem import (
    AvailabilityPayment,
    CoverageRule,
    Debt,
    DeficitRule,
    SpendingRule,
    StockRule,
    TermRule,
)
from tests.engines.portfolio.samples import CASH, a_budget, a_debt, a_problem, a_source, ceilings_of

TEACHING = a_budget(
    2026,
    pad=136,
    dau=547,
    dau_earmarked=125,
    dbh=328,
    dbh_dr=3,
    dbh_cht=17,
    personnel=567,
    mandatory=400,
    principal=35,
    interest_paid="8.4",
    other_debt_costs="0.06",
)
STOCK = StockRule("stock", Decimal("0.75"))
COVERAGE = CoverageRule("coverage", Decimal("2.5"), "uu_1_2022")
DEFICIT = DeficitRule("deficit", {year: Decimal("0.025") for year in range(2026, 2029)})


def F(value: str | int) -> Fraction:  # noqa: N802 # a short name for what stands in every line
    return Fraction(value)


# Figures of a budget


def test_general_revenue_leaves_out_what_is_earmarked_lent_or_for_emergencies() -> None:
    budget = a_budget(2026, revenue=1500, dak=150, emergency_fund=20, loan_proceeds=50, other_earmarked=30)
    assert general_revenue(budget) == 1250


def test_the_teaching_case_is_reproduced() -> None:
    coverage = coverage_of(TEACHING, COVERAGE)
    assert coverage.numerator == 299
    assert coverage.service == F("43.46")
    assert coverage.ratio is not None
    assert round(coverage.ratio, 4) == F("6.8799")
    assert coverage.max_service == F("119.6")
    assert coverage.headroom == F("76.14")


def test_the_classic_form_leaves_out_mandatory_spending_alone() -> None:
    assert coverage_numerator(TEACHING, "classic") == 136 + 328 + 547 - 400


@pytest.mark.parametrize("form", get_args(Form))
def test_both_forms_are_the_same_where_nothing_is_left_out(form: Form) -> None:
    assert coverage_numerator(a_budget(2026), form) == 300 + 400 + 100


def test_without_debt_there_is_no_ratio_and_all_the_room() -> None:
    coverage = coverage_of(a_budget(2026), COVERAGE)
    assert coverage.ratio is None
    assert coverage.headroom == coverage.max_service == 320


# Schedules


def test_a_loan_is_paid_back_in_equal_parts_after_its_grace() -> None:
    loan = a_debt(interest="0.06", grace=2, tenor=5, fee="0.01")
    assert outstanding_of(loan, 2026) == {
        2026: 1,
        2027: 1,
        2028: 1,
        2029: F("2/3"),
        2030: F("1/3"),
        2031: 0,
    }
    assert service_of(loan, 2026) == {
        2026: Service(fee=F("0.01")),
        2027: Service(interest=F("0.06")),
        2028: Service(interest=F("0.06")),
        2029: Service(F("1/3"), F("0.06")),
        2030: Service(F("1/3"), F("0.04")),
        2031: Service(F("1/3"), F("0.02")),
    }


def test_a_bond_is_paid_back_at_once_at_its_end() -> None:
    bond = a_debt(interest="0.07", grace=0, tenor=3, bullet=True)
    assert outstanding_of(bond, 2026) == {2026: 1, 2027: 1, 2028: 1, 2029: 0}
    assert service_of(bond, 2026) == {
        2026: Service(),
        2027: Service(interest=F("0.07")),
        2028: Service(interest=F("0.07")),
        2029: Service(F(1), F("0.07")),
    }


def test_a_loan_of_one_year_is_paid_back_in_the_next() -> None:
    assert service_of(a_debt(grace=0, tenor=1), 2026) == {2026: Service(), 2027: Service(F(1), F("0.1"))}


@pytest.mark.parametrize(("grace", "tenor"), [(4, 4), (5, 4), (-1, 4), (0, 0)])
def test_terms_that_leave_no_year_to_pay_back_in_are_refused(grace: int, tenor: int) -> None:
    with pytest.raises(PortfolioError) as error:
        service_of(a_debt(grace=grace, tenor=tenor), 2026)
    assert str(error.value) == f"'loan' cannot be paid back: tenor {tenor}, grace {grace} (0 ≤ grace < tenor)"


@given(
    tenor=st.integers(1, 30),
    grace=st.integers(0, 29),
    bullet=st.booleans(),
    interest=st.decimals(0, 1, places=4),
    drawn_in=st.integers(2020, 2040),
)
def test_what_is_drawn_is_paid_back_once_and_bears_interest_on_what_is_owed(
    tenor: int, grace: int, bullet: bool, interest: Decimal, drawn_in: int
) -> None:
    debt = a_debt(interest=interest, tenor=tenor, grace=grace % tenor, bullet=bullet)
    service, owed = service_of(debt, drawn_in), F(1)
    assert sum(one.principal for one in service.values()) == 1
    assert list(service) == list(outstanding_of(debt, drawn_in)) == list(range(drawn_in, drawn_in + tenor + 1))
    for year, left in outstanding_of(debt, drawn_in).items():
        assert service[year].interest == (owed * Fraction(interest) if year > drawn_in else 0)
        owed -= service[year].principal
        assert left == owed
    assert owed == 0


def test_a_partner_is_paid_in_the_years_after_the_works() -> None:
    partner = AvailabilityPayment("kpbu", "Partner", ceilings_of(50), yearly=Decimal("0.12"), years=3, served_by=CASH)
    assert availability_of(partner, 2026) == {2027: F("0.12"), 2028: F("0.12"), 2029: F("0.12")}


# Capacity


def limits_of(rule: Any, debt: Debt | None = None, **budget: Any) -> list[tuple[int, str, Fraction | None]]:
    """Return the year, the formula with its numbers and the amount of the only limit of each year."""
    budgets = tuple(a_budget(year, **budget) for year in range(2025, 2040))
    problem = a_problem(sources=(a_source(), debt or a_debt()), rules=(rule,), budgets=budgets)
    return [(one.limits[0].year, one.limits[0].put_in, one.limits[0].amount) for one in capacity(problem)]


def test_the_stock_rule_is_shown_with_its_numbers_put_in() -> None:
    limits = limits_of(STOCK, revenue=1250, outstanding=310)
    assert limits == [(year, "75 % × 1,250 − 310 = 627.5", F("627.5")) for year in (2026, 2027, 2028)]


def test_the_stock_rule_may_be_tightest_in_a_later_year_when_part_is_paid_back() -> None:
    debt = a_debt(grace=0, tenor=2, ceiling={2026: 100})
    problem = a_problem(
        sources=(a_source(), debt),
        rules=(STOCK,),
        years=1,
        budgets=(a_budget(2025), a_budget(2026, outstanding=350), a_budget(2027, outstanding=700)),
    )
    (only,) = capacity(problem)
    assert only.binding is not None
    assert only.binding.year == 2027
    assert only.binding.put_in == "(75 % × 1,000 − 700) / 50 % = 100"
    assert only.binding.in_words == "(limit × general revenue − outstanding) / still owed = amount"
    assert only.binding.figures == (
        Figure("limit", F("3/4"), "share"),
        Figure("general_revenue", F(1000), year=2026),
        Figure("outstanding", F(700), year=2027),
        Figure("still_owed", F("1/2"), "share", 2027),
    )
    assert only.amount == 100


def test_coverage_is_measured_in_the_year_of_most_service() -> None:
    debt = a_debt(interest="0.1", grace=1, tenor=5)  # 25 % and 10 % in the third year
    limits = limits_of(COVERAGE, debt, principal=40, interest_paid=10)
    words = "(800 / 2.5 − 50) / 35 % = 771.4286"
    assert limits == [(year, words, F("5400/7")) for year in (2028, 2029, 2030)]


def test_the_deficit_cap_is_a_share_of_the_revenue_of_the_year() -> None:
    assert limits_of(DEFICIT, revenue=3200) == [(y, "2.5 % × 3,200 = 80", F(80)) for y in (2026, 2027, 2028)]


def test_a_debt_that_must_end_with_the_term_cannot_be_drawn_too_late() -> None:
    rule, debt = TermRule("term", 2030), a_debt(tenor=4, within_term=True)
    assert limits_of(rule, debt) == [
        (2030, "2030 is not after 2030", None),
        (2031, "2031 is after 2030: 0", F(0)),
        (2032, "2032 is after 2030: 0", F(0)),
    ]
    free = a_debt(tenor=4)
    assert [words for _, words, _ in limits_of(rule, free)][1] == "2031 may be after 2030"


def test_the_smallest_limit_is_the_capacity_and_a_broken_rule_leaves_none() -> None:
    spending = SpendingRule("personnel", "personnel", maximum=Decimal("0.3"))
    problem = a_problem(sources=(a_source(), a_debt()), rules=(STOCK, COVERAGE, DEFICIT, spending))
    first, *_ = capacity(problem)
    assert [limit.rule for limit in first.limits] == ["stock", "coverage", "deficit"]
    assert first.amount == 25
    assert first.binding == first.limits[2]
    assert first.coverage == coverage_of(a_budget(2026), COVERAGE)
    over = a_problem(
        sources=(a_source(), a_debt()),
        rules=(STOCK,),
        budgets=tuple(a_budget(year, outstanding=900) for year in range(2025, 2040)),
    )
    assert [(one.amount, one.limits[0].amount) for one in capacity(over)] == [(F(0), F(-150))] * 3


def test_a_term_that_sets_no_limit_leaves_the_capacity_to_the_other_rules() -> None:
    term = TermRule("term", 2030)
    problem = a_problem(sources=(a_source(), a_debt(tenor=4, within_term=True)), rules=(term, STOCK, DEFICIT))
    first, second, third = capacity(problem)
    assert [limit.amount for limit in first.limits] == [None, F(750), F(25)]
    assert (first.amount, first.binding) == (F(25), first.limits[2])
    assert [(one.amount, one.binding) for one in (second, third)] == [
        (F(0), second.limits[0]),
        (F(0), third.limits[0]),
    ]
    alone = a_problem(sources=(a_source(), a_debt(tenor=4)), rules=(term,))
    assert [(one.amount, one.binding, one.is_known) for one in capacity(alone)] == [(None, None, True)] * 3


def test_a_limit_that_is_not_known_leaves_the_capacity_unknown_and_says_why() -> None:
    budgets = (a_budget(2025), a_budget(2026))
    problem = a_problem(sources=(a_source(), a_debt()), rules=(STOCK, COVERAGE, DEFICIT), budgets=budgets, years=4)
    *_, last = capacity(problem)
    assert [limit.put_in for limit in last.limits] == [
        "no budget of 2028, 2029, 2030, 2031, 2032",
        "no budget of 2030, 2031, 2032, 2033",
        "no budget of 2029; no cap of 2029",
    ]
    assert (last.amount, last.binding, last.coverage, last.is_known) == (None, None, None, False)


@pytest.mark.parametrize(
    ("problem", "message"),
    [
        (a_problem(), "no rule set is named, so the limits of borrowing are unknown"),
        (a_problem(rules=(STOCK,)), "no loan or bond is among the sources, and its terms decide the capacity"),
    ],
)
def test_capacity_without_rules_or_debt_is_refused(problem: Any, message: str) -> None:
    with pytest.raises(PortfolioError) as error:
        capacity(problem)
    assert str(error.value) == message


@pytest.mark.parametrize(
    ("value", "unit", "written"),
    [
        (F("1234567.5"), "money", "1,234,567.5"),
        (F("0.025"), "share", "2.5 %"),
        (F("1/3"), "share", "33.3333 %"),
        (F(-100), "money", "-100"),
        (F(2030), "year", "2030"),
        (F("999999999999999.0001"), "money", "999,999,999,999,999.0001"),
    ],
)
def test_figures_are_written_as_people_write_them(value: Fraction, unit: Any, written: str) -> None:
    assert in_figures(value, unit) == written
