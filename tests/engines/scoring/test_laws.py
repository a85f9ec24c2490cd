"""Laws that hold for every index, whatever its data."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from math import isnan, nan
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from engines.scoring.aggregate import AggregateGroup, combine
from engines.scoring.errors import ScoringError
from engines.scoring.impute import impute
from engines.scoring.normalise import normalise
from engines.scoring.pipeline import build
from engines.scoring.ranks import rank
from engines.scoring.results import Build
from engines.scoring.robustness import run
from engines.scoring.specification import Impute, Normalise, Specification, Treat
from engines.scoring.structure import Structure, structure_of
from engines.scoring.table import Data, Table
from engines.scoring.treat import treat, winsorise
from tests.engines.scoring.samples import Column, approx, array, cells, data, specification, table, tree
from tests.examples import examples

Columns = dict[str, Column]
CODES = ("a", "b", "c", "d")
GROUPS = {"A": ("a", "b"), "B": ("c", "d")}
LAW = examples(50)
SLOW_LAW = examples(12)

sizes = st.integers(3, 7)
factors = st.floats(0.01, 100)
weights = st.integers(1, 12).map(lambda weight: weight / 4)
means = st.sampled_from(["arithmetic", "geometric", "harmonic"])


def columns_of(units: int, *, gaps: bool = False, least: int = 2) -> st.SearchStrategy[Columns]:
    """Give a column of small numbers, so that ties are common, for each code; none is constant or all but empty."""
    number: st.SearchStrategy[float | None] = st.integers(0, 12)
    cell = number | st.none() if gaps else number
    column = st.lists(cell, min_size=units, max_size=units).filter(
        lambda some: len({x for x in some if x is not None}) > 1 and sum(x is not None for x in some) >= least
    )
    return st.fixed_dictionaries(dict.fromkeys(CODES, column))


trees = st.builds(
    lambda directions, weights: tree(GROUPS, direction=directions, weight=weights),
    st.fixed_dictionaries(dict.fromkeys(CODES, st.sampled_from([1, -1]))),
    st.fixed_dictionaries(dict.fromkeys((*CODES, "A", "B"), weights)),
)
tables = sizes.flatmap(columns_of)
tables_with_gaps = sizes.flatmap(lambda units: columns_of(units, gaps=True))


def index(*methods: str, **normalising: Any) -> Specification:
    """Return an index whose values are above zero."""
    return specification({"normalise": {"range": [1, 100]} | normalising}, {"aggregate": {"method": list(methods)}})


def by_code(some: Table | None) -> dict[tuple[str, str], float]:
    """Return a table's values by unit and code."""
    assert some is not None
    return {
        (unit, code): some.values[row, at]
        for row, unit in enumerate(some.units)
        for at, code in enumerate(some.columns)
    }


def near(some: Table | None) -> object:
    return approx(by_code(some), rel=1e-9, abs=1e-9, nan_ok=True)


@LAW
@given(tables_with_gaps, trees, st.sampled_from(["A", "B", "index"]), factors, means)
def test_scores_do_not_change_when_the_weights_of_a_group_are_rescaled(
    columns: Columns, structure: Structure, group: str, factor: float, method: str
) -> None:
    nodes = [replace(node, weight=node.weight * factor) if node.parent == group else node for node in structure.nodes]
    one, other = (build(index(method), tree, data(columns)) for tree in (structure, structure_of(nodes)))
    assert by_code(other.scores) == near(one.scores)
    assert by_code(other.ranks) == near(one.ranks)


@LAW
@given(tables_with_gaps, trees, factors, st.floats(-1000, 1000))
def test_a_minmax_scale_does_not_change_when_an_indicator_is_measured_in_other_units(
    columns: Columns, structure: Structure, slope: float, shift: float
) -> None:
    other = columns | {"a": [None if x is None else x * slope + shift for x in columns["a"]]}
    found = [normalise(table(some), Normalise("minmax"), structure) for some in (columns, other)]
    assert cells(found[1]) == {code: approx(column, abs=1e-6) for code, column in cells(found[0]).items()}


