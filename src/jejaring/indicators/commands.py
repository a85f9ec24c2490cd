"""`jejaring index …`: indices made from files. Nothing heavy is loaded before a command runs."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from jejaring.console import terminal
from jejaring.indicators.instruments.command import add_command as add_instrument

if TYPE_CHECKING:
    from engines.scoring.results import Build
    from engines.scoring.robustness import RobustnessPlan
    from jejaring.indicators.files.inputs import Inputs


def add_commands(commands: terminal.Commands) -> None:
    """Declare the commands of an index."""
    _with_specification(terminal.add_saying(commands, "check", check))
    _with_folder(_with_specification(terminal.add_saying(commands, "build", build)))
    varied = _with_folder(_with_specification(terminal.add_saying(commands, "robustness", robustness)))
    varied.add_argument(
        "--samples",
        type=terminal.whole(2),
        required=True,
        metavar="N",
        help="the index is built N × (factors + 2) times",
    )
    varied.add_argument(
        "--seed", type=terminal.whole(0), default=0, metavar="S", help="the same seed gives the same result (0)"
    )
    varied.add_argument(
        "--workers", type=terminal.whole(1), default=1, metavar="N", help="processes on this machine (1)"
    )
    varied.add_argument(
        "--scheduler", metavar="tcp://…", help="address of a Dask scheduler, to use its workers instead"
    )
    _with_folder(_with_specification(terminal.add_saying(commands, "analyse", analyse)))
    moved = terminal.add_saying(commands, "compare", compare)
    for name, which in (("a", "RUN_A"), ("b", "RUN_B")):
        moved.add_argument(name, type=Path, metavar=which, help="the folder of a run")
    moved.add_argument("--out", type=Path, metavar="DIR", help="write the tables there as well")
    plain = _with_specification(terminal.add_saying(commands, "note", note))
    plain.add_argument("--language", choices=("en", "id"), default="id", help="English or Indonesian (id)")
    add_instrument(commands)


def _with_specification(command: argparse.ArgumentParser) -> argparse.ArgumentParser:
    command.add_argument("specification", type=Path, metavar="SPEC.yaml", help="the steps, and the tables they take")
    return command


def _with_folder(command: argparse.ArgumentParser) -> argparse.ArgumentParser:
    command.add_argument("--out", type=Path, required=True, metavar="DIR", help="the folder of the run")
    return command


def check(arguments: argparse.Namespace) -> str:
    """Read a specification and its tables and try every step and alternative; write nothing."""
    from jejaring.indicators.files.inputs import read_inputs
    from jejaring.indicators.runs.summaries import of_builds, of_ignored, of_inputs, of_plan

    inputs = read_inputs(arguments.specification)
    found = [*of_inputs(inputs), *of_ignored(inputs), *of_builds(_built(inputs)), *of_plan(_planned(inputs))]
    if inputs.plan.specification.robustness and inputs.plan.specification.panel:
        found.append("robustness: skipped, because a panel covers several times")
    return terminal.with_lines(f"{arguments.specification}: valid", found)


def build(arguments: argparse.Namespace) -> str:
    """Build an index: every table between the data and the ranks."""
    from jejaring.indicators.files.inputs import read_inputs
    from jejaring.indicators.runs.folders import BUILD, refuse_unfit
    from jejaring.indicators.runs.summaries import of_builds, of_ignored
    from jejaring.indicators.runs.tables import write_build

    refuse_unfit(arguments.out, BUILD)
    inputs = read_inputs(arguments.specification)
    built = _built(inputs)
    write_build(arguments.out, inputs, built)
    found = (*of_ignored(inputs), *of_builds(built))
    return terminal.with_lines(f"{arguments.out}: the index of {arguments.specification}", found)


def _built(inputs: Inputs) -> dict[str, Build]:
    """Return the index, or in a panel the index of each time."""
    specification, tables = inputs.plan.specification, inputs.tables
    with inputs.located():
        if specification.panel is not None:
            from engines.scoring.panel import build_panel

            return build_panel(specification, tables.structure, tables.times())
        from engines.scoring import pipeline

        return {"": pipeline.build(specification, tables.structure, tables.data)}


def _planned(inputs: Inputs) -> RobustnessPlan | None:
    """Return what the robustness run would vary, each combination built once; None if the specification has none."""
    from engines.scoring.robustness import planned

    specification, tables = inputs.plan.specification, inputs.tables
    if specification.robustness is None or specification.panel is not None:
        return None
    with inputs.located():
        return planned(specification, tables.structure, tables.data)


def robustness(arguments: argparse.Namespace) -> str:
    """Build an index many times with its choices varied: how robust its ranks are, and what moves them."""
    from engines.scoring import robustness as engine
    from jejaring.indicators.files.inputs import read_inputs
    from jejaring.indicators.runs.folders import ROBUSTNESS, refuse_unfit
    from jejaring.indicators.runs.parallel import executor_for, refuse_beyond_memory
    from jejaring.indicators.runs.summaries import of_robustness
    from jejaring.indicators.runs.tables import write_robustness

    refuse_unfit(arguments.out, ROBUSTNESS)
    inputs = read_inputs(arguments.specification)
    _refuse_panel(inputs, "a robustness run")
    plan, tables, samples = inputs.plan.specification, inputs.tables, arguments.samples
    refuse_beyond_memory(engine.memory_of(plan, tables.structure, len(tables.data.table.units), samples), samples)
    with inputs.located(), executor_for(arguments.workers, arguments.scheduler) as executor:
        run = engine.run(plan, tables.structure, tables.data, samples=samples, seed=arguments.seed, executor=executor)
    write_robustness(arguments.out, inputs, run)
    return terminal.with_lines(f"{arguments.out}: the robustness of {arguments.specification}", of_robustness(run))


def analyse(arguments: argparse.Namespace) -> str:
    """Analyse an index: statistics, correlations, reliability, components, removals, strengths and weaknesses."""
    from engines.scoring.analysis import analyse as look_through
    from engines.scoring.analysis import stability
    from jejaring.indicators.files.inputs import read_inputs
    from jejaring.indicators.runs.analyses import write_analysis
    from jejaring.indicators.runs.folders import ANALYSIS, refuse_unfit
    from jejaring.indicators.runs.summaries import of_analysis

    refuse_unfit(arguments.out, ANALYSIS)
    inputs = read_inputs(arguments.specification)
    _refuse_panel(inputs, "an analysis")
    parts = (inputs.plan.specification, inputs.tables.structure, inputs.tables.data)
    varied, scored = inputs.plan.specification.robustness, inputs.plan.specification.aggregate is not None
    with inputs.located():
        found = look_through(*parts)
        stable = stability(*parts, varied.weights) if scored and varied and varied.weights else None
    write_analysis(arguments.out, inputs, found, stable)
    return terminal.with_lines(f"{arguments.out}: the analysis of {arguments.specification}", of_analysis(found))


def compare(arguments: argparse.Namespace) -> str:
    """Compare two runs: which units moved, and what moved them: data, weights or method."""
    from jejaring.indicators.runs.comparisons import compare_runs, of_comparison, write_comparison
    from jejaring.indicators.runs.folders import COMPARISON, refuse_unfit

    if arguments.out is not None:
        refuse_unfit(arguments.out, COMPARISON)
    found = compare_runs(arguments.a, arguments.b)
    if arguments.out is not None:
        write_comparison(arguments.out, arguments.a, arguments.b, found)
    return terminal.with_lines(f"from {arguments.a} to {arguments.b}", of_comparison(found))


def note(arguments: argparse.Namespace) -> str:
    """Print how an index is made in plain words, in English or Indonesian."""
    from engines.scoring.notes import methods_note
    from jejaring.indicators.files.inputs import read_inputs

    inputs = read_inputs(arguments.specification)
    with inputs.located():
        return methods_note(inputs.plan.specification, inputs.tables.structure, arguments.language).rstrip()


def _refuse_panel(inputs: Inputs, what: str) -> None:
    from jejaring.indicators.files.locations import InputError, InvalidInput

    if inputs.plan.specification.panel is not None:
        raise InvalidInput([InputError(inputs.plan.location_of("panel"), f"{what} needs a single time, not a panel")])
