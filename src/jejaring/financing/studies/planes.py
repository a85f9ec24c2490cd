"""The prioritisation plane of a study, as plain values and as tables for people."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from engines.portfolio.prioritisation import (
    AXES,
    QUADRANTS,
    BudgetLine,
    Place,
    Plane,
    Quadrant,
    Steadiness,
    memory_of,
    plane_of,
    steadiness,
)
from jejaring.console.language import NOTHING, Language, aligned, gettext_noop
from jejaring.financing.studies.formulas import PLANE, legend, plain_formulas
from jejaring.financing.studies.plane_files import PlaneStudy
from jejaring.financing.studies.sources import refuse_beyond_memory

ADVICE: dict[Quadrant, str] = {
    "A": gettext_noop("A, above both lines: fund"),
    "B": gettext_noop("B, above the social-environmental line only: deliberate"),
    "C": gettext_noop("C, above the financial-economic line only: deliberate"),
    "D": gettext_noop("D, below both lines: defer"),
}


@dataclass(frozen=True, slots=True)
class PlaneResult:
    """The plane, and how it fares when weights change: the draws can be repeated from `samples` and `seed`."""

    plane: Plane
    samples: int
    seed: int
    steadiness: dict[str, Steadiness]


def result_of(study: PlaneStudy, *, samples: int, seed: int) -> PlaneResult:
    """Return the plane of a study; weights are drawn again only if it says by how much they may be wrong.

    Raises PortfolioError as `plane_of` and `steadiness`, and Refused if there is not memory for so many samples.
    """
    asked = (study.candidates, study.criteria, study.budget)
    plane = plane_of(*asked)
    if study.noise is None:
        return PlaneResult(plane, 0, seed, {})
    refuse_beyond_memory(memory_of(study.criteria, samples), samples)
    found = steadiness(*asked, noise=study.noise, samples=samples, seed=seed)
    return PlaneResult(plane, samples, seed, {one.project: one for one in found})


def plain_plane(study: PlaneStudy, result: PlaneResult) -> dict[str, object]:
    """Return the plane as plain values, with what repeats its draws and the formulas under `figures`."""
    costs = {candidate.code: candidate.cost for candidate in study.candidates}
    return {
        "study": study.name,
        "unit": study.unit,
        "budget": study.budget,
        "weights_source": study.weights_source,
        "noise": study.noise,
        "samples": result.samples,
        "seed": result.seed,
        "criteria": [
            {"code": one.code, "axis": one.axis, "weight": one.weight, "less_is_better": one.less_is_better}
            for one in study.criteria
        ],
        "lines": {axis: _plain_line(result.plane.lines[axis]) for axis in AXES},
        "projects": [
            {
                "code": place.project,
                "name": study.names[place.project],
                "cost": costs[place.project],
                "sei": place.sei,
                "fei": place.fei,
                "quadrant": place.quadrant,
                **_plain_steadiness(result.steadiness.get(place.project)),
            }
            for place in result.plane.places
        ],
        "without_part": result.plane.constant,
        "figures": plain_formulas(PLANE, study.unit),
    }


def _plain_line(line: BudgetLine) -> dict[str, object]:
    return {"index": line.index, "spent": line.spent, "straddling": line.straddling, "missing": line.missing}


def _plain_steadiness(steady: Steadiness | None) -> dict[str, object]:
    if steady is None:
        return {"changed": None, "shares": None}
    return {"changed": steady.changed, "shares": {name: steady.shares[name] for name in sorted(QUADRANTS)}}


def of_plane(study: PlaneStudy, result: PlaneResult, language: Language) -> Iterable[str]:
    """Yield budget and lines, the projects of each quadrant, what has no part, and the formulas."""
    _ = language.gettext
    yield _("Budget: {amount} {unit}").format(amount=language.number(study.budget), unit=study.unit)
    yield _("Weights: {source}").format(source=study.weights_source)
    for axis in AXES:
        yield _line(axis, result.plane.lines[axis], study.unit, language)
    rows = [_head(study, language)]
    sections: list[tuple[str, int]] = []
    for quadrant in sorted(QUADRANTS):
        places = [place for place in result.plane.places if place.quadrant == quadrant]
        sections.append((_(ADVICE[quadrant]), len(places)))
        ranked = sorted(places, key=lambda place: (-place.sei - place.fei, place.project))
        rows += [_row(study, result, place, language) for place in ranked]
    head, *lines = aligned(rows, left=2, indent="  ")
    yield from ("", head)
    for title, count in sections:
        yield from ("", title, *(lines[:count] or [f"  {NOTHING}"]))
        del lines[:count]
    yield from _remarks(study, result, language)
    yield from legend(PLANE, language)


def _line(axis: str, line: BudgetLine, unit: str, language: Language) -> str:
    _ = language.gettext
    name, spent = _(PLANE[axis].name), f"{language.number(line.spent)} {unit}"
    if line.index is None:
        said = _("{axis}: the budget reaches no project").format(axis=name)
    else:
        said = _("{axis}: line at {index}, {spent} spent above it").format(
            axis=name, index=language.number(line.index), spent=spent
        )
    if not line.straddling:
        return said
    lacking = _("the next, {projects}, needs {amount} more").format(
        projects=", ".join(line.straddling), amount=f"{language.number(line.missing)} {unit}"
    )
    return f"{said}; {lacking}"


def _head(study: PlaneStudy, language: Language) -> list[str]:
    _ = language.gettext
    head = [_("code"), _("project"), _("cost ({unit})").format(unit=study.unit), "SEI", "FEI"]
    return head if study.noise is None else [*head, _("changes quadrant (%)")]


def _row(study: PlaneStudy, result: PlaneResult, place: Place, language: Language) -> list[str]:
    cost = next(candidate.cost for candidate in study.candidates if candidate.code == place.project)
    numbers = [language.number(value) for value in (cost, place.sei, place.fei)]
    row = [place.project, study.names[place.project], *numbers]
    steady = result.steadiness.get(place.project)
    return row if steady is None else [*row, language.number(steady.changed * 100, 1)]


def _remarks(study: PlaneStudy, result: PlaneResult, language: Language) -> Iterable[str]:
    _ = language.gettext
    if result.plane.constant:
        yield ""
        yield _("Without a part, because all projects have the same value: {codes}").format(
            codes=", ".join(result.plane.constant)
        )
    if study.noise is not None:
        yield ""
        yield _("Weights drawn {samples} times within ±{noise} % of themselves, seed {seed}").format(
            samples=language.number(result.samples, 0), noise=language.number(study.noise * 100, 0), seed=result.seed
        )
