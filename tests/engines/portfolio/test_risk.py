"""Risk: figures that can be worked out by hand, and laws of shortfalls."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from math import exp, inf, nan
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engines.portfolio.errors import PortfolioError
from engines.portfolio.problem import AvailabilityPayment, Payment, Plan, Problem, Source
from engines.portfolio.risk import (
    CostRisk,
    Driver,
    Drivers,
    Factor,
    Lognormal,
    RevenueRisk,
    Risk,
    Triangular,
    shortfall_risk,
)
from engines.portfolio.tail import Losses, Tail, losses_of, tail_weights
from tests.engines.portfolio.samples import CASH, a_debt, a_plan, a_problem, a_programme, a_source
from tests.examples import examples

D = Decimal
LAW = examples(40)
LEVELS = (D("0.8"), D("0.95"))
SURE = Lognormal(1, 0)


def approx(value: float) -> Any:
    return pytest.approx(value, abs=1e-9)


def risk_of(
    problem: Problem,
    plan: Plan,
    *,
    costs: Factor = SURE,
    own: Mapping[str, Factor] | None = None,
    together: float = 0,
    revenue: Factor = SURE,
    autocorrelation: float = 0,
    ceilings: tuple[str, ...] = (CASH,),
    **rest: Any,
) -> Risk:
    given: dict[str, Any] = {"levels": LEVELS, "samples": 400, "seed": 7} | rest
    return shortfall_risk(
        problem,
        plan,
        CostRisk(costs, together, "contoh", own or {}),
        RevenueRisk(revenue, autocorrelation, ceilings, "contoh"),
        **given,
    )


# --- the tail of a sample


def test_var_and_cvar_of_ten_losses_by_hand() -> None:
    """At 80 % of 1…10 the VaR is 8 and the CVaR the mean of 9 and 10; at 85 % it is 9, and 10 counts 1 / 1.5."""
    sample = np.arange(10.0, 0, -1)
    assert losses_of(sample, (D("0.8"), D("0.85"))) == Losses(
        probability=1.0,
        expected=5.5,
        largest=10.0,
        tails=(Tail(D("0.8"), 8.0, 9.5), Tail(D("0.85"), 9.0, 9 + 1 / 1.5)),
    )


samples = st.lists(st.integers(0, 30), min_size=1, max_size=40).map(lambda some: np.array(some, dtype=float))
levels = st.decimals("0.01", "0.99", places=2)


@LAW
@given(samples, levels)
def test_cvar_is_the_least_of_what_rockafellar_and_uryasev_minimise(sample: np.ndarray[Any, Any], level: D) -> None:
    """The function is convex and has its kinks at the losses, so one of them is a minimum."""
    (tail,) = losses_of(sample, (level,)).tails
    beyond = [x + float(np.maximum(0, sample - x).sum()) / (sample.size * (1 - float(level))) for x in sample]
    assert tail.conditional == pytest.approx(min(beyond))
    assert tail.conditional == pytest.approx(float(tail_weights(sample, level) @ sample))
    assert tail_weights(sample, level).sum() == approx(1)


@LAW
@given(samples, levels, levels)
def test_cvar_is_never_below_var_nor_the_mean_and_grows_with_the_level(
    sample: np.ndarray[Any, Any], one: D, two: D
) -> None:
    low, high = losses_of(sample, sorted((one, two))).tails
    slack = 1e-9
    assert low.value_at_risk <= high.value_at_risk <= high.conditional <= sample.max() + slack
    assert sample.mean() - slack <= low.conditional <= high.conditional + slack


@pytest.mark.parametrize("sample", [[], [1, nan], [inf]])
def test_a_sample_without_figures_is_refused(sample: list[float]) -> None:
    with pytest.raises(PortfolioError, match="sample of finite numbers"):
        losses_of(np.array(sample), LEVELS)


@pytest.mark.parametrize("level", ["0", "1", "-0.5", "95"])
def test_a_level_that_is_none_is_refused(level: str) -> None:
    with pytest.raises(PortfolioError, match="not a level of a tail"):
        losses_of(np.ones(3), (D(level),))


# --- plans whose shortfall is known


ONE = a_problem(a_programme("a", [60, 90]))
PLAN = a_plan(ONE, ("a", 2026))


def test_what_is_sure_and_fits_lacks_nothing() -> None:
    exactly = replace(ONE, sources=(a_source(ceiling={2026: "60", 2027: "90"}),))
    found = risk_of(exactly, PLAN)
    nothing = Losses(0.0, 0.0, 0.0, (Tail(D("0.8"), 0.0, 0.0), Tail(D("0.95"), 0.0, 0.0)))
    assert (found.total, dict(found.by_year)) == (nothing, dict.fromkeys((2026, 2027, 2028), nothing))
    assert (found.tightest, found.drivers.programmes, found.drivers.revenue) == (None, (), 0)


def test_tenths_that_just_suffice_lack_nothing() -> None:
    tenths = a_problem(a_programme("a", "0.1"), a_programme("b", "0.2"), sources=[a_source(ceiling="0.3")])
    assert risk_of(tenths, a_plan(tenths, ("a", 2026), ("b", 2026))).total.probability == 0


def test_a_sure_overrun_lacks_what_is_above_the_ceiling() -> None:
    """Of 1.5 × (60, 90) the second year's 135 are 35 too many; the programme brings 45, the plan had left 10 open."""
    found = risk_of(ONE, PLAN, costs=Lognormal(1.5, 0))
    assert (found.by_year[2026].expected, found.by_year[2027].expected, found.total.largest) == (0, 35, 35)
    assert (found.total.probability, found.tightest) == (1, 2027)
    assert found.total.tails == (Tail(D("0.8"), 35, 35), Tail(D("0.95"), 35, 35))
    assert found.drivers == Drivers(D("0.95"), (Driver("a", approx(45)),), revenue=approx(0), room=approx(10))


