"""Scenarios change a problem and nothing else; regret picks the plan that is wrong by least."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engines.portfolio.errors import PortfolioError
from engines.portfolio.formulate import quantum_of
from engines.portfolio.problem import Problem
from engines.portfolio.regret import PlanRegret, RegretTable, regret
from engines.portfolio.scenarios import (
    BudgetChange,
    Change,
    CostOverrun,
    LaterStart,
    RevenueShortfall,
    Scenario,
    changed,
)
from tests.engines.portfolio.samples import a_budget, a_debt, a_part, a_problem, a_programme, a_source, ceilings_of
from tests.examples import examples

D = Decimal
LAW = examples(50)

ROAD = a_programme("road", ["10.5", 21], running=3, tags=["roads"], phase=[7])
CLINIC = a_programme("clinic", [8], start_years=(2026, 2028))
CITY = a_problem(
    ROAD,
    CLINIC,
    sources=[a_source(ceiling="99.5"), a_debt(ceiling=40)],
    budgets=(a_budget(2025), a_budget(2026, dau_earmarked=50)),
)


def after(problem: Problem, *changes: Change, quantum: Decimal | None = None) -> Problem:
    return changed(problem, Scenario("what if", changes), quantum)


def named(problem: Problem) -> Problem:
    return replace(problem, name="Sample (what if)")


# --- changes


def test_less_budget_lowers_every_ceiling_rounded_down() -> None:
    """Of 99.5 nine tenths are 89.55, in quanta of 0.1 it is 89.5."""
    sources = tuple(
        replace(source, ceilings=ceilings_of(ceiling))
        for source, ceiling in zip(CITY.sources, ("89.5", "36"), strict=True)
    )
    assert after(CITY, BudgetChange(D("-0.1"))) == named(replace(CITY, sources=sources))


def test_more_budget_of_one_source_leaves_the_others() -> None:
    sources = (replace(CITY.sources[0], ceilings=ceilings_of("109.4")), CITY.sources[1])  # 109.45
    assert after(CITY, BudgetChange(D("0.1"), ("cash",))) == named(replace(CITY, sources=sources))


def test_an_overrun_raises_works_first_phase_and_running_costs_rounded_up() -> None:
    """In quanta of 0.1, 10.5 × 1.15 = 12.075 is 12.1; 24.15 is 24.2, 3.45 is 3.5 and 8.05 is 8.1."""
    assert ROAD.running is not None
    assert ROAD.first_phase is not None
    road = replace(
        ROAD,
        parts=(a_part(["12.1", "24.2"]),),
        running=replace(ROAD.running, yearly=D("3.5")),
        first_phase=replace(ROAD.first_phase, parts=(a_part(["8.1"]),)),
    )
    assert after(CITY, CostOverrun(D("0.15"), ("roads",))) == named(replace(CITY, programmes=(road, CLINIC)))


def test_an_overrun_without_tags_is_of_all_programmes() -> None:
    programmes = after(CITY, CostOverrun(D("0.5"))).programmes
    assert [programme.parts[0].profile for programme in programmes] == [(D("15.8"), D("31.5")), (D(12),)]


def test_less_revenue_takes_from_what_is_free_and_from_the_ceilings_named() -> None:
    poorer = a_budget(2026, pad=270, dau=360, dbh=90, revenue=920, dau_earmarked=50)
    cash = replace(CITY.sources[0], ceilings=ceilings_of({2026: "89.5", 2027: "99.5", 2028: "99.5"}))
    assert after(CITY, RevenueShortfall(D("0.1"), (2026,), ("cash",))) == named(
        replace(CITY, budgets=(CITY.budgets[0], poorer), sources=(cash, CITY.sources[1]))
    )


def test_less_revenue_without_years_is_of_all_years() -> None:
    budgets = after(CITY, RevenueShortfall(D("0.1"))).budgets
    assert [(budget.pad, budget.revenue) for budget in budgets] == [(D(270), D(920))] * 2


def test_a_later_start_moves_every_start_year() -> None:
    road, clinic = replace(ROAD, start_years=(2027, 2028)), replace(CLINIC, start_years=(2027, 2029))
    assert after(CITY, LaterStart(1)) == named(replace(CITY, programmes=(road, clinic)))


def test_changes_are_made_one_after_the_other() -> None:
    both = after(CITY, BudgetChange(D("-0.1")), BudgetChange(D("-0.1"), ("loan",)))
    assert [source.ceilings[2026] for source in both.sources] == [D("89.5"), D("32.4")]


def test_a_finer_quantum_rounds_less() -> None:
    dearer = after(CITY, CostOverrun(D("0.15")), quantum=D("0.001"))
    assert dearer.programme["road"].parts[0].profile == (D("12.075"), D("24.15"))


@pytest.mark.parametrize(
    ("change", "english", "indonesian"),
    [
        (BudgetChange(D("-0.1")), "ceilings of all sources −10 %", "pagu semua sumber −10 %"),
        (BudgetChange(D("0.125"), ("pad", "dau")), "ceilings of pad, dau +12.5 %", "pagu pad, dau +12,5 %"),
        (CostOverrun(D("0.2")), "costs of all programmes +20 %", "biaya semua model +20 %"),
        (
            CostOverrun(D("1"), ("roads",)),
            "costs of programmes tagged roads +100 %",
            "biaya model bertanda roads +100 %",
        ),
        (
            RevenueShortfall(D("0.05"), (2027, 2028), ("pad",)),
            "PAD, DAU and DBH −5 % in 2027, 2028, and with them pad",
            "PAD, DAU, dan DBH −5 % pada 2027, 2028, begitu pula pad",
        ),
        (RevenueShortfall(D("0.05")), "PAD, DAU and DBH −5 %", "PAD, DAU, dan DBH −5 %"),
        (LaterStart(1), "every allowed start 1 year(s) later", "setiap tahun mulai mundur 1 tahun"),
    ],
)
def test_a_scenario_says_what_it_changes(change: Change, english: str, indonesian: str) -> None:
    scenario = Scenario("x", (change,))
    assert (scenario.in_words(), scenario.in_words("id")) == (english, indonesian)


def test_several_changes_and_none_are_said() -> None:
    both = Scenario("x", (BudgetChange(D("-0.1")), LaterStart(2)))
    assert both.in_words() == "ceilings of all sources −10 %; every allowed start 2 year(s) later"
    assert Scenario("as planned", ()).in_words("id") == "tidak ada yang berubah"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (BudgetChange(D("-1")), "removes everything"),
        (BudgetChange(D("NaN")), "removes everything"),
        (BudgetChange(D("-0.1"), ("luck",)), "a source 'luck' that the problem does not have"),
        (CostOverrun(D("-2")), "removes everything"),
        (CostOverrun(D("0.1"), ("boats",)), "a tag 'boats' that"),
        (RevenueShortfall(D("1")), "removes everything"),
        (RevenueShortfall(D("-0.1")), "shortfall of -0.1 is negative"),
        (RevenueShortfall(D("0.1"), (1999,)), "a year 1999 that"),
        (RevenueShortfall(D("0.1"), (), ("luck",)), "a source 'luck' that"),
        (LaterStart(3), "leaves no start in a plan of 3 years"),
        (LaterStart(-1), "-1 years later"),
    ],
)
def test_a_change_the_problem_cannot_have_is_refused(change: Change, message: str) -> None:
    with pytest.raises(PortfolioError, match=message):
        after(CITY, change)


@pytest.mark.parametrize("quantum", ["0", "-1", "NaN", "Infinity"])
def test_a_quantum_that_is_none_is_refused(quantum: str) -> None:
    with pytest.raises(PortfolioError, match="cannot be rounded"):
        after(CITY, quantum=D(quantum))


shares = st.decimals("-0.99", "2", places=3)


@LAW
@given(shares, st.integers(1, 10**15), st.sampled_from(["1", "0.01", "0.5"]))
def test_rounding_is_against_us_by_less_than_a_quantum_and_stays_exact(share: D, quanta: int, quantum: str) -> None:
    step = D(quantum)
    amount = quanta * step
    problem = a_problem(a_programme("a", amount), sources=[a_source(ceiling=amount)])
    found = after(problem, CostOverrun(share), BudgetChange(share), quantum=step)
    (cost,), ceiling = found.programmes[0].parts[0].profile, found.sources[0].ceilings[2026]
    exact = Fraction(amount) * (1 + Fraction(share))
    assert exact <= cost < exact + Fraction(step)
    assert exact - Fraction(step) < ceiling <= exact
    assert cost % step == ceiling % step == 0


@LAW
@given(shares, st.decimals("0.01", "1000", places=2), st.integers(1, 1000))
def test_a_changed_problem_needs_no_finer_quantum(share: D, cost: D, ceiling: int) -> None:
    problem = a_problem(a_programme("a", cost, running=1), sources=[a_source(ceiling=ceiling)])
    assert quantum_of(after(problem, CostOverrun(share), BudgetChange(share))) >= quantum_of(problem)


# --- regret


Values = Mapping[str, Mapping[str, Decimal]]


def table(**rows: str) -> Values:
    """Return values in the scenarios s1, s2, …, `-` where there is none."""
    return {
        plan: {f"s{at}": D(value) for at, value in enumerate(row.split(), 1) if value != "-"}
        for plan, row in rows.items()
    }


def test_the_plan_with_the_smallest_worst_regret_is_chosen() -> None:
    """Best are 12, 9, 8: the bold plan regrets 0, 8, 6, the middle one 3, 2, 1, the careful one 6, 0, 0."""
    found = regret(table(bold="12 1 2", middle="9 7 7", careful="6 9 8"))
    assert found == RegretTable(
        plans=(
            PlanRegret("bold", {"s1": D(0), "s2": D(8), "s3": D(6)}, {}, D(8)),
            PlanRegret("middle", {"s1": D(3), "s2": D(2), "s3": D(1)}, {}, D(3)),
            PlanRegret("careful", {"s1": D(6), "s2": D(0), "s3": D(0)}, {}, D(6)),
        ),
        best={"s1": D(12), "s2": D(9), "s3": D(8)},
        choice="middle",
        equals=("middle",),
        lost=(),
    )


def test_a_plan_that_breaks_a_rule_somewhere_says_what_it_lacks_and_is_not_chosen() -> None:
    found = regret(table(bold="12 8", careful="6 5"), {"bold": {"s2": D("1.5")}})
    assert found.plans == (
        PlanRegret("bold", {"s1": D(0)}, {"s2": D("1.5")}, None),
        PlanRegret("careful", {"s1": D(6), "s2": D(0)}, {}, D(6)),
    )
    assert (found.best, found.choice) == ({"s1": D(12), "s2": D(5)}, "careful")


def test_a_scenario_no_plan_survives_tells_none_apart() -> None:
    found = regret(table(bold="12 -", careful="6 -"), {"bold": {"s2": D(9)}, "careful": {"s2": D(4)}})
    assert (found.lost, found.best, found.choice) == (("s2",), {"s1": D(12)}, "bold")
    assert [plan.missing for plan in found.plans] == [{"s2": D(9)}, {"s2": D(4)}]


def test_where_no_plan_survives_all_there_is_no_choice() -> None:
    found = regret(table(one="5 -", two="- 5"), {"one": {"s2": D(1)}, "two": {"s1": D(1)}})
    assert (found.choice, found.equals, found.lost) == (None, (), ())
    nothing = regret(table(one="-"), {"one": {"s1": D(1)}})
    assert (nothing.choice, nothing.equals, nothing.lost) == (None, (), ("s1",))


def test_among_equals_the_smaller_sum_then_the_first_by_code_is_chosen() -> None:
    assert regret(table(b="10 6 7", a="6 10 7", c="10 10 3")).equals == ("a", "b", "c")
    assert regret(table(b="10 6 7", a="6 10 7", c="10 10 3")).choice == "a"
    assert regret(table(b="10 6 7", a="6 10 6")).choice == "b"


@pytest.mark.parametrize(
    ("values", "missing", "message"),
    [
        ({}, {}, "at least one plan and one scenario"),
        ({"a": {}}, {}, "at least one plan and one scenario"),
        (table(a="1 2", b="1 -"), {}, "'b' has no value in the scenario 's2'"),
        (table(a="NaN"), {}, "'a' has no value in the scenario 's1'"),
        (table(a="1"), {"ghost": {"s1": D(1)}}, "an unknown plan 'ghost'"),
        (table(a="1"), {"a": {"s1": D("NaN")}}, "nor missing money"),
    ],
)
def test_a_table_with_holes_is_refused(values: Values, missing: Values, message: str) -> None:
    with pytest.raises(PortfolioError, match=message):
        regret(values, missing)


numbers = st.integers(0, 20).map(Decimal)
tables = st.integers(1, 4).flatmap(
    lambda width: st.dictionaries(
        st.sampled_from("abcde"),
        st.lists(numbers, min_size=width, max_size=width).map(lambda row: dict(zip("wxyz", row, strict=False))),
        min_size=1,
    )
)


@LAW
@given(tables)
def test_regret_is_never_below_zero_and_someone_regrets_nothing_in_each_scenario(values: Values) -> None:
    found = regret(values)
    assert all(amount >= 0 for plan in found.plans for amount in plan.regrets.values())
    for scenario in found.best:
        assert min(plan.regrets[scenario] for plan in found.plans) == 0
    assert found.choice in found.equals


@LAW
@given(tables, st.lists(numbers, min_size=4, max_size=4))
def test_a_gift_in_a_scenario_to_every_plan_changes_no_regret(values: Values, gifts: list[D]) -> None:
    gift = dict(zip("wxyz", gifts, strict=True))
    richer = {plan: {s: value + gift[s] for s, value in row.items()} for plan, row in values.items()}
    assert regret(richer).plans == regret(values).plans
