"""Matrix algebra on one thread, so that the number of a machine's cores does not change a bit."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

import numpy as np
from threadpoolctl import threadpool_limits

from engines.scoring.table import Array

P = ParamSpec("P")
R = TypeVar("R")


def on_one_thread(act: Callable[P, R]) -> Callable[P, R]:
    """Have an act's matrix products done by one thread: how they would be cut into several depends on the machine."""

    @wraps(act)
    def alone(*arguments: P.args, **named: P.kwargs) -> R:
        with threadpool_limits(1):
            return act(*arguments, **named)

    return alone


@on_one_thread
def eigen_of_correlations(values: Array) -> tuple[Array, Array]:
    """Return eigenvalues, ascending, and eigenvectors of the correlations of columns that are whole and not constant.

    Columns are taken in a unit of their own size, a power of two, so that no square of theirs is too small.
    """
    scaled = np.ldexp(values, -np.frexp(np.abs(values).max(axis=0))[1])
    eigenvalues, vectors = np.linalg.eigh(np.atleast_2d(np.corrcoef(scaled, rowvar=False)))
    return eigenvalues, vectors