values_above_zero = st.lists(st.floats(0.1, 1000), min_size=1, max_size=6)


@LAW
@given(values_above_zero, st.data(), st.sampled_from([-3.0, -1.0, 0.0, 0.5, 1.0, 2.0]))
def test_every_mean_lies_between_the_smallest_and_the_largest_value(
    values: list[float], drawn: st.DataObject, power: float
) -> None:
    counted = [drawn.draw(weights) for _ in values]
    codes = [f"x{at}" for at in range(len(values))]
    (found,) = combine(
        [np.array([x]) for x in values], counted, "generalised", AggregateGroup("A", codes, ["u1"]), power=power
    ).tolist()
    assert min(values) * (1 - 1e-12) <= found <= max(values) * (1 + 1e-12)


@LAW
@given(values_above_zero, st.data())
def test_the_harmonic_mean_is_no_more_than_the_geometric_and_that_no_more_than_the_arithmetic(
    values: list[float], drawn: st.DataObject
) -> None:
    counted = [drawn.draw(weights) for _ in values]
    group = AggregateGroup("A", [f"x{at}" for at in range(len(values))], ["u1"])
    harmonic, geometric, arithmetic = (
        combine([np.array([x]) for x in values], counted, method, group)[0]
        for method in ("harmonic", "geometric", "arithmetic")
    )
    assert harmonic <= geometric * (1 + 1e-12)
    assert geometric <= arithmetic * (1 + 1e-12)


monotone = st.sampled_from(
    [
        ("arithmetic",),
        ("geometric",),
        ("harmonic",),
        ("arithmetic", "geometric"),
        ("copeland",),
        ("arithmetic", "copeland"),
    ]
)
POSTS = {"method": "goalposts", "goalposts": {code: [2, 9] for code in CODES}}


def improved(columns: Columns, structure: Structure, drawn: st.DataObject, *, within: bool) -> tuple[Columns, int]:
    """Return the columns with one cell better than it was, if wished no better than the best, and its row."""
    code = drawn.draw(st.sampled_from(CODES))
    column = columns[code]
    row = drawn.draw(st.sampled_from([row for row, cell in enumerate(column) if cell is not None]))
    direction = structure.named[code].direction
    best = max(cell * direction for cell in column if cell is not None)
    now = column[row]
    assert now is not None
    ceiling = int(best if within else best + 5)
    better = drawn.draw(st.integers(int(now * direction), ceiling)) * direction
    after = [float(better) if at == row else cell for at, cell in enumerate(column)]
    assume(len({cell for cell in after if cell is not None}) > 1)
    return columns | {code: after}, row


def lowered(made: Specification, structure: Structure, columns: Columns, better: Columns, row: int) -> list[str]:
    """Return the codes of the scores of a unit that are lower than before."""
    before, after = (build(made, structure, data(some)).scores for some in (columns, better))
    assert before is not None
    assert after is not None
    return [before.columns[at] for at in np.flatnonzero(after.values[row] < before.values[row] - 1e-9)]


@LAW
@given(tables_with_gaps, trees, monotone, st.data())
def test_improving_an_indicator_between_fixed_goalposts_never_lowers_a_score(
    columns: Columns, structure: Structure, methods: tuple[str, ...], drawn: st.DataObject
) -> None:
    better, row = improved(columns, structure, drawn, within=False)
    assert lowered(index(*methods, **POSTS), structure, columns, better, row) == []


@LAW
@given(tables_with_gaps, trees, monotone, st.sampled_from(["minmax", "distance_to_max"]), st.data())
def test_improving_an_indicator_within_its_range_never_lowers_a_score(
    columns: Columns,
    structure: Structure,
    methods: tuple[str, ...],
    scale: str,
    drawn: st.DataObject,
) -> None:
    assume(scale == "minmax" or not {"geometric", "harmonic"} & set(methods))
    better, row = improved(columns, structure, drawn, within=True)
    assert lowered(index(*methods, method=scale), structure, columns, better, row) == []


