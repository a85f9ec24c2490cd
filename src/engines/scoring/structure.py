"""The tree of an index: indicators at level 1, aggregates above."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import isfinite

from engines.scoring.errors import ScoringError, refuse_all
from engines.spelling import did_you_mean

PARENT, LEVEL, WEIGHT, DIRECTION, TARGET = "Parent", "Level", "Weight", "Direction", "Target"


@dataclass(frozen=True, slots=True)
class Node:
    """An indicator (level 1) or an aggregate (level 2 and up).

    `direction` is 1 if more is better, −1 if less is; `weight` counts within the parent's group and need not add up
    to anything; `denominator` names the column an indicator is divided by; `target` is in the indicator's own units.
    """

    code: str
    level: int
    parent: str | None = None
    weight: float = 1.0
    direction: int = 1
    name: str = ""
    unit: str = ""
    denominator: str | None = None
    target: float | None = None


@dataclass(frozen=True)
class Structure:
    """A checked tree; make it with `structure_of`."""

    nodes: tuple[Node, ...]
    children: Mapping[str, tuple[Node, ...]] = field(repr=False)

    @cached_property
    def indicators(self) -> tuple[Node, ...]:
        """Level 1, in the order given."""
        return self.at(1)

    @cached_property
    def height(self) -> int:
        """The highest level there is."""
        return max(node.level for node in self.nodes)

    @cached_property
    def aggregates(self) -> tuple[Node, ...]:
        """All nodes above level 1, the highest first."""
        return tuple(node for level in range(self.height, 1, -1) for node in self.at(level))

    @cached_property
    def named(self) -> Mapping[str, Node]:
        """Nodes by code."""
        return {node.code: node for node in self.nodes}

    def at(self, level: int) -> tuple[Node, ...]:
        """Return the nodes of one level, in the order given."""
        return tuple(node for node in self.nodes if node.level == level)

    @cached_property
    def top(self) -> Node:
        """The index: the first node of the highest level."""
        return self.at(self.height)[0]


def structure_of(nodes: Iterable[Node]) -> Structure:
    """Return the tree of the nodes.

    Raises ScoringError, naming the node and its field, if a code comes twice, a parent is unknown, there is a cycle, a
    level is skipped, an aggregate has no children, a direction is not 1 or −1, a weight is negative or not finite, or
    the weights of a group add up to zero. What is wrong in the same way is refused together.
    """
    listed = tuple(nodes)
    named = {node.code: node for node in listed}
    if not any(node.level == 1 for node in listed):
        raise ScoringError("there is no indicator (nothing at level 1)")
    refuse_all(
        ScoringError(f"the code {code!r} is given {count} times", indicator=code)
        for code, count in Counter(node.code for node in listed).items()
        if count > 1
    )
    refuse_all(error for node in listed for error in _of_node(node, named))
    refuse_all(_of_cycles(named))
    highest = max(node.level for node in listed)
    refuse_all(error for node in listed for error in _of_level(node, named, highest))
    children = {
        node.code: tuple(child for child in listed if child.parent == node.code) for node in listed if node.level > 1
    }
    refuse_all(error for code, group in children.items() for error in _of_group(code, group))
    return Structure(listed, children)


def _of_node(node: Node, named: Mapping[str, Node]) -> Iterator[ScoringError]:
    def error(field: str, message: str) -> ScoringError:
        return ScoringError(message, indicator=node.code, field=field)

    if node.direction not in (1, -1):
        yield error(DIRECTION, f"the direction of {node.code!r} is {node.direction}, not 1 or -1")
    if not isfinite(node.weight) or node.weight < 0:
        yield error(WEIGHT, f"the weight of {node.code!r} is {node.weight}, not a number from 0 up")
    if node.parent is not None and node.parent not in named:
        hint = did_you_mean(node.parent, (other.code for other in named.values() if other.level > 1))
        yield error(PARENT, f"the parent {node.parent!r} of {node.code!r} is not in the structure{hint}")


def _of_level(node: Node, named: Mapping[str, Node], highest: int) -> Iterator[ScoringError]:
    def error(field: str, message: str) -> ScoringError:
        return ScoringError(message, indicator=node.code, field=field)

    if node.level < 1:
        yield error(LEVEL, f"the level of {node.code!r} is {node.level}; levels begin at 1")
    elif node.parent is None and node.level < highest:
        yield error(PARENT, f"{node.code!r} at level {node.level} has no parent")
    elif node.parent is not None and (above := named[node.parent].level) != node.level + 1:
        where = f"{node.code!r} is at level {node.level} and its parent {node.parent!r} at level {above}"
        yield error(LEVEL, f"{where}: a level is skipped")


def _of_cycles(named: Mapping[str, Node]) -> Iterator[ScoringError]:
    """Yield an error for each cycle, at the first node from which it is reached."""
    seen: set[str] = set()
    for start in named:
        path: list[str] = []
        at: str | None = start
        while at is not None and at not in seen:
            seen.add(at)
            path.append(at)
            at = named[at].parent
        if at in path:
            circle = " → ".join([*path[path.index(at) :], at])
            yield ScoringError(f"the structure has a cycle: {circle}", indicator=at, field=PARENT)


def _of_group(code: str, group: Sequence[Node]) -> Iterator[ScoringError]:
    if not group:
        yield ScoringError(f"the aggregate {code!r} has nothing below it", indicator=code)
        return
    total = sum(child.weight for child in group)
    if total == 0 or not isfinite(total):
        members, what = ", ".join(child.code for child in group), "zero" if total == 0 else "more than any number"
        message = f"the weights of the group {code!r} ({members}) add up to {what}"
        yield ScoringError(message, indicator=group[0].code, field=WEIGHT)
