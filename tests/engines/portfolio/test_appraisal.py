"""What a programme is worth: textbook examples, and laws of present values and rates."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from math import inf, nan

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from engines.portfolio.amounts import Amount
from engines.portfolio.appraisal import (
    Appraisal,
    AtRate,
    DiscountRates,
    InternalRates,
    Payback,
    Verdict,
    annual_worth,
    appraise,
    benefit_cost_ratio,
    discounted_payback,
    internal_rates,
    net_present_value,
    payback,
)
from engines.portfolio.errors import PortfolioError
from engines.portfolio.roots import Root, positive_roots
from tests.examples import examples

D = Decimal
LAW = examples(60)

amounts = st.integers(-1000, 1000)
flows = st.lists(amounts, min_size=2, max_size=9)
rates = st.decimals("-0.9", "3", places=3)
conventional = st.builds(
    lambda outlay, inflows: [-outlay, *inflows],
    st.integers(1, 1000),
    st.lists(st.integers(0, 1000), min_size=1, max_size=8).filter(any),
)


def rounded(value: Decimal, places: int = 4) -> Decimal:
    return round(value, places)


# --- present value, annual worth, ratio: from first principles


def test_the_present_value_discounts_each_year_once_more() -> None:
    assert rounded(net_present_value((-100, 60, 60), D("0.1"))) == D("4.1322")  # 60/1.1 + 60/1.21 − 100
    assert net_present_value((-100, 60, 60), 0) == 20
    assert net_present_value((-100, 0, 121), D("0.1")) == 0


def test_annual_worth_is_the_equal_yearly_amount_worth_as_much() -> None:
    assert annual_worth((0, 25, 25, 25), D("0.07")) == 25
    assert annual_worth((-90, 40, 40, 40), 0) == 10
    # Capital recovery factor (A/P, 10 %, 5) = 0.2638, in every table of interest factors (Park, appendix).
    assert rounded(annual_worth((-1000, 0, 0, 0, 0, 0), D("0.1"))) == D("-263.7975")


def test_the_benefit_cost_ratio_compares_present_values() -> None:
    assert benefit_cost_ratio((0, 55, 121), (100, 55, 0), D("0.1")) == 1
    assert benefit_cost_ratio((0, 0, 300), (100, 50, 0), 0) == 2


# --- internal rates: none, one, several, double


@pytest.mark.parametrize(
    ("some", "rates", "verdict"),
    [
        ((-100, 110), (0.1,), "invest"),
        ((-100, 0, 121), (0.1,), "invest"),
        ((-100, 60, 40), (0.0,), "invest"),
        ((-100, 20, 30), ((20 + 12400**0.5) / 200 - 1,), "invest"),  # 100 g² − 20 g − 30 = 0
        ((100, -110), (0.1,), "borrow"),
        ((10, 0, 20), (), "none_gain"),
        ((-10, -1), (), "none_loss"),
        # Brealey, Myers and Allen, Principles of Corporate Finance, chapter 5: no rate, NPV at 10 % is +339.
        ((1000, -3000, 2500), (), "none_gain"),
        ((-1000, 2550, -1575), (0.05, 0.5), "several"),  # 1000 (g − 1.05) (g − 1.5)
        # Lorie and Savage, Three Problems in Rationing Capital, Journal of Business 28 (1955): the oil pump.
        ((-1600, 10000, -10000), (0.25, 4.0), "several"),
        # Hirshleifer, On the Theory of Optimal Investment Decision, Journal of Political Economy 66 (1958).
        ((-1, 5, -6), (1.0, 2.0), "several"),
        # Ross, Westerfield and Jordan, Fundamentals of Corporate Finance, chapter 9: four rates.
        ((-252, 1431, -3035, 2850, -1000), (1 / 4, 1 / 3, 3 / 7, 2 / 3), "several"),
        ((-1, 4, -4), (1.0,), "touch"),  # −(g − 2)²
        ((-1, 6, -12, 8), (1.0,), "one_of_many"),  # −(g − 2)³
        ((0, 0), (), "nothing_flows"),
        ((0, -100, 110, 0), (0.1,), "invest"),  # empty years before and after change nothing
    ],
)
def test_all_internal_rates_are_found_and_judged(
    some: tuple[int, ...], rates: tuple[float, ...], verdict: Verdict
) -> None:
    found = internal_rates(some)
    assert found.verdict == verdict
    assert found.roots == pytest.approx(rates, rel=0, abs=1e-10)
    assert found.crossing == tuple(verdict != "touch" for _ in rates)


def test_a_rate_that_is_a_simple_fraction_comes_out_as_the_nearest_float() -> None:
    found = internal_rates((-252, 1431, -3035, 2850, -1000))
    assert found.roots == (1 / 4, 1 / 3, 3 / 7, 2 / 3)
    assert internal_rates((D("-1000"), D("83.25"), D("1083.25"))).roots == (0.08325,)


def test_the_verdict_is_said_in_both_languages() -> None:
    found = internal_rates((-100, 110))
    assert found.in_words() == "one rate: worth doing if money costs less than it"
    assert found.in_words("id") == "satu tingkat: layak bila biaya uang di bawahnya"


def test_a_touch_beside_a_crossing_is_told_apart() -> None:
    # −(g − 2)² (g − 3): touches at 100 %, crosses at 200 %
    assert internal_rates((-1, 7, -16, 12)) == InternalRates((1.0, 2.0), (False, True), "several")


def test_roots_very_close_together_are_two() -> None:
    near = Fraction(10**6 + 1, 10**6)
    assert positive_roots((Fraction(1), -1 - near, near)) == (Root(Fraction(1), True), Root(near, True))


def test_zero_has_every_root_and_is_refused() -> None:
    with pytest.raises(ValueError, match="every number is a root"):
        positive_roots((Fraction(0), Fraction(0)))


# --- payback


@pytest.mark.parametrize(
    ("some", "expected"),
    [
        ((-100, 60, 60), Payback(2, D(1) + D(40) / D(60), kept=True)),
        ((-100, 100), Payback(1, D(1), kept=True)),
        ((-100, 50, 49), None),
        ((50, 10), Payback(0, D(0), kept=True)),
        ((0, -100, 50, 50), Payback(3, D(3), kept=True)),
        ((-100, 150, -80), Payback(1, D(100) / D(150), kept=False)),  # the clearing up at the end takes it again
    ],
)
def test_payback_is_the_first_year_nothing_is_owed(some: tuple[int, ...], expected: Payback | None) -> None:
    found = payback(some)
    assert (found and (found.year, rounded(found.years, 20), found.kept)) == (
        expected and (expected.year, rounded(expected.years, 20), expected.kept)
    )


def test_discounted_payback_comes_later_or_never() -> None:
    found = discounted_payback((-100, 60, 60), D("0.1"))
    assert found is not None
    assert (found.year, rounded(found.years)) == (2, D("1.9167"))  # 45.4545 of 49.5868 in the second year
    assert discounted_payback((-100, 60, 60), D("0.2")) is None


# --- all of it


RATES = DiscountRates(D("0.04"), D("0.07"), D("0.1"), "contoh")


def test_an_appraisal_gives_every_figure_at_three_rates() -> None:
    found = appraise((0, 60, 60), (100, 0, 0), RATES)
    flows = (-100, 60, 60)

    def at(rate: Decimal) -> AtRate:
        ratio = benefit_cost_ratio((0, 60, 60), (100, 0, 0), rate)
        worth, back = annual_worth(flows, rate), discounted_payback(flows, rate)
        return AtRate(rate, net_present_value(flows, rate), ratio, worth, back)

    assert found == Appraisal(
        low=at(D("0.04")),
        base=at(D("0.07")),
        high=at(D("0.1")),
        source="contoh",
        internal=internal_rates(flows),
        payback=payback(flows),
    )
    assert rounded(found.base.present_value) == D("8.4811")


@pytest.mark.parametrize(
    ("low", "base", "high", "source", "message"),
    [
        ("0.07", "0.04", "0.1", "contoh", "must rise"),
        ("-1", "0.04", "0.1", "contoh", "above −1"),
        ("0.04", "NaN", "0.1", "contoh", "finite number"),
        ("0.04", "0.07", "0.1", " ", "need a source"),
    ],
)
def test_rates_without_sense_or_source_are_refused(low: str, base: str, high: str, source: str, message: str) -> None:
    with pytest.raises(PortfolioError, match=message):
        DiscountRates(D(low), D(base), D(high), source)


@pytest.mark.parametrize("bad", [nan, inf, -inf, D("NaN"), D("sNaN"), D("Infinity")])
def test_a_flow_that_is_no_number_is_refused_with_its_year(bad: Amount) -> None:
    with pytest.raises(PortfolioError, match="year 1 is") as refused:
        internal_rates((-1, bad))
    assert refused.value.year == 1


def test_what_cannot_be_computed_is_refused() -> None:
    with pytest.raises(PortfolioError, match="no cash flows"):
        net_present_value((), D("0.1"))
    with pytest.raises(PortfolioError, match="above −1"):
        net_present_value((1, 2), -1)
    with pytest.raises(PortfolioError, match="at least one year after"):
        annual_worth((5,), D("0.1"))
    with pytest.raises(PortfolioError, match="no costs"):
        benefit_cost_ratio((1, 2), (0, 0), D("0.1"))
    with pytest.raises(PortfolioError, match="of 2 years, costs of 3"):
        benefit_cost_ratio((1, 2), (1, 2, 3), D("0.1"))
    with pytest.raises(PortfolioError, match="benefit of year 1 is below zero"):
        benefit_cost_ratio((1, -2), (1, 2), D("0.1"))
    with pytest.raises(PortfolioError, match="too much in size"):
        internal_rates((-1e-300, 1e300))


# --- laws


@LAW
@given(conventional, rates, rates)
def test_the_present_value_of_an_investment_falls_as_the_rate_rises(
    some: list[int], one: Decimal, two: Decimal
) -> None:
    low, high = sorted((one, two))
    assume(low < high)
    assert net_present_value(some, low) > net_present_value(some, high)


@LAW
@given(conventional)
def test_an_investment_has_one_rate_and_its_sign_changes_there(some: list[int]) -> None:
    found = internal_rates(some)
    assert (len(found.roots), found.verdict, found.crossing) == (1, "invest", (True,))
    (rate,) = found.roots
    assert net_present_value(some, rate - 1e-12) > 0 > net_present_value(some, rate + 1e-12 * (1 + abs(rate)))


@LAW
@given(flows)
def test_the_present_value_is_zero_at_every_rate_found(some: list[int]) -> None:
    for rate in internal_rates(some).roots:
        size = sum(abs(flow) / (1 + rate) ** year for year, flow in enumerate(some))
        assert abs(float(net_present_value(some, rate))) <= 1e-12 * size * len(some)


@LAW
@given(flows.filter(any))
def test_no_rate_is_missed_that_ordinary_root_finding_sees(some: list[int]) -> None:
    found = internal_rates(some).roots
    roots = np.roots(some)
    real = [root.real - 1 for root in roots if abs(root.imag) < 1e-12 and root.real > 1e-6]
    single = [rate for rate in real if sum(abs(rate + 1 - root) < 1e-3 for root in roots) == 1]
    for rate in single:
        assert min((abs(rate - mine) for mine in found), default=inf) < 1e-6 * (1 + abs(rate))


def product(factors: Iterable[Sequence[Fraction]]) -> list[Fraction]:
    whole = [Fraction(1)]
    for factor in factors:
        longer = [Fraction(0)] * (len(whole) + len(factor) - 1)
        for (i, a), (j, b) in itertools.product(enumerate(whole), enumerate(factor)):
            longer[i + j] += a * b
        whole = longer
    return whole


fractions = st.fractions(-2, 4, max_denominator=7).filter(bool)


@LAW
@given(st.dictionaries(fractions, st.integers(1, 3), max_size=4), st.integers(-1, 1), st.booleans())
def test_roots_put_into_a_polynomial_come_out_each_once(
    roots: dict[Fraction, int], linear: int, complex_ones: bool
) -> None:
    factors = [[Fraction(1), -root] for root, times in roots.items() for _ in range(times)]
    if complex_ones:
        factors.append([Fraction(1), Fraction(linear), Fraction(5)])
    expected = tuple(Root(root, times % 2 == 1) for root, times in sorted(roots.items()) if root > 0)
    assert positive_roots(product(factors)) == expected


@LAW
@given(flows.filter(any))
def test_there_are_no_more_rates_than_changes_of_sign_and_they_differ_by_an_even_number(some: list[int]) -> None:
    """Descartes' rule of signs; a touch counts twice, at least."""
    found = internal_rates(some)
    signs = [flow > 0 for flow in some if flow]
    changes = sum(a != b for a, b in itertools.pairwise(signs))
    assert len(found.roots) <= changes
    assert (changes - sum(found.crossing)) % 2 == 0


