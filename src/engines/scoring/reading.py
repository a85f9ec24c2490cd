"""A specification from plain values (as YAML gives them), each word checked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

from engines.scoring.effects import effective
from engines.scoring.errors import error_of
from engines.scoring.settings import ATTRIBUTES, SETTINGS, levels, pair, share
from engines.scoring.specification import (
    GIVEN,
    NONE,
    STEPS,
    VARIABLE,
    Aggregate,
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
from engines.values.errors import Collected, InvalidValues, invalid
from engines.values.objects import Key, Keys, anything, entry, listed, mapping, or_null, record
from engines.values.scalars import choice, text

PANEL: Keys = {"time": Key(text), "bounds": Key(choice("all", "each", what="bounds"))}
WEIGHTS: Keys = {"noise": Key(share), "levels": Key(levels)}


def specification_from(source: object) -> Specification:
    """Return the specification that plain values describe.

    Raises ScoringError with the `key` it is about, and all others with it: an unknown key or method (with what was
    probably meant), a value of the wrong kind or beyond its limits, a step given twice or out of order, an alternative
    that does not exist.
    """
    steps: dict[str, Step] = {}
    keys: Keys = {
        "data": Key(anything),
        "steps": Key(partial(_steps, steps)),
        "robustness": Key(or_null(partial(_robustness, steps))),
        "panel": Key(or_null(record(Panel, PANEL))),
    }
    try:
        found = entry(keys)(source, "")
    except InvalidValues as wrong:
        raise error_of(wrong) from wrong
    parts = {name: found.get(name) for name in ("robustness", "panel")}
    return Specification(**steps, **parts, source=source)  # type: ignore[arg-type] # by name


def _steps(found: dict[str, Step], value: object, key: str) -> None:
    """Read the steps that can be read into `found`."""
    if not isinstance(value, Sequence) or isinstance(value, str):
        raise invalid("steps must be a list, one step per line", key)
    errors = Collected()
    seen: list[str] = []
    for written in value:
        with errors:
            name, settings = _name_and_settings(written, key)
            _check_order(name, seen, f"{key}.{name}")
            seen.append(name)
            found[name] = step_from(name, settings, f"{key}.{name}")
    errors.raise_all()


def _name_and_settings(written: object, key: str) -> tuple[str, object]:
    if isinstance(written, str):
        written = {written: {}}
    if not isinstance(written, Mapping) or len(written) != 1:
        raise invalid(f"each step is a name and its settings, not {written!r}", key)
    (name, settings), *_ = written.items()
    if name not in STEPS:
        raise invalid(f"unknown step {name!r}{did_you_mean(name, STEPS)}", f"{key}.{name}")
    return name, {} if settings is None else settings


def _check_order(name: str, seen: Sequence[str], key: str) -> None:
    order = list(STEPS)
    if name in seen:
        raise invalid(f"the step {name!r} is given twice", key)
    if seen and order.index(name) < order.index(last := seen[-1]):
        raise invalid(f"the step {name!r} comes before {last!r}: {', '.join(order)}", key)


def step_from(name: str, settings: object, key: str, given: Step | None = None) -> Step:
    """Return one step from its settings; those it does not name are as in the step given, if there is one.

    Raises InvalidValues with all that is wrong.
    """
    found = entry(SETTINGS[name])(settings, key)
    step = replace(
        given or STEPS[name](), **{ATTRIBUTES.get(setting, setting): value for setting, value in found.items()}
    )
    _check(step, key)
    return step


def _check(step: Step, key: str) -> None:
    """Raise InvalidValues for settings that do not go together."""
    match step:
        case Impute(method="group_mean" | "group_median", group=None):
            raise invalid(f"{step.method} needs `group`, the column that says the group", f"{key}.group")
        case Treat(then="boxcox", boxcox_lambda=None):
            raise invalid("boxcox needs `lambda`", f"{key}.lambda")
        case Normalise(method="goalposts", goalposts=posts) if not posts:
            raise invalid("goalposts needs `goalposts`: for each indicator its low and high", f"{key}.goalposts")
        case Weigh(method="ahp", comparisons=matrices) if not matrices:
            raise invalid("ahp needs `comparisons`: a matrix for each group", f"{key}.comparisons")
        case Aggregate(method=methods, power=None) if "generalised" in methods:
            raise invalid("generalised needs `power`", f"{key}.power")
        case _:
            return


def _robustness(steps: Mapping[str, Step], value: object, key: str) -> Robustness:
    keys: Keys = {
        "weights": Key(or_null(_noise)),
        "vary": Key(or_null(partial(_variations, steps))),
        "positive_range": Key(or_null(_positive_range)),
        "target": Key(or_null(text)),
    }
    found = entry(keys)(value, key)
    return Robustness(**(found | {"vary": found.get("vary") or {}}))


def _positive_range(value: object, key: str) -> tuple[float, float]:
    ends = pair(value, key)
    if ends[0] <= 0:
        raise invalid("positive_range must begin above 0", key)
    return ends


def _noise(value: object, key: str) -> Noise:
    found = entry(WEIGHTS)(value, key)
    if len(found) < len(WEIGHTS):
        raise invalid("weights needs `noise` (such as 0.25) and `levels` (such as [2, 3])", key)
    return Noise(**found)


def _variations(steps: Mapping[str, Step], value: object, key: str) -> dict[str, tuple[Step | None, ...]]:
    errors = Collected()
    found = {}
    for name, alternatives in mapping(value, key).items():
        with errors:
            found[name] = _alternatives(name, alternatives, steps.get(name), f"{key}.{name}")
    errors.raise_all()
    return found


def _alternatives(name: str, value: object, given: Step | None, key: str) -> tuple[Step | None, ...]:
    if name not in VARIABLE:
        raise invalid(f"{name!r} cannot be varied{did_you_mean(name, VARIABLE)}", key)
    if not isinstance(value, Sequence) or isinstance(value, str) or not value:
        raise invalid("the alternatives of a step are a list", key)
    return listed(lambda written, at: _alternative(name, written, given, at), numbered=False)(value, key)


def _alternative(name: str, written: object, given: Step | None, key: str) -> Step | None:
    """Return an alternative: the step as given with other settings; None is the step as given itself."""
    if written == GIVEN:
        return None
    if not isinstance(written, str):
        return step_from(name, written, key, given)
    if name == "treat":
        return _treatment(written, given, key)
    step = step_from(name, {"method": written}, key, given)
    return None if effective(step) == effective(given) else step


def _treatment(written: str, given: Step | None, key: str) -> Step:
    if written == NONE:
        return Treat(method=NONE)
    if written in Treat.TRANSFORMS:
        return step_from("treat", {"then": written}, key, given)
    known = (GIVEN, *Treat.TRANSFORMS)
    raise invalid(f"unknown alternative {written!r}{did_you_mean(written, known)}", key)
