"""Benefit of the doubt: every unit gets the weights that favour it most."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from engines.scoring.errors import ScoringError
from engines.scoring.table import Array

NOTHING = 1e-9  # a score no larger counts as zero


def benefit_of_the_doubt(
    group: str,
    codes: Sequence[str],
    values: Array,
    shares: tuple[float, float] | None,
    units: Sequence[str],
) -> Array:
    """Return each unit's own weights (units × members): they maximise its sum while no unit's sum exceeds 1.

    The sum of weight × value is the unit's score, 1 at the frontier. `shares` bounds the part each member may have in
    it (0–1). A unit that lacks a value has no weights (NaN). Source: Cherchye et al. (2007), Social Indicators
    Research 82; OECD/JRC Handbook (2008), step 6.

    Raises ScoringError, naming unit and column, if a value is negative, a unit has nothing above zero, or the bounds
    cannot be met.
    """
    _refuse_unfit(group, codes, values, shares, units)
    whole = ~np.isnan(values).any(axis=1)
    sizes = values[whole].max(axis=0, initial=0.0)
    sizes[sizes == 0] = 1.0
    peers = values[whole] / sizes  # of like size, as the solver's tolerances are
    weights = np.full_like(values, np.nan)
    for row, mine in zip(map(int, np.flatnonzero(whole)), peers, strict=True):
        best = _best_weights(mine, peers, shares)
        if best is None:
            why = "no weights that meet the bounds" if mine.any() else "no value above 0"
            raise ScoringError(f"{units[row]!r} has {why} in the group {group!r}", unit=units[row], key="steps.weigh")
        weights[row] = best / sizes
    return weights


def _refuse_unfit(
    group: str, codes: Sequence[str], values: Array, shares: tuple[float, float] | None, units: Sequence[str]
) -> None:
    for row, at in np.argwhere(values < 0)[:1]:
        message = f"{codes[at]!r} of {units[row]!r} is below 0: benefit of the doubt needs values from 0 up"
        raise ScoringError(message, unit=units[row], indicator=codes[at])
    if shares and (len(codes) * shares[0] > 1 + 1e-12 or len(codes) * shares[1] < 1 - 1e-12):
        message = (
            f"shares between {shares[0]:g} and {shares[1]:g} of {len(codes)} members of {group!r} cannot add up to 1"
        )
        raise ScoringError(message, key="steps.weigh.shares")


def _best_weights(mine: Array, peers: Array, shares: tuple[float, float] | None) -> Array | None:
    """Return the weights that maximise the sum of the unit's own values; None if it is zero or infeasible."""
    from scipy.optimize import linprog  # slow to load, and only this needs it

    limits, bounds = _shares(mine, shares)
    found = linprog(
        -mine,
        A_ub=np.vstack([peers, *limits]),
        b_ub=np.concatenate([np.ones(len(peers)), np.zeros(sum(map(len, limits)))]),
        bounds=bounds,
        method="highs",
    )
    return None if found.status != 0 or found.fun > -NOTHING else np.asarray(found.x)


def _shares(mine: Array, shares: tuple[float, float] | None) -> tuple[list[Array], tuple[float, None]]:
    """Return the rows that keep each member's part between the bounds: low·Σ ≤ wᵢxᵢ ≤ high·Σ."""
    if shares is None:
        return [], (0, None)
    low, high = shares
    own = np.diag(mine)
    every = np.tile(mine, (len(mine), 1))
    return [low * every - own, own - high * every], (0, None)
