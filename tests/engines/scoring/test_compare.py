"""Two runs side by side: parts add up, and each cause gets what it did."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from engines.scoring.compare import Comparison, Move, Run, compare
from engines.scoring.structure import structure_of
from tests.engines.scoring.samples import Column, approx, data, refusal, specification, tree

COLUMNS: dict[str, Column] = {"x": [0, 50, 100, 20], "y": [100, 40, 0, 30]}
POSTS = {"x": [0, 100], "y": [0, 100]}
FIXED = {"normalise": {"method": "goalposts", "goalposts": POSTS}}


def a_run(columns: dict[str, Column] | None = None, weight: float = 1.0, method: str = "arithmetic") -> Run:
    steps = (FIXED, {"aggregate": {"method": method}})
    return Run(specification(*steps), tree({"g": ["x", "y"]}, weight={"x": weight}), data(columns or COLUMNS))


def move_of(unit: str, found: Comparison) -> Move:
    return next(move for move in found.moves if move.unit == unit)


def test_nothing_moves_between_a_run_and_itself() -> None:
    found = compare(a_run(), a_run())
    assert {move.unit: (move.score_b - move.score_a, move.rank_b - move.rank_a) for move in found.moves} == {
        f"u{at}": (0.0, 0.0) for at in (1, 2, 3, 4)
    }
    assert all(set(move.score.values()) == {0.0} and move.indicators == {} for move in found.moves)


def test_a_changed_cell_is_the_data_s_doing_and_names_its_indicator() -> None:
    moved = move_of("u4", compare(a_run(), a_run({**COLUMNS, "x": [0, 50, 100, 80]})))
    assert (moved.score_a, moved.score_b, moved.rank_a, moved.rank_b) == (25.0, 55.0, 4.0, 1.0)
    assert moved.score == approx({"data": 30.0, "weights": 0.0, "method": 0.0})
    assert moved.rank == approx({"data": -3.0, "weights": 0.0, "method": 0.0})
    assert moved.indicators == approx({"x": 30.0})
    assert moved.jointly == approx(0.0)


def test_changed_weights_are_the_weights_doing() -> None:
    moved = move_of("u3", compare(a_run(), a_run(weight=3.0)))
    assert moved.score == approx({"data": 0.0, "weights": 25.0, "method": 0.0})


def test_a_changed_mean_is_the_method_s_doing() -> None:
    positive = {"x": [10, 50, 90, 20], "y": [90, 40, 10, 30]}
    moved = move_of("u1", compare(a_run(dict(positive)), a_run(dict(positive), method="geometric")))
    assert moved.score == approx({"data": 0.0, "weights": 0.0, "method": 30.0 - 50.0})


def test_parts_add_up_when_everything_changes_at_once() -> None:
    positive: dict[str, Column] = {"x": [10, 50, 90, 20], "y": [90, 40, 10, 30]}
    changed: dict[str, Column] = {"x": [15, 45, 90, 70], "y": [80, 40, 20, 30]}
    found = compare(a_run(positive), a_run(changed, weight=2.0, method="geometric"))
    for move in found.moves:
        assert sum(move.score.values()) == approx(move.score_b - move.score_a)
        assert sum(move.rank.values()) == approx(move.rank_b - move.rank_a)
        assert sum(move.indicators.values()) + move.jointly == approx(move.score["data"])
        assert min(abs(part) for part in move.score.values()) > 0


def test_what_only_one_run_has_is_named_and_has_no_move() -> None:
    first = a_run()
    other = data({"x": [0, 50, 100], "y": [100, 40, 0], "z": [1, 2, 3]})
    renamed = replace(other.table, units=("u1", "u2", "new"))
    posts = {"normalise": {"method": "goalposts", "goalposts": POSTS | {"z": [0, 10]}}}
    second = Run(specification(posts, {"aggregate": {}}), tree({"g": ["x", "y", "z"]}), replace(other, table=renamed))
    found = compare(first, second)
    assert sorted(move.unit for move in found.moves) == ["u1", "u2"]
    assert (found.units_only_a, found.units_only_b) == (("u3", "u4"), ("new",))
    assert (found.indicators_only_a, found.indicators_only_b) == ((), ("z",))
    for move in found.moves:
        assert sum(move.score.values()) == approx(move.score_b - move.score_a)


def test_the_most_moved_come_first() -> None:
    found = compare(a_run(), a_run({**COLUMNS, "x": [0, 50, 100, 80]}))
    shifts = [abs(move.rank_b - move.rank_a) for move in found.moves]
    assert shifts == sorted(shifts, reverse=True)
    assert found.moves[0].unit == "u4"


def test_a_run_without_aggregation_cannot_be_compared() -> None:
    bare = replace(a_run(), specification=specification(FIXED))
    refused = refusal(compare, a_run(), bare)
    assert refused.message == "a run without `aggregate` has no ranks to compare"
    assert refused.key == "steps.aggregate"


def test_a_mixture_that_cannot_be_built_is_named() -> None:
    zero = a_run()
    positive = a_run({"x": [10, 50, 90, 20], "y": [90, 40, 10, 30]}, method="geometric")
    refused = refusal(compare, zero, positive)
    assert refused.message == (
        "the mixture of data of A, weights of A, method of B cannot be built: "
        "'x' of 'u1' is 0: a geometric mean needs values above 0"
    )
    assert (refused.unit, refused.indicator) == ("u1", "x")


def test_directions_belong_to_the_method() -> None:
    first = a_run()
    turned = structure_of(replace(node, direction=-1) if node.code == "y" else node for node in first.structure.nodes)
    moved = move_of("u1", compare(first, replace(first, structure=turned)))
    assert moved.score == approx({"data": 0.0, "weights": 0.0, "method": -50.0})
    assert np.isclose(moved.score_b, 0.0)
