"""How pieces of work are done: one after the other here, or by whoever is given."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Protocol, TypeVar

S = TypeVar("S")
T = TypeVar("T")
R = TypeVar("R")


class Spread(Protocol):
    """How pieces of work are done: `do(shared, item)` for every item, outcomes in the items' order.

    `near` says that what is shared is large and the work small: it should stay on this machine.
    """

    def __call__(
        self, do: Callable[[S, T], R], shared: S, items: Sequence[T], *, near: bool = False
    ) -> Iterable[R]: ...


def in_turn(do: Callable[[S, T], R], shared: S, items: Sequence[T], *, near: bool = False) -> Iterable[R]:
    """Do the work piece by piece, here."""
    return (do(shared, item) for item in items)
