"""From members to aggregate: every method worked by hand, missing cells, and what is refused."""

from __future__ import annotations

from math import exp, log

import numpy as np
import pytest

from engines.scoring.aggregate import AggregateGroup, combine
from engines.scoring.ranks import size_of
from engines.scoring.table import Array
from tests.engines.scoring.samples import Column, Refused, approx, array, cells, refusal

GROUP = AggregateGroup("A", ["x", "y", "z"], ["u1", "u2", "u3", "u4"])
COLUMNS = list(array([1, 4, None, None], [4, 2, 8, None], [16, None, 2, None]).T)
WEIGHTS = [1.0, 2.0, 1.0]


@pytest.mark.parametrize(
    ("method", "power", "aggregate"),
    [
        ("arithmetic", None, [(1 + 8 + 16) / 4, (4 + 4) / 3, (16 + 2) / 3, None]),
        ("geometric", None, [(1 * 4**2 * 16) ** (1 / 4), (4 * 2**2) ** (1 / 3), (8**2 * 2) ** (1 / 3), None]),
        ("harmonic", None, [4 / (1 + 2 / 4 + 1 / 16), 3 / (1 / 4 + 2 / 2), 3 / (2 / 8 + 1 / 2), None]),
        ("generalised", 2, [(1 + 32 + 256) ** 0.5 / 2, (24 / 3) ** 0.5, (132 / 3) ** 0.5, None]),
        ("generalised", -2, [(4 / (1 + 1 / 8 + 1 / 256)) ** 0.5, (3 / (9 / 16)) ** 0.5, (96 / 9) ** 0.5, None]),
        ("generalised", 1, [25 / 4, 8 / 3, 6, None]),
        ("generalised", 0, [4, 16 ** (1 / 3), 128 ** (1 / 3), None]),
        ("generalised", -1, [64 / 25, 12 / 5, 4, None]),
    ],
)
def test_means_skip_missing_cells_and_the_other_weights_count_for_them(
    method: str, power: float | None, aggregate: Column
) -> None:
    assert cells(combine(COLUMNS, WEIGHTS, method, GROUP, power=power)) == approx(aggregate)


@pytest.mark.parametrize(
    ("coverage", "there"),
    [(0, "u1 u2 u3"), (0.5, "u1 u2 u3"), (2 / 3, "u1 u2 u3"), (0.67, "u1"), (1, "u1")],
)
@pytest.mark.parametrize("method", ["arithmetic", "geometric", "harmonic", "copeland", "mazziotta_pareto"])
def test_below_the_coverage_an_aggregate_is_missing(method: str, coverage: float, there: str) -> None:
    found = combine(COLUMNS, WEIGHTS, method, GROUP, coverage=coverage)
    assert [unit for unit, value in zip(GROUP.units, found, strict=True) if not np.isnan(value)] == there.split()


def test_as_many_members_as_the_coverage_says_are_enough_though_the_share_is_rounded_up() -> None:
    """Of 25 members 28 % are 7, which binary numbers make a little more."""
    assert 0.28 * 25 > 7
    columns = [array([1 if at < 7 else None, 1 if at < 6 else None])[:, 0] for at in range(25)]
    group = AggregateGroup("A", [f"m{at}" for at in range(25)], ["u1", "u2"])
    assert cells(combine(columns, [1.0] * 25, "arithmetic", group, coverage=0.28)) == [1, None]


@pytest.mark.parametrize(("weights", "aggregate"), [([3.0, -1.0], [1.5, -0.5]), ([1.0, -3.0], [-0.5, 1.5])])
def test_copeland_takes_shares_of_the_sum_of_weights_whatever_their_signs(
    weights: list[float], aggregate: list[float]
) -> None:
    """u1 is ahead in x and u2 in y: their shares are the two weights over what they add up to."""
    columns = list(array([5, 4], [2, 3]).T)
    assert combine(columns, weights, "copeland", AggregateGroup("A", ["x", "y"], ["u1", "u2"])).tolist() == aggregate


def test_copeland_adds_up_the_shares_of_members_in_which_a_unit_is_ahead() -> None:
    """Of weights 2 and 1: u1 beats u2 in x (2/3) and ties u3 in x (half of 2/3); u3 beats both in y (1/3 each)."""
    columns = list(array([5, 4, 5], [2, 2, 3]).T)
    third = 1 / 3
    u1_u2, u1_u3, u2_u3 = 2 * third + third / 2, third, 0
    assert combine(columns, [2.0, 1.0], "copeland", GROUP).tolist() == approx(
        [u1_u2 + u1_u3, (1 - u1_u2) + u2_u3, (1 - u1_u3) + (1 - u2_u3)]
    )


