"""Outliers: the shape of a column, winsorising, and the transformations."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import astuple
from math import log, sqrt

import pytest

from engines.scoring.results import Cell, Treatment
from engines.scoring.specification import Treat
from engines.scoring.treat import boxcox, kurtosis, skewness, treat
from tests.engines.scoring.samples import Column, Refused, approx, array, cells, refusal, table

TWENTY = tuple(range(1, 21))


def shape(column: Sequence[float]) -> tuple[float, float]:
    """Return G1 and G2 from their definition (Joanes and Gill 1998), deviation by deviation."""
    n = len(column)
    mean = sum(column) / n
    second, third, fourth = (sum((x - mean) ** power for x in column) / n for power in (2, 3, 4))
    g1, g2 = third / second**1.5, fourth / second**2 - 3
    return g1 * sqrt(n * (n - 1)) / (n - 2), ((n + 1) * g2 + 6) * (n - 1) / ((n - 2) * (n - 3))


def shape_of(column: Column) -> tuple[object, ...]:
    """Return what the shape of a column is to be near to, missing cells aside."""
    return tuple(approx(figure) for figure in shape([x for x in column if x is not None]))


def story(treatments: Sequence[Treatment]) -> list[tuple[object, ...]]:
    return [astuple(treatment) for treatment in treatments]


def test_skewness_and_kurtosis_are_those_of_spreadsheets() -> None:
    """The figures are those of the examples of SKEW and KURT in Excel's manual."""
    values = array([3, 4, 5, 2, 3, 4, 5, 6, 4, 7])
    assert skewness(values).tolist() == approx([0.359543071])
    assert kurtosis(values).tolist() == approx([-0.151799637])


def test_missing_cells_do_not_count_and_a_constant_column_has_no_shape() -> None:
    values = array([1, None, 2, 4, 9, None], [7, 7, 7, None, 7, 7])
    skew, kurt = shape([1, 2, 4, 9])
    assert cells(skewness(values)) == approx([skew, None])
    assert cells(kurtosis(values)) == approx([kurt, None])


@pytest.mark.parametrize(
    ("column", "limits"),
    [
        ([1, 2, 3, 4, 5, 6, 7, 8, 100, 100], Treat(skewness=1.5)),  # skewness 1.77, kurtosis 1.38
        ([*range(1, 10), 100], Treat(skewness=3.2)),  # skewness 3.12, kurtosis 9.80
    ],
    ids=["kurtosis within", "skewness within"],
)
def test_a_column_within_either_limit_stays_as_it_is(column: Column, limits: Treat) -> None:
    given = table({"x": column})
    treated = treat(given, limits)
    assert (cells(treated.table), treated.treatments, treated.cells(given)) == ({"x": column}, (), ())


@pytest.mark.parametrize(
    ("column", "after", "moved", "mark"),
    [
        ([*range(1, 10), 100], [*range(1, 10), 9], [9], "winhi"),
        ([*range(-1, -10, -1), -100], [*range(-1, -10, -1), -9], [9], "winlo"),
        ([1000, *TWENTY, 500], [20, *TWENTY, 20], [0, 21], "winhi"),
        ([1000, *TWENTY, None, 1000], [20, *TWENTY, None, 20], [0, 22], "winhi"),
    ],
    ids=["high", "low", "one after the other", "with all its ties, missing cells aside"],
)
def test_extremes_take_the_next_value_until_the_column_passes(
    column: list[float | None], after: list[float | None], moved: list[int], mark: str
) -> None:
    given = table({"x": column})
    treated = treat(given, Treat())
    assert cells(treated.table) == {"x": after}
    assert story(treated.treatments) == [("x", *shape_of(column), len(moved), None, *shape_of(after), True)]
    assert treated.cells(given) == tuple(
        Cell("treat", f"u{row + 1}", "x", column[row], after[row], mark) for row in moved
    )


def test_a_column_that_still_fails_is_transformed_from_what_it_was() -> None:
    column = [*TWENTY, 500, 1000]
    given = table({"x": column})
    treated = treat(given, Treat(winsorise_max=1, skewness=2.7))
    after = [log(x - 1 + 9.99) for x in column]  # 9.99 is a hundredth of the range
    assert cells(treated.table) == {"x": approx(after)}
    assert story(treated.treatments) == [("x", *shape_of(column), 0, "log_ct", *shape_of(after), True)]
    assert treated.marks.tolist() == [["log_ct"]] * 22
    assert treated.cells(given) == ()


