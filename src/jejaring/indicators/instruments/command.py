"""`jejaring index instrument`: a published index for the units of a table. Nothing heavy is loaded before it runs."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from jejaring.console import terminal
from jejaring.console.language import language_of, with_language

if TYPE_CHECKING:
    from engines.scoring.instruments import Instrument

ROOM = Path(__file__).parents[1]


def add_command(commands: terminal.Commands) -> None:
    """Declare the command."""
    asked = with_language(terminal.add_saying(commands, "instrument", instrument))
    asked.add_argument("name", nargs="?", metavar="NAME", help="code of an instrument (without one: a list of all)")
    asked.add_argument(
        "data", nargs="?", metavar="DATA", help="CSV or XLSX of units (without it: the columns that it must have)"
    )
    which = asked.add_mutually_exclusive_group()
    which.add_argument("--version", metavar="V", help="which version, if there are several")
    which.add_argument("--on", type=_day, metavar="YYYY-MM-DD", help="the version in force on a day")
    asked.add_argument("--json", action="store_true", help="print it as one JSON object")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a day such as 2024-12-31") from None


def instrument(arguments: argparse.Namespace) -> str:
    """Compute a published instrument (IPM, SPBE, Pemdi, SKM, …) for the units of a table, or list them all."""
    from jejaring.indicators.instruments import report
    from jejaring.indicators.instruments.instruments import instruments
    from jejaring.indicators.instruments.observations import evaluate_table

    language = language_of(arguments.language, ROOM)
    if arguments.name is None:
        plain, title = report.plain_list(instruments()), language.gettext("Published instruments")
        return _printed(arguments, plain, title, report.of_list(instruments(), language))
    chosen = _chosen(arguments)
    if arguments.data is None:
        plain, title = report.plain_instrument(chosen), report.title_of(chosen, language)
        return _printed(arguments, plain, title, report.of_instrument(chosen, language))
    evaluated = evaluate_table(chosen, arguments.data)
    plain, title = report.plain_scores(evaluated), f"{arguments.data}: {report.title_of(chosen, language)}"
    return _printed(arguments, plain, title, report.of_scores(evaluated, language))


def _printed(arguments: argparse.Namespace, plain: object, title: str, lines: Iterable[str]) -> str:
    if arguments.json:
        return json.dumps(plain, ensure_ascii=False, allow_nan=False)
    return terminal.with_lines(title, lines)


def _chosen(arguments: argparse.Namespace) -> Instrument:
    """Return the instrument that is asked for; there is no version by default where there are several."""
    from engines.scoring.errors import ScoringError
    from jejaring.indicators.instruments import report
    from jejaring.indicators.instruments.instruments import in_force, instrument, instruments, versions

    code, listed = arguments.name, instruments()
    try:
        if arguments.version is not None:
            return instrument(code, arguments.version)
        listed = versions(code)
        if arguments.on is not None:
            return in_force(code, arguments.on)
    except ScoringError as error:
        said = report.of_list(listed, language_of(arguments.language, ROOM))
        raise terminal.Refused([str(error), *said]) from error
    if len(listed) > 1:
        said = report.of_list(listed, language_of(arguments.language, ROOM))
        raise terminal.Refused([f"{code} has several versions; choose one with --version or --on", *said])
    return listed[0]
