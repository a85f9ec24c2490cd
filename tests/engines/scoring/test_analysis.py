"""An index looked through: each figure by hand or by another road, and what cannot be had."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engines.scoring import pipeline
from engines.scoring.analysis import (
    ColumnStatistics,
    Components,
    CorrelationLimits,
    RankShift,
    Removal,
    analyse,
    correlations,
    denominator_correlations,
    effective_weights,
    factors_of,
    flagged,
    pairwise,
    principal_components,
    profile,
    reliability_of,
    removals,
    stability,
    statistics_of,
    varimax,
)
from engines.scoring.errors import ScoringError
from engines.scoring.ranks import rank
from engines.scoring.results import Build
from engines.scoring.specification import Aggregate, Noise, Normalise, Screen, Specification, Weigh
from engines.scoring.structure import Node, Structure, structure_of
from engines.scoring.table import Array, Data, Table, table_of

NA = float("nan")
UNITS = ("u1", "u2", "u3", "u4", "u5", "u6")
COLUMNS = {
    "a": (1.0, 2.0, 3.0, 4.0, 5.0, 6.0),
    "b": (2.0, 1.0, 4.0, 3.0, 6.0, 5.0),
    "c": (6.0, 5.0, 4.0, 3.0, 2.0, 1.0),
    "d": (3.0, 3.0, 3.0, 9.0, 1.0, 2.0),
    "e": (0.0, 5.0, 0.0, 1.0, 4.0, NA),
}
TREE = structure_of(
    [
        Node("a", 1, "P", 3),
        Node("b", 1, "P", 1),
        Node("c", 1, "Q", 1, direction=-1),
        Node("d", 1, "Q", 1),
        Node("e", 1, "R"),
        Node("P", 2, "S"),
        Node("Q", 2, "S", 2),
        Node("R", 2, "S"),
        Node("S", 3),
    ]
)
MEAN = Aggregate(("arithmetic",))
STEPS = Specification(normalise=Normalise(), aggregate=MEAN)


def table(columns: Mapping[str, Sequence[float]], units: Sequence[str] = UNITS) -> Table:
    return table_of(units, columns, np.array(list(columns.values()), dtype=float).T)


DATA = Data(table(COLUMNS))


def built(data: Data = DATA, structure: Structure = TREE) -> Build:
    return pipeline.build(STEPS, structure, data)


def test_statistics_count_what_is_there_and_flag_what_is_thin() -> None:
    zeros = (0.0, 0.0, 0.0, 0.0, 1.0, NA)
    (found,) = statistics_of(table({"x": zeros}))
    assert found == ColumnStatistics(
        code="x",
        minimum=0.0,
        maximum=1.0,
        mean=0.2,
        median=0.0,
        sd=pytest.approx(0.2**0.5),  # type: ignore[arg-type] # compares as a number
        skewness=pytest.approx(5**0.5),  # type: ignore[arg-type] # the same
        kurtosis=pytest.approx(5.0),  # type: ignore[arg-type] # the same
        units=6,
        available=5,
        non_zero=1,
        unique=2,
        same=4,
        flags=("non_zero", "unique", "outliers"),
    )
    assert (found.share(found.non_zero), found.share(found.same)) == (0.2, 0.8)


def test_statistics_of_an_empty_and_of_a_constant_column_are_missing_and_do_not_warn() -> None:
    empty, constant = statistics_of(table({"x": (NA,) * 6, "y": (7.0,) * 6}))
    assert (empty.available, empty.same, empty.flags) == (0, 0, ("available", "non_zero", "unique"))
    assert np.isnan([empty.minimum, empty.mean, empty.sd, empty.skewness, empty.kurtosis, empty.share(0)]).all()
    assert (constant.sd, constant.same, constant.flags) == (0.0, 6, ("unique",))
    assert np.isnan([constant.skewness, constant.kurtosis]).all()


def test_correlations_are_those_that_the_tree_makes_meaningful() -> None:
    build = built()
    assert build.scores is not None
    joined = Table(
        UNITS,
        build.normalised.columns + build.scores.columns,
        np.hstack([build.normalised.values, build.scores.values]),
    )
    found = correlations(joined, TREE)
    assert [(one.one, one.other, one.relation, one.group) for one in found] == [
        ("a", "b", "group", "P"),
        ("c", "d", "group", "Q"),
        ("P", "Q", "group", "S"),
        ("P", "R", "group", "S"),
        ("Q", "R", "group", "S"),
        ("a", "P", "parent", None),
        ("a", "S", "ancestor", None),
        ("b", "P", "parent", None),
        ("b", "S", "ancestor", None),
        ("c", "Q", "parent", None),
        ("c", "S", "ancestor", None),
        ("d", "Q", "parent", None),
        ("d", "S", "ancestor", None),
        ("e", "R", "parent", None),
        ("e", "S", "ancestor", None),
        ("P", "S", "parent", None),
        ("Q", "S", "parent", None),
        ("R", "S", "parent", None),
    ]
    first = found[0]
    assert first.units == 6
    assert [first.pearson, first.spearman] == pytest.approx([29 / 35, 29 / 35])
    assert first.p_value == pytest.approx(0.0416, abs=5e-5)  # t = 2.973 with 4 degrees of freedom


def test_aggregates_of_one_level_under_different_parents_or_none_are_correlated_too() -> None:
    wide = structure_of(
        [
            *(Node(code, 1, code.upper()) for code in "abcd"),
            *(Node(code, 2, "X" if code < "C" else "Y") for code in "ABCD"),
            Node("X", 3),
            Node("Y", 3),
        ]
    )
    values = table({code: COLUMNS[code.lower()] for code in "ABCD"} | {"X": COLUMNS["a"], "Y": COLUMNS["d"]})
    found = [one for one in correlations(values, wide) if one.relation in ("group", "level")]
    assert [(one.one + one.other, one.relation) for one in found] == [
        ("AB", "group"), ("CD", "group"), ("AC", "level"), ("AD", "level"), ("BC", "level"), ("BD", "level"),
        ("XY", "level"),
    ]  # fmt: skip


def test_correlations_leave_out_missing_cells_pair_by_pair_and_are_missing_for_too_few_or_a_constant() -> None:
    values = table(
        {"a": COLUMNS["a"], "b": (1.0, NA, 9.0, 16.0, 25.0, NA), "c": (1.0, 2.0, NA, NA, NA, NA), "d": (5.0,) * 6}
    ).values
    _, correlation, counts = pairwise(values)
    assert counts[0].tolist() == [6, 4, 2, 6]
    assert correlation[0, 1] == pytest.approx(np.corrcoef([1, 3, 4, 5], [1, 9, 16, 25])[0, 1])
    assert np.isnan(correlation[0, 2:]).all()


def test_spearman_ranks_only_the_units_that_have_both_and_shares_ranks_of_ties() -> None:
    values = table({"a": (1.0, 2.0, 2.0, 3.0, 100.0, NA), "b": (1.0, 3.0, 2.0, 3.0, NA, 0.0)})
    (found,) = correlations(values, structure_of([Node("a", 1, "P"), Node("b", 1, "P"), Node("P", 2)]))
    assert found.spearman == pytest.approx(np.corrcoef([1, 2.5, 2.5, 4], [1, 3.5, 2, 3.5])[0, 1])


def test_pairs_of_a_group_are_flagged_as_high_low_or_negative() -> None:
    group = structure_of([*(Node(code, 1, "P") for code in "abcd"), Node("P", 2)])
    values = table({**COLUMNS, "b": (1.0, 2.1, 2.9, 4.0, 5.0, 6.0)}).select("abcd")
    flags = flagged(correlations(values, group))
    assert [(flag.kind, flag.correlation.one + flag.correlation.other) for flag in flags] == [
        ("high", "ab"), ("negative", "ac"), ("low", "ad"), ("negative", "bc"), ("low", "bd"), ("low", "cd"),
    ]  # fmt: skip
    generous = flagged(correlations(values, group), CorrelationLimits(high=1.0, low=-1.0, negative=-1.0))
    assert generous == ()


def test_indicators_that_go_with_size_are_named_with_the_denominator() -> None:
    denominators = table({"people": (10.0, 20.0, 30.0, 40.0, 50.0, 61.0), "land": (5.0, 1.0, 5.0, 1.0, 5.0, 1.0)})
    found = denominator_correlations(DATA.table, denominators, 0.9)
    assert [(one.one, one.other, one.relation) for one in found] == [
        ("a", "people", "denominator"),
        ("c", "people", "denominator"),
    ]


def test_alpha_is_that_of_the_formula_with_sums() -> None:
    values = table({code: COLUMNS[code] for code in "abd"}).values
    found = reliability_of("P", "abd", values)
    assert found.raw == pytest.approx(1.5 * (1 - values.var(axis=0, ddof=1).sum() / values.sum(axis=1).var(ddof=1)))
    scaled = (values - values.mean(axis=0)) / values.std(axis=0, ddof=1)
    assert found.standardised == pytest.approx(1.5 * (1 - 3 / scaled.sum(axis=1).var(ddof=1)))
    assert [item.code for item in found.items] == ["a", "b", "d"]
    assert found.items[0].item_total == pytest.approx(np.corrcoef(scaled[:, 0], scaled[:, 1:].sum(axis=1))[0, 1])
    assert found.items[2].alpha_if_deleted == pytest.approx(reliability_of("P", "ab", values[:, :2]).standardised)


def test_alpha_of_one_member_is_missing() -> None:
    found = reliability_of("R", "a", table({"a": COLUMNS["a"]}).values)
    assert np.isnan([found.raw, found.standardised, found.items[0].item_total, found.items[0].alpha_if_deleted]).all()


def test_components_explain_everything_and_their_loadings_make_the_correlations_again() -> None:
    values = table({code: COLUMNS[code] for code in "abd"}).values
    found = principal_components("P", "abd", values)
    assert (found.units, found.members) == (6, ("a", "b", "d"))
    assert found.eigenvalues.sum() == pytest.approx(3.0)
    assert found.cumulative[-1] == pytest.approx(1.0)
    assert found.loadings @ found.loadings.T == pytest.approx(np.corrcoef(values, rowvar=False))
    assert (found.loadings.sum(axis=0) >= 0).all()


def test_components_use_complete_units_and_are_refused_where_they_are_too_few_or_a_member_is_constant() -> None:
    values = table({"a": COLUMNS["a"], "e": COLUMNS["e"], "d": COLUMNS["d"]}).values
    assert principal_components("P", "aed", values).units == 5
    with pytest.raises(ScoringError, match="components need 3 units with every value of the group 'P'; there are 2"):
        principal_components("P", "aed", values[3:])
    with pytest.raises(ScoringError, match="'d' is constant over the complete units") as error:
        principal_components("P", "ad", values[:3, [0, 2]])
    assert error.value.indicator == "d"


def blocks(seed: int = 5) -> Array:
    """Return six columns in two blocks of three that have nothing to do with each other."""
    generator = np.random.default_rng(seed)
    two = generator.normal(size=(400, 2))
    return np.asarray(np.repeat(two, 3, axis=1) + 0.3 * generator.normal(size=(400, 6)))


def test_factors_find_two_blocks_and_weigh_every_member_alike() -> None:
    factors = factors_of(principal_components("P", "uvwxyz", blocks()))
    assert factors.loadings.shape == (6, 2)
    assert (len(set(factors.factor[:3])), len(set(factors.factor[3:])), len(set(factors.factor))) == (1, 1, 2)
    assert factors.weights == pytest.approx(np.full(6, 1 / 6), abs=0.003)
    assert factors.share.sum() == pytest.approx(1.0)
    assert factors.communalities == pytest.approx((factors.loadings**2).sum(axis=1))


@pytest.mark.parametrize(("second", "kept"), [(1.02, 2), (1.0, 1)])
def test_factors_are_kept_whose_eigenvalue_is_above_one(second: float, kept: int) -> None:
    eigenvalues = np.array([1.5, second, 1.5 - second])
    components = Components("P", ("a", "b", "c"), 9, eigenvalues, eigenvalues / 3, np.eye(3))
    assert factors_of(components).loadings.shape == (3, kept)


@pytest.mark.parametrize("keep", [0, 7])
def test_as_many_factors_as_there_are_members_and_no_more(keep: int) -> None:
    components = principal_components("P", "uvwxyz", blocks())
    assert factors_of(components, 6).loadings.shape == (6, 6)
    with pytest.raises(ScoringError, match=f"{keep} factors of the 6 members of 'P'"):
        factors_of(components, keep)


@settings(deadline=None)
@given(st.integers(0, 10**6))
def test_a_rotation_changes_no_communality_and_never_makes_loadings_less_simple(seed: int) -> None:
    loadings = np.random.default_rng(seed).uniform(-1, 1, size=(7, 3))
    rotated = varimax(loadings)
    lengths = np.sqrt((loadings**2).sum(axis=1, keepdims=True))
    assert (rotated**2).sum(axis=1) == pytest.approx((loadings**2).sum(axis=1))
    before, after = (float((((part / lengths) ** 2).var(axis=0)).sum()) for part in (loadings, rotated))
    assert after >= before - 1e-9


def test_effective_weights_are_products_down_the_tree_and_add_up_to_one() -> None:
    found = effective_weights(TREE, built().nominal_weights)
    assert found == {
        "S": 1.0, "P": 0.25, "Q": 0.5, "R": 0.25, "a": 0.1875, "b": 0.0625, "c": 0.25, "d": 0.25, "e": 0.25,
    }  # fmt: skip


def test_a_node_that_each_unit_weighs_for_itself_has_no_effective_weight() -> None:
    shares = {code: share for code, share in built().nominal_weights.items() if code not in ("P", "Q", "R")}
    assert effective_weights(TREE, shares) == {"S": 1.0}


def test_removal_gives_the_ranks_of_the_index_built_without_the_part() -> None:
    build = built()
    assert build.ranks is not None
    without_d = structure_of(node for node in TREE.nodes if node.code != "d")
    rest = built(Data(DATA.table.select("abce")), without_d)
    assert rest.ranks is not None
    before, after = build.ranks.column("S"), rest.ranks.column("S")
    found = {one.code: one for one in removals(build.normalised, TREE, Weigh(), MEAN, movers=6)}["d"]
    assert found.mean_shift == pytest.approx(np.abs(before - after).mean())
    assert {move.unit: (move.before, move.after) for move in found.moves} == {
        unit: (int(one), int(other)) for unit, one, other in zip(UNITS, before, after, strict=True) if one != other
    }


def test_what_is_left_with_nothing_goes_as_well_and_the_whole_cannot_go() -> None:
    normalised = built().normalised
    by_indicator = {one.code: one for one in removals(normalised, TREE, Weigh(), MEAN)}
    by_pillar = {one.code: one for one in removals(normalised, TREE, Weigh(), MEAN, level=2)}
    assert replace(by_indicator["e"], code="R", level=2) == by_pillar["R"]
    (whole,) = removals(normalised, TREE, Weigh(), MEAN, level=3)
    assert (whole.code, whole.refused, whole.moves) == ("S", "there is no indicator (nothing at level 1)", ())
    (only,) = (one for one in removals(normalised, TREE, Weigh(), MEAN, target="R") if one.code == "e")
    assert (only.refused, np.isnan(only.mean_shift)) == ("'R' has no members left", True)


def test_a_removal_that_moves_no_one_says_so() -> None:
    columns = {"x": COLUMNS["a"], "y": COLUMNS["a"]}
    structure = structure_of([Node("x", 1, "P"), Node("y", 1, "P"), Node("P", 2)])
    assert removals(table(columns), structure, Weigh(), MEAN) == (Removal("x", 1, 0.0, ()), Removal("y", 1, 0.0, ()))


def test_a_removed_part_leaves_the_matrix_of_its_group_as_well() -> None:
    structure = structure_of([*(Node(code, 1, "P") for code in "abc"), Node("P", 2)])
    weigh = Weigh("ahp", comparisons={"P": ((1.0, 2.0, 4.0), (0.5, 1.0, 2.0), (0.25, 0.5, 1.0))})
    values = table({code: COLUMNS[code] for code in "abc"})
    first, *_ = removals(values, structure, weigh, MEAN, movers=1)
    ahead = (values.values[:, 1] * 2 + values.values[:, 2]) / 3
    whole = values.values @ [4 / 7, 2 / 7, 1 / 7]
    shift = np.abs(rank(whole) - rank(ahead))
    assert first.mean_shift == pytest.approx(shift.mean())
    at = int(np.argmax(shift))
    assert first.moves == (RankShift(UNITS[at], int(rank(whole)[at]), int(rank(ahead)[at])),)


def test_strengths_are_better_than_the_median_and_shared_first_places_come_after_sole_ones() -> None:
    columns = {
        "a": (9.0, 1.0, 2.0, 3.0, 4.0, 5.0),  # u1 alone at the top
        "b": (9.0, 9.0, 2.0, 3.0, 4.0, 5.0),  # one of two
        "c": (1.0, 1.0, 1.0, 1.0, 1.0, 2.0),  # most share the best (less is better): nothing to be proud of
        "d": (0.0, 1.0, 2.0, 3.0, 4.0, 5.0),  # last
        "e": (NA, 1.0, 2.0, 3.0, 4.0, 5.0),  # not measured
    }
    build = built(Data(table(columns)))
    found = profile(build, TREE, "u1")
    assert [(one.code, one.rank, one.ranked, one.tied, one.value) for one in found.strengths] == [
        ("a", 1, 6, 1, 9.0),
        ("b", 1, 6, 2, 9.0),
    ]
    assert [(one.code, one.rank, one.value, one.score, one.distance) for one in found.weaknesses] == [
        ("d", 6, 0.0, 0.0, -50.0)
    ]
    assert profile(build, TREE, "u1", count=1).strengths == found.strengths[:1]
    nearest = profile(build, TREE, "u1", by="median").strengths
    assert [one.code for one in nearest] == ["a", "b"]


def test_a_unit_can_be_held_against_its_peers_alone() -> None:
    found = profile(built(), TREE, "u4", peers=("u1", "u2"))
    assert [(one.code, one.rank, one.ranked) for one in found.strengths] == [
        ("d", 1, 3),
        ("a", 1, 3),
        ("c", 1, 3),
        ("b", 1, 3),
    ]
    assert found.weaknesses == ()
    with pytest.raises(ScoringError, match="the unit 'u9' is not in the index") as error:
        profile(built(), TREE, "u4", peers=("u9",))
    assert error.value.unit == "u9"


def test_without_noise_every_unit_keeps_its_rank() -> None:
    found = stability(STEPS, TREE, DATA, Noise(0.0, (1, 2)), samples=8, top=2)
    assert found.kept.tolist() == [1.0] * 6
    assert found.in_top.tolist() == (found.nominal <= 2).astype(float).tolist()


def test_with_noise_ranks_are_kept_less_often_and_the_same_seed_says_the_same() -> None:
    first, again = (stability(STEPS, TREE, DATA, Noise(0.9, (1, 2)), samples=64, seed=3, top=2) for _ in range(2))
    assert first.kept.tolist() == again.kept.tolist()
    assert first.kept.min() < 1.0
    assert first.in_top.sum() >= 2.0  # someone is always among the best two


def test_analyse_gathers_everything_and_names_the_groups_without_components() -> None:
    denominators = table({"people": (10.0, 20.0, 30.0, 40.0, 50.0, 61.0)})
    found = analyse(STEPS, TREE, replace(DATA, denominators=denominators))
    assert [one.code for one in found.statistics] == list("abcde")
    assert [one.group for one in found.reliability] == ["P", "Q", "R", "S"]
    assert [one.group for one in found.components] == ["P", "Q", "S"]
    assert [one.group for one in found.factors] == ["P", "Q", "S"]
    assert [one.code for one in found.removals] == ["a", "b", "c", "d", "e", "P", "Q", "R"]
    assert [one.one for one in found.denominators] == ["a", "b", "c"]
    assert found.effective_weights["a"] == 0.1875
    assert [warning.text for warning in found.warnings] == ["the group 'R' has one member: it has no components"]


def test_analyse_leaves_out_screened_units_everywhere() -> None:
    denominators = table({"people": (10.0, 20.0, 30.0, 40.0, 50.0, 9000.0)})
    found = analyse(replace(STEPS, screen=Screen(1.0)), TREE, replace(DATA, denominators=denominators))
    assert {one.units for one in found.statistics} == {5}
    assert {one.units for one in (*found.denominators, *found.correlations)} == {5}
    assert {one.units for one in found.components} == {5}
    assert "a" in [one.one for one in found.denominators]


def test_analyse_without_aggregation_looks_at_indicators_only() -> None:
    found = analyse(Specification(normalise=Normalise()), TREE, DATA)
    assert [one.group for one in found.reliability] == ["P", "Q", "R"]
    assert {one.relation for one in found.correlations} == {"group"}
    assert (found.removals, found.effective_weights) == ((), {"S": 1.0})