@LAW
@given(flows, rates)
def test_annual_worth_has_the_sign_of_the_present_value(some: list[int], rate: Decimal) -> None:
    present, yearly = net_present_value(some, rate), annual_worth(some, rate)
    assert (yearly > 0, yearly < 0) == (present > 0, present < 0)


sides = st.lists(st.tuples(st.integers(0, 1000), st.integers(0, 1000)), min_size=1, max_size=8)


@LAW
@given(sides.filter(lambda both: any(cost for _, cost in both)), rates)
def test_the_ratio_is_above_one_exactly_if_the_present_value_is_above_zero(
    both: Sequence[tuple[int, int]], rate: Decimal
) -> None:
    benefits, costs = zip(*both, strict=True)
    present = net_present_value([gain - cost for gain, cost in both], rate)
    assert (benefit_cost_ratio(benefits, costs, rate) > 1) == (present > 0)


@LAW
@given(conventional, st.decimals("0", "1", places=2))
def test_what_pays_back_discounted_pays_back_and_no_later_and_is_worth_doing(some: list[int], rate: Decimal) -> None:
    discounted, simple = discounted_payback(some, rate), payback(some)
    assert (discounted is not None) == (net_present_value(some, rate) >= 0)
    if discounted:
        assert simple is not None
        assert simple.years <= discounted.years
