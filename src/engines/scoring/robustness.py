"""How sure ranks are: the same index made many times, with its choices varied."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engines.scoring.alternatives import Alternative, Alternatives, Choice, alternatives_of, naming
from engines.scoring.errors import ScoringError
from engines.scoring.fingerprint import hash_of_data, hash_of_specification
from engines.scoring.pipeline import GIVEN_WEIGHTS, Screened, prepared, score, screened
from engines.scoring.ranks import rank
from engines.scoring.results import MISSING_RANK, Ranks, RankSpread, Remark, RobustnessRun, Sensitivity
from engines.scoring.sobol import Indices, resamples_of, sobol_indices, variance_parts
from engines.scoring.specification import STEPS, Noise, Robustness, Specification
from engines.scoring.spreading import Spread, in_turn
from engines.scoring.structure import Structure
from engines.scoring.table import Array, Data
from engines.scoring.ties import ties_of
from engines.spelling import did_you_mean

WEIGHTS = "weights"
CELLS = 1 << 16  # samples × units of one piece of work: small enough for a core's cache
FIGURES = 128  # units whose ranks are looked at at a time
UNITS = 256  # units whose sensitivity is worked on at a time


@dataclass(frozen=True, slots=True)
class Work:
    """A piece of a run: samples of one combination, by row number, with the noise on their weights (0–1 a column)."""

    choice: Choice
    rows: tuple[int, ...]
    noise: Array


@dataclass(frozen=True, slots=True)
class Plan:
    """What every piece of work needs to know."""

    structure: Structure
    alternatives: Alternatives
    noisy: tuple[str, ...]
    noise: float
    target: str

    def scores(self, alternative: Alternative, uniform: Array) -> Array:
        """Return the target's scores: samples × units, or one entry a unit where no noise reaches it."""
        factors = 1 + self.noise * (2 * uniform - 1)
        noise = {code: factors[:, at, None] for at, code in enumerate(self.noisy)}
        with naming(alternative.said):
            return score(
                alternative.normalised,
                self.structure,
                alternative.weigh,
                alternative.aggregate,
                nominal=alternative.nominal,
                noise=noise,
            ).values[self.target]


def evaluate(plan: Plan, work: Work) -> tuple[Array, Ranks]:
    """Return scores and ranks of the work's samples, each samples × units."""
    found = plan.scores(plan.alternatives.by_choice[work.choice], work.noise)
    shape = (len(work.rows), found.shape[-1])
    return np.broadcast_to(found, shape), np.broadcast_to(rank(found), shape)


def run(
    specification: Specification,
    structure: Structure,
    data: Data,
    *,
    samples: int,
    seed: int = 0,
    spread: Spread = in_turn,
) -> RobustnessRun:
    """Return how ranks and scores move when the index is made `samples` × (factors + 2) times.

    Two independent designs of `samples` rows give the spread of ranks; one more for each factor gives the Sobol
    indices. `spread` does the pieces of work, in whatever place, and gives their outcomes in the same order: the result
    depends on the seed alone. Source: Saisana, Saltelli and Tarantola (2005), JRSS A 168.

    Raises ScoringError if a combination cannot be computed, the target is unknown or there are fewer than 2 samples.
    """
    if samples < 2:
        raise ScoringError("a robustness run needs at least 2 samples")
    robustness = specification.robustness or Robustness()
    first = screened(specification, structure, data)
    plan = _plan(specification, structure, alternatives_of(specification, structure, first))
    factors = _factors(plan)
    design = _design(factors, samples, np.random.Generator(np.random.Philox(seed)))
    scores, ranks = _evaluated(plan, design, spread)
    shown = _rank_spread(first.data.table.units, _nominal(plan, specification, first), ranks[: 2 * samples], spread)
    return RobustnessRun(
        specification_hash=hash_of_specification(specification, structure),
        data_hash=hash_of_data(data),
        samples=samples,
        evaluations=len(design),
        seed=seed,
        factors=tuple(factors),
        not_varied=_not_varied(robustness),
        spread=shown,
        ties=ties_of(shown, spread=spread),
        sensitivity=tuple(_sensitivity(shown, scores, ranks, tuple(factors), seed, _scale_varies(robustness))),
        remarks=(*plan.alternatives.remarks, *_remarks(robustness, tuple(factors), shown, ranks)),
    )


def _plan(specification: Specification, structure: Structure, alternatives: Alternatives) -> Plan:
    robustness = specification.robustness or Robustness()
    noise = robustness.weights or Noise(0.0, ())
    for level in noise.levels:
        if not 1 <= level < structure.height:
            message = (
                f"the weights of level {level} cannot vary: groups have members at levels 1…{structure.height - 1}"
            )
            raise ScoringError(message, key="robustness.weights.levels")
    noisy = tuple(node.code for node in structure.nodes if node.level in noise.levels)
    target = robustness.target or structure.top.code
    known = [node.code for node in structure.aggregates]
    if target not in known:
        hint = did_you_mean(target, known)
        raise ScoringError(f"the target {target!r} is not an aggregate{hint}", key="robustness.target")
    return Plan(structure, alternatives, noisy, noise.noise, target)


