"""An index built from end to end, by hand beside it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from engines.scoring.fingerprint import hash_of_data, hash_of_specification
from engines.scoring.pipeline import build
from engines.scoring.results import Cell, Dropped, ScoringWarning
from engines.scoring.specification import Specification
from engines.scoring.structure import Node, Structure, structure_of
from tests.engines.scoring.samples import Refused, approx, cells, data, refusal, specification, table, tree

TREE = tree({"A": ["x", "y"], "B": ["z"]}, direction={"y": -1}, weight={"x": 1, "y": 3}, denominator={"z": "people"})
DATA = data(
    {"spare": [1] * 5, "z": [10, 40, 30, 20, 5], "x": [0, 10, 5, None, None], "y": [4, 2, None, 0, None]},
    denominators=table({"people": [1, 2, 1, 1, 1]}),
)
WHOLE = specification(
    "denominate", {"screen": {"coverage": 0.5}}, {"impute": {"method": "mean"}}, "normalise", "aggregate"
)


def with_gaps(coverage: float) -> Specification:
    return specification(
        "denominate", {"screen": {"coverage": 0.5}}, "normalise", {"aggregate": {"coverage": coverage}}
    )


def test_an_index_is_built_step_by_step() -> None:
    built = build(WHOLE, TREE, DATA)
    assert built.dropped == (Dropped("u5", 1 / 3),)
    assert cells(built.denominated) == {
        "x": [0, 10, 5, None, None],
        "y": [4, 2, None, 0, None],
        "z": [10, 20, 30, 20, 5],
    }
    assert built.imputed.units == ("u1", "u2", "u3", "u4")
    assert cells(built.imputed) == {"x": [0, 10, 5, 5], "y": [4, 2, 2, 0], "z": [10, 20, 30, 20]}
    assert (cells(built.treated), built.treatments) == (cells(built.imputed), ())
    assert cells(built.normalised) == {"x": [0, 100, 50, 50], "y": [0, 50, 50, 100], "z": [0, 50, 100, 50]}
    assert built.nominal_weights == {"x": 0.25, "y": 0.75, "z": 1, "A": 0.5, "B": 0.5}
    assert built.weights is not None
    assert cells(built.weights) == {code: [weight] * 4 for code, weight in built.nominal_weights.items()}
    assert built.scores is not None
    assert cells(built.scores) == {
        "index": [0, 56.25, 75, 68.75],
        "A": [0, 62.5, 50, 87.5],
        "B": [0, 50, 100, 50],
    }
    assert built.ranks is not None
    assert cells(built.ranks) == {"index": [4, 3, 1, 2], "A": [4, 2, 3, 1], "B": [4, 2, 1, 2]}
    assert built.cells == (
        Cell("impute", "u3", "y", None, 2.0, "mean"),
        Cell("impute", "u4", "x", None, 5.0, "mean"),
    )
    assert built.warnings == ()


def test_missing_cells_count_nothing_and_the_others_count_for_them() -> None:
    built = build(with_gaps(0), TREE, DATA)
    assert built.weights is not None
    assert built.scores is not None
    assert cells(built.weights) == {
        "x": [0.25, 0.25, 1, None],
        "y": [0.75, 0.75, None, 1],
        "z": [1, 1, 1, 1],
        "A": [0.5] * 4,
        "B": [0.5] * 4,
    }
    assert cells(built.scores) == {"index": [0, 56.25, 75, 75], "A": [0, 62.5, 50, 100], "B": [0, 50, 100, 50]}
    text = "2 cells are missing when groups are aggregated; they are skipped, and the other weights count"
    assert built.warnings == (ScoringWarning("missing", text, {"cells": 2}),)


def test_below_its_coverage_an_aggregate_is_missing_and_has_no_rank() -> None:
    built = build(with_gaps(0.75), TREE, DATA)
    assert built.scores is not None
    assert built.ranks is not None
    assert cells(built.scores) == {"index": [0, 56.25, None, None], "A": [0, 62.5, None, None], "B": [0, 50, 100, 50]}
    assert cells(built.ranks) == {"index": [2, 1, None, None], "A": [2, 1, None, None], "B": [4, 2, 1, 2]}
    few = "where less than 75% of its members, or none of any weight is there: u3, u4"
    assert built.warnings[1:] == tuple(
        ScoringWarning("without_value", f"{code} has no value {few}", {"aggregate": code, "units": ["u3", "u4"]})
        for code in ("index", "A")
    )


def test_a_unit_whose_only_value_has_no_weight_is_named() -> None:
    known = data({"x": [1, 2, 3], "y": [None, 5, 4]})
    built = build(specification("normalise", "aggregate"), tree({"A": ["x", "y"]}, weight={"x": 0}), known)
    assert built.scores is not None
    assert cells(built.scores) == {"A": [None, 100, 0]}
    text = "A has no value where none of its members of any weight is there: u1"
    assert built.warnings[1:] == (ScoringWarning("without_value", text, {"aggregate": "A", "units": ["u1"]}),)


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        (
            {"method": "goalposts", "goalposts": {"x": [1, 2], "y": {"low": 2, "high": 6, "log": True}}},
            [("u1", "x", 0.5, 1, "goalposts"), ("u3", "x", 3, 2, "goalposts"), ("u2", "y", 1, 2, "goalposts")],
        ),
        ({"method": "distance_to_target", "cap": True}, [("u3", "x", 3, 2, "target"), ("u2", "y", 1, 4, "target")]),
        ({"method": "distance_to_target"}, []),
        ("minmax", []),
    ],
)
def test_cells_beyond_the_ends_of_their_scale_are_listed(step: Any, expected: list[Any]) -> None:
    known = data({"x": [0.5, 1.5, 3], "y": [5, 1, None]})
    structure = tree({"A": ["x", "y"]}, direction={"y": -1}, target={"x": 2, "y": 4})
    made = specification({"normalise": step if isinstance(step, dict) else {"method": step}}, "aggregate")
    listed = sorted(expected, key=lambda cell: cell[0])
    assert build(made, structure, known).cells == tuple(
        Cell("normalise", unit, code, before, after, f"beyond the {end}") for unit, code, before, after, end in listed
    )


def test_a_unit_with_nothing_at_all_has_no_score_and_no_rank() -> None:
    built = build(
        specification("normalise", "aggregate"), tree({"A": ["x", "y"]}), data({"x": [1, None, 2], "y": [3, None, 5]})
    )
    assert built.scores is not None
    assert built.ranks is not None
    assert built.weights is not None
    assert (cells(built.scores), cells(built.ranks)) == ({"A": [0, None, 100]}, {"A": [2, None, 1]})
    assert cells(built.weights) == {"x": [0.5, None, 0.5], "y": [0.5, None, 0.5]}


def test_each_level_may_have_its_own_mean() -> None:
    steps = [{"normalise": {"range": [1, 101]}}, {"aggregate": {"method": ["harmonic", "geometric"]}}]
    built = build(
        specification(*steps), tree({"A": ["x", "y"], "B": ["z"]}), data({"x": [0, 1], "y": [2, 1], "z": [3, 4]})
    )
    harmonic = 2 / (1 / 1 + 1 / 101)
    assert built.scores is not None
    assert cells(built.scores) == {
        "index": approx([harmonic**0.5, (harmonic * 101) ** 0.5]),
        "A": approx([harmonic] * 2),
        "B": approx([1, 101]),
    }


def test_treated_cells_and_columns_that_still_fail_are_reported() -> None:
    columns = {"x": [*range(20), 500, 1000], "y": [*range(21), 900]}
    steps = [{"treat": {"winsorise_max": 1, "then": "none"}}, "normalise", "aggregate"]
    built = build(specification(*steps), tree({"A": ["x", "y"]}), data(columns))
    assert cells(built.treated) == {"x": [*range(20), 500, 500], "y": [*range(21), 20]}
    assert built.cells == (
        Cell("treat", "u22", "x", 1000.0, 500.0, "winhi"),
        Cell("treat", "u22", "y", 900.0, 20.0, "winhi"),
    )
    assert built.warnings == (ScoringWarning("treatment", "still beyond the limits after treatment: x"),)


def test_steps_that_are_left_out_pass_their_table_on() -> None:
    built = build(Specification(), TREE, DATA)
    given = {"x": [0, 10, 5, None, None], "y": [4, 2, None, 0, None], "z": [10, 40, 30, 20, 5]}
    assert [cells(one) for one in (built.denominated, built.imputed, built.treated)] == [given] * 3
    assert cells(built.normalised) == given | {"y": [-4, -2, None, 0, None]}
    assert (built.weights, built.scores, built.ranks, dict(built.nominal_weights)) == (None, None, None, {})


def test_every_unit_may_have_its_own_weights() -> None:
    """At level 1 by benefit of the doubt: `u3` gets 1/12 of each, as on the frontier."""
    steps = [{"weigh": {"method": "benefit_of_the_doubt", "levels": [1]}}, "aggregate"]
    built = build(
        specification(*steps),
        tree({"A": ["x", "y"], "B": ["z"]}),
        data({"x": [10, 4, 5], "y": [2, 8, 5], "z": [1, 2, 3]}),
    )
    assert built.scores is not None
    assert built.weights is not None
    assert built.nominal_weights == {"A": 0.5, "B": 0.5}
    assert cells(built.scores)["A"] == approx([1, 1, 10 / 12])
    assert cells(built.scores)["B"] == approx([1 / 3, 2 / 3, 1])
    assert [column[2] for column in cells(built.weights).values()] == approx([1 / 12, 1 / 12, 1 / 3, 0.5, 0.5])


def test_the_warnings_of_weighing_are_part_of_the_result() -> None:
    steps = ["normalise", {"weigh": {"method": "ahp", "comparisons": {"A": [[1, 3], [1 / 3, 1]]}}}, "aggregate"]
    built = build(specification(*steps), tree({"A": ["x", "y"]}), data({"x": [0, 1], "y": [1, 0]}))
    assert built.scores is not None
    assert cells(built.scores) == {"A": approx([25, 75])}
    assert built.warnings == (
        ScoringWarning("ahp", "A: consistency ratio 0.000, consistent", {"group": "A", "ratio": 0.0}),
    )


@pytest.mark.parametrize(
    ("steps", "structure", "refused"),
    [
        (
            ["aggregate"],
            tree({"A": ["x", "w"]}),
            Refused("the indicator 'w' is not in the data", indicator="w"),
        ),
        (
            [{"aggregate": {"method": ["arithmetic", "geometric", "harmonic"]}}],
            TREE,
            Refused("3 methods for 2 levels of aggregates", key="steps.aggregate.method"),
        ),
        (
            ["aggregate"],
            structure_of([Node("x", 1), Node("y", 1)]),
            Refused("there is no aggregate above the indicators", key="steps.aggregate"),
        ),
        (
            [{"weigh": {"method": "ahp", "comparisons": {"a": [[1, 1], [1, 1]]}}}, "aggregate"],
            TREE,
            Refused(
                "there is no group 'a' to compare the members of (did you mean 'A'?)", key="steps.weigh.comparisons.a"
            ),
        ),
        (
            [{"weigh": {"method": "equal", "levels": [3]}}, "aggregate"],
            TREE,
            Refused("level 3 has no weights: groups have members at levels 1…2", key="steps.weigh.levels"),
        ),
        (
            ["normalise", {"aggregate": {"method": "geometric"}}],
            TREE,
            Refused("'x' of 'u1' is 0: a geometric mean needs values above 0", "u1", "x", "steps.aggregate.method"),
        ),
        (
            ["normalise", {"aggregate": {"method": ["arithmetic", "geometric"]}}],
            TREE,
            Refused("'A' of 'u1' is 0: a geometric mean needs values above 0", "u1", "A", "steps.aggregate.method"),
        ),
        (
            [
                "normalise",
                {"weigh": {"method": "benefit_of_the_doubt", "levels": [1]}},
                {"aggregate": {"method": "harmonic"}},
            ],
            tree({"A": ["x", "z"]}),
            Refused(
                "'A' gives every unit its own weights: it takes the arithmetic mean",
                indicator="A",
                key="steps.weigh.method",
            ),
        ),
        (
            [{"impute": {"method": "group_mean", "group": "island"}}, "aggregate"],
            TREE,
            Refused("there is no group column 'island'", key="steps.impute.group"),
        ),
    ],
)
def test_an_index_that_cannot_be_built_is_refused(steps: list[object], structure: Structure, refused: Refused) -> None:
    assert refusal(build, specification(*steps), structure, DATA) == refused


def test_the_hash_of_a_specification_is_of_its_settings_not_of_how_they_are_written() -> None:
    short, long = specification("normalise"), specification({"normalise": {"range": [0, 100], "method": "minmax"}})
    assert short.source != long.source
    same = hash_of_specification(short, TREE)
    assert hash_of_specification(long, TREE) == same
    others = [
        hash_of_specification(specification({"normalise": {"range": [0, 1]}}), TREE),
        hash_of_specification(specification("normalise", weights={"noise": 0.1, "levels": [1]}), TREE),
        hash_of_specification(short, tree({"A": ["x", "y"], "B": ["z"]})),
    ]
    assert len({same, *others}) == 4


def test_the_hash_of_data_is_of_all_that_is_known_to_the_last_bit() -> None:
    known = data({"x": [0.0, None, 3]}, denominators=table({"people": [1, 2, 3]}), groups={"island": ("a", "b", None)})
    same = [data({"x": [-0.0, None, 3]}, denominators=known.denominators, groups=known.groups), replace(known)]
    others = [
        data({"x": [0.0, None, 3 + 5e-16]}, denominators=known.denominators, groups=known.groups),
        data({"y": [0.0, None, 3]}, denominators=known.denominators, groups=known.groups),
        replace(known, denominators=None),
        replace(known, denominators=table({"people": [1, 2, 4]})),
        replace(known, groups={"island": ("a", "b", "c")}),
        replace(known, names=("One", "Two", "Three")),
    ]
    assert {hash_of_data(one) for one in same} == {hash_of_data(known)}
    assert len({hash_of_data(one) for one in (known, *others)}) == 7


def test_a_result_carries_the_hashes_of_what_it_was_made_of() -> None:
    built = build(WHOLE, TREE, DATA)
    assert built.specification_hash == hash_of_specification(WHOLE, TREE)
    assert built.data_hash == hash_of_data(DATA)


RUPIAH = data({"grdp": [812e12, 640e12, 95e12, 33e12], "share": [3.1, 4.2, 9.9, 8.4]})


@pytest.mark.parametrize(
    ("steps", "ranks"),
    [
        ([{"weigh": {"method": "benefit_of_the_doubt"}}, "aggregate"], [1, 3, 1, 4]),
        ([{"aggregate": {"method": "copeland"}}], [2, 2, 1, 4]),
        ([{"aggregate": {"method": "harmonic"}}], [4, 3, 1, 2]),
        (["aggregate"], [1, 2, 3, 4]),
    ],
    ids=["benefit of the doubt", "copeland", "harmonic", "arithmetic"],
)
@pytest.mark.parametrize("unit", [1.0, 1e-12, 1e12])
def test_large_values_beside_small_ones_take_no_rank_away(steps: list[Any], ranks: list[int], unit: float) -> None:
    """Rounding is measured by what is summed in a score, and not by the largest value that there is."""
    known = replace(RUPIAH, table=RUPIAH.table.having(RUPIAH.table.values * unit))
    built = build(specification(*steps), tree({"A": ["grdp", "share"]}), known)
    assert built.ranks is not None
    assert cells(built.ranks)["A"] == ranks


def test_scores_that_are_what_is_left_where_sums_cancel_are_equal() -> None:
    """Both indicators say the opposite of each other: every score is 0 but for rounding, on each of two levels."""
    known = data({"x": [0.1, 0.7, 0.3, 1.9], "y": [0.1, 0.7, 0.3, 1.9], "z": [2.3, 0.1, 0.4, 1.1]})
    structure = tree({"A": ["x", "y"]}, direction={"y": -1})
    for method in ("zscore", "minmax"):
        built = build(specification({"normalise": {"method": method, "range": [-1, 1]}}, "aggregate"), structure, known)
        assert built.ranks is not None
        assert cells(built.ranks)["A"] == [1, 1, 1, 1]
