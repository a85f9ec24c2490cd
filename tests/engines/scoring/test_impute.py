"""Missing cells: what they are filled with, and that each is listed."""

from __future__ import annotations

import pytest

from engines.scoring.impute import impute
from engines.scoring.results import Cell
from engines.scoring.specification import Impute
from tests.engines.scoring.samples import Refused, cells, data, refusal, table, tree

TREE = tree({"A": ["x", "y"], "B": ["z"]})
DATA = data(
    {"x": [1, 2, 9, None, None], "y": [5, 5, 5, 5, 5], "z": [None, 4, 6, 8, 10]},
    groups={"island": ("Jawa", "Jawa", "Bali", "Jawa", None)},
)


@pytest.mark.parametrize(
    ("step", "x4", "x5", "z1"),
    [
        (Impute("mean"), 4.0, 4.0, 7.0),
        (Impute("median"), 2.0, 2.0, 7.0),
        (Impute("group_mean", "island"), 1.5, None, 6.0),
        (Impute("group_median", "island"), 1.5, None, 6.0),
    ],
    ids=lambda step: step.method if isinstance(step, Impute) else "",
)
def test_missing_cells_take_the_middle_of_their_column_or_group(
    step: Impute, x4: float, x5: float | None, z1: float
) -> None:
    filled, listed = impute(DATA.table, step, TREE, DATA)
    how = step.method + (" of island" if step.group else "")
    without = f"{how}: nothing to take it from"
    assert cells(filled) == {"x": [1, 2, 9, x4, x5], "y": [5, 5, 5, 5, 5], "z": [z1, 4, 6, 8, 10]}
    assert listed == (
        Cell("impute", "u1", "z", None, z1, how),
        Cell("impute", "u4", "x", None, x4, how),
        Cell("impute", "u5", "x", None, x5, how if x5 is not None else without),
    )


def test_a_column_without_any_value_stays_missing_and_every_cell_is_listed() -> None:
    empty = data({"x": [None, None], "y": [1, 2], "z": [3, None]})
    for method in ("mean", "median", "pillar_mean"):
        filled, listed = impute(empty.table, Impute(method), TREE, empty)
        z2 = None if method == "pillar_mean" else 3.0  # z is alone in its group
        assert cells(filled) == {"x": [None, None], "y": [1, 2], "z": [3, z2]}
        without = f"{method}: nothing to take it from"
        assert listed == (
            Cell("impute", "u1", "x", None, None, without),
            Cell("impute", "u2", "x", None, None, without),
            Cell("impute", "u2", "z", None, z2, method if z2 else without),
        )


def test_a_pillar_mean_is_taken_on_a_common_scale_in_the_good_direction() -> None:
    """In u3 x is halfway and w three quarters up its scale: y is 5/8 of the way from worst (40) to best (24)."""
    structure = tree({"A": ["x", "y", "w"], "B": ["z"]}, direction={"y": -1})
    known = data({"x": [0, 10, 5], "y": [40, 24, None], "w": [4, 0, 3], "z": [1, None, 2]})
    filled, listed = impute(known.table, Impute("pillar_mean"), structure, known)
    assert cells(filled) == {"x": [0, 10, 5], "y": [40, 24, 30], "w": [4, 0, 3], "z": [1, None, 2]}
    assert listed == (
        Cell("impute", "u2", "z", None, None, "pillar_mean: nothing to take it from"),
        Cell("impute", "u3", "y", None, 30.0, "pillar_mean"),
    )


def test_a_constant_column_has_no_part_in_a_pillar_mean() -> None:
    structure = tree({"A": ["x", "y", "same"], "B": ["z"]})
    known = data({"x": [0, 10, 5], "y": [2, 4, None], "same": [7, None, 7], "z": [1, 2, 3]})
    filled, _ = impute(known.table, Impute("pillar_mean"), structure, known)
    assert cells(filled) == {"x": [0, 10, 5], "y": [2, 4, 3], "same": [7, 7, 7], "z": [1, 2, 3]}


@pytest.mark.parametrize("same", [[0.3, 0.1 + 0.2, 0.3], [0.1 + 0.2, 0.3, 0.3]])
def test_a_column_that_is_constant_but_for_rounding_has_none_either(same: list[float]) -> None:
    structure = tree({"A": ["same", "y", "w"], "B": ["z"]})
    known = data({"same": same, "y": [10, 10, 20], "w": [None, 5, 7], "z": [1, 2, 3]})
    filled, _ = impute(known.table, Impute("pillar_mean"), structure, known)
    assert cells(filled)["w"] == [5, 5, 7]


def test_nothing_is_filled_or_listed_when_nothing_is_missing_or_nothing_is_to_be_done() -> None:
    whole = data({"x": [1, 2], "y": [3, 4], "z": [5, 6]})
    filled, listed = impute(whole.table, Impute("mean"), TREE, whole)
    assert (cells(filled), listed) == ({"x": [1, 2], "y": [3, 4], "z": [5, 6]}, ())
    assert impute(DATA.table, Impute("none"), TREE, DATA) == (DATA.table, ())


def test_the_data_given_stay_as_they_are() -> None:
    given = table({"x": [1, None], "y": [1, 2], "z": [1, 2]})
    impute(given, Impute("mean"), TREE, data({"x": [1, None], "y": [1, 2], "z": [1, 2]}))
    assert cells(given) == {"x": [1, None], "y": [1, 2], "z": [1, 2]}


def test_an_unknown_grouping_is_refused() -> None:
    message = "there is no group column 'isle' (did you mean 'island'?)"
    refused = refusal(impute, DATA.table, Impute("group_mean", "isle"), TREE, DATA)
    assert refused == Refused(message, key="steps.impute.group")
