"""Which settings affect what a step does, and which have no effect."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, replace
from typing import Any

from engines.scoring.settings import ATTRIBUTES
from engines.scoring.specification import NONE, Aggregate, Impute, Normalise, Specification, Step, Treat, Weigh

# The methods that use a setting; what is not named here every method uses.
USED_BY: Mapping[type[Step], Mapping[str, Sequence[str]]] = {
    Impute: {"group": ("group_mean", "group_median")},
    Treat: {"boxcox_lambda": ("boxcox",)},
    Normalise: {
        "range": ("minmax", "goalposts"),
        "mean": ("zscore",),
        "sd": ("zscore",),
        "cap": ("distance_to_target",),
        "goalposts": ("goalposts",),
    },
    Weigh: {
        "levels": ("equal", "pca", "entropy", "ahp", "benefit_of_the_doubt"),
        "comparisons": ("ahp",),
        "shares": ("benefit_of_the_doubt",),
    },
    Aggregate: {"power": ("generalised",)},
}


def effective(step: Step | None) -> Step | None:
    """Return the canonical form of a step: equal for all spellings with the same effect; None if it has no effect."""
    match step:
        case None | Treat(method="none") | Impute(method="none") | Weigh(method="given"):
            return None
        case Aggregate(method=methods) if len(set(methods)) == 1:
            step = replace(step, method=methods[:1])
    idle = _idle(step)
    defaults = type(step)()
    return replace(step, **{name: getattr(defaults, name) for name in idle})


def _idle(step: Step) -> set[str]:
    """Return the settings that the step's method does not use."""
    if isinstance(step, Treat) and step.method == NONE:
        return {setting.name for setting in fields(step)} - {"method"}
    methods = _methods(step)
    return {name for name, users in USED_BY.get(type(step), {}).items() if methods.isdisjoint(users)}


def _methods(step: Step) -> set[str]:
    match step:
        case Aggregate(method=methods):
            return set(methods)
        case Treat(then=then):
            return {then}
        case Impute(method=method) | Normalise(method=method) | Weigh(method=method):
            return {method}
        case _:
            return set()


def without_effect(specification: Specification) -> tuple[str, ...]:
    """Return the keys of settings that no method of the specification uses."""
    vary = specification.robustness.vary if specification.robustness else {}
    source = specification.source
    found = [key for entry in source.get("steps", ()) for key in _of_step(entry, specification, vary)]
    listed = (source.get("robustness") or {}).get("vary") or {}
    for name, entries in listed.items():
        for entry, step in zip(entries, vary[name], strict=True):
            if isinstance(entry, Mapping) and step is not None:
                found += [
                    f"robustness.vary.{name}.{word}" for word in entry if ATTRIBUTES.get(word, word) in _idle(step)
                ]
    return tuple(found)


def _of_step(entry: Any, specification: Specification, vary: Mapping[str, Sequence[Step | None]]) -> Iterator[str]:
    """Yield the settings of a step that neither it nor an alternative, which inherits them, uses."""
    if isinstance(entry, Mapping):
        ((name, settings),) = entry.items()
        given: Step = getattr(specification, name)
        idle = set.intersection(*(_idle(step) for step in (given, *vary.get(name, ())) if step is not None))
        yield from (f"steps.{name}.{word}" for word in settings or {} if ATTRIBUTES.get(word, word) in idle)
