"""The independent checker: plans checked by hand pass, and everything that is changed in them is found."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engines.portfolio import checker
from engines.portfolio.checker import Certificate, Check, check
from engines.portfolio.problem import (
    FIRST_PHASE,
    RUNNING,
    AvailabilityPayment,
    CoverageRule,
    DeficitRule,
    GroupLimit,
    Payment,
    Plan,
    Problem,
    Requirement,
    SpendingRule,
    Start,
    StockRule,
    TermRule,
)
from tests.engines.portfolio.samples import (
    CASH,
    a_budget,
    a_debt,
    a_part,
    a_plan,
    a_problem,
    a_programme,
    a_source,
    ceilings_of,
)

D = Decimal
STOCK = StockRule("stock", D("0.75"))
COVERAGE = CoverageRule("coverage", D("2.5"), "uu_1_2022")
DEFICIT = DeficitRule("deficit", dict.fromkeys(range(2026, 2029), D("0.025")))


def wrong(problem: Problem, plan: Plan) -> list[tuple[str, int | None, str | None, str, Decimal | None]]:
    """Return all that is wrong with a plan."""
    return [(v.rule, v.year, v.programme, v.message, v.by) for v in check(problem, plan).violations]


def broken(problem: Problem, plan: Plan) -> list[str]:
    """Return the names of what is broken, each once."""
    return list(dict.fromkeys(violation.rule for violation in check(problem, plan).violations))


def borrowing(amount: Any, *rules: Any, year: int = 2026, debt: Any = None, **rest: Any) -> tuple[Problem, Plan]:
    """Return a problem in which a loan pays all of one programme in a year, and that plan."""
    loan = debt or a_debt(ceiling=1000)
    road = a_programme("road", cost=amount, sources=["loan"])
    problem = a_problem(road, sources=(a_source(ceiling=1000), loan), rules=rules, **rest)
    return problem, a_plan(problem, ("road", year))


# A plan that is right


def test_a_plan_checked_by_hand_passes_and_the_certificate_says_what_was_checked() -> None:
    """Cash: 30 and 10 in 2026, 20 and 3 (a tenth of the loan's 30) in 2027, 5 and 3 + 10 in 2028."""
    school = a_programme("school", benefit=8, parts=(a_part([10]), a_part([30], "loan", name="building")))
    problem = a_problem(
        a_programme("road", cost=[30, 20], benefit=10, running=5),
        school,
        a_programme("pump", benefit=3),
        sources=(a_source(ceiling=40), a_debt(ceiling=30)),
        rules=(STOCK, COVERAGE, DEFICIT),
        budgets=tuple(a_budget(year, revenue=1200) for year in range(2025, 2040)),
        discount=D("0.25"),
    )
    plan = a_plan(problem, ("road", 2026), ("school", 2026))
    certificate = check(problem, plan)
    assert certificate == Certificate(
        value=D(18),
        violations=(),
        checks=(
            Check("known programmes", 2, None),
            Check("started once", 2, None),
            Check("years", 4, None),
            Check("must be done", 0, None),
            Check("exclusive variants", 0, None),
            Check("requirements", 0, None),
            Check("amounts", 5, None),
            Check("payers", 5, None),
            Check("paid exactly", 5, D(0)),
            Check("ceilings", 6, D(0)),
            Check("served", 1, None),
            Check("groups", 0, None),
            Check("stock", 4, D(870)),
            Check("coverage", 4, D(307)),
            Check("deficit", 1, D(0)),
        ),
    )


def test_a_benefit_that_begins_later_counts_for_less() -> None:
    problem = a_problem(a_programme("road", benefit=10), a_programme("pump", benefit=5), discount=D("0.25"))
    assert check(problem, a_plan(problem, ("road", 2027), ("pump", 2026))).value == 13


def test_weighted_criteria_are_part_of_the_value() -> None:
    road = a_programme("road", benefit=1, criteria={"jobs": D(4), "air": D(2)})
    problem = a_problem(road, weights={"jobs": D("0.5"), "air": D(3)})
    assert check(problem, a_plan(problem, ("road", 2026))).value == 9


def test_an_empty_plan_is_worth_nothing_and_passes() -> None:
    certificate = check(a_problem(a_programme("road"), rules=(STOCK,)), Plan((), ()))
    assert (certificate.value, certificate.violations) == (D(0), ())


def test_a_first_phase_costs_and_brings_what_it_says() -> None:
    problem = a_problem(a_programme("road", cost=[90, 90], benefit=10, phase=[40]))
    plan = a_plan(problem, ("road", 2028, FIRST_PHASE))
    assert check(problem, plan).value == 5
    assert wrong(problem, plan) == []
    whole = a_plan(problem, ("road", 2028))
    assert wrong(problem, whole)[0] == (
        "years",
        2028,
        "road",
        "'road' takes from 2028 to 2029, and the plan is from 2026 to 2028",
        None,
    )


# What is done, and when


def test_a_programme_that_is_not_there_and_an_extent_it_does_not_have_are_named() -> None:
    problem = a_problem(a_programme("road", cost=0))
    plan = Plan((Start("raod", 2026), Start("road", 2026, FIRST_PHASE), Start("road", 2026, "half")), ())
    said = "there is no programme {!r} that can be done to the extent {!r}"
    assert wrong(problem, plan)[:3] == [
        ("known programmes", 2026, "raod", said.format("raod", "whole"), None),
        ("known programmes", 2026, "road", said.format("road", "first_phase"), None),
        ("known programmes", 2026, "road", said.format("road", "half"), None),
    ]
    assert check(problem, plan).value == 0


def test_a_programme_starts_once_and_counts_once() -> None:
    problem = a_problem(a_programme("road", benefit=7))
    plan = a_plan(problem, ("road", 2026), ("road", 2027))
    assert ("started once", None, "road", "'road' is started 2 times", None) in wrong(problem, plan)
    assert check(problem, plan).value == 7


@pytest.mark.parametrize(("year", "names"), [(2026, ["years"]), (2027, []), (2028, ["years"]), (2025, ["years"])])
def test_a_programme_starts_in_a_year_it_may_start_in(year: int, names: list[str]) -> None:
    problem = a_problem(a_programme("road", start_years=(2025, 2027)))
    assert broken(problem, a_plan(problem, ("road", year))) == names


@pytest.mark.parametrize("extent", ["whole", FIRST_PHASE])
def test_what_must_be_done_is_done_whole_or_its_first_phase(extent: str) -> None:
    problem = a_problem(a_programme("road", must=True, phase=[5]))
    assert wrong(problem, a_plan(problem, ("road", 2026, extent))) == []
    message = "'road' must be done and is not started"
    assert wrong(problem, Plan((), ())) == [("must be done", None, "road", message, None)]


def test_of_exclusive_variants_one_is_done() -> None:
    problem = a_problem(*(a_programme(code) for code in "abc"), exclusive=(("a", "b", "c"),))
    assert wrong(problem, a_plan(problem, ("b", 2026))) == []
    plan = a_plan(problem, *((code, 2026) for code in "abc"))
    assert wrong(problem, plan) == [
        ("exclusive variants", None, None, "of these only one may be done: a, b, c", D(2)),
    ]


@pytest.mark.parametrize(
    ("starts", "message", "by"),
    [
        ([("a", 2026), ("b", 2028)], None, None),
        ([("a", 2026, FIRST_PHASE), ("b", 2028)], None, None),
        ([("a", 2027), ("b", 2028)], "; it starts in 2027", D(1)),
        ([("b", 2028)], "; it is not started", None),
    ],
)
def test_what_a_programme_requires_has_started_so_many_years_before(
    starts: Any, message: str | None, by: Decimal | None
) -> None:
    b = a_programme("b", requires=(Requirement("a", 2),))
    problem = a_problem(a_programme("a", phase=[5]), b)
    said = f"'b' starts in 2028 and requires 'a' to have started by 2026{message}"
    expected = [("requirements", 2028, "b", said, by)] if message else []
    assert wrong(problem, a_plan(problem, *starts)) == expected


# Who pays


def paying(amounts: dict[str, Any], **source: Any) -> tuple[Problem, Plan]:
    """Return a problem with a road of 10, which cash or a grant may pay, and a plan in which they pay these amounts."""
    road = a_programme("road", sources=[CASH, "grant"], tags=["transport"])
    sources = (a_source(), a_source("grant", **source), a_source("other"))
    plan = Plan(
        (Start("road", 2026),),
        tuple(Payment("road", "works", 2026, code, D(amount)) for code, amount in amounts.items()),
    )
    return a_problem(road, sources=sources), plan


def test_several_sources_may_share_a_cost() -> None:
    assert wrong(*paying({CASH: "3.3", "grant": "6.7"}, earmark=["transport"])) == []


@pytest.mark.parametrize(
    ("amounts", "said"),
    [
        ({CASH: 9}, [("paid exactly", "'works' of 'road' costs 10 in 2026, and 9 is paid", D(1))]),
        ({CASH: 5, "grant": 6}, [("paid exactly", "'works' of 'road' costs 10 in 2026, and 11 is paid", D(1))]),
        ({CASH: 10, "grant": 0}, [("amounts", "'grant' pays 0", None)]),
        (
            {CASH: 11, "grant": -1},
            [
                ("amounts", "'grant' pays -1", None),
                ("paid exactly", "'works' of 'road' costs 10 in 2026, and 11 is paid", D(1)),
            ],
        ),
        ({CASH: 10, "grant": "NaN"}, [("amounts", "'grant' pays NaN", None)]),
        ({CASH: 10, "grant": "Infinity"}, [("amounts", "'grant' pays Infinity", None)]),
        ({"other": 10}, [("payers", "'other' may not pay for 'works' of 'road' in 2026", None)]),
        ({"nobody": 10}, [("payers", "'nobody' may not pay for 'works' of 'road' in 2026", None)]),
    ],
)
def test_costs_are_paid_exactly_by_sources_that_may(amounts: dict[str, Any], said: Any) -> None:
    assert wrong(*paying(amounts)) == [(rule, 2026, "road", message, by) for rule, message, by in said]


def test_an_earmark_is_kept() -> None:
    said = "'grant' is for health, water alone, and pays for 'works' of 'road' in 2026"
    problem, plan = paying({CASH: 4, "grant": 6}, earmark=["water", "health"])
    assert wrong(problem, plan) == [("payers", 2026, "road", said, None)]


def test_nothing_is_paid_for_nothing() -> None:
    problem = a_problem(a_programme("road"), a_programme("pump"))
    plan = a_plan(problem, ("road", 2026))
    for place in (("pump", "works", 2026), ("road", "bridge", 2026), ("road", "works", 2027), ("road", RUNNING, 2027)):
        model, part, year = place
        more = replace(plan, payments=(*plan.payments, Payment(model, part, year, CASH, D(1))))
        said = f"'cash' pays for {part!r} of {model!r} in {year}, for which nothing is due"
        assert wrong(problem, more) == [("payers", year, model, said, None)]


def test_running_costs_are_paid_from_the_end_of_the_works_to_the_end_of_the_plan() -> None:
    problem = a_problem(a_programme("road", cost=[10, 10], running=2), years=5)
    plan = a_plan(problem, ("road", 2026))
    assert [(one.year, one.amount) for one in plan.payments if one.part == RUNNING] == [
        (2028, D(2)),
        (2029, D(2)),
        (2030, D(2)),
    ]
    problem = replace(problem, sources=(a_source(ceiling=ceilings_of(100, 5)),))
    assert wrong(problem, plan) == []
    short = replace(plan, payments=plan.payments[:-1])
    said = "'running' of 'road' costs 2 in 2030, and 0 is paid"
    assert wrong(problem, short) == [("paid exactly", 2030, "road", said, D(2))]


# Ceilings


@pytest.mark.parametrize(
    ("ceiling", "carry_over", "said"),
    [
        ({2026: 10, 2027: 30}, False, []),
        ({2026: 10, 2027: 29}, False, [(2027, "'cash' has 29 in 2027, and 30 is asked of it", D(1))]),
        ({2026: 20, 2027: 20}, False, [(2027, "'cash' has 20 in 2027, and 30 is asked of it", D(10))]),
        ({2026: 20, 2027: 20}, True, []),
        (
            {2025: 99, 2026: 20, 2027: "19.5"},
            True,
            [(2027, "'cash' has 29.5 in 2027, and 30 is asked of it", D("0.5"))],
        ),
        (
            {2026: 5, 2027: 100},
            True,
            [(2026, "'cash' has 5 in 2026, and 10 is asked of it", D(5))],
        ),
    ],
)
def test_a_source_pays_within_its_ceiling_or_with_what_it_carried_over(
    ceiling: Any, carry_over: bool, said: Any
) -> None:
    problem = a_problem(a_programme("road", cost=[10, 30]), sources=(a_source(ceiling=ceiling, carry_over=carry_over),))
    found = wrong(problem, a_plan(problem, ("road", 2026)))
    assert found == [("ceilings", year, None, message, by) for year, message, by in said]


def test_what_serves_a_debt_pays_its_fee_interest_and_principal() -> None:
    loan = a_debt(interest="0.1", grace=1, tenor=3, fee="0.02", ceiling=50)
    road = a_programme("road", cost=50, sources=["loan"])
    cash = a_source(ceiling={2026: 1, 2027: 5, 2028: 30})
    problem = a_problem(road, sources=(cash, loan))
    plan = a_plan(problem, ("road", 2026))
    assert wrong(problem, plan) == []
    for year in (2026, 2027, 2028):
        poorer = replace(cash, ceilings={**cash.ceilings, year: cash.ceilings[year] - D("0.01")})
        found = wrong(replace(problem, sources=(poorer, loan)), plan)
        assert [(rule, when, by) for rule, when, _, _, by in found] == [("ceilings", year, D("0.01"))]


def test_what_serves_a_partner_pays_in_the_years_after() -> None:
    partner = AvailabilityPayment("kpbu", "Partner", ceilings_of(60), yearly=D("0.2"), years=2, served_by=CASH)
    road = a_programme("road", cost=60, sources=["kpbu"])
    problem = a_problem(road, sources=(a_source(ceiling={2027: 12, 2028: "11.9"}), partner), rules=(STOCK, DEFICIT))
    said = "'cash' has 11.9 in 2028, and 12 is asked of it"
    assert wrong(problem, a_plan(problem, ("road", 2026))) == [("ceilings", 2028, None, said, D("0.1"))]


@pytest.mark.parametrize("server", ["nobody", "loan"])
def test_debt_is_served_by_money_of_the_citys_own(server: str) -> None:
    problem, plan = borrowing(10, debt=a_debt(served_by=server))
    said = f"'loan' is served by {server!r}, which is not the city's own money"
    assert wrong(problem, plan) == [("served", None, None, said, None)]
    assert wrong(problem, Plan((), ())) == []


# Groups


@pytest.mark.parametrize(
    ("of", "minimum", "maximum", "said"),
    [
        ("count", 2, 2, []),
        ("count", 3, None, [("; at least 3 is required", D(1))]),
        ("count", None, 1, [("; at most 1 is allowed", D(1))]),
        ("cost", 30, 30, []),
        ("cost", "30.5", None, [("; at least 30.5 is required", D("0.5"))]),
        ("cost", None, 25, [("; at most 25 is allowed", D(5))]),
        ("share", "0.6", "0.6", []),
        ("share", "0.7", None, [("; at least 0.7 is required", D(5))]),
        ("share", None, "0.5", [("; at most 0.5 is allowed", D(5))]),
    ],
)
def test_a_group_has_at_least_and_at_most_so_much(of: Any, minimum: Any, maximum: Any, said: Any) -> None:
    def bound(value: Any) -> Decimal | None:
        return None if value is None else D(value)

    north = {"district": "north"}
    problem = a_problem(
        a_programme("a", cost=20, groups=north),
        a_programme("b", cost=8, running=1, groups=north),
        a_programme("c", cost=20, groups={"district": "south"}),
        a_programme("d", cost=70, groups=north),
        limits=(GroupLimit("district", "north", of, bound(minimum), bound(maximum)),),
    )
    has = {"count": "2", "cost": "30", "share": "30 of the cost of 50"}[of]
    found = wrong(problem, a_plan(problem, ("a", 2026), ("b", 2026), ("c", 2026)))
    assert found == [
        ("groups", None, None, f"district 'north' has a {of} of {has}{message}", by) for message, by in said
    ]


# The law


def test_what_is_owed_stays_within_its_share_of_last_years_general_revenue() -> None:
    budgets = (a_budget(2025, revenue=900, dak=50), *(a_budget(year, outstanding=600) for year in range(2026, 2031)))
    problem, plan = borrowing("37.5", STOCK, budgets=budgets)
    assert wrong(problem, plan) == []
    problem, plan = borrowing(38, STOCK, budgets=budgets)
    said = "638 is owed at the end of 2026, and 637.5 is allowed: 75 % × 850"
    assert wrong(problem, plan) == [("stock", 2026, None, said, D("0.5"))]


def test_the_stock_rule_holds_after_the_plan_as_long_as_its_debt_is_owed() -> None:
    late = tuple(a_budget(year, outstanding=800 if year == 2031 else 0) for year in range(2025, 2040))
    problem, plan = borrowing(40, STOCK, year=2028, budgets=late)
    said = "{} is owed at the end of 2031, and 750 is allowed: 75 % × 1,000"
    assert wrong(problem, plan) == [("stock", 2031, None, said.format("813.3333"), D(190) / 3)]
    ended, plan = borrowing(40, STOCK, year=2027, budgets=late)
    assert wrong(ended, plan) == []


def test_debt_service_is_covered_in_each_year_the_plan_has_any() -> None:
    """0.1 × 300 in 2027, then 100 + 30, 100 + 20 and 100 + 10: with 190 that exists, 320 = 800 / 2.5 is just enough."""
    budgets = tuple(a_budget(year, principal=150, interest_paid=40) for year in range(2025, 2040))
    problem, plan = borrowing(300, COVERAGE, budgets=budgets)
    assert wrong(problem, plan) == []
    problem, plan = borrowing(303, COVERAGE, budgets=budgets)
    said = "debt service of 2028 is 321.3, and 320 is allowed: 800 / 2.5"
    assert wrong(problem, plan) == [("coverage", 2028, None, said, D("1.3"))]


def test_the_form_of_coverage_is_the_rules() -> None:
    budgets = tuple(a_budget(year, mandatory=700, personnel=0) for year in range(2025, 2040))
    classic = CoverageRule("coverage", D("2.5"), "classic")
    assert broken(*borrowing(300, COVERAGE, budgets=budgets)) == []
    assert broken(*borrowing(300, classic, budgets=budgets)) == ["coverage"]


@pytest.mark.parametrize("name", ["ceilings", "paid exactly"])
def test_a_rule_named_like_a_check_hides_nothing_that_the_check_finds(name: str) -> None:
    rule = DeficitRule(name, DEFICIT.caps)
    problem, plan = borrowing(30, rule, debt=a_debt(ceiling=20))
    paid = Plan(plan.starts, tuple(replace(one, amount=one.amount - 1) for one in plan.payments))
    messages = {
        "paid exactly": "'works' of 'road' costs 30 in 2026, and 29 is paid",
        "ceilings": "'loan' has 20 in 2026, and 29 is asked of it",
    }
    expected = [*messages.items(), (name, "29 is borrowed in 2026, and 25 is allowed: 2.5 % × 1,000")]
    found = [(violation.rule, violation.message) for violation in check(problem, paid).violations]
    assert sorted(found) == sorted(expected)


def test_two_rules_of_one_name_are_both_checked() -> None:
    generous = DeficitRule("deficit", dict.fromkeys(range(2026, 2029), D("0.5")))
    said = [("deficit", 2026, None, "30 is borrowed in 2026, and 25 is allowed: 2.5 % × 1,000", D(5))]
    assert wrong(*borrowing(30, DEFICIT, generous)) == wrong(*borrowing(30, generous, DEFICIT)) == said


def test_no_more_is_borrowed_in_a_year_than_its_cap() -> None:
    assert wrong(*borrowing(25, DEFICIT)) == []
    said = "25.5 is borrowed in 2026, and 25 is allowed: 2.5 % × 1,000"
    assert wrong(*borrowing("25.5", DEFICIT)) == [("deficit", 2026, None, said, D("0.5"))]


def test_several_debts_are_one_deficit() -> None:
    problem = a_problem(
        a_programme("a", cost=15, sources=["loan"]),
        a_programme("b", cost=15, sources=["bond"]),
        sources=(a_source(), a_debt(), a_debt("bond", bullet=True)),
        rules=(DEFICIT,),
    )
    assert broken(problem, a_plan(problem, ("a", 2026), ("b", 2026))) == ["deficit"]
    assert broken(problem, a_plan(problem, ("a", 2026), ("b", 2027))) == []


@pytest.mark.parametrize(("within_term", "last_year", "late"), [(True, 2030, []), (True, 2029, [1]), (False, 2026, [])])
def test_a_debt_ends_with_the_term_if_it_must(within_term: bool, last_year: int, late: list[int]) -> None:
    debt = a_debt(tenor=4, within_term=within_term, ceiling=100)
    said = "'loan' of 2026 is paid back in 2030, and the term ends in 2029"
    found = wrong(*borrowing(10, TermRule("term", last_year), debt=debt))
    assert found == [("term", 2026, None, said, D(by)) for by in late]


@pytest.mark.parametrize(
    ("limits", "said"),
    [
        ({"minimum": D("0.2")}, []),
        (
            {"minimum": D("0.25")},
            [
                (2026, "220 of 1,100 is spent on 'school' in 2026; at least 25 % is required", D(55)),
                (2027, "200 of 1,000 is spent on 'school' in 2027; at least 25 % is required", D(50)),
            ],
        ),
        ({"maximum": D("0.2")}, []),
        (
            {"maximum": D("0.25"), "of": "without_transfers"},
            [
                (2026, "220 of 800 is spent on 'school' in 2026; at most 25 % is allowed", D(20)),
                (2027, "200 of 700 is spent on 'school' in 2027; at most 25 % is allowed", D(25)),
            ],
        ),
    ],
)
def test_shares_of_spending_count_what_the_plan_spends(limits: Any, said: Any) -> None:
    problem = a_problem(
        a_programme("a", cost=20, tags=["school"]),
        a_programme("b", cost=80),
        rules=(SpendingRule("share", "school", **limits),),
        budgets=tuple(a_budget(year, transfers_down=300, tagged={"school": 200}) for year in (2026, 2027)),
        years=2,
    )
    plan = a_plan(problem, ("a", 2026), ("b", 2026))
    assert wrong(problem, plan) == [("share", year, None, message, by) for year, message, by in said]


@pytest.mark.parametrize(
    ("rule", "years", "said"),
    [
        (STOCK, [2026, 2027, 2028, 2029], [(2026, "budget of 2025")]),
        (STOCK, [2025, 2026, 2027], [(2028, "budget of 2028"), (2029, "budget of 2028 and 2029")]),
        (COVERAGE, [2027, 2028], [(2029, "budget of 2029"), (2030, "budget of 2030")]),
        (DEFICIT, [], [(2026, "budget of 2026")]),
        (DeficitRule("deficit", {2027: D("0.025")}), [2026, 2027], [(2026, "cap of 2026")]),
        (SpendingRule("s", "school", maximum=D("0.2")), [2026, 2028], [(2027, "budget of 2027")]),
    ],
)
def test_a_rule_without_the_budget_or_cap_it_needs_is_broken(rule: Any, years: list[int], said: Any) -> None:
    problem, plan = borrowing(10, rule, budgets=tuple(map(a_budget, years)))
    assert wrong(problem, plan) == [
        (rule.code, year, None, f"the rule {rule.code!r} holds in {year}, and there is no {what}", None)
        for year, what in said
    ]


def test_rules_of_borrowing_ask_nothing_of_a_plan_that_borrows_nothing() -> None:
    problem = a_problem(a_programme("road"), rules=(STOCK, COVERAGE, DEFICIT, TermRule("term", 2020)), budgets=())
    assert wrong(problem, a_plan(problem, ("road", 2026))) == []


# Whatever is changed is found


@st.composite
def sound_plans(draw: st.DrawFn) -> tuple[Problem, Plan]:
    """Draw a problem with exactly enough money for a plan of some of its programmes, paid by one source each."""
    programmes = []
    for code in draw(st.sets(st.sampled_from("abcdefgh"), min_size=2, max_size=6).map(sorted)):
        profile = draw(st.lists(st.integers(0, 50), min_size=1, max_size=3).filter(any))
        source = draw(st.sampled_from([CASH, "grant", "loan"]))
        running, phase = draw(st.integers(0, 5)), draw(st.one_of(st.none(), st.just([1])))
        programmes.append(
            a_programme(code, profile, draw(st.integers(1, 9)), sources=[source], running=running, phase=phase)
        )
    sources = [a_source(ceiling=10**5), a_source("grant", ceiling=10**5), a_debt(ceiling=10**5)]
    budgets = tuple(a_budget(year, revenue=10**7, pad=10**7) for year in range(2025, 2040))
    problem = a_problem(*programmes, sources=sources, rules=(STOCK, COVERAGE, DEFICIT), budgets=budgets)
    starts = []
    for programme in programmes:
        years = [*range(2026, 2030 - len(programme.parts[0].profile)), None]
        if (year := draw(st.sampled_from(years))) is not None:
            starts.append((programme.code, year))
    if not starts:
        starts = [(programmes[0].code, 2026)]
    return problem, a_plan(problem, *starts)


Mutation = Callable[[Problem, Plan, int], Plan]


def with_payment(plan: Plan, at: int, change: Callable[[Payment], Payment]) -> Plan:
    at %= len(plan.payments)
    payments = [change(payment) if n == at else payment for n, payment in enumerate(plan.payments)]
    return replace(plan, payments=tuple(payments))


def with_start(plan: Plan, at: int, change: Callable[[Start], Start]) -> Plan:
    at %= len(plan.starts)
    return replace(plan, starts=tuple(change(start) if n == at else start for n, start in enumerate(plan.starts)))


def other_source(payment: Payment) -> Payment:
    return replace(payment, source="grant" if payment.source == CASH else CASH)


def one_more(problem: Problem, plan: Plan, at: int) -> Plan:
    chosen = {start.programme for start in plan.starts}
    code = [*(code for code in problem.programme if code not in chosen), plan.starts[0].programme][0]
    return replace(plan, starts=(*plan.starts, Start(code, 2026)))


MUTATIONS: dict[str, Mutation] = {
    "a little more": lambda _, plan, at: with_payment(plan, at, lambda p: replace(p, amount=p.amount + D("0.001"))),
    "a little less": lambda _, plan, at: with_payment(plan, at, lambda p: replace(p, amount=p.amount - D("0.001"))),
    "the other way": lambda _, plan, at: with_payment(plan, at, lambda p: replace(p, amount=-p.amount)),
    "a year later": lambda _, plan, at: with_payment(plan, at, lambda p: replace(p, year=p.year + 1)),
    "another source": lambda _, plan, at: with_payment(plan, at, other_source),
    "another part": lambda _, plan, at: with_payment(plan, at, lambda p: replace(p, part="bridge")),
    "another programme": lambda _, plan, at: with_payment(plan, at, lambda p: replace(p, programme="z")),
    "twice": lambda _, plan, at: replace(plan, payments=(*plan.payments, plan.payments[at % len(plan.payments)])),
    "not paid": lambda _, plan, at: with_payment(plan, at, lambda p: replace(p, amount=D(0))),
    "starts later": lambda _, plan, at: with_start(plan, at, lambda s: replace(s, year=s.year + 1)),
    "starts earlier": lambda _, plan, at: with_start(plan, at, lambda s: replace(s, year=s.year - 1)),
    "another extent": lambda _, plan, at: with_start(plan, at, lambda s: replace(s, extent="half")),
    "not started": lambda _, plan, at: replace(plan, starts=plan.starts[1:]),
    "one more": one_more,
}


@given(sound=sound_plans())
def test_a_sound_plan_passes(sound: tuple[Problem, Plan]) -> None:
    problem, plan = sound
    assert wrong(problem, plan) == []
    assert check(problem, plan).value == sum(problem.programme[start.programme].benefit for start in plan.starts)


@pytest.mark.slow
@pytest.mark.parametrize("mutation", MUTATIONS)
@given(sound=sound_plans(), at=st.integers(0, 99))
def test_whatever_is_changed_in_a_sound_plan_is_found(mutation: str, sound: tuple[Problem, Plan], at: int) -> None:
    problem, plan = sound
    assert wrong(problem, MUTATIONS[mutation](problem, plan, at)) != []


@given(sound=sound_plans(), data=st.data())
def test_a_plan_uses_all_that_is_left_and_not_a_thousandth_more(
    sound: tuple[Problem, Plan], data: st.DataObject
) -> None:
    problem, plan = sound
    year, code = data.draw(st.sampled_from(problem.horizon)), data.draw(st.sampled_from(sorted(problem.source)))

    def with_ceiling(ceiling: Decimal) -> Problem:
        """Return the problem with this ceiling of one source in one year."""
        return replace(
            problem,
            sources=tuple(
                replace(s, ceilings={**s.ceilings, year: ceiling}) if s.code == code else s for s in problem.sources
            ),
        )

    nothing = [violation.by for violation in check(with_ceiling(D(-1)), plan).violations]
    asked = (nothing[0] or D(0)) - 1
    enough = with_ceiling(asked.quantize(D("1e-9"), "ROUND_UP"))
    assert wrong(enough, plan) == []
    assert broken(with_ceiling(asked - D("0.001")), plan) == ["ceilings"]


def test_the_checker_knows_no_solver() -> None:
    imported = {
        node.module
        for path in Path(checker.__file__).parent.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom)
        and (node.module or "").startswith(("engines", "ortools", "highspy", "numpy"))
    }
    assert imported == {
        "engines.portfolio.borrowing",
        "engines.portfolio.checker.facts",
        "engines.portfolio.checker.law",
        "engines.portfolio.checker.plans",
        "engines.portfolio.problem",
    }