def test_copeland_compares_two_units_by_the_members_both_have() -> None:
    columns = list(array([5, None, 1], [2, 3, 9], [None, 1, None]).T)
    assert combine(columns, [2.0, 1.0, 4.0], "copeland", GROUP).tolist() == approx([0 + 2 / 3, 1 + 0, 1 / 3 + 1])


def test_copeland_has_neither_ahead_of_two_units_with_no_member_in_common() -> None:
    columns = list(array([5, None, None], [None, 1, 3]).T)
    assert combine(columns, [1.0, 1.0], "copeland", GROUP).tolist() == approx([1, 0.5, 1.5])


def test_mazziotta_pareto_takes_off_what_members_are_uneven() -> None:
    """Mean minus variance over mean: of 90 and 110 it is 100 − 100/100."""
    columns = list(array([90, 100, 80, None], [110, 100, None, None]).T)
    assert cells(combine(columns, [1.0, 1.0], "mazziotta_pareto", GROUP)) == [99, 100, 80, None]
    small = list(array([0.25], [0.75]).T)
    assert combine(small, [1.0, 1.0], "mazziotta_pareto", GROUP).tolist() == [0.5 - 0.0625 / 0.5]
    mean, variance = (3 * 90 + 110) / 4, (3 * 25 + 225) / 4
    assert cells(combine(columns, [3.0, 1.0], "mazziotta_pareto", GROUP))[0] == approx(mean - variance / mean)


def test_a_cell_without_weight_counts_nothing_even_if_it_is_the_only_one() -> None:
    columns = list(array([1, 1], [5, None]).T)
    assert cells(combine(columns, [0.0, 3.0], "arithmetic", GROUP)) == [5, None]


@pytest.mark.parametrize("method", ["arithmetic", "geometric", "harmonic", "copeland", "mazziotta_pareto"])
@pytest.mark.parametrize("columns", [COLUMNS, [column[:2] for column in COLUMNS]], ids=["missing cells", "fewer"])
def test_samples_of_weights_give_what_each_of_them_gives_alone(method: str, columns: list[Array]) -> None:
    samples = np.array([[1.0, 2.0, 1.0], [0.5, 2.5, 1.25], [3.0, 0.0, 1.0]])
    together = combine(columns, [column[:, None] for column in samples.T], method, GROUP)
    alone = [combine(columns, list(weights), method, GROUP) for weights in samples]
    np.testing.assert_array_equal(together, np.array(alone))


def test_samples_of_values_give_what_each_of_them_gives_alone() -> None:
    values = np.arange(1.0, 13).reshape(3, 4) ** 2
    for method in ("arithmetic", "geometric", "copeland", "mazziotta_pareto"):
        together = combine([values, values[0] + 3, values[1]], WEIGHTS, method, GROUP)
        alone = [combine([row, values[0] + 3, values[1]], WEIGHTS, method, GROUP) for row in values]
        np.testing.assert_array_equal(together, np.array(alone))


@pytest.mark.parametrize(("method", "power"), [("geometric", None), ("harmonic", None), ("generalised", 0.5)])
@pytest.mark.parametrize(("value", "said"), [(0, "0"), (-2.5, "-2.5")])
def test_a_mean_that_needs_values_above_zero_names_the_cell_that_is_not(
    method: str, power: float | None, value: float, said: str
) -> None:
    columns = [*COLUMNS[:2], array([16, None, value, None])[:, 0]]
    message = f"'z' of 'u3' is {said}: a {method} mean needs values above 0"
    assert refusal(combine, columns, WEIGHTS, method, GROUP, power=power) == Refused(
        message, unit="u3", indicator="z", key="steps.aggregate.method"
    )


def test_a_generalised_mean_of_power_one_takes_any_value() -> None:
    columns = list(array([0, -4], [2, 1]).T)
    assert combine(columns, [1.0, 1.0], "generalised", GROUP, power=1).tolist() == [1, -1.5]


def test_mazziotta_pareto_of_a_mean_that_is_not_above_zero_is_refused() -> None:
    columns = list(array([100, -3], [100, 3]).T)
    message = "the mean of 'u2' in 'A' is not above 0: normalise to values around 100"
    assert refusal(combine, columns, [1.0, 1.0], "mazziotta_pareto", GROUP) == Refused(
        message, unit="u2", indicator="A", key="steps.aggregate.method"
    )


