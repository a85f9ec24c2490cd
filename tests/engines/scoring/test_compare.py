"""Two runs side by side: parts add up, and each cause and each change gets what it did."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from math import isnan, nan
from typing import Any

import numpy as np
import pytest

from engines.scoring import compare as module
from engines.scoring.changes import CAUSES, Parts, Run, changes_between, taken_apart
from engines.scoring.compare import Comparison, Effect, RankChange, Unbuilt, compare
from engines.scoring.pipeline import build
from engines.scoring.structure import structure_of
from tests.engines.scoring.samples import Column, approx, data, refusal, specification, table, tree

COLUMNS: dict[str, Column] = {"x": [0, 50, 100, 20], "y": [100, 40, 0, 30]}
POSITIVE: dict[str, Column] = {"x": [10, 50, 90, 20], "y": [90, 40, 10, 30]}
POSTS = {"x": [0, 100], "y": [0, 100]}
FIXED = {"normalise": {"method": "goalposts", "goalposts": POSTS}}
SCALED = {"normalise": {"method": "minmax", "range": [1, 100]}}
ZERO = "'x' of 'u1' is 0: a geometric mean needs values above 0"


def a_run(
    columns: dict[str, Column] | None = None, weight: float = 1.0, method: str = "arithmetic", first: Any = FIXED
) -> Run:
    steps = (first, {"aggregate": {"method": method}})
    return Run(specification(*steps), tree({"g": ["x", "y"]}, weight={"x": weight}), data(columns or COLUMNS))


def move_of(unit: str, found: Comparison) -> RankChange:
    return next(move for move in found.moves if move.unit == unit)


def parts_of(unit: str, found: Comparison) -> dict[str, float]:
    """Return the parts of single changes in the unit's score."""
    return {part.change: part.score for part in move_of(unit, found).changes}


def names(found: Comparison) -> list[tuple[str, str]]:
    return [(change.cause, change.name) for change in found.changes]


def assert_parts_add_up(found: Comparison) -> None:
    for move in found.moves:
        assert sum(move.score.values()) == approx(move.score_b - move.score_a)
        assert sum(move.rank.values()) == approx(move.rank_b - move.rank_a)
        for cause in CAUSES:
            parts = [part for part in move.changes if part.cause == cause and not isnan(part.score)]
            assert sum(part.score for part in parts) == approx(move.score[cause])
            assert sum(part.rank for part in parts) == approx(move.rank[cause])


def everything_changed() -> tuple[Run, Run]:
    """Return two runs that differ in each way two runs can, with mixtures that can all be built."""
    first = specification(
        {"denominate": {}}, {"impute": {"method": "mean"}}, SCALED, {"aggregate": {"method": "arithmetic"}}
    )
    second = specification(
        {"denominate": {}},
        {"screen": {"coverage": 0.5}},
        {"impute": {"method": "group_mean", "group": "region"}},
        {"treat": {"winsorise_max": 1}},
        {"normalise": {"method": "minmax", "range": [10, 90]}},
        {"weigh": {"method": "equal", "levels": [2]}},
        {"aggregate": {"method": "geometric"}},
    )
    columns: dict[str, Column] = {"x": [1, 5, 9, 2], "y": [9, 4, None, 3], "z": [1, 2, 3, 5]}
    more: dict[str, Column] = {"x": [1, 5, 8, 2, 4], "y": [9, 4, None, 7, 1], "z": [1, 2, 3, 5, 6]}
    people: dict[str, Column] = {"people": [1, 2, 3, 4]}
    a = data(columns, denominators=table(people), groups={"region": ("w", "w", "e", "e")})
    b = data(
        more | {"w": [4, 3, 2, 1, 5]},
        denominators=table({"people": [1, 2, 5, 4, 3]}),
        groups={"region": ("w", "e", "e", "e", "w")},
    )
    tree_a = tree({"g": ["x", "y"], "h": ["z"]}, denominator={"x": "people"})
    tree_b = tree(
        {"g": ["x", "y"], "h": ["z", "w"]},
        denominator={"y": "people"},
        weight={"x": 3, "h": 2},
        direction={"z": -1},
        target={"z": 4},
    )
    return Run(first, tree_a, a), Run(second, tree_b, b)


def test_nothing_moves_between_a_run_and_itself() -> None:
    found = compare(a_run(), a_run())
    assert {move.unit: (move.score_b - move.score_a, move.rank_b - move.rank_a) for move in found.moves} == {
        f"u{at}": (0.0, 0.0) for at in (1, 2, 3, 4)
    }
    assert all(set(move.score.values()) == {0.0} and move.changes == () for move in found.moves)
    assert found.changes == ()


