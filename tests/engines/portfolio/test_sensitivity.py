"""Sensitivity of an appraisal: worked examples, and the law that a switching value makes the present value zero."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engines.portfolio.appraisal import net_present_value
from engines.portfolio.errors import PortfolioError
from engines.portfolio.sensitivity import Case, SwitchingValues, changed_flows, switching_values
from tests.examples import examples

D = Decimal
BENEFITS, COSTS = (D(0), D(110), D(121)), (D(100), D(0), D(0))


def test_costs_and_benefits_change_by_a_share_of_themselves() -> None:
    case = Case("both", costs=D("0.2"), benefits=D("-0.1"))
    assert changed_flows(BENEFITS, COSTS, case) == ((D(0), D(99), D("108.9")), (D(120), D(0), D(0)))


@pytest.mark.parametrize(("delay", "last"), [(1, 110), (2, 0), (9, 0)])
def test_benefits_that_a_delay_moves_beyond_the_period_are_lost(delay: int, last: int) -> None:
    assert changed_flows(BENEFITS, COSTS, Case("late", delay=delay)) == ((D(0), D(0), D(last)), COSTS)


def test_a_ratio_of_two_allows_costs_to_double_and_benefits_to_halve() -> None:
    assert switching_values(BENEFITS, COSTS, D("0.1")) == SwitchingValues(D(1), D("-0.5"))


def test_without_benefits_there_is_no_change_of_them() -> None:
    assert switching_values((D(0), D(0)), (D(10), D(0)), D("0.1")) == SwitchingValues(D(-1), None)


@examples(60)
@given(
    benefits=st.lists(st.integers(0, 500), min_size=4, max_size=4).filter(any),
    costs=st.lists(st.integers(0, 500), min_size=4, max_size=4).filter(any),
    rate=st.decimals("0", "0.3", places=2),
)
def test_at_a_switching_value_the_present_value_is_zero(benefits: list[int], costs: list[int], rate: Decimal) -> None:
    gains, pains = tuple(map(D, benefits)), tuple(map(D, costs))
    found = switching_values(gains, pains, rate)
    assert found.benefits is not None
    for costs_by, benefits_by in ((found.costs, D(0)), (D(0), found.benefits)):
        if costs_by or benefits_by:
            more, less = changed_flows(gains, pains, Case("switch", costs_by, benefits_by))
            flows = [gain - pain for gain, pain in zip(more, less, strict=True)]
            assert abs(net_present_value(flows, rate)) < D("1e-18")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"costs": D("-1.5")}, "costs cannot change by -1.5: a share is a finite number from −1 up"),
        ({"benefits": D("NaN")}, "benefits cannot change by NaN: a share is a finite number from −1 up"),
        ({"delay": -1}, "benefits cannot come -1 years later"),
        ({}, "the case changes nothing"),
    ],
)
def test_a_case_that_cannot_be_is_refused(change: dict[str, object], says: str) -> None:
    with pytest.raises(PortfolioError) as refused:
        Case("x", **change)  # type: ignore[arg-type] # as a file gives them
    assert str(refused.value) == says
