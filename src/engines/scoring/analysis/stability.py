"""How stable ranks are when weights are noisy."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from engines.scoring.robustness import run
from engines.scoring.specification import Noise, Robustness, Specification
from engines.scoring.structure import Structure
from engines.scoring.table import Array, Data


@dataclass(frozen=True, slots=True)
class Stability:
    """One entry per unit: its nominal rank (NaN without a score), and shares (0–1) over all samples.

    `kept`: the rank is the nominal one; `in_top`: it is among the best `top`. The same `samples` and `seed` give the
    same again.
    """

    units: tuple[str, ...]
    nominal: Array
    kept: Array
    in_top: Array
    top: int
    samples: int
    seed: int


def stability(
    specification: Specification,
    structure: Structure,
    data: Data,
    noise: Noise,
    *,
    samples: int = 1000,
    seed: int = 0,
    top: int = 10,
) -> Stability:
    """Return how often each unit keeps its rank, and how often it is among the best `top`, when weights are noisy.

    Everything but the weights is as specified. Raises ScoringError as `robustness.run` does.
    """
    before = specification.robustness or Robustness()
    noisy = replace(specification, robustness=replace(before, weights=noise, vary={}))
    spread = run(noisy, structure, data, samples=samples, seed=seed).spread
    ranked = ~np.isnan(spread.nominal)
    same = np.where(ranked, (spread.ranks == spread.nominal).mean(axis=0), np.nan)
    high = np.where(ranked, ((spread.ranks >= 1) & (spread.ranks <= top)).mean(axis=0), np.nan)
    return Stability(spread.units, spread.nominal, same, high, top, samples, seed)
