"""From problem to plan: what holds for every plan, whatever the problem."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from functools import partial
from itertools import product

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from engines.portfolio.allocate import allocate
from engines.portfolio.checker import check
from engines.portfolio.conflicts import minimal_conflict
from engines.portfolio.errors import PortfolioError
from engines.portfolio.explain import absence, core_indices
from engines.portfolio.formulate import Formulation, formulate, quantum_of
from engines.portfolio.greedy import greedy
from engines.portfolio.model import IntegerModel, Solution
from engines.portfolio.problem import (
    CoverageRule,
    DeficitRule,
    GroupLimit,
    Plan,
    Problem,
    Programme,
    Requirement,
    Rule,
    SpendingRule,
    Start,
    StockRule,
)
from engines.portfolio.shadow import prices
from engines.portfolio.solvers import cp_sat
from tests.engines.portfolio.samples import FIRST_YEAR, a_debt, a_part, a_problem, a_programme, a_source
from tests.examples import examples
from tests.waiting import AMPLE

LAW = examples(25, suppress_health_check=list(HealthCheck))
YEARS = range(FIRST_YEAR, FIRST_YEAR + 3)


def exactly(model: IntegerModel) -> Solution:
    return cp_sat.solve(model, seconds=AMPLE, seed=1, work=None, report=lambda best, bound: False)


def plan_of(problem: Problem) -> Plan | None:
    """Return the best plan, proven so, or None if there is none."""
    formulation = formulate(problem)
    found = exactly(formulation.model)
    assert found.proven or found.infeasible
    if found.values is None:
        return None
    plan = allocate(formulation, formulation.starts(found.values), exactly)
    assert plan is not None
    return plan


def value_of(problem: Problem) -> Decimal | None:
    plan = plan_of(problem)
    return None if plan is None else check(problem, plan).value


RULES: tuple[Rule, ...] = (
    StockRule("stock", Decimal("0.1")),
    CoverageRule("coverage", Decimal("2.5"), "classic"),
    DeficitRule("deficit", {year: Decimal("0.04") for year in YEARS}),
)
LIMITS = (
    (),
    (GroupLimit("district", "north", "count", maximum=Decimal(1)),),
    (GroupLimit("district", "north", "share", minimum=Decimal("0.2")),),
    (GroupLimit("district", "south", "cost", maximum=Decimal(25)),),
)


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    """Draw problems of up to four programmes, cash, earmarked money and a loan, with and without rules."""
    count = draw(st.integers(1, 4))
    programmes = [_drawn(draw, at, count) for at in range(count)]
    cash = {year: draw(st.integers(0, 30)) for year in YEARS}
    sources = [
        a_source(ceiling=cash, carry_over=draw(st.booleans())),
        a_source("grant", draw(st.integers(0, 15)), earmark={"water"}),
        a_debt(ceiling=draw(st.integers(0, 20)), bullet=draw(st.booleans()), fee=draw(st.sampled_from(["0", "0.05"]))),
    ]
    exclusive = (("p0", "p1"),) if count > 1 and draw(st.booleans()) else ()
    return a_problem(
        *programmes,
        sources=sources,
        rules=draw(st.sampled_from([(), RULES])),
        exclusive=exclusive,
        limits=draw(st.sampled_from(LIMITS)),
        discount=draw(st.sampled_from([Decimal(0), Decimal("0.05")])),
    )


def _drawn(draw: st.DrawFn, at: int, count: int) -> Programme:
    profile = draw(st.lists(st.integers(1, 20), min_size=1, max_size=2))
    requires: tuple[Requirement, ...] = ()
    if at and draw(st.integers(0, 3)) == 0:
        requires = (Requirement(f"p{draw(st.integers(0, at - 1))}", draw(st.integers(0, 1))),)
    return a_programme(
        f"p{at}",
        profile,
        draw(st.integers(0, 50)),
        sources=draw(st.sampled_from([("cash",), ("cash", "loan"), ("grant", "cash", "loan")])),
        running=draw(st.sampled_from([0, 1])),
        tags=draw(st.sampled_from([(), ("water",)])),
        phase=[profile[0]] if draw(st.integers(0, 3)) == 0 else None,
        requires=requires,
        must=draw(st.integers(0, 5)) == 0,
        groups={"district": draw(st.sampled_from(["north", "south"]))},
    )


@LAW
@given(problems())
def test_no_plan_breaks_anything_the_checker_knows(problem: Problem) -> None:
    plan = plan_of(problem)
    if plan is not None:
        assert check(problem, plan).violations == ()


def every_plan(formulation: Formulation) -> Iterable[Plan]:
    """Try every combination of starts that can be paid for."""
    ways: dict[str, list[Start | None]] = {programme.code: [None] for programme in formulation.problem.programmes}
    for option in formulation.options:
        ways[option.start.programme].append(option.start)
    for choice in product(*ways.values()):
        plan = allocate(formulation, [start for start in choice if start], exactly)
        if plan is not None:
            yield plan


@examples(8, suppress_health_check=list(HealthCheck))
@given(problems().filter(lambda problem: len(problem.programmes) <= 2))
def test_a_small_problem_is_answered_as_if_everything_had_been_tried(problem: Problem) -> None:
    formulation = formulate(problem)
    values = [check(problem, plan).value for plan in every_plan(formulation)]
    best = value_of(problem)
    if formulation.exact or best is None:
        assert best == max(values, default=None)
    else:
        assert best == pytest.approx(max(values), abs=Decimal("0.001"))


@LAW
@given(problems(), st.integers(1, 20))
def test_more_money_never_lowers_the_best_value(problem: Problem, more: int) -> None:
    sources = tuple(
        replace(source, ceilings={year: ceiling + more for year, ceiling in source.ceilings.items()})
        for source in problem.sources
    )
    before, after = value_of(problem), value_of(replace(problem, sources=sources))
    if before is not None:
        assert after is not None
        assert after >= before - Decimal("0.001")


@LAW
@given(problems())
def test_other_names_give_the_same_value(problem: Problem) -> None:
    names = {programme.code: f"z{9 - at}" for at, programme in enumerate(problem.programmes)}
    programmes = [
        replace(
            programme,
            code=names[programme.code],
            requires=tuple(replace(each, code=names[each.code]) for each in programme.requires),
        )
        for programme in reversed(problem.programmes)
    ]
    exclusive = tuple(tuple(names[code] for code in variants) for variants in problem.exclusive)
    assert value_of(replace(problem, programmes=tuple(programmes), exclusive=exclusive)) == value_of(problem)


@LAW
@given(problems(), st.integers(0, 3))
def test_a_minimal_conflict_goes_away_with_any_one_of_its_rules(problem: Problem, must: int) -> None:
    programmes = tuple(
        replace(programme, must=True) if at <= must else programme for at, programme in enumerate(problem.programmes)
    )
    model = formulate(replace(problem, programmes=programmes)).model
    conflict = minimal_conflict(model, exactly)
    assert bool(conflict) == exactly(model).infeasible
    kept = [c for c in model.constraints if _names(conflict, c.rule, c.programme) or c.rule in ("once", "demand")]
    for dropped in conflict:
        rest = [c for c in kept if (c.rule, c.programme) != (dropped.rule, dropped.programme)]
        assert not exactly(replace(model, constraints=tuple(rest), objective={})).infeasible


def _names(conflict: Iterable[object], rule: str, programme: str | None) -> bool:
    return any((getattr(each, "rule", ""), getattr(each, "programme", None)) == (rule, programme) for each in conflict)


@LAW
@given(problems())
def test_the_plain_way_is_never_better_and_what_it_pays_for_is_sound_where_it_looks(problem: Problem) -> None:
    plain = replace(problem, limits=(), rules=None)
    formulation = formulate(plain)
    if any(programme.must for programme in problem.programmes):
        return
    plan = allocate(formulation, greedy(formulation), exactly)
    assert plan is not None
    assert check(plain, plan).violations == ()
    best = value_of(plain)
    assert best is not None
    assert check(plain, plan).value <= best + Decimal("0.001")


def test_among_equals_the_plan_with_fewer_and_earlier_starts_is_taken() -> None:
    problem = a_problem(a_programme("a", 10, 5), a_programme("idle", 10, 0), sources=[a_source(ceiling=10)])
    plan = plan_of(problem)
    assert plan is not None
    assert plan.starts == (Start("a", FIRST_YEAR),)


def test_cheap_money_is_used_before_dear_money() -> None:
    programme = a_programme("a", 30, 5, sources=("loan", "cash"))
    plan = plan_of(a_problem(programme, sources=[a_debt(ceiling=30), a_source(ceiling=20)]))
    assert plan is not None
    assert {payment.source: payment.amount for payment in plan.payments} == {"cash": 20, "loan": 10}


def test_money_is_counted_in_the_finest_unit_anything_is_given_in() -> None:
    problem = a_problem(a_programme("a", ["10.25", "3"]), sources=[a_source(ceiling="20.5")])
    assert quantum_of(problem) == Decimal("0.01")
    plan = plan_of(problem)
    assert plan is not None
    assert sorted(payment.amount for payment in plan.payments) == [Decimal(3), Decimal("10.25")]


def test_a_must_that_no_year_allows_is_refused_by_name() -> None:
    late = a_programme("late", [1, 1], must=True, start_years=(FIRST_YEAR + 2,))
    with pytest.raises(PortfolioError) as refused:
        formulate(a_problem(late))
    assert str(refused.value) == "'late' must be done, and there is no year in which it could be started and paid"
    assert refused.value.programme == "late"


def test_a_rule_without_a_budget_or_a_cap_for_a_year_is_refused_by_year_and_rule() -> None:
    borrowed = a_programme("a", 10, sources=("loan",))
    capless = DeficitRule("deficit", {FIRST_YEAR: Decimal("0.1")})
    with pytest.raises(PortfolioError) as refused:
        formulate(a_problem(borrowed, sources=[a_source(), a_debt()], rules=(capless,)))
    assert (refused.value.year, refused.value.rule) == (FIRST_YEAR + 1, "deficit")
    assert str(refused.value) == f"the rule 'deficit' has no cap for {FIRST_YEAR + 1}"
    share = SpendingRule("infrastructure", "road", minimum=Decimal("0.4"))
    with pytest.raises(PortfolioError) as refused:
        formulate(replace(a_problem(borrowed, sources=[a_source(), a_debt()], rules=(share,)), budgets=()))
    assert str(refused.value) == f"the rule 'infrastructure' needs a budget of {FIRST_YEAR}, which is missing"


TWO = a_problem(
    a_programme("big", 30, 9),
    a_programme("small", 20, 4),
    a_programme("after", 10, 1, requires=(Requirement("small"),)),
    sources=[a_source(ceiling={FIRST_YEAR: 35})],
)


def test_an_absence_says_the_money_that_is_missing_what_comes_along_and_what_would_go() -> None:
    formulation = formulate(TWO)
    plan = plan_of(TWO)
    assert plan is not None
    small, after = (absence(formulation, plan, code, exactly) for code in ("small", "after"))
    assert (small.programme, small.price, small.along) == ("small", Decimal(15), ())
    assert (small.pushed_out, small.loss) == (("big",), Decimal(5))
    assert (after.programme, after.price, after.along) == ("after", Decimal(25), ("small",))
    assert [(extra.source, extra.year) for extra in after.extra or ()] == [("cash", FIRST_YEAR)]


def test_what_no_money_can_bring_in_names_the_rules_that_keep_it_out() -> None:
    problem = replace(TWO, exclusive=(("big", "small"),))
    plan = plan_of(problem)
    assert plan is not None
    small = absence(formulate(problem), plan, "small", exactly)
    assert (small.extra, small.price) == (None, None)
    assert [conflict.rule for conflict in small.blocked_by] == ["exclusive: big, small"]
    assert (small.pushed_out, small.loss) == (("big",), Decimal(5))


def test_what_binds_has_a_price() -> None:
    a, b = (a_programme(code, 10, worth, start_years=(FIRST_YEAR,)) for code, worth in (("a", 50), ("b", 20)))
    problem = a_problem(a, b, sources=[a_source(ceiling={FIRST_YEAR: 15})])
    (price,) = prices(formulate(problem))
    assert (price.rule, price.year, price.per) == ("ceiling of cash", FIRST_YEAR, Decimal(1))
    assert float(price.benefit) == pytest.approx(2, rel=0.01)


def test_core_borderline_and_out() -> None:
    sure = a_programme("sure", 10, 100)
    hopeless = a_programme("hopeless", 10, 1)
    one, other = a_programme("one", 10, 20), a_programme("other", 10, 20)
    problem = a_problem(sure, hopeless, one, other, sources=[a_source(ceiling={FIRST_YEAR: 25})])
    found = core_indices(formulate(problem), exactly, trials=20, change=0.1, seed=3)
    assert {one.programme: one.verdict for one in found} == {
        "sure": "core",
        "hopeless": "out",
        "one": "borderline",
        "other": "borderline",
    }
    assert found == core_indices(formulate(problem), exactly, trials=20, change=0.1, seed=3)


def test_parts_paid_by_different_sources_are_each_paid_by_their_own() -> None:
    programme = replace(a_programme("a"), parts=(a_part([10], "cash"), a_part([5], "grant", name="land")))
    plan = plan_of(a_problem(programme, sources=[a_source(), a_source("grant", 5)]))
    assert plan is not None
    assert {(payment.part, payment.source): payment.amount for payment in plan.payments} == {
        ("works", "cash"): 10,
        ("land", "grant"): 5,
    }


def test_a_solver_s_answer_is_made_exact_by_whoever_is_asked() -> None:
    formulation = formulate(TWO)
    hurried = partial(cp_sat.solve, seconds=AMPLE, seed=1, work=5, report=lambda best, bound: False)
    assert allocate(formulation, (Start("big", FIRST_YEAR),), hurried) is not None
    assert allocate(formulation, (Start("big", FIRST_YEAR), Start("small", FIRST_YEAR)), hurried) is None