def test_a_changed_cell_is_the_data_s_doing_and_names_its_indicator() -> None:
    found = compare(a_run(), a_run({**COLUMNS, "x": [0, 50, 100, 80]}))
    moved = move_of("u4", found)
    assert (moved.score_a, moved.score_b, moved.rank_a, moved.rank_b) == (25.0, 55.0, 4.0, 1.0)
    assert moved.score == approx({"data": 30.0, "weights": 0.0, "method": 0.0})
    assert moved.rank == approx({"data": -3.0, "weights": 0.0, "method": 0.0})
    assert moved.changes == (Effect("data", "indicator x", 30.0, -3.0),)
    assert names(found) == [("data", "indicator x")]


def test_changed_weights_are_the_weights_doing_and_name_their_group() -> None:
    found = compare(a_run(), a_run(weight=3.0))
    assert move_of("u3", found).score == approx({"data": 0.0, "weights": 25.0, "method": 0.0})
    assert parts_of("u3", found) == approx({"weights in g": 25.0})


def test_a_changed_mean_is_the_method_s_doing_and_names_the_step() -> None:
    found = compare(a_run(POSITIVE), a_run(POSITIVE, method="geometric"))
    assert move_of("u1", found).score == approx({"data": 0.0, "weights": 0.0, "method": 30.0 - 50.0})
    assert parts_of("u1", found) == approx({"step aggregate": -20.0})


def test_directions_belong_to_the_method() -> None:
    first = a_run()
    turned = structure_of(replace(node, direction=-1) if node.code == "y" else node for node in first.structure.nodes)
    found = compare(first, replace(first, structure=turned))
    assert move_of("u1", found).score == approx({"data": 0.0, "weights": 0.0, "method": -50.0})
    assert parts_of("u1", found) == approx({"direction of y": -50.0})


def test_names_of_nodes_and_units_of_measurement_change_nothing() -> None:
    first = a_run()
    renamed = structure_of(replace(node, name=f"The {node.code}", unit="km") for node in first.structure.nodes)
    assert compare(first, replace(first, structure=renamed)).changes == ()


def test_parts_of_several_changes_are_what_each_does_alone_and_what_they_do_jointly() -> None:
    steps = specification({"aggregate": {"method": "geometric"}})
    codes = tree({"g": ["x", "y", "z"]})
    first, second = (Run(steps, codes, data({code: [value, 3] for code in "xyz"})) for value in (1, 8))
    found = compare(first, second)
    alone = (2 - 1 + 8 - 4) / 2
    assert parts_of("u1", found) == approx(
        {"indicator x": alone, "indicator y": alone, "indicator z": alone, "jointly": 7 - 3 * alone}
    )
    assert [part.rank for part in move_of("u1", found).changes] == [0.0, 0.0, 0.0, -1.0]


def test_two_changes_of_a_cause_do_nothing_jointly() -> None:
    first = a_run(POSITIVE, method="geometric")
    second = a_run({"x": [40, 50, 90, 20], "y": [22, 40, 10, 30]}, method="geometric")
    parts = move_of("u1", compare(first, second)).changes
    assert [part.change for part in parts] == ["indicator x", "indicator y"]


def test_what_rounding_leaves_of_two_changes_is_not_done_jointly() -> None:
    """Of x twice and y once: 27 × 2 / 3 and −1 / 3, which together are the whole but for the last bit."""
    first, second = (a_run({"x": [x, 10, 5, 2], "y": [y, 10, 5, 2]}, weight=2.0) for x, y in ((14, 4), (41, 3)))
    assert parts_of("u1", compare(first, second)) == approx({"indicator x": 18, "indicator y": -1 / 3})


def test_parts_add_up_when_everything_changes_at_once() -> None:
    changed: dict[str, Column] = {"x": [15, 45, 90, 70], "y": [80, 40, 20, 30]}
    found = compare(a_run(POSITIVE), a_run(changed, weight=2.0, method="geometric"))
    assert_parts_add_up(found)
    assert min(abs(part) for move in found.moves for part in move.score.values()) > 0


