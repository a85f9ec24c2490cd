"""A methods note in plain words, from the specification, in English and Indonesian."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from engines.scoring.phrases import PHRASES
from engines.scoring.pipeline import methods_by_level
from engines.scoring.specification import (
    STEPS,
    Aggregate,
    Denominate,
    Goalpost,
    Impute,
    Normalise,
    Screen,
    Specification,
    Step,
    Treat,
    Weigh,
)
from engines.scoring.structure import Structure

Language = Literal["en", "id"]
LANGUAGES: tuple[Language, ...] = ("en", "id")
Words = Mapping[str, str]


def methods_note(specification: Specification, structure: Structure, language: Language) -> str:
    """Return the note as Markdown: what the index is made of, every step taken or left out, and what was tested.

    It says nothing that the specification and the tree do not say. Raises ScoringError if the methods of aggregation
    are not as many as the levels.
    """
    words = PHRASES[language]
    lines = [f"# {words['title'].format(name=structure.top.name or structure.top.code)}", ""]
    lines += [_tree(structure, words), "", f"## {words['steps']}", ""]
    for at, name in enumerate(STEPS, start=1):
        step: Step | None = getattr(specification, name)
        said = words[f"{name}.none"] if step is None else " ".join(_sentences(step, structure, words))
        lines.append(f"{at}. **{words[f'{name}.name']}.** {said}")
    lines += ["", f"## {words['reading']}", "", words["ranks"]]
    if specification.panel:
        lines += ["", words[f"panel.{specification.panel.bounds}"].format(time=specification.panel.time)]
    lines += ["", f"## {words['robustness']}", "", *_robustness(specification, words), "", words["source"], ""]
    return "\n".join(lines)


def _tree(structure: Structure, words: Words) -> str:
    against = [node.code for node in structure.indicators if node.direction == -1]
    parts = [words["tree"].format(indicators=len(structure.indicators), levels=structure.height)]
    for level in range(structure.height, 1, -1):
        members = ", ".join(f"{node.name} ({node.code})" if node.name else node.code for node in structure.at(level))
        parts.append(words["tree.level"].format(level=level, members=members))
    if against:
        parts.append(words["tree.against"].format(codes=", ".join(against)))
    return " ".join(parts)


def _sentences(step: Step, structure: Structure, words: Words) -> Iterator[str]:
    match step:
        case Denominate():
            divided = [f"{node.code} / {node.denominator}" for node in structure.indicators if node.denominator]
            yield words["denominate" if divided else "denominate.nothing"].format(divided=", ".join(divided))
        case Screen(coverage=coverage):
            yield words["screen"].format(coverage=_percent(coverage, words))
        case Impute(method=method, group=group):
            yield words[f"impute.{method}"].format(group=group)
            yield words["impute.listed"]
        case Treat():
            yield from _treatment(step, words)
        case Normalise():
            yield from _scale(step, words)
        case Weigh(method=method, levels=levels):
            yield words[f"weigh.{method}"]
            if levels:
                yield words["weigh.levels"].format(levels=_listed(levels))
        case Aggregate():
            yield from _aggregation(step, structure, words)


def _treatment(step: Treat, words: Words) -> Iterator[str]:
    if step.method == "none":
        yield words["treat.none"]
        return
    limits = {
        "points": step.winsorise_max,
        "skewness": _number(step.skewness, words),
        "kurtosis": _number(step.kurtosis, words),
    }
    yield words["treat"].format(**limits)
    yield words[f"treat.{step.then}"].format(power=step.boxcox_lambda)


def _scale(step: Normalise, words: Words) -> Iterator[str]:
    low, high = step.range
    ends = {"low": low, "high": high, "mean": step.mean, "sd": step.sd}
    numbers = {name: _number(value, words) for name, value in ends.items()}
    yield words[f"normalise.{step.method}"].format(**numbers)
    if step.method == "goalposts":
        yield "; ".join(_post(code, post, words) for code, post in step.goalposts.items()) + "."
    if step.cap and step.method == "distance_to_target":
        yield words["normalise.cap"]


def _post(code: str, post: Goalpost, words: Words) -> str:
    return f"{code} {_number(post.low, words)}…{_number(post.high, words)}" + (
        f" ({words['logarithm']})" if post.log else ""
    )


def _aggregation(step: Aggregate, structure: Structure, words: Words) -> Iterator[str]:
    methods = methods_by_level(step, structure)
    for method in dict.fromkeys(methods.values()):
        levels = _listed([level for level, used in methods.items() if used == method])
        yield words["aggregate"].format(levels=levels, method=words[f"aggregate.{method}"].format(power=step.power))
    yield words["aggregate.missing"]
    if step.coverage:
        yield words["aggregate.coverage"].format(coverage=_percent(step.coverage, words))


def _robustness(specification: Specification, words: Words) -> Iterator[str]:
    robustness = specification.robustness
    if robustness is None or not (robustness.weights or robustness.vary):
        yield words["robustness.none"]
        return
    if robustness.weights:
        noise = robustness.weights
        yield "- " + words["robustness.weights"].format(
            noise=_percent(noise.noise, words), levels=_listed(noise.levels)
        )
    for name, alternatives in robustness.vary.items():
        count = len(alternatives)
        yield "- " + words["robustness.vary"].format(step=words[f"{name}.name"].lower(), count=count)
    untouched = [name for name in STEPS if name not in robustness.vary and not (name == "weigh" and robustness.weights)]
    if untouched:
        named = ", ".join(words[f"{name}.name"].lower() for name in untouched)
        yield "- " + words["robustness.untouched"].format(steps=named)


def _number(value: float, words: Words) -> str:
    return f"{value:g}".replace(".", words["decimal"])


def _percent(share: float, words: Words) -> str:
    return words["percent"].format(number=_number(100 * share, words))


def _listed(levels: Sequence[int]) -> str:
    return ", ".join(str(level) for level in levels)
