"""Tables of values: what they refuse, and how they are cut."""

from __future__ import annotations

import numpy as np
import pytest

from engines.scoring.table import table_of
from engines.spelling import did_you_mean
from tests.engines.scoring.samples import Refused, array, cells, data, refusal, table


@pytest.mark.parametrize(
    ("units", "columns", "values", "refused"),
    [
        ("ab", "xy", array([1, 2], [3, 4], [5, 6]), Refused("2 units × 2 columns, but values of shape (2, 3)")),
        ("", "x", np.empty((0, 1)), Refused("there are no units")),
        ("aba", "x", array([1, 2, 3]), Refused("the unit 'a' is given 2 times", unit="a")),
        ("ab", "xx", array([1, 2], [3, 4]), Refused("the column 'x' is given 2 times", indicator="x")),
        (
            "ab",
            "xy",
            array([1, 2], [3, float("inf")]),
            Refused("the value of 'y' for 'b' is infinite", unit="b", indicator="y"),
        ),
        (
            "ab",
            "xy",
            array([1, float("-inf")], [None, 4]),
            Refused("the value of 'x' for 'b' is infinite", unit="b", indicator="x"),
        ),
    ],
)
def test_what_is_no_table_is_refused_and_its_cell_named(
    units: str, columns: str, values: np.ndarray, refused: Refused
) -> None:
    assert refusal(table_of, units, columns, values) == refused


def test_columns_are_taken_in_the_order_asked_for_and_missing_cells_stay() -> None:
    assert cells(table({"x": [1, None], "y": [3, 4]}).select(["y", "x"])) == {"y": [3, 4], "x": [1, None]}


def test_rows_of_data_are_kept_with_all_that_is_known_of_them() -> None:
    whole = data(
        {"x": [1, 2, 3]},
        denominators=table({"people": [10, 20, 30]}),
        groups={"island": ("Jawa", None, "Bali")},
        names=("One", "Two", "Three"),
    )
    some = whole.rows(np.array([True, False, True]))
    assert (some.table.units, cells(some.table), some.groups, some.names) == (
        ("u1", "u3"),
        {"x": [1, 3]},
        {"island": ("Jawa", "Bali")},
        ("One", "Three"),
    )
    assert some.denominators is not None
    assert cells(some.denominators) == {"people": [10, 30]}


def test_an_unknown_grouping_is_refused_with_the_one_probably_meant() -> None:
    known = data({"x": [1, 2]}, groups={"island": ("Jawa", "Bali")})
    message = "there is no group column 'iland' (did you mean 'island'?)"
    assert refusal(known.group, "iland") == Refused(message, key="steps.impute.group")


@pytest.mark.parametrize(
    ("word", "known", "said"),
    [
        ("MINMAX", ["minmax", "zscore"], " (did you mean 'minmax'?)"),
        ("gdp_percapita", ["GDP_per_capita"], " (did you mean 'GDP_per_capita'?)"),
        ("nothing", ["a", "b"], " (known: a, b)"),
        ("nothing", [], ""),
        ("nothing", list("abcdefghijklm"), ""),
        (7, ["a"], " (known: a)"),
    ],
)
def test_a_word_that_is_near_is_suggested_else_the_known_ones_if_they_are_few(
    word: object, known: list[str], said: str
) -> None:
    assert did_you_mean(word, known) == said
