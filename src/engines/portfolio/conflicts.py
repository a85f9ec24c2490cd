"""When nothing is feasible: a minimal set of rules that conflict."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from engines.portfolio.model import Constraint, IntegerModel, Solution
from engines.portfolio.problem import Year

Solve = Callable[[IntegerModel], Solution]
WANTED = "wanted"  # a programme somebody asks for
ALWAYS = frozenset({"once", "demand", WANTED})  # what a plan and a question are; nothing means anything without them


@dataclass(frozen=True, slots=True)
class Conflict:
    """A rule of the set: what it says, of which programme and years."""

    rule: str
    programme: str | None
    years: tuple[Year, ...]


def minimal_conflict(model: IntegerModel, solve: Solve) -> tuple[Conflict, ...]:
    """Return a minimal set of rules that conflict: without any one of them the others can hold.

    First whole rules are tried one after the other (deletion filter), then each that stays year by year. Empty if all
    can hold, or `solve` cannot tell in its time. Source: Chinneck (2008), Feasibility and Infeasibility in
    Optimization.
    """
    bare = replace(model, objective={}, hint={})
    if not _infeasible(bare, model.constraints, solve):
        return ()
    kept = _filtered(bare, _by(model.constraints, lambda c: (c.rule, c.programme, None)), solve)
    kept = _filtered(bare, _by(kept, lambda c: (c.rule, c.programme, c.year)), solve)
    found: dict[tuple[str, str | None], list[Year]] = {}
    for constraint in kept:
        if constraint.rule not in ALWAYS:
            years = found.setdefault((constraint.rule, constraint.programme), [])
            years += [] if constraint.year is None else [constraint.year]
    return tuple(Conflict(rule, programme, tuple(sorted(set(years)))) for (rule, programme), years in found.items())


Label = tuple[str, str | None, Year | None]


def _by(constraints: Iterable[Constraint], label: Callable[[Constraint], Label]) -> dict[Label, list[Constraint]]:
    groups: dict[Label, list[Constraint]] = {}
    for constraint in constraints:
        key = (constraint.rule, None, None) if constraint.rule in ALWAYS else label(constraint)
        groups.setdefault(key, []).append(constraint)
    return groups


def _filtered(model: IntegerModel, groups: dict[Label, list[Constraint]], solve: Solve) -> Sequence[Constraint]:
    """Drop every group without which the rest still cannot hold; return what is left."""
    kept = dict(groups)
    for label in list(groups):
        if label[0] in ALWAYS:
            continue
        rest = [constraint for key, group in kept.items() if key != label for constraint in group]
        if _infeasible(model, rest, solve):
            del kept[label]
    return [constraint for group in kept.values() for constraint in group]


def _infeasible(model: IntegerModel, constraints: Sequence[Constraint], solve: Solve) -> bool:
    return solve(replace(model, constraints=tuple(constraints))).infeasible
