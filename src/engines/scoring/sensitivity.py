"""What moves scores and ranks: the Sobol indices of each factor, for each unit and for all of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engines.scoring.parallel import Executor
from engines.scoring.results import MISSING_RANK, Ranks, RankSpread, Sensitivity
from engines.scoring.sobol import Indices, resamples_of, sobol_indices, variance_parts
from engines.scoring.table import Array

UNITS = 64  # units whose sensitivity is worked on at a time
SAMPLES = 256  # samples whose scale is worked on at a time

Parts = list[Array]


@dataclass(frozen=True, slots=True)
class Outputs:
    """The outputs of a sensitivity analysis: scores (standardised by `middle` and `spread`) and ranks, samples × units.

    `sizes` are those of what is summed in the outputs.
    """

    nominal: Array
    scores: Array
    middle: Array
    spread: Array
    ranks: Ranks
    factors: int
    resamples: Array
    sizes: Mapping[str, float]


def sensitivity(
    shown: RankSpread,
    scores: Array,
    ranks: Ranks,
    factors: tuple[str, ...],
    *,
    seed: int,
    size: float,
    standardise: bool,
    executor: Executor,
) -> Iterable[Sensitivity]:
    """Yield the indices for the score and the rank of all units together and of each, and for the mean rank shift.

    `scores` and `ranks` are those of designs A, B and A with each factor from B, samples × units; `size` is that of
    what is summed in the scores. Units are worked on some at a time, so that memory stays small; those without a rank
    in some sample are left out. `standardise`: scores are brought to mean 0 and standard deviation 1 within each sample
    first.
    """
    whole = np.flatnonzero((ranks != MISSING_RANK).all(axis=0) & ~np.isnan(shown.nominal))
    if not factors or not whole.size:
        return
    samples = len(ranks) // (len(factors) + 2)
    resamples = resamples_of(samples, np.random.Generator(np.random.Philox(seed).jumped()))
    middle, wide = _scale(scores, whole) if standardise else (np.zeros((len(scores), 1)), np.ones((len(scores), 1)))
    sizes = {"score": size / float(wide.min()), "rank": 1.0, "rank_shift": 1.0}
    outputs = Outputs(shown.nominal, scores, middle, wide, ranks, len(factors), resamples, sizes)
    together: dict[str, Array] = {}
    shift = np.zeros((len(ranks), 1))
    each: dict[str, list[list[Indices]]] = {}
    pieces = np.array_split(whole, -(-len(whole) // UNITS))
    for found, sums, moved in executor.map(_some_units, outputs, pieces):
        for output, indices in found.items():
            each.setdefault(output, []).append(indices)
            together[output] = together.get(output, 0.0) + sums[output]
        shift += moved / len(whole)
    of_all = {output: list(parts[..., None]) for output, parts in together.items()}
    for output, parts in (of_all | {"rank_shift": _parts(shift, len(factors))}).items():
        yield from _named(output, [None], factors, sobol_indices(parts, resamples, sizes[output]))
    units = [shown.units[at] for at in whole]
    for output, of_pieces in each.items():
        yield from _named(output, units, factors, [_joined(parts) for parts in zip(*of_pieces, strict=True)])


def _joined(parts: Sequence[Indices]) -> Indices:
    """Return the indices of one factor for the units of all pieces."""
    return Indices(*(np.concatenate([getattr(part, figure) for part in parts]) for figure in Indices.__slots__))


def _some_units(outputs: Outputs, some: NDArray[np.intp]) -> tuple[dict[str, list[Indices]], dict[str, Array], Array]:
    """Return the indices of some units by output, what they add to the parts of all, and their shifts of rank, summed.

    What they add is parts × samples.
    """
    places = outputs.ranks[:, some].astype(float)
    scores = (outputs.scores[:, some] - outputs.middle) / outputs.spread
    found, sums = {}, {}
    for output, values in (("score", scores), ("rank", places)):
        parts = _parts(values, outputs.factors)
        found[output] = sobol_indices(parts, outputs.resamples, outputs.sizes[output])
        sums[output] = np.stack([part.sum(axis=1) for part in parts])
    return found, sums, np.abs(places - outputs.nominal[some]).sum(axis=1, keepdims=True)


def _parts(values: Array, factors: int) -> Parts:
    """Return what the indices are made of, from the designs A, B and A with each factor from B."""
    a, b, *mixed = np.split(values, factors + 2)
    return variance_parts(a, b, mixed)


def _scale(scores: Array, whole: NDArray[np.intp]) -> tuple[Array, Array]:
    """Return mean and standard deviation of each sample's scores over the units, samples × 1."""
    middle, size = np.empty((2, len(scores), 1))
    for begin in range(0, len(scores), SAMPLES):
        some = slice(begin, begin + SAMPLES)
        taken = scores[some, whole]
        middle[some] = taken.mean(axis=1, keepdims=True)
        size[some] = taken.std(axis=1, keepdims=True)
    size[size == 0] = 1.0
    return middle, size


def _named(
    output: str, units: Sequence[str | None], factors: Sequence[str], found: Sequence[Indices]
) -> Iterable[Sensitivity]:
    for factor, indices in zip(factors, found, strict=True):
        columns = [getattr(indices, figure).tolist() for figure in Indices.__slots__]
        yield from (Sensitivity(output, unit, factor, *figures) for unit, *figures in zip(units, *columns, strict=True))