def test_money_left_over_is_carried_where_the_source_allows() -> None:
    """Of the 100 of 2026 the 1.5 × 60 leave 10 for 2027: 25 are lacking, and both years' overruns bring it about."""
    carried = replace(ONE, sources=(a_source(carry_over=True),))
    found = risk_of(carried, PLAN, costs=Lognormal(1.5, 0))
    assert found.by_year[2027].expected == approx(25)
    assert found.drivers.programmes == (Driver("a", approx(75)),)
    assert found.drivers.room == approx(50)


def test_a_fall_of_revenue_lowers_the_ceilings_that_live_on_it() -> None:
    problem = a_problem(a_programme("a", 80), sources=[a_source(), a_source("grant", 5)])
    found = risk_of(problem, a_plan(problem, ("a", 2028)), revenue=Lognormal(0.7, 0))
    assert found.tightest == 2028
    assert found.total.expected == approx(10)
    assert found.drivers == Drivers(D("0.95"), (), revenue=approx(30), room=approx(20))


def test_an_overrun_paid_by_a_loan_is_served_out_of_cash() -> None:
    """1.5 × 60 drawn in 2026 at 10 %, repaid at once in 2027: cash serves 99 of its 80 and lacks 19."""
    loan = a_debt(interest="0.1", grace=0, tenor=1)
    problem = a_problem(a_programme("a", 60, sources=("loan",)), sources=[a_source(ceiling=80), loan])
    found = risk_of(problem, a_plan(problem, ("a", 2026)), costs=Lognormal(1.5, 0))
    assert {year: losses.expected for year, losses in found.by_year.items()} == {
        2026: 0,
        2027: approx(19),
        2028: 0,
    }
    assert found.drivers.programmes == (Driver("a", approx(33)),)
    assert found.drivers.room == approx(14)


def test_what_a_loan_does_not_pay_is_lacking_and_not_served() -> None:
    loan = a_debt(ceiling=70, grace=0, tenor=1)
    problem = a_problem(a_programme("a", 60, sources=("loan",)), sources=[a_source(ceiling=80), loan])
    found = risk_of(problem, a_plan(problem, ("a", 2026)), costs=Lognormal(1.5, 0))
    assert {year: losses.expected for year, losses in found.by_year.items()} == {
        2026: approx(20),
        2027: 0,
        2028: 0,
    }


def test_a_partner_is_paid_in_the_years_after() -> None:
    partner = AvailabilityPayment(
        "kpbu", "KPBU", dict.fromkeys((2026, 2027, 2028), D(100)), yearly=D("0.2"), years=2, served_by=CASH
    )
    problem = a_problem(a_programme("a", 50, sources=("kpbu",)), sources=[a_source(ceiling=12), partner])
    found = risk_of(problem, a_plan(problem, ("a", 2026)), costs=Lognormal(1.5, 0))
    assert {year: losses.expected for year, losses in found.by_year.items()} == {
        2026: 0,
        2027: approx(3),
        2028: approx(3),
    }


# --- what is drawn


