"""Denominate and screen."""

from __future__ import annotations

import pytest

from engines.scoring.prepare import denominate, refuse_unusable, screen
from engines.scoring.results import Cell, Dropped
from tests.engines.scoring.samples import Column, Refused, cells, data, refusal, table, tree

TREE = tree({"A": ["crimes", "income"]}, denominator={"crimes": "people"})
VALUES: dict[str, Column] = {"crimes": [10.0, 40.0, None], "income": [5.0, 6.0, 7.0]}


def test_an_indicator_is_divided_by_its_denominator_and_the_others_stay() -> None:
    known = data(VALUES, denominators=table({"area": [1, 1, 1], "people": [4, 0.5, 0.25]}))
    divided, lost = denominate(TREE, known)
    assert cells(divided) == {"crimes": [2.5, 80, None], "income": [5, 6, 7]}
    assert lost == ()
    assert cells(known.table) == {"crimes": [10, 40, None], "income": [5, 6, 7]}


def test_a_cell_whose_denominator_is_missing_becomes_missing_and_is_listed() -> None:
    divided, lost = denominate(TREE, data(VALUES, denominators=table({"people": [None, 8, None]})))
    assert cells(divided) == {"crimes": [None, 5, None], "income": [5, 6, 7]}
    assert lost == (Cell("denominate", "u1", "crimes", 10.0, None, "no people"),)


@pytest.mark.parametrize("people", [0, -3])
def test_a_denominator_that_is_no_size_is_refused_and_its_cell_named(people: float) -> None:
    known = data(VALUES, denominators=table({"people": [4, people, 1]}))
    message = f"'crimes' of 'u2' cannot be divided by 'people': it is {people}, and not above zero"
    assert refusal(denominate, TREE, known) == Refused(message, unit="u2", indicator="people")


def test_a_quotient_too_large_to_compute_with_is_refused_also_for_a_unit_that_would_be_screened_out() -> None:
    known = data(VALUES, denominators=table({"people": [4, 1e-200, 1]}))
    message = "the value of 'crimes' for 'u2' is beyond 1e+70, too large to compute with"
    assert refusal(denominate, TREE, known) == Refused(message, unit="u2", indicator="crimes")


def test_a_denominator_that_is_not_there_is_refused_with_the_one_probably_meant() -> None:
    message = "the denominator 'people' of 'crimes' is not in the data"
    assert refusal(denominate, TREE, data(VALUES)) == Refused(message, indicator="crimes")
    known = data(VALUES, denominators=table({"peoples": [1, 1, 1]}))
    assert refusal(denominate, TREE, known) == Refused(f"{message} (did you mean 'peoples'?)", indicator="crimes")


def test_units_with_too_little_data_are_dropped_and_listed_with_their_share() -> None:
    kept, dropped = screen(table({"x": [1, None, None], "y": [2, 3, None], "z": [1, None, None]}), 0.65)
    assert kept.tolist() == [True, False, False]
    assert dropped == (Dropped("u2", 1 / 3), Dropped("u3", 0.0))


def test_a_unit_with_just_the_share_asked_for_stays() -> None:
    one_of_five = table({"a": [1]} | {code: [None] for code in "bcde"})
    assert [screen(one_of_five, share)[0].tolist() for share in (0.0, 0.2)] == [[True], [True]]


def test_a_screen_that_nobody_passes_is_refused() -> None:
    refused = refusal(screen, table({"x": [1, None], "y": [None, 2]}), 0.65)
    assert refused == Refused("no unit has 65% of the indicators", key="steps.screen.coverage")


def test_a_column_without_any_value_is_refused() -> None:
    refused = refusal(refuse_unusable, table({"x": [1, 2], "y": [None, None]}))
    assert refused == Refused("'y' has no value at all", indicator="y")


def test_a_value_whose_fourth_power_is_no_number_is_refused() -> None:
    refused = refusal(refuse_unusable, table({"x": [1, -2e70]}))
    message = "the value of 'x' for 'u2' is beyond 1e+70, too large to compute with"
    assert refused == Refused(message, unit="u2", indicator="x")
