"""A methods note in plain words, from the specification, in English and Indonesian."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from engines.scoring.alternatives import ways_of
from engines.scoring.normalise import refuse_other_posts
from engines.scoring.phrases import PHRASES
from engines.scoring.pipeline import GIVEN_WEIGHTS, methods_by_level
from engines.scoring.specification import (
    NONE,
    STEPS,
    Aggregate,
    Denominate,
    Goalpost,
    Impute,
    Normalise,
    Robustness,
    Screen,
    Specification,
    Step,
    Treat,
    Weigh,
)
from engines.scoring.structure import Node, Structure
from engines.scoring.weigh import refuse_unknown
from engines.scoring.wording import Wording, sentence

Language = Literal["en", "id"]
LANGUAGES: tuple[Language, ...] = ("en", "id")
POSITIVE = ("geometric", "harmonic", "generalised")  # means of values above 0


def methods_note(specification: Specification, structure: Structure, language: Language) -> str:
    """Return the note as Markdown: what the index is made of, every step taken or left out, and what was tested.

    It contains nothing that is not in the specification and the tree. Raises ScoringError if the methods of aggregation
    are not as many as the levels, or if weights or goalposts are for groups, levels or indicators that are not there.
    """
    words, weigh = Wording(PHRASES[language]), specification.weigh or GIVEN_WEIGHTS
    refuse_unknown(weigh, structure)
    refuse_other_posts(specification.normalise, structure)
    lines = [f"# {words.say('title', name=structure.top.name or structure.top.code)}", ""]
    lines += [" ".join(_tree(structure, words)), "", f"## {words.say('steps')}", ""]
    for at, name in enumerate(STEPS, start=1):
        step: Step | None = getattr(specification, name)
        said = " ".join([_step(name, step, structure, weigh, words), *_listed(step, words)])
        lines.append(f"{at}. **{words.say(f'{name}.name')}.** {said}")
    lines += ["", f"## {words.say('reading')}", "", words.say("ranks" if specification.aggregate else "ranks.none")]
    if specification.panel:
        lines += ["", words.say(f"panel.{specification.panel.bounds}", time=specification.panel.time)]
    lines += ["", f"## {words.say('robustness')}", "", *_robustness(specification, structure, words)]
    return "\n".join([*lines, "", words.say("source"), ""])


def _tree(structure: Structure, words: Wording) -> Iterator[str]:
    yield words.say("tree", indicators=len(structure.indicators), levels=structure.height)
    for level in range(structure.height, 1, -1):
        yield words.say("tree.level", level=level, members=", ".join(map(_called, structure.at(level))))
    if against := [node.code for node in structure.indicators if node.direction == -1]:
        yield words.say("tree.against", codes=", ".join(against))


def _called(node: Node) -> str:
    return f"{node.name} ({node.code})" if node.name not in ("", node.code) else node.code


def _step(name: str, step: Step | None, structure: Structure, weigh: Weigh, words: Wording) -> str:
    return words.say(f"{name}.none") if step is None else " ".join(_sentences(step, structure, weigh, words))


def _sentences(step: Step, structure: Structure, weigh: Weigh, words: Wording) -> Iterator[str]:
    """Yield what a step does; `weigh` are the weights that are given where the step is to aggregate."""
    match step:
        case Denominate():
            divided = [f"{node.code} / {node.denominator}" for node in structure.indicators if node.denominator]
            yield words.say("denominate" if divided else "denominate.nothing", divided=", ".join(divided))
        case Screen(coverage=coverage):
            yield words.say("screen", coverage=words.percent(coverage))
        case Impute(method=method, group=group):
            yield words.say(f"impute.{method}", group=group)
        case Treat():
            yield from _treatment(step, words)
        case Normalise():
            yield from _scale(step, structure, words)
        case Weigh():
            yield from _weights(step, structure, words)
        case Aggregate():
            yield from _aggregation(step, structure, weigh, words)


def _listed(step: Step | None, words: Wording) -> Iterator[str]:
    """Yield what a step lists in the result; for the step as given, not for its alternatives."""
    match step:
        case Impute(method=method) if method != NONE:
            yield words.say("impute.listed")
        case Treat():
            yield words.say("treat.listed")
        case Weigh(method="ahp"):
            yield words.say("weigh.ahp.reported")


def _treatment(step: Treat, words: Wording) -> Iterator[str]:
    if step.method == NONE:
        yield words.say("treat.none")
        return
    yield words.say("treat", skewness=words.number(step.skewness), kurtosis=words.number(step.kurtosis))
    key = "treat.winsorised" if step.winsorise_max else "treat.not_winsorised"
    yield words.say(key, points=words.number(step.winsorise_max))
    yield words.say(f"treat.then.{step.then}", power=words.number(step.boxcox_lambda or 0))


def _scale(step: Normalise, structure: Structure, words: Wording) -> Iterator[str]:
    low, high = step.range
    ends = {"low": low, "high": high, "mean": step.mean, "sd": step.sd}
    yield words.say(f"normalise.{step.method}", **{name: words.number(value) for name, value in ends.items()})
    if step.method == "goalposts":
        yield "; ".join(_post(code, post, words) for code, post in step.goalposts.items()) + "."
    if step.method == "distance_to_target":
        targets = {node.code: node.target for node in structure.indicators if node.target is not None}
        yield words.say("normalise.targets")
        yield "; ".join(f"{code} {words.number(target)}" for code, target in targets.items()) + "."
        if step.cap:
            yield words.say("normalise.cap")


def _post(code: str, post: Goalpost, words: Wording) -> str:
    said = "normalise.goalpost.log" if post.log else "normalise.goalpost"
    return words.say(said, code=code, low=words.number(post.low), high=words.number(post.high))


def _weights(step: Weigh, structure: Structure, words: Wording) -> Iterator[str]:
    yield words.say(f"weigh.{step.method}", groups=words.listed([*step.comparisons] or [""]))
    if step.method == "ahp" and set(structure.children) - set(step.comparisons):
        yield words.say("weigh.ahp.others")
    if step.method == "benefit_of_the_doubt":
        low, high = (words.percent(share) for share in step.shares or (0, 1))
        yield words.say("weigh.shares" if step.shares else "weigh.unbounded", low=low, high=high)
        yield words.say("weigh.lacking")
    if step.levels and step.method != "given":
        yield words.say("weigh.levels", levels=words.levels(step.levels))


def _aggregation(step: Aggregate, structure: Structure, weigh: Weigh, words: Wording) -> Iterator[str]:
    power = words.number(step.power or 0)
    methods = {
        level: "own_weights" if _has_own_weights(level, weigh) else method
        for level, method in methods_by_level(step, structure).items()
    }
    for method in dict.fromkeys(methods.values()):
        levels = words.levels([level for level, used in methods.items() if used == method])
        yield f"{sentence(levels)}: {words.say(f'aggregate.{method}', power=power)}."
    if {*methods.values()} != {"own_weights"}:
        yield words.say("aggregate.missing")
        if step.coverage:
            yield words.say("aggregate.coverage", coverage=words.percent(step.coverage))


def _has_own_weights(level: int, weigh: Weigh) -> bool:
    """Return whether units have weights of their own in the groups of a level."""
    return weigh.method == "benefit_of_the_doubt" and (not weigh.levels or level - 1 in weigh.levels)


def _robustness(specification: Specification, structure: Structure, words: Wording) -> Iterator[str]:
    robustness = specification.robustness or Robustness()
    if specification.panel:
        yield words.say("robustness.panel")
        return
    noise = robustness.weights if robustness.weights and robustness.weights.moves else None
    ways = {name: ways for name, ways in ways_of(specification).items() if ways != (getattr(specification, name),)}
    if not (noise or ways):
        yield words.say("robustness.none")
        return
    yield from (words.say("robustness.varied"), "")
    if noise:
        moved = words.percent(noise.noise)
        yield "- " + words.say("robustness.weights", noise=moved, levels=words.levels(noise.levels))
    for name, steps in ways.items():
        yield from _alternatives(name, steps, specification, structure, words)
    untouched = [name for name in STEPS if name not in ways and not (name == "weigh" and noise)]
    if untouched:
        named = words.listed([words.say(f"{name}.name").lower() for name in untouched])
        yield "- " + words.say("robustness.untouched", steps=named)
    yield from _conditions(specification, robustness, structure, words)


def _alternatives(
    name: str, steps: tuple[Step | None, ...], specification: Specification, structure: Structure, words: Wording
) -> Iterator[str]:
    """Yield the alternatives of a step, each described as if it were the only one."""
    weigh = specification.weigh or GIVEN_WEIGHTS
    given = _step(name, getattr(specification, name), structure, weigh, words)
    said = "robustness.vary" if len(steps) > 1 else "robustness.always"
    yield "- " + words.say(said, step=words.say(f"{name}.name"))
    for step in steps:
        if isinstance(step, Weigh):
            refuse_unknown(step, structure)
        if isinstance(step, Normalise):
            refuse_other_posts(step, structure)
        said = _step(name, step, structure, weigh, words)
        yield "  - " + (words.say("robustness.as_above") if said == given else said)


def _conditions(
    specification: Specification, robustness: Robustness, structure: Structure, words: Wording
) -> Iterator[str]:
    """Yield what else the outcome depends on: the target, and the rescaling before means of positive values."""
    if robustness.target not in (None, structure.top.code):
        target = structure.named.get(robustness.target)
        yield from ("", words.say("robustness.target", target=_called(target) if target else robustness.target))
    steps = ways_of(specification).get("aggregate", (specification.aggregate,))
    if any(isinstance(step, Aggregate) and {*step.method} & {*POSITIVE} for step in steps):
        low, high = map(words.number, robustness.positive_range or (0, 0))
        said = "robustness.positive" if robustness.positive_range else "robustness.positive.none"
        yield from ("", words.say(said, low=low, high=high))
