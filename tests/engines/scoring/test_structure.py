"""The tree of an index: what it holds, and what is no tree."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engines.scoring.errors import ScoringError
from engines.scoring.structure import Node, structure_of
from tests.engines.scoring.samples import Refused, refusal

NODES = (
    Node("x", 1, "A"),
    Node("y", 1, "A"),
    Node("z", 1, "B"),
    Node("A", 2, "index"),
    Node("B", 2, "index"),
    Node("index", 3),
)


def changed(code: str, **fields: object) -> list[Node]:
    return [replace(node, **fields) if node.code == code else node for node in NODES]  # type: ignore[arg-type]


def codes(nodes: tuple[Node, ...]) -> list[str]:
    return [node.code for node in nodes]


def test_a_tree_knows_its_levels_and_the_members_of_each_group() -> None:
    structure = structure_of(NODES)
    assert structure.height == 3
    assert structure.top.code == "index"
    assert codes(structure.indicators) == ["x", "y", "z"]
    assert codes(structure.aggregates) == ["index", "A", "B"]
    assert {code: codes(members) for code, members in structure.children.items()} == {
        "A": ["x", "y"],
        "B": ["z"],
        "index": ["A", "B"],
    }


def test_the_order_of_the_nodes_is_the_order_of_groups_and_columns() -> None:
    structure = structure_of(reversed(NODES))
    assert codes(structure.indicators) == ["z", "y", "x"]
    assert codes(structure.children["A"]) == ["y", "x"]


def test_indicators_alone_are_a_tree_of_height_one() -> None:
    structure = structure_of([Node("x", 1), Node("y", 1)])
    assert (structure.height, structure.aggregates, dict(structure.children)) == (1, (), {})


@pytest.mark.parametrize(
    ("nodes", "refused"),
    [
        ([], Refused("there is no indicator (nothing at level 1)")),
        ([Node("A", 2)], Refused("there is no indicator (nothing at level 1)")),
        ([*NODES, Node("x", 1, "B")], Refused("the code 'x' is given 2 times", indicator="x")),
        (changed("x", direction=0), Refused("the direction of 'x' is 0, not 1 or -1", indicator="x")),
        (changed("x", weight=-0.5), Refused("the weight of 'x' is -0.5, not a number from 0 up", indicator="x")),
        (changed("x", weight=float("nan")), Refused("the weight of 'x' is nan, not a number from 0 up", indicator="x")),
        (changed("x", weight=float("inf")), Refused("the weight of 'x' is inf, not a number from 0 up", indicator="x")),
        (
            changed("A", parent="indx"),
            Refused("the parent 'indx' of 'A' is not in the structure (did you mean 'index'?)", indicator="A"),
        ),
        (changed("index", parent="A"), Refused("the structure has a cycle: A → index → A", indicator="A")),
        (changed("index", parent="index"), Refused("the structure has a cycle: index → index", indicator="index")),
        (
            changed("z", parent="index"),
            Refused("'z' is at level 1 and its parent 'index' at level 3: a level is skipped", indicator="z"),
        ),
        (
            changed("index", level=4),
            Refused("'A' is at level 2 and its parent 'index' at level 4: a level is skipped", indicator="A"),
        ),
        (
            [*NODES, Node("w", 0, "x")],
            Refused("the level of 'w' is 0; levels begin at 1", indicator="w"),
        ),
        (changed("B", parent=None), Refused("'B' at level 2 has no parent", indicator="B")),
        (
            [*NODES, Node("C", 2, "index")],
            Refused("the aggregate 'C' has nothing below it", indicator="C"),
        ),
        (
            [replace(node, weight=0.0) if node.parent == "A" else node for node in NODES],
            Refused("the weights of the group 'A' (x, y) add up to zero", indicator="x"),
        ),
        (
            [replace(node, weight=1e308) if node.parent == "A" else node for node in NODES],
            Refused("the weights of the group 'A' (x, y) add up to more than any number", indicator="x"),
        ),
    ],
)
def test_what_is_no_tree_is_refused_and_its_node_named(nodes: list[Node], refused: Refused) -> None:
    assert refusal(structure_of, nodes) == refused


@pytest.mark.parametrize(
    ("nodes", "named"),
    [
        (
            [replace(node, weight=-1.0, parent="C") if node.level == 1 else node for node in NODES],
            [("x", "Weight"), ("x", "Parent"), ("y", "Weight"), ("y", "Parent"), ("z", "Weight"), ("z", "Parent")],
        ),
        ([*changed("x", direction=0)], [("x", "Direction")]),
        ([*changed("index", parent="A"), Node("C", 2, "D"), Node("D", 3, "C")], [("A", "Parent"), ("C", "Parent")]),
        ([*changed("index", level=4)], [("A", "Level"), ("B", "Level")]),
        ([*changed("A", parent=None), Node("w", 0, "A")], [("A", "Parent"), ("w", "Level")]),
        ([replace(node, weight=0.0) for node in NODES], [("x", "Weight"), ("z", "Weight"), ("A", "Weight")]),
    ],
    ids=["nodes", "directions", "circles", "skipped", "without", "weights"],
)
def test_all_that_is_wrong_in_the_same_way_is_refused_at_once_with_its_fields(
    nodes: list[Node], named: list[tuple[str, str]]
) -> None:
    with pytest.raises(ScoringError) as refused:
        structure_of(nodes)
    assert [(error.indicator, error.field) for error in (refused.value, *refused.value.others)] == named


def test_a_weight_of_zero_is_a_weight_as_long_as_its_group_has_another() -> None:
    assert structure_of(changed("x", weight=0.0)).named["x"].weight == 0.0