def test_each_thing_that_differs_is_a_change_of_its_cause() -> None:
    found = compare(*everything_changed())
    assert names(found) == [
        ("data", "units"),
        ("data", "indicator x"),
        ("data", "indicator y"),
        ("data", "denominator people"),
        ("data", "grouping region"),
        ("weights", "step weigh"),
        ("weights", "weights in g"),
        ("weights", "weights in index"),
        ("method", "step screen"),
        ("method", "step impute"),
        ("method", "step treat"),
        ("method", "step normalise"),
        ("method", "step aggregate"),
        ("method", "tree"),
        ("method", "denominator of x"),
        ("method", "denominator of y"),
        ("method", "direction of z"),
        ("method", "target of z"),
    ]
    assert found.unbuilt == ()
    assert_parts_add_up(found)


def seen(parts: Parts) -> object:
    columns = {column: list(map(str, values)) for column, values in parts.columns.items()}
    return parts.specification, parts.nodes, parts.units, columns


def test_putting_changes_into_the_first_is_taking_the_others_out_of_the_second() -> None:
    a, b = taken_apart(*everything_changed())
    b = replace(b, specification=replace(b.specification, source=a.specification.source))
    changes = changes_between(a, b)
    for made in (some for size in (0, 1, 2, 3, len(changes)) for some in combinations(changes, size)):
        into, out_of = a, b
        for change in changes:
            into, out_of = (change.put(into, b), out_of) if change in made else (into, change.put(out_of, a))
        assert seen(into) == seen(out_of)


def test_both_ends_are_the_runs_themselves() -> None:
    a, b = everything_changed()
    found = compare(a, b)
    for run, score, rank in ((a, "score_a", "rank_a"), (b, "score_b", "rank_b")):
        built = build(run.specification, run.structure, run.data)
        assert built.scores is not None
        assert built.ranks is not None
        scores = dict(zip(built.scores.units, built.scores.column("index"), strict=True))
        ranks = dict(zip(built.ranks.units, built.ranks.column("index"), strict=True))
        for move in found.moves:
            assert (getattr(move, score), getattr(move, rank)) == (scores[move.unit], ranks[move.unit])


def test_no_more_is_built_than_the_ends_the_mixtures_and_two_for_a_change(monkeypatch: pytest.MonkeyPatch) -> None:
    built = []

    def counted(*arguments: Any) -> Any:
        built.append(arguments)
        return build(*arguments)

    monkeypatch.setattr(module, "build", counted)
    compare(a_run(), a_run())
    assert len(built) == 1
    compare(a_run(), a_run(weight=3.0))
    assert len(built) == 1 + 2
    built.clear()
    found = compare(*everything_changed())
    assert len(built) <= 8 + 2 * len(found.changes)


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
    assert_parts_add_up(found)


def test_changes_that_only_go_together_are_said_jointly() -> None:
    first = a_run()
    posts = {"normalise": {"method": "goalposts", "goalposts": POSTS | {"z": [0, 10]}}}
    second = Run(
        specification(posts, {"aggregate": {}}), tree({"g": ["x", "y", "z"]}), data({**COLUMNS, "z": [1, 2, 3, 4]})
    )
    found = compare(first, second)
    parts = {"step normalise": nan, "tree": nan, "jointly": (100 + 0 + 30) / 3 - 50}
    assert parts_of("u3", found) == approx(parts, nan_ok=True)
    assert len(found.unbuilt) == 2


def test_who_joins_is_a_change_of_the_data() -> None:
    columns: dict[str, Column] = {"x": [0, 50, 100, 20, 90], "y": [100, 40, 0, 30, 90]}
    found = compare(a_run(), a_run(columns))
    assert names(found) == [("data", "units")]
    assert move_of("u1", found).changes == (Effect("data", "units", 0.0, 1.0),)


def test_weights_as_given_are_the_same_whether_the_step_is_named_or_not() -> None:
    named = specification(FIXED, {"weigh": {"method": "given"}}, {"aggregate": {"method": "arithmetic"}})
    assert compare(a_run(), replace(a_run(), specification=named)).changes == ()


def test_the_order_of_units_is_no_change() -> None:
    first = a_run()
    keep = [3, 1, 0, 2]
    turned = replace(first.data.table, units=("u4", "u2", "u1", "u3"), values=first.data.table.values[keep])
    found = compare(first, replace(first, data=replace(first.data, table=turned)))
    assert (found.changes, {move.rank_b - move.rank_a for move in found.moves}) == ((), {0.0})


def test_a_top_that_is_put_under_another_has_a_weight_there() -> None:
    first = Run(a_run().specification, tree({"g": ["x", "y"]}), data({**COLUMNS, "z": [0, 0, 0, 9]}))
    posts = {"normalise": {"method": "goalposts", "goalposts": POSTS | {"z": [0, 10]}}}
    higher = tree({"g": ["x", "y"], "h": ["z"]}, weight={"g": 5})
    found = compare(first, Run(specification(posts, {"aggregate": {}}), higher, first.data))
    assert names(found) == [("weights", "weights in index"), ("method", "step normalise"), ("method", "tree")]
    assert_parts_add_up(found)


