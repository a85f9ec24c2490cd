"""A life of a record as a table of moves, checked when it is made."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field


class LifecycleError(ValueError):
    """A move cannot be made, or a table does not hold together."""


class NoSuchMove(LifecycleError):
    """The table has no move of that name from that state."""


class MissingEvidence(LifecycleError):
    """The move exists, but not all it requires is there; `missing` names what is not."""

    def __init__(self, missing: frozenset[str]) -> None:
        super().__init__(f"missing evidence: {', '.join(sorted(missing))}")
        self.missing = missing


@dataclass(frozen=True, slots=True)
class Move:
    """One line of the table: `verb` leads from any of `sources` to `target`, made by `party`, given `requires`.

    A move whose target is "" leaves the state as it is: a draft is saved, the first of two sides signs.
    """

    verb: str
    sources: frozenset[str]
    target: str
    party: str
    requires: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Lifecycle:
    """A table of moves with where a life begins and where it ends.

    Raises LifecycleError when made, if a state cannot be reached from `start`, a state that is
    no end has no way on, an end has a way on, or two moves of one name belong to the same state.
    """

    name: str
    start: str
    ends: frozenset[str]
    moves: tuple[Move, ...]
    _by_key: dict[tuple[str, str], Move] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_key: dict[tuple[str, str], Move] = {}
        for move in self.moves:
            for source in move.sources:
                if (source, move.verb) in by_key:
                    raise LifecycleError(f"{self.name}: two moves {move.verb!r} leave {source!r}")
                by_key[source, move.verb] = move
        object.__setattr__(self, "_by_key", by_key)
        self._check_shape()

    @property
    def states(self) -> frozenset[str]:
        """Every state the table knows."""
        targets = {move.target for move in self.moves if move.target}
        return frozenset({self.start, *self.ends, *targets}).union(*(move.sources for move in self.moves))

    def moves_from(self, state: str) -> tuple[Move, ...]:
        """Return the moves that leave `state`, in the table's order."""
        return tuple(move for move in self.moves if state in move.sources)

    def allows(self, state: str, verb: str) -> bool:
        """Return whether `verb` can be done in `state`, whatever it requires."""
        return (state, verb) in self._by_key

    def sources(self, *verbs: str) -> frozenset[str]:
        """Return the states in which one of `verbs` can be done."""
        return frozenset(state for state, verb in self._by_key if verb in verbs)

    def parties(self, *verbs: str) -> frozenset[str]:
        """Return the parties that make one of the moves `verbs`."""
        return frozenset(move.party for move in self.moves if move.verb in verbs)

    def apply(self, state: str, verb: str, evidence: Collection[str] = ()) -> str:
        """Return the state that `verb` leads to.

        Raises NoSuchMove if nothing of that name can be done in `state`, MissingEvidence if something
        the move requires is not in `evidence`.
        """
        move = self._by_key.get((state, verb))
        if move is None:
            raise NoSuchMove(f"{self.name}: no {verb!r} from {state!r}")
        missing = move.requires.difference(evidence)
        if missing:
            raise MissingEvidence(missing)
        return move.target or state

    def _check_shape(self) -> None:
        leaving = {state for (state, _verb), move in self._by_key.items() if move.target}
        if loose := self.ends & {state for state, _verb in self._by_key}:
            raise LifecycleError(f"{self.name}: ends with a way on: {sorted(loose)}")
        if stuck := self.states - self.ends - leaving:
            raise LifecycleError(f"{self.name}: no way on from {sorted(stuck)}")
        if lost := self.states - self._reachable():
            raise LifecycleError(f"{self.name}: never reached: {sorted(lost)}")

    def _reachable(self) -> set[str]:
        found, fresh = set[str](), {self.start}
        while fresh:
            found |= fresh
            fresh = {move.target for move in self.moves if move.target and move.sources & fresh} - found
        return found