def _factors(plan: Plan) -> dict[str, list[int]]:
    """Return the columns of the design that belong to each factor: one for each noisy weight, one for each step."""
    noisy = len(plan.noisy)
    factors = {WEIGHTS: list(range(noisy))} if noisy else {}
    return factors | {name: [noisy + at] for at, name in enumerate(plan.alternatives.varied)}


def _design(factors: dict[str, list[int]], samples: int, generator: np.random.Generator) -> Array:
    """Return designs A and B, then A with each factor's columns from B: rows × columns, uniform on 0–1."""
    width = sum(map(len, factors.values()))
    a, b = generator.random((2, samples, width))
    mixed = []
    for columns in factors.values():
        ab = a.copy()
        ab[:, columns] = b[:, columns]
        mixed.append(ab)
    return np.concatenate([a, b, *mixed])


def _works(plan: Plan, design: Array) -> list[Work]:
    """Cut the design into pieces: rows of one combination, as many as fit a core's cache."""
    noisy = len(plan.noisy)
    choices = (design[:, noisy:] * np.array(plan.alternatives.counts)).astype(int)
    distinct, which = np.unique(choices, axis=0, return_inverse=True)
    units = len(next(iter(plan.alternatives.by_choice.values())).normalised.units)
    step = max(1, CELLS // units) if noisy else len(design)
    works = []
    for at, choice in enumerate(distinct):
        rows = np.flatnonzero(which.ravel() == at)
        for begin in range(0, len(rows), step):
            some = rows[begin : begin + step]
            works.append(Work(tuple(int(c) for c in choice), tuple(int(row) for row in some), design[some, :noisy]))
    return works


def _evaluated(plan: Plan, design: Array, spread: Spread) -> tuple[Array, Ranks]:
    works = _works(plan, design)
    units = len(next(iter(plan.alternatives.by_choice.values())).normalised.units)
    scores = np.empty((len(design), units))
    ranks = np.empty((len(design), units), dtype=np.int32)
    for work, (some_scores, some_ranks) in zip(works, spread(evaluate, plan, works), strict=True):
        rows = list(work.rows)
        scores[rows], ranks[rows] = some_scores, some_ranks
    return scores, ranks


def _nominal(plan: Plan, specification: Specification, first: Screened) -> Array:
    """Return the ranks of the index as the specification gives it; NaN where there is no score."""
    table = prepared(first, plan.structure, specification.impute, specification.treat, specification.normalise)
    if specification.aggregate is None:
        raise ScoringError("a robustness run needs the step `aggregate`", key="steps.aggregate")
    weigh = specification.weigh or GIVEN_WEIGHTS
    scored = score(table.normalised, plan.structure, weigh, specification.aggregate)
    return _present(rank(scored.values[plan.target]))


def _present(ranks: Ranks) -> Array:
    return np.where(ranks == MISSING_RANK, np.nan, ranks)


def _rank_spread(units: tuple[str, ...], nominal: Array, ranks: Ranks, spread: Spread) -> RankSpread:
    median, mean, low, high = np.full((4, len(units)), np.nan)
    scored = np.flatnonzero((ranks != MISSING_RANK).any(axis=0))
    parts = np.array_split(scored, -(-len(scored) // FIGURES)) if scored.size else []
    for some, figures in zip(parts, spread(_figures, ranks, parts, near=True), strict=True):
        median[some], mean[some], low[some], high[some] = figures
    return RankSpread(units, nominal, median, mean, low, high, ranks)


def _figures(ranks: Ranks, some: NDArray[np.intp]) -> tuple[Array, Array, Array, Array]:
    """Return median, mean and both ends of the ranks of some units."""
    places = _present(ranks[:, some])
    low, median, high = np.nanquantile(places, (0.05, 0.5, 0.95), axis=0)
    return median, np.nanmean(places, axis=0), low, high


@dataclass(frozen=True, slots=True)
class Outputs:
    """What sensitivity is taken of: scores (brought to one scale by `middle` and `size`) and ranks, samples × units."""

    spread: RankSpread
    scores: Array
    middle: Array
    size: Array
    ranks: Ranks
    factors: tuple[str, ...]
    resamples: Array


Sums = dict[tuple[str, str], list[Array]]


def _sensitivity(
    shown: RankSpread, scores: Array, ranks: Ranks, factors: tuple[str, ...], seed: int, scale: bool
) -> Iterable[Sensitivity]:
    """Give the indices for the score and the rank of all units together and of each, and for the mean shift of ranks.

    Units are worked on some at a time, so that memory stays small; it is done here, since matrix products use the cores
    by themselves. Units without a rank in some sample are left out. `scale`: scores are standardised within each sample
    first.
    """
    whole = np.flatnonzero((ranks != MISSING_RANK).all(axis=0) & ~np.isnan(shown.nominal))
    if not factors or not whole.size:
        return
    samples = len(ranks) // (len(factors) + 2)
    resamples = resamples_of(samples, np.random.Generator(np.random.Philox(seed).jumped()))
    middle, size = _scale(scores, whole) if scale else (np.zeros((len(scores), 1)), np.ones((len(scores), 1)))
    outputs = Outputs(shown, scores, middle, size, ranks, factors, resamples)
    together: Sums = {}
    shift = np.zeros((len(ranks), 1))
    each: list[Sensitivity] = []
    for some in np.array_split(whole, -(-len(whole) // UNITS)):
        found, sums, moved = _some_units(outputs, some)
        each += found
        shift += moved / len(whole)
        for key, parts in sums.items():
            together[key] = [a + b for a, b in zip(together[key], parts, strict=True)] if key in together else parts
    for (output, factor), parts in together.items():
        yield from _named(output, [None], factor, sobol_indices(parts, resamples))
    for factor, parts in _parts(shift, factors):
        yield from _named("rank_shift", [None], factor, sobol_indices(parts, resamples))
    yield from each


def _some_units(outputs: Outputs, some: NDArray[np.intp]) -> tuple[list[Sensitivity], Sums, Array]:
    """Return the indices of some units, what they add to those of all, and their shifts of rank, summed."""
    units = [outputs.spread.units[at] for at in some]
    places = outputs.ranks[:, some].astype(float)
    scores = (outputs.scores[:, some] - outputs.middle) / outputs.size
    each: list[Sensitivity] = []
    sums: Sums = {}
    for output, values in (("score", scores), ("rank", places)):
        for factor, parts in _parts(values, outputs.factors):
            each += _named(output, units, factor, sobol_indices(parts, outputs.resamples))
            sums[output, factor] = [part.sum(axis=1, keepdims=True) for part in parts]
    return each, sums, np.abs(places - outputs.spread.nominal[some]).sum(axis=1, keepdims=True)


def _parts(values: Array, factors: Sequence[str]) -> Iterable[tuple[str, list[Array]]]:
    """Give for each factor what its indices are made of, from the designs A, B and A with the factor from B."""
    a, b, *mixed = np.split(values, len(factors) + 2)
    return ((factor, variance_parts(a, b, ab)) for factor, ab in zip(factors, mixed, strict=True))


def _scale(scores: Array, whole: NDArray[np.intp]) -> tuple[Array, Array]:
    """Return mean and standard deviation of each sample's scores over the units, samples × 1."""
    middle, size = np.empty((len(scores), 1)), np.empty((len(scores), 1))
    for at, row in enumerate(scores):
        middle[at], size[at] = row[whole].mean(), row[whole].std() or 1.0
    return middle, size


def _named(output: str, units: Sequence[str | None], factor: str, indices: Indices) -> Iterable[Sensitivity]:
    columns = (
        indices.first,
        indices.first_low,
        indices.first_high,
        indices.total,
        indices.total_low,
        indices.total_high,
    )
    for unit, *figures in zip(units, *columns, strict=True):
        yield Sensitivity(output, unit, factor, *(float(figure) for figure in figures))


def _scale_varies(robustness: Robustness) -> bool:
    """Say whether scores of two samples may be on different scales."""
    return bool({"normalise", "weigh", "aggregate"} & set(robustness.vary))


def _not_varied(robustness: Robustness) -> tuple[str, ...]:
    noisy = {"weigh"} if robustness.weights else set()
    return tuple(name for name in STEPS if name not in robustness.vary and name not in noisy)


def _remarks(robustness: Robustness, factors: Sequence[str], shown: RankSpread, ranks: Ranks) -> Iterable[Remark]:
    if not factors:
        yield Remark("nothing_varied", "nothing is varied: every sample is the index as given")
    if robustness.weights:
        levels = ", ".join(str(level) for level in robustness.weights.levels)
        yield Remark("noise", f"of the weights, those at levels {levels} are varied, the others are not")
    if _scale_varies(robustness):
        text = "scores are standardised within each sample before their sensitivity is taken, since their scale varies"
        yield Remark("standardised", text)
    unranked = [unit for unit, lost in zip(shown.units, (ranks == MISSING_RANK).any(axis=0), strict=True) if lost]
    if factors and unranked:
        text = f"without a rank in some sample, and so without sensitivity: {', '.join(unranked)}"
        yield Remark("unranked", text, {"units": unranked})
