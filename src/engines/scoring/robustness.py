"""How sure ranks are: the same index made many times, with its choices varied."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engines.scoring.alternatives import Alternative, Alternatives, Choice, alternatives_of, naming
from engines.scoring.errors import ScoringError
from engines.scoring.fingerprint import hash_of_data, hash_of_specification
from engines.scoring.pipeline import score_with_noise, screened
from engines.scoring.ranks import rank
from engines.scoring.results import MISSING_RANK, Ranks, RankSpread, Remark, RobustnessRun
from engines.scoring.sensitivity import sensitivity
from engines.scoring.specification import STEPS, Noise, Robustness, Specification
from engines.scoring.spreading import Spread, in_turn
from engines.scoring.structure import Structure
from engines.scoring.table import Array, Data
from engines.scoring.ties import ties_of
from engines.spelling import did_you_mean

WEIGHTS = "weights"
CELLS = 1 << 16  # samples × units of one piece of work: small enough for a core's cache
FIGURES = 128  # units whose ranks are looked at at a time


@dataclass(frozen=True, slots=True)
class Work:
    """A piece of a run: samples of one combination, by row number, with the noise on their weights (0–1 a column)."""

    choice: Choice
    rows: NDArray[np.intp]
    noise: Array


@dataclass(frozen=True, slots=True)
class Plan:
    """What every piece of work needs to know."""

    structure: Structure
    alternatives: Alternatives
    noisy: tuple[str, ...]
    noise: float
    target: str

    @property
    def units(self) -> int:
        """How many units are ranked."""
        return len(next(iter(self.alternatives.by_choice.values())).normalised.units)

    def scores(self, alternative: Alternative, uniform: Array) -> Array:
        """Return the target's scores: samples × units, or one entry a unit where no noise reaches it."""
        factors = 1 + self.noise * (2 * uniform - 1)
        noise = {code: factors[:, at, None] for at, code in enumerate(self.noisy)}
        with naming(alternative.said):
            return score_with_noise(
                self.target,
                alternative.normalised,
                self.structure,
                alternative.aggregate,
                alternative.nominal,
                noise,
            )


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
    indices. `spread` has the pieces of work done in whatever place: the result depends on the seed alone. Source:
    Saisana, Saltelli and Tarantola (2005), JRSS A 168.

    Raises ScoringError if a combination cannot be computed, the target is unknown or there are fewer than 2 samples.
    """
    if samples < 2:
        raise ScoringError("a robustness run needs at least 2 samples")
    robustness = specification.robustness or Robustness()
    first = screened(specification, structure, data)
    plan = _plan(specification, structure, alternatives_of(specification, structure, first, spread))
    factors = _factors(plan)
    design = _design(factors, samples, np.random.Generator(np.random.Philox(seed)))
    scores, ranks = _evaluated(plan, design, spread)
    nominal = _present(rank(plan.alternatives.as_given.values[plan.target]))
    shown = _rank_spread(first.data.table.units, nominal, ranks[: 2 * samples])
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
        sensitivity=tuple(
            sensitivity(
                shown,
                scores,
                ranks,
                tuple(factors),
                seed=seed,
                standardise=_scale_varies(robustness),
                spread=spread,
            )
        ),
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
    step = max(1, CELLS // plan.units) if noisy else len(design)
    works = []
    for at, choice in enumerate(distinct):
        rows = np.flatnonzero(which.ravel() == at)
        for begin in range(0, len(rows), step):
            some = rows[begin : begin + step]
            works.append(Work(tuple(int(c) for c in choice), some, design[some, :noisy]))
    return works


def _evaluated(plan: Plan, design: Array, spread: Spread) -> tuple[Array, Ranks]:
    return spread.evaluated(evaluate, plan, _works(plan, design), (len(design), plan.units))


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