@LAW
@given(tables_with_gaps, trees, st.sampled_from(["rank", "borda", "percentile_rank"]), st.data())
def test_improving_an_indicator_never_lowers_a_score_of_ranks(
    columns: Columns, structure: Structure, scale: str, drawn: st.DataObject
) -> None:
    better, row = improved(columns, structure, drawn, within=False)
    assert lowered(index("arithmetic", method=scale), structure, columns, better, row) == []


steps_before = st.sampled_from(
    [
        [],
        [{"impute": {"method": "group_median", "group": "island"}}],
        [{"impute": {"method": "pillar_mean"}}],
        [{"treat": {"winsorise_max": 2, "skewness": 0.5, "kurtosis": 0}}],
        [{"impute": {"method": "mean"}}, {"treat": {"winsorise_max": 1, "skewness": 0.1, "kurtosis": -1}}],
        [{"screen": {"coverage": 0.6}}, {"impute": {"method": "median"}}],
    ]
)
steps_after = st.sampled_from(
    [
        ["normalise", "aggregate"],
        ["normalise", {"weigh": {"method": "equal"}}, {"aggregate": {"coverage": 0.6}}],
        [{"normalise": {"range": [1, 10]}}, {"aggregate": {"method": ["geometric", "harmonic"]}}],
        [{"normalise": {"method": "zscore"}}, {"aggregate": {"method": ["arithmetic", "copeland"]}}],
        [{"normalise": {"method": "zscore", "mean": 50, "sd": 10}}, "aggregate"],
        [{"normalise": {"method": "rank"}}, {"weigh": {"method": "entropy"}}, "aggregate"],
        [{"normalise": {"method": "percentile_rank"}}, {"aggregate": {"method": "copeland"}}],
        [
            {"normalise": {"range": [70, 130]}},
            {"weigh": {"method": "benefit_of_the_doubt", "levels": [2]}},
            {"aggregate": {"method": ["mazziotta_pareto", "arithmetic"]}},
        ],
    ]
)


def shuffled(known: Data, structure: Structure, rows: Sequence[int], nodes: Sequence[int]) -> tuple[Data, Structure]:
    """Return the same data and the same tree, units and nodes in another order."""
    whole = known.table
    order = [structure.nodes[at].code for at in nodes if structure.nodes[at].level == 1]
    moved = Table(tuple(whole.units[row] for row in rows), whole.columns, whole.values[list(rows)]).select(order[::-1])
    groups = {name: tuple(members[row] for row in rows) for name, members in known.groups.items()}
    return Data(moved, groups=groups), structure_of(structure.nodes[at] for at in nodes)


def built_if_it_can_be(made: Specification, structure: Structure, known: Data) -> Build | None:
    with suppress(ScoringError):
        return build(made, structure, known)
    return None


@pytest.mark.slow
@examples(100)
@given(st.data(), trees, steps_before, steps_after)
def test_the_order_of_units_and_columns_changes_nothing(
    drawn: st.DataObject, structure: Structure, before: list[Any], after: list[Any]
) -> None:
    units = drawn.draw(st.integers(5, 8))
    columns = drawn.draw(columns_of(units, gaps=True, least=4))
    islands = tuple(drawn.draw(st.lists(st.sampled_from(["Jawa", "Bali", None]), min_size=units, max_size=units)))
    known = data(columns, groups={"island": islands})
    rows = drawn.draw(st.permutations(range(units)))
    nodes = drawn.draw(st.permutations(range(len(structure.nodes))))
    made = specification(*before, *after)
    one = built_if_it_can_be(made, structure, known)
    moved, same_tree = shuffled(known, structure, rows, nodes)
    other = built_if_it_can_be(made, same_tree, moved)
    if one is None or other is None:
        assert one is other
        return
    for name in ("imputed", "treated", "normalised", "scores"):
        assert by_code(getattr(other, name)) == near(getattr(one, name))
    assert by_code(other.ranks) == near(one.ranks)
    assert {(cell.step, cell.unit, cell.indicator, cell.how) for cell in other.cells} == {
        (cell.step, cell.unit, cell.indicator, cell.how) for cell in one.cells
    }
    assert {dropped.unit for dropped in other.dropped} == {dropped.unit for dropped in one.dropped}


