"""`jejaring portfolio appraise | plane | risk`. Nothing heavy is loaded before a command runs."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from jejaring.console import terminal
from jejaring.console.language import with_language

if TYPE_CHECKING:
    from jejaring.console.language import Language

ROOM = Path(__file__).parents[1]
SAMPLES, RISK_SAMPLES = 1_000, 10_000


def add_commands(commands: terminal.Commands) -> None:
    """Declare the commands of studies."""
    appraising = _add(commands, "appraise", appraise)
    appraising.add_argument("study", type=Path, metavar="STUDY.yaml", help="rates, costs and benefits (YAML or JSON)")
    appraising.add_argument(
        "--years", action="store_true", help="print costs, benefits and present values by year, too"
    )
    plane_ = _with_draws(_add(commands, "plane", plane), SAMPLES)
    plane_.add_argument("study", type=Path, metavar="PLANE.yaml", help="criteria, projects and budget (YAML or JSON)")
    risking = _with_draws(_add(commands, "risk", risk), RISK_SAMPLES)
    risking.add_argument("problem", type=Path, metavar="PROBLEM.json", help="programmes, sources, budgets and rules")
    risking.add_argument("answer", type=Path, metavar="ANSWER.json", help="the plan, as `solve --out` writes it")
    risking.add_argument("study", type=Path, metavar="RISK.yaml", help="how far costs and revenue may be off")


def _add(commands: terminal.Commands, name: str, run: Callable[[argparse.Namespace], str]) -> argparse.ArgumentParser:
    command = with_language(terminal.add_saying(commands, name, run))
    command.add_argument("--json", action="store_true", help="print it as one JSON object")
    command.add_argument("--out", type=Path, metavar="RESULT.json", help="write it there as JSON, too")
    return command


def _with_draws(command: argparse.ArgumentParser, samples: int) -> argparse.ArgumentParser:
    command.add_argument(
        "--samples", type=terminal.whole(1), default=samples, metavar="N", help=f"how many are drawn ({samples})"
    )
    command.add_argument(
        "--seed", type=terminal.whole(0), default=0, metavar="K", help="the same seed, the same draws (0)"
    )
    return command


def _language(arguments: argparse.Namespace) -> Language:
    from jejaring.console.language import language_of

    return language_of(arguments.language, ROOM)


def _printed(arguments: argparse.Namespace, title: str, plain: dict[str, object], lines: Iterable[str]) -> str:
    """Return a result as it was asked for; it is written to a file first if it should be."""
    from jejaring.financing.files.problems import write_whole, written

    if arguments.out is not None:
        write_whole(arguments.out, written(plain, 0) + "\n")
    return written(plain) if arguments.json else terminal.with_lines(title, lines)


def appraise(arguments: argparse.Namespace) -> str:
    """Appraise programmes: present value, internal rate, benefit-cost ratio, payback, sensitivity, switching values."""
    from jejaring.financing.studies.appraisal_files import read_study
    from jejaring.financing.studies.appraisal_text import of_appraisals
    from jejaring.financing.studies.appraisals import appraised, plain_appraisals

    study = read_study(arguments.study)
    found = appraised(study, arguments.study)
    lines = of_appraisals(study, found, _language(arguments), years=arguments.years)
    return _printed(arguments, f"{arguments.study}: {study.name}", plain_appraisals(study, found), lines)


def plane(arguments: argparse.Namespace) -> str:
    """Place projects on the plane of social-environmental and financial-economic merit, with the line of the budget."""
    from jejaring.financing.studies.plane_files import read_plane
    from jejaring.financing.studies.planes import of_plane, plain_plane, result_of

    study = read_plane(arguments.study)
    with _refusing(arguments.study):
        found = result_of(study, samples=arguments.samples, seed=arguments.seed)
    lines = of_plane(study, found, _language(arguments))
    return _printed(arguments, f"{arguments.study}: {study.name}", plain_plane(study, found), lines)


def risk(arguments: argparse.Namespace) -> str:
    """Draw costs and revenue many times: how much money a plan may lack, in which year, and what drives it."""
    from jejaring.financing.studies.risk_files import read_all
    from jejaring.financing.studies.risks import of_risk, plain_risk, risk_of

    problem, plan, study = read_all(arguments.problem, arguments.answer, arguments.study)
    with _refusing(arguments.study):
        found = risk_of(problem, plan, study, samples=arguments.samples, seed=arguments.seed)
    lines = of_risk(problem, study, found, _language(arguments))
    return _printed(arguments, f"{arguments.answer}: {problem.name}", plain_risk(problem, study, found), lines)


@contextmanager
def _refusing(file: Path) -> Iterator[None]:
    """Refuse a file for what an engine finds in it."""
    from engines.portfolio.errors import PortfolioError
    from jejaring.financing.files.problems import refusal

    try:
        yield
    except PortfolioError as error:
        raise refusal(file, [error]) from error
