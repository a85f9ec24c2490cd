"""Commands of the console: how they take numbers, say what they found, and refuse."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

Command = Callable[[argparse.Namespace], int]
REFUSED, STOPPED = 2, 130
DIGITS = 18  # of a number that nobody means


class Refused(ValueError):
    """What was asked is refused; `lines` say all that was found, a sentence each, with its place."""

    def __init__(self, lines: Iterable[str], code: int = REFUSED) -> None:
        self.lines, self.code = tuple(lines), code
        super().__init__("\n".join(self.lines))


def add(commands: Commands, name: str, run: Command) -> argparse.ArgumentParser:
    """Declare a command, which is described by its function's docstring."""
    says = (run.__doc__ or "").strip().splitlines()[0]
    added = commands.add_parser(name, help=says, description=says)
    added.set_defaults(run=run)
    return added


def add_saying(commands: Commands, name: str, run: Callable[[argparse.Namespace], str]) -> argparse.ArgumentParser:
    """Declare a command whose text is said when it is whole, or else what it refuses (code 2, or the refusal's)."""

    def command(arguments: argparse.Namespace) -> int:
        try:
            said = run(arguments)
        except Refused as refused:
            sys.stderr.write("".join(f"{line}\n" for line in refused.lines))
            return refused.code
        except KeyboardInterrupt:
            sys.stderr.write("stopped before there was anything to say\n")
            return STOPPED
        except MemoryError:
            sys.stderr.write("there is not enough memory for this\n")
            return REFUSED
        sys.stdout.write(f"{said}\n")
        return 0

    command.__doc__ = run.__doc__
    return add(commands, name, command)


def with_lines(first: str, lines: Iterable[str]) -> str:
    """Return a first line with others indented below it."""
    return "\n".join([first, *(f"  {line}" if line else "" for line in lines)])


def whole(least: int) -> Callable[[str], int]:
    """Return what reads a whole number from some least one up."""

    def number(text: str) -> int:
        if not text.isdecimal() or len(text) > DIGITS or int(text) < least:
            raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from {least} up")
        return int(text)

    return number


def above_zero(text: str) -> float:
    """Read a finite number above 0."""
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value < float("inf"):
        raise argparse.ArgumentTypeError(f"{text!r} is not a number above 0")
    return value