@SLOW_LAW
@given(st.data(), trees)
def test_the_order_of_units_changes_no_sample_of_a_robustness_run(drawn: st.DataObject, structure: Structure) -> None:
    columns = drawn.draw(columns_of(6))
    rows = drawn.draw(st.permutations(range(6)))
    nodes = range(len(structure.nodes))
    made = specification(
        {"normalise": {"range": [1, 100]}},
        "aggregate",
        weights={"noise": 0.3, "levels": [1, 2]},
        vary={"normalise": ["minmax", "percentile_rank"], "aggregate": ["arithmetic", "copeland"]},
    )
    known = data(columns)
    moved, same = shuffled(known, structure, rows, nodes)
    one, other = (run(made, shape, some, samples=6).spread for some, shape in ((known, structure), (moved, same)))
    assert other.ranks.tolist() == one.ranks[:, list(rows)].tolist()
    assert other.mean.tolist() == approx(one.mean[list(rows)].tolist())


@SLOW_LAW
@given(tables_with_gaps, trees, steps_after, st.integers(2, 5), st.integers(0, 2**32))
def test_a_run_with_nothing_varied_is_the_index_itself(
    columns: Columns, structure: Structure, steps: list[Any], samples: int, seed: int
) -> None:
    known = data(columns)
    made = specification(*steps)
    built = built_if_it_can_be(made, structure, known)
    assume(built is not None and built.ranks is not None)
    assert built is not None
    assert built.ranks is not None
    nominal = cells(built.ranks)["index"]
    found = run(made, structure, known, samples=samples, seed=seed).spread
    assert found.ranks.tolist() == [[place or 0 for place in nominal]] * (2 * samples)
    assert [cells(figure) for figure in (found.nominal, found.median, found.mean, found.low, found.high)] == [
        nominal
    ] * 5


@SLOW_LAW
@given(st.data(), trees, st.integers(2, 9), st.integers(0, 2**64))
def test_the_spread_of_ranks_holds_their_median_and_mean_and_probabilities_add_up_to_one(
    drawn: st.DataObject, structure: Structure, samples: int, seed: int
) -> None:
    known = data(drawn.draw(columns_of(5, gaps=True)))
    made = specification("normalise", "aggregate", weights={"noise": 1, "levels": [1, 2]})
    found = run(made, structure, known, samples=samples, seed=seed).spread
    for at, unit_ranks in enumerate(found.ranks.T.tolist()):
        if any(unit_ranks):
            assert min(unit_ranks) <= found.low[at] <= found.median[at] <= found.high[at] <= max(unit_ranks)
            assert min(unit_ranks) <= found.mean[at] <= max(unit_ranks)
            assert found.probabilities(at).sum() == approx(1)
        else:
            assert isnan(found.nominal[at])
            assert found.probabilities(at).tolist() == [0.0] * 5


sizes_of_scores = st.sampled_from([0.0, 1e-12, 1.0, 33.3, -33.3, 5e8])
close = st.builds(lambda size, steps: size * (1 + steps * 0.4e-9), sizes_of_scores, st.integers(0, 12))


def ranks_by_walking(scores: list[float]) -> list[int]:
    """Rank from the best down: a score equals the one before it when they differ by 1e-9 relatively, or 1e-12."""
    places = [0] * len(scores)
    best_first = sorted((score, at) for at, score in enumerate(scores) if not isnan(score))[::-1]
    for walked, (score, at) in enumerate(best_first):
        above, before = best_first[walked - 1] if walked else (nan, -1)
        same = above - score <= max(1e-9 * max(abs(above), abs(score)), 1e-12)
        places[at] = places[before] if walked and same else walked + 1
    return places