@pytest.mark.parametrize(("power", "after"), [(0.5, lambda y: (sqrt(y) - 1) / 0.5), (0, log)], ids=["0.5", "0"])
def test_boxcox_is_taken_of_the_distance_from_the_smallest_value_plus_one(
    power: float, after: Callable[[float], float]
) -> None:
    column = [*TWENTY, 500, 1000, None]
    treated = treat(table({"x": column}), Treat(winsorise_max=0, then="boxcox", boxcox_lambda=power))
    expected = [None if x is None else after(x) for x in column]
    assert cells(treated.table) == {"x": approx(expected)}
    assert treated.marks[:, 0].tolist() == ["boxcox"] * 22 + [""]
    assert story(treated.treatments)[0] == ("x", *shape_of(column), 0, "boxcox", *shape_of(expected), power == 0)


def test_without_a_transformation_the_column_stays_winsorised_up_to_the_limit_and_is_said_to_fail() -> None:
    column = [*TWENTY, 500, 1000]
    treated = treat(table({"x": column}), Treat(winsorise_max=1, then="none"))
    after = [*TWENTY, 500, 500]
    assert cells(treated.table) == {"x": after}
    assert treated.marks[:, 0].tolist() == [""] * 21 + ["winhi"]
    assert story(treated.treatments) == [("x", *shape_of(column), 1, None, *shape_of(after), False)]


def test_points_drawn_in_at_either_end_count_together() -> None:
    """No column passes these limits: the upper end comes first, then the lower, and with that it is two."""
    step = Treat(winsorise_max=2, skewness=0, kurtosis=-9, then="none")
    treated = treat(table({"x": [-10, *range(1, 9), 30]}), step)
    assert cells(treated.table) == {"x": [1, *range(1, 9), 8]}
    assert treated.marks[:, 0].tolist() == ["winlo", *[""] * 8, "winhi"]
    assert [treatment.winsorised for treatment in treated.treatments] == [2]


def test_a_column_that_winsorising_makes_constant_is_transformed_instead() -> None:
    treated = treat(table({"x": [0] * 9 + [10]}), Treat())
    assert cells(treated.table) == {"x": approx([log(0.1)] * 9 + [log(10.1)])}


@pytest.mark.parametrize("power", [1e-16, 1e-14, -1e-15])
def test_boxcox_of_a_power_near_to_nothing_is_near_to_the_logarithm(power: float) -> None:
    column = [0, 1, 2, 3, 4, 1000]
    assert boxcox(array(column), power)[:, 0].tolist() == approx([log(x + 1) for x in column])


def test_a_transformation_beyond_all_numbers_is_refused() -> None:
    given, step = table({"x": [*TWENTY, 500, 1000]}), Treat(winsorise_max=0, then="boxcox", boxcox_lambda=200)
    message = "the value of 'x' for 'u21' overflows after the transformation boxcox"
    assert refusal(treat, given, step) == Refused(message, unit="u21", indicator="x")


@pytest.mark.parametrize("unit", [1e-200, 1e-60, 1.0, 1e60])
def test_the_shape_of_a_column_has_no_unit_however_small(unit: float) -> None:
    columns = array([x * unit for x in (1, 2, 3, 4, 90)])
    assert (skewness(columns)[0], kurtosis(columns)[0]) == shape_of([1, 2, 3, 4, 90])


def test_the_other_columns_stay_as_they_are() -> None:
    fine = [*range(21), None]
    treated = treat(table({"x": [*TWENTY, 500, 1000], "y": fine}), Treat())
    assert cells(treated.table) == {"x": [*TWENTY, 20, 20], "y": fine}
    assert [treatment.indicator for treatment in treated.treatments] == ["x"]


def test_nothing_is_done_or_refused_when_nothing_is_to_be_done() -> None:
    given = table({"x": [1, 1], "y": [None, None]})
    treated = treat(given, Treat("none"))
    assert (treated.table, treated.treatments, treated.cells(given)) == (given, (), ())


@pytest.mark.parametrize(
    ("column", "message"),
    [
        ([1, 2, None, 3, None], "'x' has 3 values; treatment needs at least 4"),
        ([None] * 5, "'x' has 0 values; treatment needs at least 4"),
        ([4, 4, 4, 4, None], "'x' is constant over all units"),
        ([0.3, 0.3, 0.1 + 0.2, 0.3, None], "'x' is constant over all units"),
    ],
)
def test_a_column_that_has_no_shape_is_refused_and_named(column: Column, message: str) -> None:
    given = table({"fine": range(5), "x": column})
    assert refusal(treat, given, Treat()) == Refused(message, indicator="x")