def test_the_most_moved_come_first() -> None:
    found = compare(a_run(), a_run({**COLUMNS, "x": [0, 50, 100, 80]}))
    shifts = [abs(move.rank_b - move.rank_a) for move in found.moves]
    assert shifts == sorted(shifts, reverse=True)
    assert found.moves[0].unit == "u4"


def test_a_unit_without_a_rank_in_one_run_comes_last_and_its_parts_cannot_be_said() -> None:
    found = compare(a_run(), a_run({"x": [0, 60, 100, None], "y": [100, 40, 0, None]}))
    last = found.moves[-1]
    assert (last.unit, last.rank_a, isnan(last.rank_b)) == ("u4", 4.0, True)
    assert all(isnan(part) for part in (*last.score.values(), *last.rank.values()))
    assert {part.cause for part in last.changes} == {"data"}
    assert (found.ranked_only_a, found.ranked_only_b) == (("u4",), ())
    assert (found.units_only_a, found.units_only_b) == ((), ())
    assert not any(isnan(part) for move in found.moves[:-1] for part in move.score.values())


def test_an_order_in_which_a_unit_is_screened_out_is_left_aside_for_it() -> None:
    first = a_run({**COLUMNS, "y": [100, 40, 0, None]})
    second = replace(a_run(), specification=specification({"screen": {"coverage": 1}}, FIXED, {"aggregate": {}}))
    moved = move_of("u4", compare(first, second))
    assert moved.score == approx({"data": 5.0, "weights": 0.0, "method": 0.0})


def test_a_mixture_that_cannot_be_built_is_named_and_its_orders_are_left_aside() -> None:
    found = compare(a_run(), a_run(POSITIVE, method="geometric"))
    assert Unbuilt("the first run with the method of the second", ZERO) in found.unbuilt
    assert move_of("u1", found).score == approx({"data": 0.0, "weights": 0.0, "method": 30.0 - 50.0})
    assert_parts_add_up(found)


def test_a_change_has_the_part_of_the_side_that_can_be_built() -> None:
    found = compare(a_run(), a_run(POSITIVE, method="geometric"))
    assert found.unbuilt == (
        Unbuilt("the first run with the method of the second", ZERO),
        Unbuilt("the second run with indicator x of the first", ZERO),
        Unbuilt("the second run with indicator y of the first", ZERO.replace("x", "y", 1).replace("u1", "u3")),
    )
    assert move_of("u1", found).changes[:2] == (
        Effect("data", "indicator x", 5.0, 0.0),
        Effect("data", "indicator y", -5.0, 1.0),
    )


def test_without_an_order_that_can_be_built_it_is_said_who_moved_and_not_why() -> None:
    first = a_run(first=SCALED, method="geometric")
    found = compare(first, a_run({"x": [50, 50, 50, 50], "y": [10, 20, 30, 40]}, method="geometric"))
    assert {move.unit: (move.rank_a, move.rank_b) for move in found.moves} == {
        "u1": (3.0, 4.0),
        "u2": (1.0, 3.0),
        "u3": (3.0, 2.0),
        "u4": (2.0, 1.0),
    }
    assert all(np.isnan([*move.score.values(), *move.rank.values()]).all() for move in found.moves)
    assert [unbuilt.mixture for unbuilt in found.unbuilt] == [
        "the first run with the data of the second",
        "the first run with the method of the second",
        "the first run with indicator x of the second",
        "the second run with indicator x of the first",
        "the second run with indicator y of the first",
    ]


@pytest.mark.parametrize("backwards", [False, True])
def test_a_run_that_cannot_be_built_itself_is_refused(backwards: bool) -> None:
    runs = [a_run(), a_run(method="geometric")]
    refused = refusal(compare, *(reversed(runs) if backwards else runs))
    assert refused.message == f"the {'first' if backwards else 'second'} run cannot be compared: {ZERO}"
    assert (refused.unit, refused.indicator) == ("u1", "x")


def test_a_run_without_aggregation_cannot_be_compared() -> None:
    bare = replace(a_run(), specification=specification(FIXED))
    refused = refusal(compare, a_run(), bare)
    assert refused.message == "the second run cannot be compared: without the step `aggregate` there are no ranks"
    assert refused.key == "steps.aggregate"
