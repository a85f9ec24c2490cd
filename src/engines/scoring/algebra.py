"""Matrix algebra on one thread, so that results do not depend on the number of cores."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import ParamSpec, TypeVar

import numpy as np
from threadpoolctl import threadpool_limits

from engines.scoring.errors import ScoringError, refuse_all
from engines.scoring.table import Array, constant

LEAST = 3  # complete units

P = ParamSpec("P")
R = TypeVar("R")


def on_one_thread(act: Callable[P, R]) -> Callable[P, R]:
    """Run matrix products on one thread: how libraries divide them among threads depends on the machine."""

    @wraps(act)
    def alone(*arguments: P.args, **named: P.kwargs) -> R:
        with threadpool_limits(1):
            return act(*arguments, **named)

    return alone


@on_one_thread
def components_of(group: str, codes: Sequence[str], values: Array) -> tuple[int, Array, Array]:
    """Return the number of units with all values of a group, and the components of its members' correlations over them.

    Those are eigenvalues, the largest first, and eigenvectors (members × components) of length 1, each turned so that
    it adds up to more than 0. Columns are taken in a unit of their own size, a power of two, so that no square of
    theirs is too small. Source: OECD/JRC Handbook (2008), step 4.

    Raises ScoringError if there are fewer than three such units, or, naming the member, if one is constant over them.
    """
    whole = values[~np.isnan(values).any(axis=1)]
    if len(whole) < LEAST:
        message = f"components need {LEAST} units with every value of the group {group!r}; there are {len(whole)}"
        raise ScoringError(message, indicator=group)
    refuse_all(
        ScoringError(f"{code!r} is constant over the complete units: it has no correlation", indicator=code)
        for code, same in zip(codes, constant(whole), strict=True)
        if same
    )
    scaled = np.ldexp(whole, -np.frexp(np.abs(whole).max(axis=0))[1])
    eigenvalues, vectors = np.linalg.eigh(np.atleast_2d(np.corrcoef(scaled, rowvar=False)))
    return len(whole), np.maximum(eigenvalues[::-1], 0.0), turned(vectors[:, ::-1])


def turned(columns: Array) -> Array:
    """Return the columns, those that add up to less than 0 with the other sign."""
    return np.asarray(columns * np.where(columns.sum(axis=0) < 0, -1.0, 1.0))