@LAW
@given(st.lists(close | st.floats(-100, 100) | st.just(nan), min_size=1, max_size=12))
def test_ranks_follow_scores_and_equal_scores_share_the_best_rank(some: list[float]) -> None:
    assert rank(np.array(some)).tolist() == ranks_by_walking(some)


far_out = st.lists(st.integers(0, 20) | st.sampled_from([100, 1000, -1000, 5000]) | st.none(), min_size=4, max_size=25)


@LAW
@given(far_out, st.integers(0, 6))
def test_winsorising_never_changes_the_order_of_the_others(some: list[float | None], most: int) -> None:
    column = array(some)[:, 0]
    assume(len({x for x in some if x is not None}) > 1)
    drawn, marks = (found[:, 0] for found in winsorise(array(some), Treat(winsorise_max=most, skewness=1, kurtosis=1)))
    moved = marks != ""
    assert np.array_equal(drawn[~moved], column[~moved], equal_nan=True)
    assert (drawn[marks == "winhi"] < column[marks == "winhi"]).all()
    assert (drawn[marks == "winlo"] > column[marks == "winlo"]).all()
    there = np.flatnonzero(~np.isnan(column))
    order = there[np.argsort(column[there], kind="stable")]
    assert (np.diff(drawn[order]) >= 0).all()


@LAW
@given(
    far_out.filter(lambda some: sum(x is not None for x in some) >= 4), st.sampled_from(["log_ct", "boxcox", "none"])
)
def test_treatment_keeps_the_order_of_a_column_and_its_gaps(some: list[float | None], then: str) -> None:
    assume(len({x for x in some if x is not None}) > 1)
    step = Treat(winsorise_max=1, skewness=1, kurtosis=1, then=then, boxcox_lambda=0.5)
    treated = treat(table({"x": some}), step).table.values[:, 0]
    column = array(some)[:, 0]
    assert np.array_equal(np.isnan(treated), np.isnan(column))
    there = np.flatnonzero(~np.isnan(column))
    order = there[np.argsort(column[there], kind="stable")]
    assert (np.diff(treated[order]) >= 0).all()


@LAW
@given(tables_with_gaps, trees, st.sampled_from(["mean", "median", "group_mean", "group_median", "pillar_mean"]))
def test_what_is_imputed_lies_within_its_column_and_nothing_else_moves(
    columns: Columns, structure: Structure, method: str
) -> None:
    given_table = table(columns)
    islands = tuple("ab"[row % 2] for row in range(len(given_table.units)))
    filled, listed = impute(given_table, Impute(method, "island"), structure, data(columns, groups={"island": islands}))
    missing = np.isnan(given_table.values)
    assert np.array_equal(filled.values[~missing], given_table.values[~missing])
    assert len(listed) == missing.sum()
    for cell in listed:
        column = [x for x in columns[cell.indicator] if x is not None]
        assert cell.after is None or min(column) - 1e-9 <= cell.after <= max(column) + 1e-9
        assert cells(filled)[cell.indicator][given_table.units.index(cell.unit)] == cell.after


@LAW
@given(tables_with_gaps, trees, st.sampled_from([0, 0.5, 1]))
def test_scores_are_explained_by_the_weights_that_were_used(
    columns: Columns, structure: Structure, coverage: float
) -> None:
    """The sum of weight × value over a group is its score, and the weights add up to 1, for every unit with a score."""
    built = build(specification("normalise", {"aggregate": {"coverage": coverage}}), structure, data(columns))
    assert built.weights is not None
    assert built.scores is not None
    used = by_code(built.weights)
    values = by_code(built.normalised) | by_code(built.scores)
    for (unit, code), score in by_code(built.scores).items():
        if not isnan(score):
            parts = [(used[unit, member.code], values[unit, member.code]) for member in structure.children[code]]
            there = [(weight, value) for weight, value in parts if not isnan(weight)]
            assert sum(weight for weight, _ in there) == approx(1)
            assert sum(weight * value for weight, value in there) == approx(score, abs=1e-9)