def test_a_geometric_mean_is_that_of_logarithms() -> None:
    columns = list(array([3.0], [5.0], [7.0]).T)
    expected = exp((0.2 * log(3) + 0.3 * log(5) + 0.5 * log(7)) / 1)
    assert combine(columns, [0.2, 0.3, 0.5], "geometric", GROUP).tolist() == approx([expected])


@pytest.mark.parametrize("method", ["arithmetic", "geometric", "harmonic", "copeland", "mazziotta_pareto"])
@pytest.mark.parametrize(
    ("weights", "unit"),
    [([1.0, -1.0, 0.0], "u1"), ([1.0, -1 + 1e-10, 0.0], "u1"), ([1.0, 1.0, -1.0], "u2")],
    ids=["exactly", "nearly", "where a cell is missing"],
)
def test_weights_that_cancel_out_are_refused_whatever_they_make(weights: list[float], unit: str, method: str) -> None:
    """The signs of components may mix: without a sum of weights there is no mean, be it infinite, missing or wild."""
    columns = list(array([3, None, 5], [2, 2, 4], [1, 1, 2]).T)
    message = f"the weights of the members of 'A' cancel out for {unit!r}: there is no mean"
    assert refusal(
        combine, columns, weights, method, AggregateGroup("A", ["x", "y", "z"], ["u1", "u2", "u3"])
    ) == Refused(message, unit=unit, indicator="A", key="steps.weigh.method")


def test_weights_that_cancel_out_between_two_units_have_no_outranking() -> None:
    columns = list(array([3, 1], [2, 2], [1, None], [None, 3]).T)
    group = AggregateGroup("A", ["w", "x", "y", "z"], ["u1", "u2"])
    message = "the weights of the members of 'A' cancel out between 'u1' and another"
    assert refusal(combine, columns, [1.0, -1.0, 0.5, 0.5], "copeland", group) == Refused(
        message, unit="u1", indicator="A", key="steps.weigh.method"
    )


def test_weights_of_mixed_signs_that_do_not_cancel_out_have_a_mean() -> None:
    columns = list(array([3, 1], [2, 4]).T)
    assert combine(columns, [2.0, -1.0], "arithmetic", GROUP).tolist() == [4, -2]


@pytest.mark.parametrize(
    ("columns", "weights", "method", "power", "why"),
    [
        ([[1, 1.5e308], [2, 1.5e308]], [1.0, 1.0], "arithmetic", None, "values too large"),
        ([[1, 1.5e308], [2, 1e308]], [1.0, 1.0], "mazziotta_pareto", None, "values too large"),
        ([[50, 1], [50, 100]], [1.0, -0.9], "generalised", 2, "weights of mixed signs"),
    ],
    ids=["sum", "variance", "root of less than nothing"],
)
def test_what_comes_out_as_no_number_is_refused_and_not_left_missing(
    columns: list[Column], weights: list[float], method: str, power: float | None, why: str
) -> None:
    some, group = list(array(*columns).T), AggregateGroup("A", ["x", "y"], ["u1", "u2"])
    assert refusal(combine, some, weights, method, group, power=power) == Refused(
        f"'A' of 'u2' has no {method} value: {why} to compute with",
        unit="u2",
        indicator="A",
        key="steps.aggregate.method",
    )


@pytest.mark.parametrize(("power", "limit"), [(1000, 0.4), (-1000, 0.1)])
def test_a_mean_of_a_large_power_comes_near_to_the_largest_or_the_smallest_value(power: float, limit: float) -> None:
    columns = list(array([0.1], [0.2], [0.4]).T)
    assert combine(columns, WEIGHTS, "generalised", GROUP, power=power).tolist() == [approx(limit, rel=2e-3)]


def test_copeland_does_not_change_when_a_member_is_measured_in_other_units() -> None:
    columns = list(array([812, 640, 95, 33], [3.1, 4.2, 9.9, 8.4]).T)
    for unit in (1.0, 1e12, 1e-12):
        members = [columns[0] * unit, columns[1]]
        group = AggregateGroup("A", ["x", "y"], GROUP.units, [size_of(member) for member in members])
        assert combine(members, [1.0, 1.0], "copeland", group).tolist() == approx([1.5, 1.5, 2, 1])


def test_copeland_leaves_a_unit_of_no_weight_without_a_value() -> None:
    columns = list(array([5, 4, 3], [None, 2, 3]).T)
    found = combine(columns, [0.0, 1.0], "copeland", AggregateGroup("A", ["x", "y"], ["u1", "u2", "u3"]))
    assert cells(found) == [None, 0.5, 1.5]
