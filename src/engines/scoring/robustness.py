"""How robust ranks are: the same index built many times, with its choices varied."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import prod

import numpy as np
from numpy.typing import NDArray

from engines.scoring.algebra import on_one_thread
from engines.scoring.alternatives import Alternative, Alternatives, Choice, alternatives_of, naming, ways_of
from engines.scoring.errors import ScoringError
from engines.scoring.fingerprint import hash_of_data, hash_of_specification
from engines.scoring.parallel import Executor, serial
from engines.scoring.pipeline import score_with_noise, screened
from engines.scoring.ranks import rank
from engines.scoring.results import MISSING_RANK, Ranks, RankSpread, RobustnessRun, ScoringWarning
from engines.scoring.sensitivity import sensitivity
from engines.scoring.specification import STEPS, Noise, Robustness, Specification
from engines.scoring.structure import Structure
from engines.scoring.table import Array, Data
from engines.scoring.ties import ties_of
from engines.spelling import did_you_mean

WEIGHTS = "weights"
CELLS = 1 << 16  # samples × units of one piece of work: small enough for a core's cache
FIGURES = 128  # units whose ranks are looked at at a time
REAL, WHOLE = 8, 4  # bytes of a score and of a rank


@dataclass(frozen=True, slots=True)
class Work:
    """A piece of a run: samples of one combination, by row number, with the noise on their weights (0–1 per column)."""

    choice: Choice
    rows: NDArray[np.intp]
    noise: Array


@dataclass(frozen=True, slots=True)
class RobustnessPlan:
    """What every piece of work needs to know."""

    structure: Structure
    units: tuple[str, ...]
    alternatives: Alternatives
    noisy: tuple[str, ...]
    noise: float
    target: str

    def scores(self, alternative: Alternative, uniform: Array) -> Array:
        """Return the target's scores: samples × units, or one entry per unit where noise has no effect."""
        factors = 1 + self.noise * (2 * uniform - 1)
        noise = {code: factors[:, at, None] for at, code in enumerate(self.noisy)}
        with naming(alternative.made):
            return score_with_noise(
                self.target,
                alternative.normalised,
                self.structure,
                alternative.aggregate,
                alternative.nominal,
                noise,
            )


def evaluate(plan: RobustnessPlan, work: Work) -> tuple[Array, Ranks]:
    """Return scores and ranks of the work's samples, each samples × units."""
    alternative = plan.alternatives.by_choice[work.choice]
    found = plan.scores(alternative, work.noise)
    shape = (len(work.rows), found.shape[-1])
    ranks = rank(found, alternative.nominal.sizes[plan.target])
    return np.broadcast_to(found, shape), np.broadcast_to(ranks, shape)


@on_one_thread
def run(
    specification: Specification,
    structure: Structure,
    data: Data,
    *,
    samples: int,
    seed: int = 0,
    executor: Executor = serial,
) -> RobustnessRun:
    """Return how ranks and scores vary when the index is built `samples` × (factors + 2) times.

    Two independent designs of `samples` rows give the spread of ranks; one more for each factor gives the Sobol
    indices. `executor` runs the pieces of work, here or elsewhere: the result depends on the seed alone. Source:
    Saisana, Saltelli and Tarantola (2005), JRSS A 168.

    Raises ScoringError as `planned` does, or if there are fewer than 2 samples.
    """
    if samples < 2:
        raise ScoringError("a robustness run needs at least 2 samples")
    plan = planned(specification, structure, data, executor)
    factors = _factors(plan)
    width = len(plan.noisy) + len(plan.alternatives.varied)
    design = _design(factors, width, samples, np.random.Generator(np.random.Philox(seed)))
    scores, ranks = executor.evaluated(evaluate, plan, _works(plan, design), (len(design), len(plan.units)))
    as_given = plan.alternatives.as_given
    nominal = _present(rank(as_given.values[plan.target], as_given.sizes[plan.target]))
    shown = _rank_spread(plan.units, nominal, ranks[: 2 * samples])
    moving = sensitivity(
        shown,
        scores,
        ranks,
        tuple(factors),
        seed=seed,
        size=max(way.nominal.sizes[plan.target] for way in plan.alternatives.by_choice.values()),
        standardise=_scale_varies(factors),
        executor=executor,
    )
    noise = (specification.robustness or Robustness()).weights
    return RobustnessRun(
        specification_hash=hash_of_specification(specification, structure),
        data_hash=hash_of_data(data),
        samples=samples,
        evaluations=len(design),
        seed=seed,
        factors=tuple(factors),
        not_varied=_not_varied(factors),
        spread=shown,
        ties=ties_of(shown, executor=executor),
        sensitivity=tuple(moving),
        warnings=(*plan.alternatives.warnings, *_warnings(structure, noise, tuple(factors), shown, ranks)),
    )


def planned(
    specification: Specification, structure: Structure, data: Data, executor: Executor = serial
) -> RobustnessPlan:
    """Return what a run varies, every combination computed once.

    Raises ScoringError if a combination cannot be computed, the target is unknown, or noise is asked for on a level
    that has no weights or where every unit has its own.
    """
    robustness = specification.robustness or Robustness()
    noise = robustness.weights or Noise(0.0, ())
    for level in noise.levels:
        if not 1 <= level < structure.height:
            message = (
                f"the weights of level {level} cannot vary: groups have members at levels 1…{structure.height - 1}"
            )
            raise ScoringError(message, key="robustness.weights.levels")
    target = robustness.target or structure.top.code
    known = [node.code for node in structure.aggregates]
    if target not in known:
        hint = did_you_mean(target, known)
        raise ScoringError(f"the target {target!r} is not an aggregate{hint}", key="robustness.target")
    first = screened(specification, structure, data)
    alternatives = alternatives_of(specification, structure, first, executor)
    noisy = tuple(node.code for node in structure.nodes if noise.moves and node.level in noise.levels)
    _refuse_own_weights(alternatives, structure, noisy)
    return RobustnessPlan(structure, first.data.table.units, alternatives, noisy, noise.noise, target)


