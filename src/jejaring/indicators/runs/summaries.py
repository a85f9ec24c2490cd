"""What a command prints when it is done: a few lines for the person at the keyboard."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from math import prod

import numpy as np

from engines.scoring.analysis import Analysis
from engines.scoring.effects import without_effect
from engines.scoring.results import Build, RobustnessRun, ScoringWarning
from engines.scoring.robustness import RobustnessPlan
from engines.scoring.table import constant
from jejaring.indicators.files.inputs import Inputs


def of_inputs(inputs: Inputs) -> Iterator[str]:
    """Yield what the tables hold and the steps of the specification."""
    structure, table = inputs.tables.structure, inputs.tables.data.table
    unit = "rows (units at a time)" if len(inputs.tables.keys) > 1 else "units"
    levels = ", ".join(f"{len(structure.at(level))} at level {level}" for level in range(1, structure.height + 1))
    yield f"{len(table.units):,} {unit} × {len(table.columns)} indicators; {levels}"
    missing = np.isnan(table.values)
    yield f"missing: {missing.sum():,} of {missing.size:,} cells ({missing.mean():.1%})"
    yield f"constant over all units: {_listed(np.array(table.columns)[constant(table.values)])}"
    specification = inputs.plan.specification
    yield f"steps: {_listed(specification.given())}; left out: {_listed(specification.left_out())}"


def of_ignored(inputs: Inputs) -> Iterator[str]:
    """Yield the columns and the settings that are not used."""
    for name, columns in inputs.tables.ignored.items():
        if columns:
            yield f"ignored columns of the table of {name}: {', '.join(columns)}"
    if idle := without_effect(inputs.plan.specification):
        yield f"unused settings: {', '.join(idle)}"


def of_builds(builds: Mapping[str, Build]) -> Iterator[str]:
    """Yield how the data were changed, at each time."""
    for time, build in builds.items():
        at = f"{time}: " if time else ""
        dropped = _listed(f"{unit.unit} ({unit.share:.0%})" for unit in build.dropped)
        yield f"{at}units kept: {len(build.imputed.units):,}; dropped: {dropped}"
        for step in dict.fromkeys(cell.step for cell in build.cells):
            yield f"{at}cells changed by {step}: {sum(cell.step == step for cell in build.cells):,}"
        yield from (f"{at}{warning}" for warning in _warnings(build.warnings))


def of_plan(plan: RobustnessPlan | None) -> Iterator[str]:
    """Yield what a robustness run would vary; nothing without a plan."""
    if plan is None:
        return
    ways = plan.alternatives
    noise = [f"{len(plan.noisy):,} weights by up to {plan.noise:.0%}"] if plan.noisy else []
    steps = [f"{name} in {count:,} ways" for name, count in zip(ways.varied, ways.counts, strict=True) if count > 1]
    yield f"robustness of {plan.target}: {_listed([*noise, *steps])}"
    yield f"combinations, each built once: {prod(ways.counts):,}"
    yield from _warnings(ways.warnings)


def of_robustness(run: RobustnessRun) -> Iterator[str]:
    """Yield what was varied, and how far the ranks can be told apart."""
    yield f"{run.samples:,} samples, {run.evaluations:,} evaluations, seed {run.seed}"
    yield f"varied: {_listed(run.factors)}; not varied: {_listed(run.not_varied)}"
    tied = {unit for tie in run.ties for unit in tie.units}
    known = f"{len(run.ties):,}, with {len(tied):,} of {len(run.spread.units):,} units"
    yield f"groups of units that cannot be told apart: {known}"
    yield from _warnings(run.warnings)


def of_analysis(found: Analysis) -> Iterator[str]:
    """Yield the most important findings."""
    for kind in dict.fromkeys(flag.kind for flag in found.flags):
        pairs = [flag.correlation for flag in found.flags if flag.kind == kind]
        some = ", ".join(f"{pair.one}–{pair.other} {pair.pearson:.2f}" for pair in pairs[:5])
        yield f"{len(pairs):,} {kind} correlations inside groups: {some}{' …' if len(pairs) > 5 else ''}"
    alphas = ", ".join(f"{group.group} {group.raw:.2f}" for group in found.reliability if group.raw == group.raw)
    yield f"Cronbach's alpha: {alphas or 'none'}"
    made = [removal for removal in found.removals if removal.refused is None]
    most = max(made, key=lambda removal: removal.mean_shift, default=None)
    if most is not None:
        yield f"ranks move most without {most.code}: {most.mean_shift:.2f} places on average"
    yield from _warnings((*found.build.warnings, *found.warnings))


def _warnings(warnings: tuple[ScoringWarning, ...]) -> Iterator[str]:
    return (f"warning: {warning.text}" for warning in warnings)


def _listed(words: Iterable[str]) -> str:
    return ", ".join(words) or "none"
