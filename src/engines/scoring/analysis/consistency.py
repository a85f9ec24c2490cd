"""Do the members of a group measure one thing? Cronbach's alpha."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engines.scoring.analysis.correlation import pairwise
from engines.scoring.table import Array


@dataclass(frozen=True, slots=True)
class Item:
    """A member of a group against the others, all standardised.

    `item_total` is its correlation with the sum of the others; `alpha_if_deleted` the standardised alpha without it.
    """

    code: str
    item_total: float
    alpha_if_deleted: float


@dataclass(frozen=True, slots=True)
class Reliability:
    """Cronbach's alpha of a group: of the values as they are (`raw`) and standardised; NaN for a single member."""

    group: str
    raw: float
    standardised: float
    items: tuple[Item, ...]


def reliability_of(group: str, members: Sequence[str], values: Array) -> Reliability:
    """Return Cronbach's alpha of a group from its members' values (units × members, NaN missing).

    alpha = k² c̄ / Σ, with c̄ the mean covariance between members and Σ the sum of the whole covariance matrix, which is
    pairwise complete; standardised on the correlation matrix. NaN where two members have no three units in common, or
    one is constant. Sources: Cronbach (1951); OECD/JRC Handbook (2008), step 4; COINr's `get_cronbach`.
    """
    covariance, correlation, _ = pairwise(values)
    items = (
        Item(code, _item_total(correlation, at), _alpha(np.delete(np.delete(correlation, at, 0), at, 1)))
        for at, code in enumerate(members)
    )
    return Reliability(group, _alpha(covariance), _alpha(correlation), tuple(items))


def _alpha(covariance: Array) -> float:
    size, whole = len(covariance), float(covariance.sum())
    if size < 2 or whole == 0:
        return float("nan")
    between = (whole - float(np.trace(covariance))) / (size * (size - 1))
    return size**2 * between / whole


def _item_total(correlation: Array, at: int) -> float:
    others = np.delete(correlation, at, axis=0)
    variance = float(np.delete(others, at, axis=1).sum())
    return float(others[:, at].sum()) / float(np.sqrt(variance)) if variance > 0 else float("nan")
