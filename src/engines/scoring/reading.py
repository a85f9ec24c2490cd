"""A specification from plain values (as YAML gives them), every word checked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace

from engines.scoring.effects import effective
from engines.scoring.errors import ScoringError, refuse_all
from engines.scoring.settings import NAMES, READERS, choice, levels, mapping, pair, refuse_unknown, share, word
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

TOP_KEYS = ("data", "steps", "robustness", "panel")


def specification_from(source: object) -> Specification:
    """Return the specification that plain values describe.

    Raises ScoringError with the `key` it is about: an unknown key or method (with what was probably meant), a value of
    the wrong kind or beyond its limits, a step given twice or out of order, an alternative that is none. What is wrong
    in several steps or parts is refused together.
    """
    whole = mapping(source, "the specification")
    faults = _Faults()
    with faults:
        refuse_unknown(whole, TOP_KEYS, "")
    steps = _steps(whole.get("steps", []), faults)
    robustness, panel = whole.get("robustness"), whole.get("panel")
    with faults:
        varied = None if robustness is None else _robustness(robustness, steps, faults)
    with faults:
        times = None if panel is None else _panel(panel)
    refuse_all(faults.found)
    return Specification(**steps, robustness=varied, panel=times, source=whole)  # type: ignore[arg-type] # by name


class _Faults(AbstractContextManager[None]):
    """Keeps what is refused inside of it, so that what comes after is read as well."""

    def __init__(self) -> None:
        self.found: list[ScoringError] = []

    def __exit__(self, kind: object, fault: BaseException | None, trace: object) -> bool:
        if isinstance(fault, ScoringError):
            self.found += [fault, *fault.others]
        return isinstance(fault, ScoringError)


def _steps(listed: object, faults: _Faults) -> dict[str, Step]:
    found: dict[str, Step] = {}
    with faults:
        if not isinstance(listed, Sequence) or isinstance(listed, str):
            raise ScoringError("steps must be a list, one step a line", key="steps")
        seen: list[str] = []
        for entry in listed:
            with faults:
                name, settings = _one(entry)
                _check_order(name, seen)
                seen.append(name)
                found[name] = step_from(name, settings, f"steps.{name}")
    return found


def _check_order(name: str, seen: Sequence[str]) -> None:
    order = list(STEPS)
    if name in seen:
        raise ScoringError(f"the step {name!r} is given twice", key=f"steps.{name}")
    if seen and order.index(name) < order.index(last := seen[-1]):
        raise ScoringError(f"the step {name!r} comes before {last!r}: {', '.join(order)}", key=f"steps.{name}")


def _one(entry: object) -> tuple[str, object]:
    if isinstance(entry, str):
        entry = {entry: {}}
    if not isinstance(entry, Mapping) or len(entry) != 1:
        raise ScoringError(f"each step is a name and its settings, not {entry!r}", key="steps")
    (name, settings), *_ = entry.items()
    if name not in STEPS:
        raise ScoringError(f"unknown step {name!r}{did_you_mean(name, STEPS)}", key=f"steps.{name}")
    return name, {} if settings is None else settings


def step_from(name: str, settings: object, key: str, given: Step | None = None) -> Step:
    """Return one step from its settings; those it does not name are as in the step given, if there is one.

    Raises ScoringError with the key, for all that is wrong.
    """
    said = mapping(settings, key, key=key)
    readers = READERS[name]
    faults = _Faults()
    with faults:
        refuse_unknown(said, readers, key)
    fields = {}
    for setting in (setting for setting in said if setting in readers):
        with faults:
            fields[NAMES.get(setting, setting)] = readers[setting](said[setting], f"{key}.{setting}")
    refuse_all(faults.found)
    step = replace(given or STEPS[name](), **fields)
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


def _robustness(source: object, steps: Mapping[str, Step], faults: _Faults) -> Robustness:
    given = mapping(source, "robustness", key="robustness")
    with faults:
        refuse_unknown(given, ("weights", "vary", "positive_range", "target"), "robustness")
    noise: Noise | None = None
    with faults:
        noise = None if given.get("weights") is None else _noise(given["weights"])
    vary: dict[str, tuple[Step | None, ...]] = {}
    varied = {} if given.get("vary") is None else given["vary"]
    for name, listed in mapping(varied, "robustness.vary", key="robustness.vary").items():
        with faults:
            vary[name] = _alternatives(name, listed, steps.get(name))
    ends = given.get("positive_range", (1, 100))
    positive = None if ends is None else pair(ends, "robustness.positive_range")
    if positive and positive[0] <= 0:
        raise ScoringError("positive_range must begin above 0", key="robustness.positive_range")
    target = given.get("target")
    return Robustness(noise, vary, positive, None if target is None else word(target, "robustness.target"))


def _noise(source: object) -> Noise:
    key = "robustness.weights"
    given = mapping(source, key, key=key)
    refuse_unknown(given, ("noise", "levels"), key)
    if "noise" not in given or "levels" not in given:
        raise ScoringError("weights needs `noise` (such as 0.25) and `levels` (such as [2, 3])", key=key)
    return Noise(share(given["noise"], f"{key}.noise"), levels(given["levels"], f"{key}.levels"))


def _alternatives(name: str, listed: object, given: Step | None) -> tuple[Step | None, ...]:
    key = f"robustness.vary.{name}"
    if name not in VARIABLE:
        raise ScoringError(f"{name!r} cannot be varied{did_you_mean(name, VARIABLE)}", key=key)
    if not isinstance(listed, Sequence) or isinstance(listed, str) or not listed:
        raise ScoringError("the alternatives of a step are a list", key=key)
    return tuple(_alternative(name, entry, given, key) for entry in listed)


def _alternative(name: str, entry: object, given: Step | None, key: str) -> Step | None:
    """Return an alternative: the step as given with other settings; None is the step as given itself."""
    if entry == GIVEN:
        return None
    if not isinstance(entry, str):
        return step_from(name, entry, key, given)
    if name == "treat":
        return _treatment(entry, given, key)
    step = step_from(name, {"method": entry}, key, given)
    return None if effective(step) == effective(given) else step


def _treatment(entry: str, given: Step | None, key: str) -> Step:
    if entry == NONE:
        return Treat(method=NONE)
    if entry in Treat.TRANSFORMS:
        return step_from("treat", {"then": entry}, key, given)
    known = (GIVEN, *Treat.TRANSFORMS)
    raise ScoringError(f"unknown alternative {entry!r}{did_you_mean(entry, known)}", key=key)


def _panel(source: object) -> Panel:
    given = mapping(source, "panel", key="panel")
    refuse_unknown(given, ("time", "bounds"), "panel")
    bounds = choice(("all", "each"))(given.get("bounds", "all"), "panel.bounds")
    return Panel(word(given.get("time", "Time"), "panel.time"), bounds)