def _refuse_own_weights(alternatives: Alternatives, structure: Structure, noisy: Sequence[str]) -> None:
    for alternative in alternatives.by_choice.values():
        for group, weights in alternative.nominal.weights.items():
            if weights.own is not None and any(member.code in noisy for member in structure.children[group]):
                message = f"{group!r} gives every unit its own weights: there can be no noise on them"
                with naming(alternative.made):
                    raise ScoringError(message, key="robustness.weights.levels")


def memory_of(specification: Specification, structure: Structure, units: int, samples: int) -> int:
    """Return roughly how many bytes a run needs: its combinations, its design, scores and ranks of all evaluations."""
    robustness = specification.robustness or Robustness()
    noisy = sum(node.level in robustness.weights.levels for node in structure.nodes) if robustness.weights else 0
    ways = [len(steps) for steps in ways_of(specification).values()]
    evaluations = samples * (2 + len(ways) + (noisy > 0))
    tables = prod(ways) * units * (len(structure.indicators) + len(structure.aggregates)) * REAL
    return tables + evaluations * (units * (REAL + WHOLE) + 2 * (noisy + len(ways)) * REAL)


def _factors(plan: RobustnessPlan) -> dict[str, list[int]]:
    """Return the columns of the design that belong to each factor: one for each noisy weight, one for each step."""
    noisy, ways = len(plan.noisy), plan.alternatives
    factors = {WEIGHTS: list(range(noisy))} if noisy else {}
    steps = enumerate(zip(ways.varied, ways.counts, strict=True), start=noisy)
    return factors | {name: [at] for at, (name, count) in steps if count > 1}


def _design(factors: dict[str, list[int]], width: int, samples: int, generator: np.random.Generator) -> Array:
    """Return designs A and B, then A with each factor's columns from B: rows × columns, uniform on 0–1."""
    a, b = generator.random((2, samples, width))
    mixed = []
    for columns in factors.values():
        ab = a.copy()
        ab[:, columns] = b[:, columns]
        mixed.append(ab)
    return np.concatenate([a, b, *mixed])


def _works(plan: RobustnessPlan, design: Array) -> list[Work]:
    """Cut the design into pieces: rows of one combination, as many as fit a core's cache."""
    noisy = len(plan.noisy)
    choices = (design[:, noisy:] * np.array(plan.alternatives.counts)).astype(int)
    distinct, which = np.unique(choices, axis=0, return_inverse=True)
    step = max(1, CELLS // len(plan.units)) if noisy else len(design)
    works = []
    for at, choice in enumerate(distinct):
        rows = np.flatnonzero(which.ravel() == at)
        for begin in range(0, len(rows), step):
            some = rows[begin : begin + step]
            works.append(Work(tuple(int(c) for c in choice), some, design[some, :noisy]))
    return works


def _present(ranks: Ranks) -> Array:
    return np.where(ranks == MISSING_RANK, np.nan, ranks)


def _rank_spread(units: tuple[str, ...], nominal: Array, ranks: Ranks) -> RankSpread:
    """Return median, mean and both ends of the ranks of each unit; NaN for one that is never ranked."""
    median, mean, low, high = np.full((4, len(units)), np.nan)
    scored = np.flatnonzero((ranks != MISSING_RANK).any(axis=0))
    for begin in range(0, len(scored), FIGURES):
        some = scored[begin : begin + FIGURES]
        places = _present(ranks[:, some])
        quantile = np.nanquantile if np.isnan(places).any() else np.quantile  # the same, but the first is slow
        low[some], median[some], high[some] = quantile(places, (0.05, 0.5, 0.95), axis=0)
        mean[some] = np.nanmean(places, axis=0)
    return RankSpread(units, nominal, median, mean, low, high, ranks)


def _scale_varies(factors: Iterable[str]) -> bool:
    """Return whether scores of two samples may be on different scales."""
    return not {"normalise", "weigh", "aggregate"}.isdisjoint(factors)


def _not_varied(factors: Iterable[str]) -> tuple[str, ...]:
    moving = {"weigh" if factor == WEIGHTS else factor for factor in factors}
    return tuple(name for name in STEPS if name not in moving)


def _warnings(
    structure: Structure, noise: Noise | None, factors: Sequence[str], shown: RankSpread, ranks: Ranks
) -> Iterable[ScoringWarning]:
    if not factors:
        yield ScoringWarning("nothing_varied", "nothing is varied: every sample is the same index")
    if noise and noise.moves:
        others = [level for level in range(1, structure.height) if level not in noise.levels]
        rest = f", those at {_levels(others)} are not" if others else ""
        yield ScoringWarning("noise", f"the weights at {_levels(noise.levels)} are varied{rest}")
    elif noise:
        yield ScoringWarning("noise", "the noise is 0 or for no level: no weight is varied")
    if _scale_varies(factors):
        text = "scores are standardised within each sample before their sensitivity is taken, since their scale varies"
        yield ScoringWarning("standardised", text)
    unranked = [unit for unit, lost in zip(shown.units, (ranks == MISSING_RANK).any(axis=0), strict=True) if lost]
    if factors and unranked:
        text = f"without a rank in some sample, and so without sensitivity: {', '.join(unranked)}"
        yield ScoringWarning("unranked", text, {"units": unranked})


def _levels(levels: Sequence[int]) -> str:
    return f"level{'s' if len(levels) > 1 else ''} {', '.join(map(str, levels))}"