def test_factors_have_the_distributions_asked_for() -> None:
    """A programme of 1 with no money at all lacks its factor: mean and tail are those of the distribution."""
    problem = a_problem(a_programme("a", 1), sources=[a_source(ceiling=0)])
    plan = a_plan(problem, ("a", 2026))
    triangular = risk_of(problem, plan, costs=Triangular(0.9, 1.1, 1.8), samples=40_000).total
    assert triangular.expected == pytest.approx((0.9 + 1.1 + 1.8) / 3, abs=0.005)
    assert triangular.tails[0].value_at_risk == pytest.approx(1.8 - (0.2 * 0.9 * 0.7) ** 0.5, abs=0.01)
    lognormal = risk_of(problem, plan, costs=Lognormal(1.2, 0.3), samples=40_000).total
    assert lognormal.expected == pytest.approx(1.2 * exp(0.045), abs=0.01)
    assert lognormal.tails[0].value_at_risk == pytest.approx(1.2 * exp(0.3 * 0.8416), abs=0.02)


def test_years_of_revenue_hang_together_as_asked() -> None:
    problem = a_problem(a_programme("a", [100, 100, 100]))
    lost = {
        a: risk_of(
            problem, a_plan(problem, ("a", 2026)), revenue=Triangular(0.4, 0.5, 0.6), autocorrelation=a, samples=40_000
        ).sample
        for a in (0.0, 0.8)
    }
    for a, sample in lost.items():
        assert np.corrcoef(sample[0], sample[1]).item(1) == pytest.approx(a, abs=0.02)
        assert np.corrcoef(sample[0], sample[2]).item(1) == pytest.approx(a * a, abs=0.02)


def test_overruns_that_hang_together_make_a_worse_tail() -> None:
    many = a_problem(*(a_programme(f"p{at}", 10) for at in range(10)))
    plan = a_plan(many, *((f"p{at}", 2026) for at in range(10)))
    alone, together = (risk_of(many, plan, costs=Lognormal(1, 0.3), together=part).total for part in (0, 0.9))
    assert together.tails[1].conditional > 2 * alone.tails[1].conditional


def test_the_programme_that_goes_over_most_is_named_first() -> None:
    three = a_problem(a_programme("calm", 40), a_programme("wild", 40), a_programme("other", 15))
    plan = a_plan(three, ("calm", 2026), ("wild", 2026), ("other", 2027))
    found = risk_of(three, plan, own={"wild": Lognormal(1, 0.5), "calm": Lognormal(1, 0.05), "other": SURE})
    assert [each.programme for each in found.drivers.programmes] == ["wild", "calm"]
    assert found.drivers.programmes[0].amount > 10 * abs(found.drivers.programmes[1].amount)


def test_the_same_seed_gives_the_same_answer_and_another_another() -> None:
    def run(seed: int) -> Risk:
        return risk_of(ONE, PLAN, costs=Lognormal(1.1, 0.3), seed=seed)

    assert run(1) == run(1)
    assert run(1).total != run(2).total


def test_more_samples_begin_with_the_same() -> None:
    few, many = (risk_of(ONE, PLAN, costs=Lognormal(1.1, 0.3), samples=count).sample for count in (50, 400))
    assert np.array_equal(few, many[:, :50])


# --- refusals


