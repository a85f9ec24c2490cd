"""Sobol indices of functions whose indices are known."""

from __future__ import annotations

from collections.abc import Callable
from math import nan, pi

import numpy as np
import pytest

from engines.scoring.sobol import Indices, resamples_of, sobol_indices, variance_parts
from engines.scoring.table import Array
from tests.engines.scoring.samples import approx

Function = Callable[[Array], Array]


def additive(x: Array) -> Array:
    return np.asarray(x @ np.array([1.0, 2.0, 3.0]))


def product(x: Array) -> Array:
    return np.asarray(x[:, 0] * x[:, 1])


def ishigami(x: Array) -> Array:
    one, two, three = (2 * pi * x - pi).T
    return np.asarray(np.sin(one) + 7 * np.sin(two) ** 2 + 0.1 * three**4 * np.sin(one))


# What is known of them: variances of x, x1 x2 on 0–1 by hand; Ishigami and Homma (1990) with a = 7, b = 0.1.
KNOWN: dict[Function, tuple[list[float], list[float]]] = {
    additive: ([1 / 14, 4 / 14, 9 / 14], [1 / 14, 4 / 14, 9 / 14]),
    product: ([3 / 7, 3 / 7, 0], [4 / 7, 4 / 7, 0]),
    ishigami: ([0.3139, 0.4424, 0], [0.5576, 0.4424, 0.2437]),
}


def indices_of(function: Function, samples: int, seed: int) -> list[Indices]:
    """Return the indices of each of three uniform factors."""
    generator = np.random.default_rng(seed)
    a, b = generator.random((2, samples, 3))
    resamples = resamples_of(samples, generator)
    mixed = [a.copy() for _ in range(3)]
    for at, ab in enumerate(mixed):
        ab[:, at] = b[:, at]
    one, other, *outputs = (function(design)[:, None] for design in (a, b, *mixed))
    return sobol_indices(variance_parts(one, other, outputs), resamples)


@pytest.mark.parametrize("function", KNOWN, ids=lambda function: function.__name__)
def test_indices_are_near_those_known(function: Function) -> None:
    found = indices_of(function, 20_000, seed=1)
    first, total = KNOWN[function]
    assert [float(one.first[0]) for one in found] == approx(first, abs=0.03)
    assert [float(one.total[0]) for one in found] == approx(total, abs=0.03)


@pytest.mark.parametrize("function", KNOWN, ids=lambda function: function.__name__)
def test_intervals_hold_what_is_known_about_as_often_as_they_say(function: Function) -> None:
    first, total = KNOWN[function]
    hits = []
    for seed in range(60):
        for one, s, t in zip(indices_of(function, 500, seed), first, total, strict=True):
            hits += [one.first_low[0] - 1e-12 <= s <= one.first_high[0] + 1e-12]
            hits += [one.total_low[0] - 1e-12 <= t <= one.total_high[0] + 1e-12]
    assert 0.85 <= np.mean(hits) <= 0.97


def test_every_output_has_its_own_indices_and_their_sums_give_those_of_all_together() -> None:
    """Of 2 x1 and x2 together, x1 has 4/5 of the variance."""
    generator = np.random.default_rng(3)
    a, b = generator.random((2, 20_000, 2)) * [2, 1]
    ab = np.column_stack([b[:, 0], a[:, 1]])
    resamples = resamples_of(20_000, generator, count=10)
    parts = variance_parts(a, b, [ab])
    (each,) = sobol_indices(parts, resamples)
    assert each.first.tolist() == approx([1, 0], abs=0.02)
    assert each.total.tolist() == approx([1, 0], abs=0.02)
    (together,) = sobol_indices([part.sum(axis=1, keepdims=True) for part in parts], resamples)
    assert [together.first[0], together.total[0]] == approx([0.8, 0.8], abs=0.02)


def test_the_variance_is_that_of_both_designs() -> None:
    """The middle of 1, 1, 0 and 4 is 1.5; the factor from B makes of A what B is."""
    a, b = np.array([[1.0], [1.0]]), np.array([[0.0], [4.0]])
    variance, first, total = variance_parts(a, b, [b])
    assert variance.tolist() == [[(0.25 + 2.25) / 2], [(0.25 + 6.25) / 2]]
    assert first.tolist() == [[-1.5 * -1], [2.5 * 3]]
    assert total.tolist() == [[0.5], [4.5]]


def test_an_interval_leaves_out_a_twentieth_of_the_resamples_at_either_end() -> None:
    """Of each resample one sample is all there is; their indices are 0, 1, … 100 and twice that."""
    parts = [np.ones((101, 1)), np.arange(101.0)[:, None], 2 * np.arange(101.0)[:, None]]
    (found,) = sobol_indices(parts, np.eye(101))
    ends = (found.first_low, found.first_high, found.total_low, found.total_high)
    assert [end.tolist() for end in ends] == [approx([5]), approx([95]), approx([10]), approx([190])]


def test_what_does_not_vary_has_no_indices() -> None:
    same = np.full((8, 2), 3.0)
    (found,) = sobol_indices(variance_parts(same, same, [same]), resamples_of(8, np.random.default_rng(0)))
    for figures in (found.first, found.first_low, found.first_high, found.total, found.total_low, found.total_high):
        assert figures.tolist() == approx([nan, nan], nan_ok=True)


@pytest.mark.parametrize(("size", "varies"), [(1.0, True), (1e6, False)])
def test_a_variance_that_is_rounding_beside_what_was_summed_has_no_indices(size: float, varies: bool) -> None:
    a, b = 1e6 + np.random.default_rng(0).random((2, 8, 1)) * 1e-9
    (found,) = sobol_indices(variance_parts(a, b, [b]), resamples_of(8, np.random.default_rng(0)), size)
    assert [bool(np.isfinite(figure[0])) for figure in (found.first, found.total)] == [varies, varies]


def test_a_resample_draws_as_many_as_there_are() -> None:
    resamples = resamples_of(7, np.random.default_rng(0), count=5)
    assert resamples.shape == (5, 7)
    assert resamples.sum(axis=1).tolist() == approx([1.0] * 5)
