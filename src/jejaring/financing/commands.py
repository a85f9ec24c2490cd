"""`jejaring portfolio …`: problems and answers as files. Nothing heavy is loaded before a command runs."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jejaring.console import terminal
from jejaring.financing.studies import commands as studies

if TYPE_CHECKING:
    from engines.portfolio.reading import Reading
    from jejaring.financing.solving.solve import Answer

TIME_RAN_OUT = 3
STDOUT = 1
SECONDS = 30.0
TRIALS = 20
PROBLEM, OR_LIBRARY = "problem", "or-library"


def add_commands(commands: terminal.Commands) -> None:
    """Declare the commands of a portfolio."""
    solving = _with_limits(_with_problem(_add(commands, "solve", solve)))
    solving.add_argument("--out", type=Path, metavar="ANSWER.json", help="write the answer there")
    solving.add_argument(
        "--format", choices=(PROBLEM, OR_LIBRARY), default=PROBLEM, help="what the file is: or-library's mknap"
    )
    solving.add_argument(
        "--instance", type=terminal.whole(1), metavar="K", help="which problem of an or-library file (1, 2, …)"
    )
    explaining = _with_limits(_with_problem(_add(commands, "explain", explain)))
    explaining.add_argument(
        "answer", type=Path, nargs="?", metavar="ANSWER.json", help="an answer (if omitted, the problem is solved)"
    )
    explaining.add_argument(
        "--trials",
        type=terminal.whole(0),
        default=TRIALS,
        metavar="N",
        help=f"trials with small changes, to find which programmes are robust ({TRIALS})",
    )
    checking = _add(commands, "check", check)
    checking.add_argument("answer", type=Path, metavar="ANSWER.json", help="the answer")
    _with_json(_with_problem(checking))
    other = _with_limits(_with_problem(_add(commands, "scenarios", scenarios)))
    other.add_argument(
        "file", type=Path, nargs="?", metavar="SCENARIOS.yaml", help="what may turn out otherwise (10 %% less money, …)"
    )
    _with_json(_with_problem(_add(commands, "capacity", capacity)))
    studies.add_commands(commands)


def _with_problem(command: argparse.ArgumentParser) -> argparse.ArgumentParser:
    command.add_argument("problem", type=Path, metavar="PROBLEM.json", help="programmes, sources, budgets and rules")
    return command


def _with_json(command: argparse.ArgumentParser) -> argparse.ArgumentParser:
    command.add_argument("--json", action="store_true", help="print one JSON object")
    return command


def _with_limits(command: argparse.ArgumentParser) -> argparse.ArgumentParser:
    command.add_argument(
        "--seconds", type=terminal.above_zero, default=SECONDS, metavar="S", help=f"time for the solvers ({SECONDS:g})"
    )
    command.add_argument(
        "--seed", type=terminal.whole(0), default=0, metavar="K", help="the same seed gives the same search (0)"
    )
    command.add_argument("--workers", type=terminal.whole(1), default=2, metavar="W", help="solvers in parallel (2)")
    command.add_argument(
        "--work",
        type=terminal.above_zero,
        metavar="W",
        help="a limit counted in solver steps: the same work gives the same answer",
    )
    return _with_json(command)


def _add(commands: terminal.Commands, name: str, run: Callable[[argparse.Namespace], str]) -> argparse.ArgumentParser:
    @wraps(run)
    def command(arguments: argparse.Namespace) -> str:
        with _libraries_quiet(), _refusing(arguments.problem):
            return run(arguments)

    return terminal.add_saying(commands, name, command)


@contextmanager
def _refusing(problem: Path) -> Iterator[None]:
    """Turn errors of an engine, and a timeout, into a refusal of the problem."""
    from engines.portfolio.errors import PortfolioError
    from jejaring.financing.files.problems import refusal
    from jejaring.financing.solving.solve import TimeRanOut

    try:
        yield
    except PortfolioError as error:
        raise refusal(problem, [error]) from error
    except TimeRanOut as late:
        raise terminal.Refused([f"{problem}: {late}"], TIME_RAN_OUT) from late


@contextmanager
def _libraries_quiet() -> Iterator[None]:
    """Keep the output of libraries off standard output: HiGHS prints a banner whenever it is created."""
    if sys.stdout is not None:  # it is closed
        sys.stdout.flush()
    kept = os.dup(STDOUT)
    try:
        with Path(os.devnull).open("wb") as nowhere:
            os.dup2(nowhere.fileno(), STDOUT)
        yield
    finally:
        os.dup2(kept, STDOUT)
        os.close(kept)


def solve(arguments: argparse.Namespace) -> str:
    """Solve a problem: which programmes to start, when, and from which source."""
    from jejaring.financing.files.answers import plain_answer
    from jejaring.financing.files.problems import read_problem_file, write_whole, written
    from jejaring.financing.report_text import of_answer

    if (arguments.format == OR_LIBRARY) != (arguments.instance is not None):
        raise terminal.Refused([f"--instance K and --format {OR_LIBRARY} go together"])
    if arguments.format == OR_LIBRARY:
        return _solve_or_library(arguments)
    reading = read_problem_file(arguments.problem)
    answer = _solved(arguments, reading)
    plain = plain_answer(reading.problem, answer, reading.warnings)
    if arguments.out is not None:
        write_whole(arguments.out, written(plain, 0) + "\n")
    if arguments.json:
        return written(plain)
    return terminal.with_lines(
        f"{arguments.problem}: {reading.problem.name}", of_answer(reading.problem, answer, reading.warnings)
    )


def _solve_or_library(arguments: argparse.Namespace) -> str:
    from jejaring.financing.files.or_library import solve_file
    from jejaring.financing.files.problems import write_whole, written

    answer = solve_file(arguments.problem, arguments.instance, **_limits(arguments))
    if arguments.out is not None:
        write_whole(arguments.out, written(answer, 0) + "\n")
    if arguments.json:
        return written(answer)
    said = (f"{key}: {written(value)}" for key, value in answer.items())
    return terminal.with_lines(f"{arguments.problem}: instance {arguments.instance}", said)


def _limits(arguments: argparse.Namespace) -> dict[str, Any]:
    asked = {name: getattr(arguments, name) for name in ("seconds", "seed", "workers", "work")}
    return {**asked, "on_progress": _Progress()}


def _solved(arguments: argparse.Namespace, reading: Reading) -> Answer:
    from jejaring.financing.solving.solve import solve as answer_to

    return answer_to(reading.problem, **_limits(arguments))


class _Progress:
    """Prints progress to standard error: every better answer, and every half second."""

    PAUSE = 0.5

    def __init__(self) -> None:
        self.best: Decimal | None = None
        self.said_at = -self.PAUSE

    def __call__(self, best: Decimal | None, bound: Decimal | None, seconds: float) -> None:
        best = self.best if best is None else best
        if best == self.best and seconds < self.said_at + self.PAUSE:
            return
        self.best, self.said_at = best, seconds
        gap = f"{float((bound - best) / bound):.2%}" if best is not None and bound else "–"
        ends = ["–" if end is None else f"{float(end):,.2f}" for end in (best, bound)]
        sys.stderr.write(f"{seconds:7.1f} s  best {ends[0]}  bound {ends[1]}  gap {gap}\n")


def explain(arguments: argparse.Namespace) -> str:
    """Explain a plan: what is not in it and why, which money is short, how robust it is."""
    from jejaring.financing.files.answers import checked, plain_answer, read_answer_file
    from jejaring.financing.files.problems import read_problem_file, written
    from jejaring.financing.files.reports import plain_explanation
    from jejaring.financing.report_text import of_explanation, of_quality
    from jejaring.financing.solving.explain import explain as explanation_of

    reading = read_problem_file(arguments.problem)
    problem = reading.problem
    if arguments.answer is None:
        answer = _solved(arguments, reading)
    else:
        answer = read_answer_file(arguments.answer)
        checked(problem, answer, arguments.answer)
    parts = {"trials": arguments.trials, "seed": arguments.seed, "workers": arguments.workers}
    explanation = explanation_of(problem, answer.plan, **parts)
    if arguments.json:
        plain = {"answer": plain_answer(problem, answer, reading.warnings), **plain_explanation(explanation)}
        return written(plain)
    told = (*of_quality(answer), *of_explanation(problem, explanation))
    return terminal.with_lines(f"{arguments.problem}: {problem.name}", told)


def check(arguments: argparse.Namespace) -> str:
    """Check an answer against its problem, by plain arithmetic without a solver."""
    from jejaring.financing.files.answers import checked, plain_certificate, read_answer_file
    from jejaring.financing.files.problems import read_problem_file, written
    from jejaring.financing.report_text import of_check

    problem = read_problem_file(arguments.problem).problem
    certificate = checked(problem, read_answer_file(arguments.answer), arguments.answer)
    if arguments.json:
        return written(plain_certificate(certificate))
    return terminal.with_lines(f"{arguments.answer}: valid", of_check(certificate))


def scenarios(arguments: argparse.Namespace) -> str:
    """Solve a problem in several scenarios of money and costs; report the plan with the smallest regret."""
    from jejaring.financing.files.problems import written
    from jejaring.financing.files.reports import plain_outlook
    from jejaring.financing.report_text import of_outlook
    from jejaring.financing.solving.scenarios import outlook_of
    from jejaring.financing.studies.scenario_files import read_with_scenarios

    problem, listed = read_with_scenarios(arguments.problem, arguments.file)
    outlook = outlook_of(problem, listed, **_limits(arguments))
    if arguments.json:
        return written(plain_outlook(problem, outlook))
    return terminal.with_lines(f"{arguments.problem}: {problem.name}", of_outlook(problem, outlook))


def capacity(arguments: argparse.Namespace) -> str:
    """Report how much the rules allow to be borrowed in each year, each limit with its numbers."""
    from engines.portfolio.borrowing import capacity as capacities_of
    from jejaring.financing.files.problems import read_problem_file, written
    from jejaring.financing.files.reports import plain_capacity
    from jejaring.financing.report_text import of_capacity, of_warnings

    reading = read_problem_file(arguments.problem)
    problem = reading.problem
    capacities = capacities_of(problem)
    if arguments.json:
        return written(plain_capacity(problem, capacities))
    told = (*of_capacity(problem, capacities), *of_warnings(problem, reading.warnings))
    return terminal.with_lines(
        f"{arguments.problem}: how much of each debt could be drawn in a year if nothing else were borrowed", told
    )
