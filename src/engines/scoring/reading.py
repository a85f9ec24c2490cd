"""A specification from plain values (as YAML gives them), every word checked."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from math import isfinite
from typing import Any, cast

from engines.scoring.errors import ScoringError
from engines.scoring.specification import (
    GIVEN,
    NONE,
    STEPS,
    VARIABLE,
    Aggregate,
    Goalpost,
    Impute,
    Noise,
    Normalise,
    Panel,
    Robustness,
    Specification,
    Step,
    Treat,
    Weigh,
)
from engines.spelling import did_you_mean

Reader = Callable[[Any, str], Any]
TOP_KEYS = ("data", "steps", "robustness", "panel")


def specification_from(source: object) -> Specification:
    """Return the specification that plain values describe.

    Raises ScoringError with the `key` it is about: an unknown key or method (with what was probably meant), a value of
    the wrong kind or beyond its limits, a step given twice or out of order.
    """
    whole = _mapping(source, "the specification")
    _refuse_unknown(whole, TOP_KEYS, "")
    steps = _steps(whole.get("steps", []))
    robustness = _robustness(whole["robustness"], steps) if whole.get("robustness") is not None else None
    panel = _panel(whole["panel"]) if whole.get("panel") is not None else None
    return Specification(**steps, robustness=robustness, panel=panel, source=whole)  # type: ignore[arg-type] # by name


def _steps(listed: object) -> dict[str, Step]:
    if not isinstance(listed, Sequence) or isinstance(listed, str):
        raise ScoringError("steps must be a list, one step a line", key="steps")
    found: dict[str, Step] = {}
    order = list(STEPS)
    for entry in listed:
        name, settings = _one(entry)
        if name in found:
            raise ScoringError(f"the step {name!r} is given twice", key=f"steps.{name}")
        if found and order.index(name) < order.index(last := list(found)[-1]):
            raise ScoringError(f"the step {name!r} comes before {last!r}: {', '.join(order)}", key=f"steps.{name}")
        found[name] = step_from(name, settings, f"steps.{name}")
    return found


def _one(entry: object) -> tuple[str, object]:
    if isinstance(entry, str):
        entry = {entry: {}}
    if not isinstance(entry, Mapping) or len(entry) != 1:
        raise ScoringError(f"each step is a name and its settings, not {entry!r}", key="steps")
    (name, settings), *_ = entry.items()
    if name not in STEPS:
        raise ScoringError(f"unknown step {name!r}{did_you_mean(name, STEPS)}", key=f"steps.{name}")
    return name, {} if settings is None else settings


def step_from(name: str, settings: object, key: str) -> Step:
    """Return one step from its settings; raises ScoringError with the key."""
    kind = STEPS[name]
    given = _mapping(settings, key, key=key)
    readers = READERS[name]
    _refuse_unknown(given, readers, key)
    fields = {NAMES.get(word, word): readers[word](value, f"{key}.{word}") for word, value in given.items()}
    step = kind(**fields)
    _check(step, key)
    return step


def _check(step: Step, key: str) -> None:
    """Refuse settings that do not go together."""
    match step:
        case Impute(method="group_mean" | "group_median", group=None):
            raise ScoringError(f"{step.method} needs `group`, the column that says the group", key=f"{key}.group")
        case Treat(then="boxcox", boxcox_lambda=None):
            raise ScoringError("boxcox needs `lambda`", key=f"{key}.lambda")
        case Normalise(method="goalposts", goalposts=posts) if not posts:
            raise ScoringError(
                "goalposts needs `goalposts`: for each indicator its low and high", key=f"{key}.goalposts"
            )
        case Weigh(method="ahp", comparisons=matrices) if not matrices:
            raise ScoringError("ahp needs `comparisons`: a matrix for each group", key=f"{key}.comparisons")
        case Aggregate(method=methods, power=None) if "generalised" in methods:
            raise ScoringError("generalised needs `power`", key=f"{key}.power")
        case _:
            return


def _robustness(source: object, steps: Mapping[str, Step]) -> Robustness:
    given = _mapping(source, "robustness", key="robustness")
    _refuse_unknown(given, ("weights", "vary", "positive_range", "target"), "robustness")
    noise = _noise(given["weights"]) if given.get("weights") is not None else None
    vary = {
        name: _alternatives(name, listed, steps.get(name))
        for name, listed in _mapping(given.get("vary") or {}, "robustness.vary", key="robustness.vary").items()
    }
    ends = given.get("positive_range", (1, 100))
    positive = None if ends is None else _range(ends, "robustness.positive_range")
    if positive and positive[0] <= 0:
        raise ScoringError("positive_range must begin above 0", key="robustness.positive_range")
    target = given.get("target")
    return Robustness(noise, vary, positive, None if target is None else _word(target, "robustness.target"))


def _noise(source: object) -> Noise:
    key = "robustness.weights"
    given = _mapping(source, key, key=key)
    _refuse_unknown(given, ("noise", "levels"), key)
    if "noise" not in given or "levels" not in given:
        raise ScoringError("weights needs `noise` (such as 0.25) and `levels` (such as [2, 3])", key=key)
    return Noise(_share(given["noise"], f"{key}.noise"), _levels(given["levels"], f"{key}.levels"))


def _alternatives(name: str, listed: object, given: Step | None) -> tuple[Step | None, ...]:
    key = f"robustness.vary.{name}"
    if name not in VARIABLE:
        raise ScoringError(f"{name!r} cannot be varied{did_you_mean(name, VARIABLE)}", key=key)
    if not isinstance(listed, Sequence) or isinstance(listed, str) or not listed:
        raise ScoringError("the alternatives of a step are a list", key=key)
    return tuple(_alternative(name, entry, given, key) for entry in listed)


def _alternative(name: str, entry: object, given: Step | None, key: str) -> Step | None:
    """Return an alternative; None is the step as given, also when its own method is named."""
    if entry == GIVEN:
        return None
    if not isinstance(entry, str):
        return step_from(name, entry, key)
    if name == "treat":
        return _treatment(entry, given, key)
    if given is not None and _method_of(given) == entry:
        return None
    step = step_from(name, {"method": entry}, key)
    if isinstance(step, Aggregate) and isinstance(given, Aggregate):
        return replace(step, coverage=given.coverage)
    if isinstance(step, Weigh) and isinstance(given, Weigh):
        return replace(step, levels=given.levels)
    return step


def _treatment(entry: str, given: Step | None, key: str) -> Step:
    base = given if isinstance(given, Treat) else Treat()
    if entry == NONE:
        return replace(base, method=NONE)
    if entry in Treat.TRANSFORMS:
        step = replace(base, then=entry)
        _check(step, key)
        return step
    known = (GIVEN, *Treat.TRANSFORMS)
    raise ScoringError(f"unknown alternative {entry!r}{did_you_mean(entry, known)}", key=key)


def _method_of(step: Step) -> str | None:
    match step:
        case Aggregate(method=methods):
            return methods[0] if len(set(methods)) == 1 else None
        case Impute(method=method) | Normalise(method=method) | Weigh(method=method):
            return method
        case _:
            return None


def _panel(source: object) -> Panel:
    given = _mapping(source, "panel", key="panel")
    _refuse_unknown(given, ("time", "bounds"), "panel")
    bounds = _choice(("all", "each"))(given.get("bounds", "all"), "panel.bounds")
    return Panel(_word(given.get("time", "Time"), "panel.time"), bounds)


def _mapping(value: object, what: str, *, key: str | None = None) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise ScoringError(f"{what} must be names and values, not {value!r}", key=key)
    return cast(Mapping[str, Any], value)


def _refuse_unknown(given: Mapping[str, Any], known: Sequence[str] | Mapping[str, Any], key: str) -> None:
    for word in given:
        if word not in known:
            place = f"{key}.{word}" if key else str(word)
            raise ScoringError(f"unknown key {word!r}{did_you_mean(word, list(known))}", key=place)


def _number(value: object, key: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
        raise ScoringError(f"{value!r} is not a number", key=key)
    return float(value)


def _share(value: object, key: str) -> float:
    number = _number(value, key)
    if not 0 <= number <= 1:
        raise ScoringError(f"{value!r} is not between 0 and 1", key=key)
    return number


def _positive(value: object, key: str) -> float:
    number = _number(value, key)
    if number <= 0:
        raise ScoringError(f"{value!r} is not above 0", key=key)
    return number


def _count(value: object, key: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise ScoringError(f"{value!r} is not a whole number from 0 up", key=key)
    return value


def _flag(value: object, key: str) -> bool:
    if not isinstance(value, bool):
        raise ScoringError(f"{value!r} is neither true nor false", key=key)
    return value


def _word(value: object, key: str) -> str:
    if not isinstance(value, str) or not value:
        raise ScoringError(f"{value!r} is not a name", key=key)
    return value


def _range(value: object, key: str) -> tuple[float, float]:
    if not isinstance(value, Sequence) or isinstance(value, str) or len(value) != 2:
        raise ScoringError(f"{value!r} is not a pair [low, high]", key=key)
    low, high = _number(value[0], key), _number(value[1], key)
    if low >= high:
        raise ScoringError(f"{value!r}: the first must be below the second", key=key)
    return low, high


def _shares(value: object, key: str) -> tuple[float, float]:
    if not isinstance(value, Sequence) or isinstance(value, str) or len(value) != 2:
        raise ScoringError(f"{value!r} is not a pair [low, high]", key=key)
    low, high = _share(value[0], key), _share(value[1], key)
    if low > high:
        raise ScoringError(f"{value!r}: the first must not be above the second", key=key)
    return low, high


def _levels(value: object, key: str) -> tuple[int, ...]:
    listed = value if isinstance(value, Sequence) and not isinstance(value, str) else [value]
    return tuple(_count(level, key) for level in listed)


def _choice(known: Sequence[str]) -> Reader:
    def read(value: object, key: str) -> str:
        if value not in known:
            raise ScoringError(f"unknown {key.rpartition('.')[2]} {value!r}{did_you_mean(value, known)}", key=key)
        return cast(str, value)

    return read


def _methods(value: object, key: str) -> tuple[str, ...]:
    listed = value if isinstance(value, Sequence) and not isinstance(value, str) else [value]
    if not listed:
        raise ScoringError("no method is named", key=key)
    return tuple(_choice(Aggregate.METHODS)(method, key) for method in listed)


def _goalposts(value: object, key: str) -> Mapping[str, Goalpost]:
    return {str(code): _goalpost(post, f"{key}.{code}") for code, post in _mapping(value, key, key=key).items()}


def _goalpost(value: object, key: str) -> Goalpost:
    if not isinstance(value, Mapping):
        return Goalpost(*_range(value, key))
    _refuse_unknown(value, ("low", "high", "log"), key)
    if "low" not in value or "high" not in value:
        raise ScoringError("a goalpost has `low` and `high`", key=key)
    low, high = _range((value["low"], value["high"]), key)
    log = _flag(value.get("log", False), f"{key}.log")
    if log and low <= 0:
        raise ScoringError(f"{low:g}: a logarithm needs a low end above 0", key=f"{key}.low")
    return Goalpost(low, high, log)


def _matrices(value: object, key: str) -> Mapping[str, tuple[tuple[float, ...], ...]]:
    return {str(group): _matrix(rows, f"{key}.{group}") for group, rows in _mapping(value, key, key=key).items()}


def _matrix(value: object, key: str) -> tuple[tuple[float, ...], ...]:
    if not isinstance(value, Sequence) or not all(
        isinstance(row, Sequence) and len(row) == len(value) for row in value
    ):
        raise ScoringError("a pairwise matrix has as many rows as columns", key=key)
    return tuple(tuple(_positive(cell, key) for cell in row) for row in value)


NAMES = {"lambda": "boxcox_lambda"}
READERS: Mapping[str, Mapping[str, Reader]] = {
    "denominate": {},
    "screen": {"coverage": _share},
    "impute": {"method": _choice(Impute.METHODS), "group": _word},
    "treat": {
        "winsorise_max": _count,
        "skewness": _positive,
        "kurtosis": _number,
        "then": _choice(Treat.TRANSFORMS),
        "lambda": _number,
    },
    "normalise": {
        "method": _choice(Normalise.METHODS),
        "range": _range,
        "mean": _number,
        "sd": _positive,
        "cap": _flag,
        "goalposts": _goalposts,
    },
    "weigh": {"method": _choice(Weigh.METHODS), "levels": _levels, "comparisons": _matrices, "shares": _shares},
    "aggregate": {"method": _methods, "coverage": _share, "power": _number},
}
