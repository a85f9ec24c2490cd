"""Robustness runs: what is varied, what comes out, and that the seed alone decides it."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, TypeVar

import numpy as np
import pytest
from threadpoolctl import threadpool_limits

from engines.scoring import parallel, robustness, sensitivity
from engines.scoring.errors import ScoringError
from engines.scoring.fingerprint import hash_of_data, hash_of_specification
from engines.scoring.pipeline import build
from engines.scoring.results import RobustnessRun, ScoringWarning
from engines.scoring.robustness import memory_of, run
from engines.scoring.specification import Specification
from engines.scoring.table import Data
from tests.engines.scoring.samples import Refused, approx, cells, data, refusal, specification, tree

S = TypeVar("S")
T = TypeVar("T")
R = TypeVar("R")
W = TypeVar("W", bound=parallel.Rows)
TREE = tree({"A": ["x", "y"], "B": ["z", "w"]}, direction={"y": -1}, weight={"x": 2})
DATA = data(
    {
        "x": [3, 9, 4, 7, 1, 8, 2],
        "y": [9, 2, None, 3, 8, 1, 5],
        "z": [30, 60, 20, 50, None, 40, 70],
        "w": [0.1, 0.9, 0.2, 0.3, 0.7, 0.5, 60],
    },
    groups={"island": ("a", "a", "a", "b", "b", "b", "b")},
)
EVERYTHING: dict[str, Any] = {
    "weights": {"noise": 0.5, "levels": [1, 2]},
    "vary": {
        "impute": ["as_given", "median"],
        "treat": ["as_given", "none"],
        "normalise": ["minmax", "zscore", "percentile_rank"],
        "weigh": ["given", "equal", {"method": "pca", "levels": [1]}],
        "aggregate": ["arithmetic", "geometric", "copeland"],
    },
}
STEPS: tuple[Any, ...] = ("impute", {"treat": {"winsorise_max": 1}}, "normalise", "aggregate")


def run_of(
    samples: int = 16, *, steps: Sequence[Any] = STEPS, known: Data = DATA, seed: int = 7, **said: Any
) -> RobustnessRun:
    return run(specification(*steps, **said), TREE, known, samples=samples, seed=seed)


def nominal_ranks(made: Specification, known: Data = DATA, code: str = "index") -> list[float | None]:
    ranks = build(made, TREE, known).ranks
    assert ranks is not None
    found: list[float | None] = cells(ranks)[code]
    return found


def same(one: RobustnessRun, other: RobustnessRun) -> bool:
    """Say whether two runs are the same to the last bit."""
    arrays = ("nominal", "median", "mean", "low", "high", "ranks")
    fields = ("units",)
    whole = [field for field in RobustnessRun.__slots__ if field not in ("spread", "sensitivity")]
    return (
        all(getattr(one, field) == getattr(other, field) for field in whole)
        and all(getattr(one.spread, field) == getattr(other.spread, field) for field in fields)
        and all(getattr(one.spread, name).tobytes() == getattr(other.spread, name).tobytes() for name in arrays)
        and repr(one.sensitivity) == repr(other.sensitivity)
    )


def test_a_run_with_nothing_varied_gives_the_nominal_ranks_in_every_sample() -> None:
    for steps in (
        STEPS,
        ["normalise", {"aggregate": {"coverage": 1}}],
        ["normalise", {"aggregate": {"method": "copeland"}}],
    ):
        made = specification(*steps)
        found = run(made, TREE, DATA, samples=5)
        nominal = nominal_ranks(made)
        assert cells(found.spread.nominal) == nominal
        assert found.spread.ranks.tolist() == [[rank or 0 for rank in nominal]] * 10
        for figure in (found.spread.median, found.spread.mean, found.spread.low, found.spread.high):
            assert cells(figure) == nominal
        assert (found.factors, found.sensitivity, found.evaluations) == ((), (), 10)
        assert found.not_varied == ("denominate", "screen", "impute", "treat", "normalise", "weigh", "aggregate")
        assert found.warnings == (
            ScoringWarning("nothing_varied", "nothing is varied: every sample is the same index"),
        )


EVERY_STEP = ("denominate", "screen", "impute", "treat", "normalise", "weigh", "aggregate")


@pytest.mark.parametrize(
    ("steps", "said", "warnings"),
    [
        (
            STEPS,
            {"vary": {"normalise": ["as_given", "minmax"], "aggregate": ["arithmetic"], "weigh": ["given"]}},
            [
                "normalise: of 2 alternatives 1 differ; those that do the same count once",
                "normalise is not varied: it is minmax in every sample",
                "weigh is not varied: it is left out in every sample",
                "aggregate is not varied: it is arithmetic in every sample",
            ],
        ),
        (
            ["normalise", "aggregate"],
            {"vary": {"treat": ["as_given", "none"], "impute": ["as_given", "none"]}},
            [
                "impute: of 2 alternatives 1 differ; those that do the same count once",
                "impute is not varied: it is left out in every sample",
                "treat: of 2 alternatives 1 differ; those that do the same count once",
                "treat is not varied: it is left out in every sample",
            ],
        ),
        (STEPS, {"weights": {"noise": 0, "levels": [1, 2]}}, ["the noise is 0 or for no level: no weight is varied"]),
        (STEPS, {"weights": {"noise": 0.5, "levels": []}}, ["the noise is 0 or for no level: no weight is varied"]),
    ],
    ids=["the step as given", "left out as given", "no noise", "no level"],
)
def test_what_would_vary_nothing_is_no_factor_and_it_is_said(
    steps: Sequence[Any], said: dict[str, Any], warnings: list[str]
) -> None:
    found = run_of(steps=steps, **said)
    assert (found.factors, found.not_varied, found.sensitivity) == ((), EVERY_STEP, ())
    assert (found.spread.ranks == found.spread.nominal).all()
    nothing = "nothing is varied: every sample is the same index"
    assert sorted(warning.text for warning in found.warnings) == sorted([*warnings, nothing])


def test_alternatives_that_do_the_same_count_once() -> None:
    """Of a step given as min-max, `as_given` and `minmax` are one way, and so half of the samples take z-scores."""
    ways = (["as_given", "zscore"], ["as_given", "minmax", "zscore"])
    one, other = (run_of(samples=40, vary={"normalise": way}) for way in ways)
    assert (one.spread.ranks == other.spread.ranks).all()
    assert other.warnings[0].text == "normalise: of 3 alternatives 2 differ; those that do the same count once"


def test_a_run_says_what_it_was_made_of_what_varied_and_what_did_not() -> None:
    found = run_of(samples=16, **EVERYTHING)
    made = specification(*STEPS, **EVERYTHING)
    assert (found.specification_hash, found.data_hash) == (hash_of_specification(made, TREE), hash_of_data(DATA))
    assert (found.samples, found.seed, found.factors, found.evaluations) == (
        16,
        7,
        ("weights", "impute", "treat", "normalise", "weigh", "aggregate"),
        16 * (6 + 2),
    )
    assert found.not_varied == ("denominate", "screen")
    assert found.spread.units == DATA.table.units
    assert found.spread.ranks.shape == (32, 7)
    assert [warning.kind for warning in found.warnings] == ["positive_range", "noise", "standardised"]
    assert found.warnings[1].text == "the weights at levels 1, 2 are varied"
    assert [(one.output, one.unit, one.factor) for one in found.sensitivity] == [
        *((output, None, factor) for output in ("score", "rank") for factor in found.factors),
        *(("rank_shift", None, factor) for factor in found.factors),
        *(
            (output, unit, factor)
            for output in ("score", "rank")
            for factor in found.factors
            for unit in found.spread.units
        ),
    ]


def test_each_sample_is_the_index_of_its_combination() -> None:
    """With two methods and no noise every sample has the ranks of one or the other, both about as often."""
    found = run_of(samples=200, vary={"aggregate": ["arithmetic", "copeland"]})
    copeland = nominal_ranks(specification(*STEPS[:-1], {"aggregate": {"method": "copeland"}}))
    arithmetic = nominal_ranks(specification(*STEPS))
    assert arithmetic != copeland
    rows = found.spread.ranks.tolist()
    assert {tuple(row) for row in rows} == {tuple(arithmetic), tuple(copeland)}
    assert 140 < rows.count(copeland) < 260


def test_the_spread_of_ranks_is_that_of_its_samples() -> None:
    found = run_of(samples=50, weights={"noise": 1, "levels": [1, 2]}).spread
    columns = found.ranks.T
    assert found.mean.tolist() == approx([sum(column) / 100 for column in columns.tolist()])
    assert found.median.tolist() == np.median(columns, axis=1).tolist()
    assert found.low.tolist() == approx(np.percentile(columns, 5, axis=1).tolist())
    assert found.high.tolist() == approx(np.percentile(columns, 95, axis=1).tolist())
    for at, column in enumerate(columns.tolist()):
        assert found.probabilities(at).tolist() == approx([column.count(rank) / 100 for rank in range(1, 8)])


@pytest.mark.parametrize(
    ("levels", "said"),
    [
        ([1], "the weights at level 1 are varied, those at level 2 are not"),
        ([1, 2], "the weights at levels 1, 2 are varied"),
    ],
)
def test_levels_whose_weights_are_not_varied_are_named(levels: list[int], said: str) -> None:
    assert run_of(weights={"noise": 0.5, "levels": levels}).warnings[0].text == said


@pytest.mark.parametrize(
    ("said", "standardised"),
    [
        ({"weights": {"noise": 0.5, "levels": [1]}}, False),
        ({"vary": {"impute": ["as_given", "median"]}}, False),
        ({"vary": {"treat": ["as_given", "none"]}}, False),
        ({"vary": {"normalise": ["minmax", "zscore"]}}, True),
        ({"vary": {"weigh": ["given", "equal"]}}, True),
        ({"vary": {"aggregate": ["arithmetic", "copeland"]}}, True),
    ],
)
def test_scores_are_standardised_where_their_scale_may_vary(said: dict[str, Any], standardised: bool) -> None:
    assert ("standardised" in [warning.kind for warning in run_of(**said).warnings]) is standardised


def test_noise_reaches_the_levels_it_is_for_and_no_others() -> None:
    first = run_of(weights={"noise": 0.9, "levels": [2]}, target="A")
    assert (first.spread.ranks == first.spread.nominal).all()
    second = run_of(weights={"noise": 0.9, "levels": [1]}, target="A")
    assert (second.spread.ranks != second.spread.nominal).any()


def test_the_target_is_the_aggregate_that_is_looked_at() -> None:
    made = specification(*STEPS)
    for code in ("A", "B", "index"):
        assert cells(run_of(target=code).spread.nominal) == nominal_ranks(made, code=code)


def test_a_unit_without_a_score_has_no_rank_and_no_part_in_ties_or_sensitivity() -> None:
    steps = ["normalise", {"aggregate": {"coverage": 1}}]
    found = run_of(steps=steps, weights={"noise": 0.5, "levels": [1]})
    assert found.spread.ranks[:, [2, 4]].tolist() == [[0, 0]] * 32
    for figure in (found.spread.nominal, found.spread.median, found.spread.mean, found.spread.low, found.spread.high):
        assert np.isnan(figure).tolist() == [unit in ("u3", "u5") for unit in found.spread.units]
    assert found.spread.probabilities(2).tolist() == [0.0] * 7
    named = {one.unit for one in found.sensitivity}
    assert named == {None, "u1", "u2", "u4", "u6", "u7"}
    assert not {"u3", "u5"} & {unit for tie in found.ties for unit in tie.units}


def test_a_run_in_which_nobody_ever_has_a_score_is_a_run_without_ranks() -> None:
    known = data({"x": [1, 2], "y": [None, 6], "z": [3, None], "w": [4, 5]})
    found = run(
        specification({"aggregate": {"coverage": 1}}, weights={"noise": 0.5, "levels": [1]}), TREE, known, samples=4
    )
    assert found.spread.ranks.tolist() == [[0, 0]] * 8
    assert cells(found.spread.median) == [None, None]
    assert (found.ties, found.sensitivity) == ((), ())


@pytest.mark.slow
def test_the_seed_decides_the_result_and_another_gives_another() -> None:
    assert same(run_of(**EVERYTHING), run_of(**EVERYTHING))
    assert not same(run_of(**EVERYTHING), run_of(**EVERYTHING, seed=8))


class Backwards(parallel.SerialExecutor):
    def map(self, do: Callable[[S, T], R], shared: S, items: Sequence[T]) -> Iterable[R]:
        return [do(shared, item) for item in reversed(items)][::-1]

    def evaluated(
        self, do: Callable[[S, W], parallel.Outcome], shared: S, works: Sequence[W], shape: tuple[int, int]
    ) -> parallel.Outcome:
        return super().evaluated(do, shared, works[::-1], shape)


class InThreads(parallel.SerialExecutor):
    def map(self, do: Callable[[S, T], R], shared: S, items: Sequence[T]) -> Iterable[R]:
        with ThreadPoolExecutor(3) as pool:
            return list(pool.map(partial(do, shared), items))


@pytest.mark.slow
@pytest.mark.parametrize("executor", [Backwards(), InThreads()])
def test_whatever_executor_does_the_work_the_result_is_the_same(
    executor: parallel.Executor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(robustness, "CELLS", 21)
    made = specification(*STEPS, **EVERYTHING)
    one, other = (run(made, TREE, DATA, samples=64, seed=3, executor=way) for way in (parallel.serial, executor))
    assert same(one, other)


def test_the_number_of_threads_of_the_machine_changes_no_bit() -> None:
    """Products of matrices so large are cut into as many parts as there are threads."""
    found = []
    for threads in (1, 2):
        with threadpool_limits(threads):
            found.append(run_of(samples=2500, weights={"noise": 0.5, "levels": [1, 2]}))
    assert same(*found)


def test_the_memory_of_a_run_is_known_before_it_begins() -> None:
    """Of each of 64 evaluations 7 scores and ranks and twice a row of 8 numbers; and 4 tables of 7 × 7 of the ways."""
    made = specification(
        *STEPS,
        weights={"noise": 0.5, "levels": [1, 2]},
        vary={"impute": ["mean", "median", "as_given"], "aggregate": ["arithmetic", "geometric"]},
    )
    assert memory_of(made, TREE, units=7, samples=16) == 80 * (7 * 12 + 2 * 8 * 8) + 4 * 7 * 7 * 8


def test_no_piece_of_work_has_more_cells_than_it_may(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(robustness, "CELLS", 21)  # three samples of seven units
    rows: list[list[int]] = []

    class Noting(parallel.SerialExecutor):
        def evaluated(
            self, do: Callable[[S, W], parallel.Outcome], shared: S, works: Sequence[W], shape: tuple[int, int]
        ) -> parallel.Outcome:
            rows.extend(work.rows.tolist() for work in works)
            return super().evaluated(do, shared, works, shape)

    made = specification(*STEPS, weights={"noise": 0.5, "levels": [1]}, vary={"treat": ["as_given", "none"]})
    run(made, TREE, DATA, samples=20, executor=Noting())
    assert max(map(len, rows)) == 3
    assert sorted(row for piece in rows for row in piece) == list(range(20 * 4))


GEOMETRIC = {"aggregate": {"method": ["geometric", "generalised"], "power": 0.3}}


@pytest.mark.parametrize(
    "steps",
    [STEPS, ["normalise", "aggregate"], ["impute", {"normalise": {"range": [1, 100]}}, GEOMETRIC]],
    ids=["all cells there", "missing cells", "other means"],
)
def test_blocks_of_any_size_give_the_same_bits(steps: Sequence[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    vary = {"aggregate": ["as_given", "harmonic", {"method": ["mazziotta_pareto", "copeland"]}]}
    found = []
    for cells_at_once in (1, 35, 7 * 13, 1 << 20):
        monkeypatch.setattr(robustness, "CELLS", cells_at_once)
        found.append(run_of(samples=60, steps=steps, weights={"noise": 0.5, "levels": [1, 2]}, vary=vary))
    assert [same(found[0], other) for other in found[1:]] == [True] * 3


@pytest.mark.slow
def test_units_looked_at_some_at_a_time_give_the_same_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = run_of(**EVERYTHING)
    monkeypatch.setattr(sensitivity, "UNITS", 3)
    monkeypatch.setattr(sensitivity, "SAMPLES", 5)
    parts = run_of(**EVERYTHING)
    assert parts.spread.median.tolist() == whole.spread.median.tolist()
    totals = [{(one.output, one.unit, one.factor): one.total for one in run.sensitivity} for run in (parts, whole)]
    assert totals[0] == approx(totals[1])
    assert list(totals[0]) == list(totals[1]), "and they are listed in the same order"


def test_what_only_one_factor_moves_it_moves_wholly() -> None:
    """First-order and total index of the only factor are 1; that of one that never matters is 0."""
    found = run_of(
        samples=400,
        known=data({code: [cell or 4 for cell in column] for code, column in cells(DATA.table).items()}),
        weights={"noise": 0.5, "levels": [1]},
        vary={"impute": ["mean", "median"]},
    )
    by = {(one.output, one.factor): one for one in found.sensitivity if one.unit is None}
    for output in ("score", "rank"):
        assert (by[output, "weights"].first, by[output, "weights"].total) == approx((1, 1), abs=0.15)
        nothing = by[output, "impute"]
        assert (nothing.first, nothing.first_high, nothing.total, nothing.total_high) == approx((0, 0, 0, 0), abs=1e-12)


def test_a_unit_that_no_weight_can_move_has_no_sensitivity_of_its_own_whatever_the_size_of_its_values() -> None:
    """A unit that is the same in all indicators of a group keeps its score, but for rounding."""
    generator = np.random.default_rng(2)
    columns = {code: [4.1e5, *(generator.random(6) * 1e6)] for code in ("x", "y", "z", "w")}
    structure = tree({"A": ["x", "y", "z", "w"]})
    for scale in (1.0, 1e-14):
        scaled = data({code: [value * scale for value in column] for code, column in columns.items()})
        made = specification("aggregate", weights={"noise": 0.5, "levels": [1]})
        found = run(made, structure, scaled, samples=64).sensitivity
        firsts = {one.unit: one.first for one in found if one.output == "score"}
        assert [unit for unit, first in firsts.items() if np.isnan(first)] == ["u1"]


def test_two_choices_share_the_variance_as_by_hand() -> None:
    """`u1` is 0 in x and lacks y, which is 40 or 10 by mean or median: it scores y w / (v + w).

    The weights v and w are uniform on 0.5…1.5, independent of the choice. Of a product of independent factors the
    variance is known from theirs; the intervals of 90 % are to hold it in about nine seeds of ten.
    """
    v, w = (np.arange(500) + 0.5)[:, None] / 500 + 0.5, (np.arange(500) + 0.5)[None, :] / 500 + 0.5
    share, choice = w / (v + w), np.array([40.0, 10.0])
    by_choice, by_noise = choice.var() * share.mean() ** 2, share.var() * choice.mean() ** 2
    whole = by_choice + by_noise + choice.var() * share.var()
    known = {"impute": (by_choice / whole, 1 - by_noise / whole), "weights": (by_noise / whole, 1 - by_choice / whole)}
    made = specification(
        "impute",
        {"normalise": {"method": "goalposts", "goalposts": {"x": [0, 10], "y": [0, 10]}}},
        "aggregate",
        weights={"noise": 0.5, "levels": [1]},
        vary={"impute": ["mean", "median"]},
    )
    given = data({"x": [0, 10, 10, 10], "y": [None, 10, 1, 1]})
    hits = []
    for seed in range(20):
        found = run(made, tree({"A": ["x", "y"]}), given, samples=1000, seed=seed).sensitivity
        for one in found:
            if (one.output, one.unit) == ("score", "u1"):
                first, total = known[one.factor]
                hits += [one.first_low <= first <= one.first_high, one.total_low <= total <= one.total_high]
    assert len(hits) == 80
    assert 0.8 <= np.mean(hits) <= 1


def test_values_that_a_mean_cannot_take_are_brought_into_the_positive_range_and_it_is_said() -> None:
    found = run_of(vary={"normalise": ["minmax", "zscore"], "aggregate": ["arithmetic", "geometric"]})
    assert found.warnings[0] == ScoringWarning(
        "positive_range",
        "a mean that needs values above 0 met others; there all values together were rescaled to 1…100 "
        "(robustness.positive_range: null refuses instead)",
        {
            "combinations": [
                "normalise: minmax, aggregate: geometric",
                "normalise: zscore, aggregate: geometric",
            ]
        },
    )


def test_values_are_left_where_they_are_when_the_mean_that_needs_them_above_zero_meets_no_others() -> None:
    """Above the bottom a geometric mean meets arithmetic ones: those of z-scores are not all above 0."""
    upper = {"method": ["arithmetic", "geometric"]}
    found = run_of(vary={"normalise": ["minmax", "zscore"], "aggregate": ["as_given", upper]})
    assert found.warnings[0].facts == {"combinations": ["normalise: zscore, aggregate: arithmetic/geometric"]}


def test_a_group_of_nothing_but_zeros_meets_the_mean_above_it_on_the_positive_range() -> None:
    """A group of one indicator is 0 where that is the smallest; alone the mean on the level above would be refused."""
    structure = tree({"A": ["x", "y"], "B": ["z"]})
    vary = {"aggregate": ["arithmetic", {"method": ["arithmetic", "geometric"]}]}
    found = run(specification("impute", "normalise", "aggregate", vary=vary), structure, DATA, samples=4)
    assert found.warnings[0].facts == {"combinations": ["aggregate: arithmetic/geometric"]}


BEYOND = {"method": "goalposts", "goalposts": {"x": [200, 300], "y": [-20, -10], "z": [200, 300], "w": [200, 300]}}


@pytest.mark.parametrize(
    ("steps", "said", "refused"),
    [
        (
            STEPS,
            {"positive_range": None, "vary": {"treat": ["none"], "aggregate": ["arithmetic", "geometric"]}},
            Refused(
                "'x' of 'u5' is 0: a geometric mean needs values above 0 (with treat: none, aggregate: geometric)",
                unit="u5",
                indicator="x",
                key="robustness.vary.aggregate",
            ),
        ),
        (
            STEPS,
            {"vary": {"normalise": ["minmax", "distance_to_target"]}},
            Refused("'x' has no target (with normalise: distance_to_target)", indicator="x"),
        ),
        (
            STEPS,
            {"vary": {"impute": ["as_given", {"method": "group_mean", "group": "isle"}]}},
            Refused(
                "there is no group column 'isle' (did you mean 'island'?) (with impute: group_mean)",
                key="robustness.vary.impute",
            ),
        ),
        (
            STEPS,
            {"vary": {"treat": ["log_ct"], "weigh": ["given", "entropy"], "normalise": ["zscore"]}},
            Refused(
                "'x' has values below 0: entropy needs shares (normalise to a scale from 0 up) "
                "(with treat: winsorise, then log_ct, normalise: zscore, weigh: entropy)",
                indicator="x",
                key="robustness.vary.weigh",
            ),
        ),
        (
            STEPS,
            {
                "vary": {
                    "aggregate": ["arithmetic", "geometric"],
                    "normalise": [BEYOND],
                }
            },
            Refused(
                "all values are 0: they cannot be rescaled to 1…100 for a mean that needs it "
                "(with normalise: goalposts, aggregate: geometric)",
                key="robustness.positive_range",
            ),
        ),
        (
            STEPS,
            {
                "weights": {"noise": 0.1, "levels": [1]},
                "vary": {"weigh": ["equal", {"method": "benefit_of_the_doubt", "levels": [1]}]},
            },
            Refused(
                "'A' gives every unit its own weights: there can be no noise on them "
                "(with weigh: benefit_of_the_doubt)",
                key="robustness.weights.levels",
            ),
        ),
        (
            STEPS,
            {"weights": {"noise": 0.1, "levels": [2, 3]}},
            Refused(
                "the weights of level 3 cannot vary: groups have members at levels 1…2",
                key="robustness.weights.levels",
            ),
        ),
        (
            STEPS,
            {"weights": {"noise": 0.1, "levels": [0]}},
            Refused(
                "the weights of level 0 cannot vary: groups have members at levels 1…2",
                key="robustness.weights.levels",
            ),
        ),
        (
            STEPS,
            {"target": "indx"},
            Refused("the target 'indx' is not an aggregate (did you mean 'index'?)", key="robustness.target"),
        ),
        (
            STEPS,
            {"target": "x"},
            Refused("the target 'x' is not an aggregate (known: index, A, B)", key="robustness.target"),
        ),
        (
            ["impute", "normalise"],
            {"weights": {"noise": 0.1, "levels": [1]}},
            Refused("a robustness run needs the step `aggregate`", key="steps.aggregate"),
        ),
    ],
)
def test_a_run_that_cannot_be_made_is_refused_and_its_combination_named(
    steps: Sequence[Any], said: dict[str, Any], refused: Refused
) -> None:
    assert refusal(run_of, steps=steps, **said) == refused


def test_a_refusal_comes_whole_from_another_process() -> None:
    error = ScoringError("no", unit="u1", indicator="x", key="steps")
    again = pickle.loads(pickle.dumps(error))  # noqa: S301 # our own
    assert (str(again), again.unit, again.indicator, again.key) == ("no", "u1", "x", "steps")


def test_one_sample_is_no_run() -> None:
    assert refusal(run_of, samples=1) == Refused("a robustness run needs at least 2 samples")