@pytest.mark.parametrize(
    ("payment", "message"),
    [
        (Payment("ghost", "works", 2026, CASH, D(1)), "no programme 'ghost'"),
        (Payment("a", "works", 2026, "luck", D(1)), "no source 'luck'"),
        (Payment("a", "works", 2030, CASH, D(1)), "paid in 2030, outside the plan"),
    ],
)
def test_a_plan_that_pays_outside_the_problem_is_refused(payment: Payment, message: str) -> None:
    with pytest.raises(PortfolioError, match=message):
        risk_of(ONE, Plan((), (payment,)))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"samples": 0}, "at least one sample"),
        ({"levels": ()}, "at least one sample, one level"),
        ({"levels": (D(2),)}, "not a level of a tail"),
        ({"seed": -1}, "a seed from 0"),
        ({"ceilings": ("luck",)}, "no source 'luck'"),
        ({"own": {"ghost": SURE}}, "no programme 'ghost'"),
        ({"together": 1.1}, "from 0 to 1"),
        ({"autocorrelation": 1}, "between −1 and 1"),
    ],
)
def test_a_risk_without_sense_is_refused(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(PortfolioError, match=message):
        risk_of(ONE, PLAN, **changes)


@pytest.mark.parametrize("values", [(0, 1), (-1, 1), (1, -1), (nan, 1), (1, inf)])
def test_a_lognormal_factor_without_sense_is_refused(values: tuple[float, float]) -> None:
    with pytest.raises(PortfolioError, match="median must be above zero"):
        Lognormal(*values)


@pytest.mark.parametrize("values", [(-0.1, 1, 2), (1, 0.9, 2), (1, 3, 2), (1, 1, inf), (nan, 1, 2)])
def test_a_triangular_factor_without_sense_is_refused(values: tuple[float, float, float]) -> None:
    with pytest.raises(PortfolioError, match="must rise from zero"):
        Triangular(*values)


@pytest.mark.parametrize("served_by", ["", "luck", "loan"])
def test_a_debt_that_no_money_of_the_city_serves_is_refused(served_by: str) -> None:
    problem = a_problem(a_programme("a"), sources=[a_source(), a_debt(served_by=served_by)])
    with pytest.raises(PortfolioError, match="must be served by a source of the city's own"):
        risk_of(problem, a_plan(problem, ("a", 2026)))


# --- laws


@st.composite
def some_plans(draw: st.DrawFn) -> tuple[Problem, Plan]:
    """Give a few programmes paid by cash, an own source that may carry over, or a loan, with little to spare."""
    count = draw(st.integers(1, 5))
    programmes = [
        a_programme(
            f"p{at}",
            draw(st.lists(st.integers(0, 40), min_size=1, max_size=3)),
            sources=(draw(st.sampled_from([CASH, "fund", "loan"])),),
            running=draw(st.integers(0, 5)),
        )
        for at in range(count)
    ]
    sources: list[Source] = [
        a_source(ceiling=draw(st.integers(0, 80)), carry_over=draw(st.booleans())),
        a_source("fund", draw(st.integers(0, 60)), carry_over=draw(st.booleans())),
        a_debt(
            ceiling=draw(st.integers(0, 60)),
            grace=0,
            tenor=2,
            carry_over=draw(st.booleans()),
            served_by=draw(st.sampled_from([CASH, "fund"])),
        ),
    ]
    problem = a_problem(*programmes, sources=sources)
    return problem, a_plan(problem, *((each.code, 2026) for each in programmes))


UNSURE: dict[str, Any] = {
    "costs": Lognormal(1.1, 0.3),
    "together": 0.3,
    "revenue": Triangular(0.7, 1, 1.2),
    "autocorrelation": 0.5,
    "samples": 100,
}


@LAW
@given(some_plans(), st.sampled_from([CASH, "fund"]), st.integers(1, 30))
def test_more_money_of_ones_own_never_raises_a_shortfall(given_: tuple[Problem, Plan], code: str, more: int) -> None:
    problem, plan = given_
    richer = tuple(
        replace(source, ceilings={year: amount + more for year, amount in source.ceilings.items()})
        if source.code == code
        else source
        for source in problem.sources
    )
    before, after = risk_of(problem, plan, **UNSURE), risk_of(replace(problem, sources=richer), plan, **UNSURE)
    assert (after.sample <= before.sample + 1e-9).all()
    for old, new in zip(before.total.tails, after.total.tails, strict=True):
        assert new.conditional <= old.conditional + 1e-9


@LAW
@given(some_plans())
def test_drivers_revenue_and_room_add_up_to_the_cvar(given_: tuple[Problem, Plan]) -> None:
    found = risk_of(*given_, **UNSURE)
    drivers = found.drivers
    parts = sum(each.amount for each in drivers.programmes) + drivers.revenue - drivers.room
    assert parts == pytest.approx(found.total.tails[-1].conditional, abs=1e-6)


@LAW
@given(some_plans())
def test_the_order_of_programmes_payments_and_sources_changes_nothing(given_: tuple[Problem, Plan]) -> None:
    problem, plan = given_
    turned = replace(problem, programmes=problem.programmes[::-1], sources=problem.sources[::-1])
    assert risk_of(turned, Plan(plan.starts[::-1], plan.payments[::-1]), **UNSURE) == risk_of(problem, plan, **UNSURE)


@LAW
@given(some_plans())
def test_years_add_up_to_the_total_and_nothing_is_below_zero(given_: tuple[Problem, Plan]) -> None:
    found = risk_of(*given_, **UNSURE)
    assert (found.sample >= 0).all()
    assert found.total.expected == pytest.approx(sum(losses.expected for losses in found.by_year.values()))
    assert found.total.probability >= max(losses.probability for losses in found.by_year.values())
