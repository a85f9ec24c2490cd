"""Commands of the console: how they read numbers, print what they found, and refuse."""

from __future__ import annotations

import argparse
import codecs
import errno
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from io import TextIOWrapper
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

Command = Callable[[argparse.Namespace], int]
REFUSED, STOPPED, UNHEARD = 2, 130, 141  # the last two as the shell counts Ctrl-C and a broken pipe
NO_ROOM = (errno.ENOSPC, errno.EDQUOT)
STANDARD_ERROR = 2  # the last of the standard files
DIGITS = 18  # of a number that nobody means


class Refused(ValueError):
    """What was asked is refused; `lines` say all that was found, a sentence each, with its place."""

    def __init__(self, lines: Iterable[str], code: int = REFUSED) -> None:
        self.lines, self.code = tuple(lines), code
        super().__init__("\n".join(self.lines))


def main(parser: argparse.ArgumentParser, argv: Sequence[str] | None = None) -> int:
    """Run the command that is asked for; return its exit code.

    A character that the output does not know is written as its number (`\\u2192`, which JSON reads). An output or a
    disk that is full is said (code 2); an output that nobody reads any more, as of `| head`, ends the command quietly
    (141).
    """
    _prepare()
    try:
        try:
            arguments = parser.parse_args(argv)  # --help writes as well
            run: Command = arguments.run
            return run(arguments)
        finally:
            if sys.stdout is not None:
                with _writing():
                    sys.stdout.flush()
    except Refused as refused:
        return _complain(refused)
    except OSError as fault:
        if fault.errno not in NO_ROOM:
            raise
        where = f" for {fault.filename}" if fault.filename else ""
        return _complain(Refused([f"There is no room left on the disk{where}; make some and run the command again."]))


def _prepare() -> None:
    """Let no other file take the number of a standard one that is closed, and no character be too much for one."""
    while (number := os.open(os.devnull, os.O_RDWR)) <= STANDARD_ERROR:
        pass
    os.close(number)
    codecs.register_error("numbered", _numbered)
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="numbered")


def _numbered(fault: UnicodeError) -> tuple[str, int]:
    """Return the characters that cannot be written as JSON writes their numbers."""
    if not isinstance(fault, UnicodeEncodeError):
        raise fault
    return json.dumps(fault.object[fault.start : fault.end])[1:-1], fault.end


@contextmanager
def _writing() -> Iterator[None]:
    """Turn an output that cannot be written into a refusal, one without words if nobody reads it any more."""
    try:
        yield
    except OSError as fault:
        _let_go(sys.stdout)
        if isinstance(fault, BrokenPipeError):
            raise Refused([], UNHEARD) from fault
        raise Refused([f"standard output cannot be written: {fault.strerror or fault}"]) from fault


def say(text: str) -> None:
    """Write a text and the end of its line to standard output; raises Refused if that is closed, full or not read."""
    if sys.stdout is None:
        raise Refused(["standard output cannot be written: it is closed"])
    with _writing():
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()


def _complain(refused: Refused) -> int:
    """Write what is refused to standard error, if that is there; return the exit code."""
    if sys.stderr is not None:
        try:
            sys.stderr.write("".join(f"{line}\n" for line in refused.lines))
        except OSError:
            _let_go(sys.stderr)
    return refused.code


def _let_go(stream: TextIO) -> None:
    """Let what is left in a stream's buffer go nowhere: Python would try to write it again in the end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


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
        except KeyboardInterrupt as fault:
            raise Refused(["stopped before there was anything to say"], STOPPED) from fault
        except MemoryError as fault:
            raise Refused(["there is not enough memory for this"]) from fault
        say(said)
        return 0

    command.__doc__ = run.__doc__
    return add(commands, name, command)


def with_lines(first: str, lines: Iterable[str]) -> str:
    """Return a first line with others indented below it."""
    return "\n".join([first, *(f"  {line}" if line else "" for line in lines)])


def whole(least: int) -> Callable[[str], int]:
    """Return what reads a whole number from some least one up."""

    def number(text: str) -> int:
        if text.isdecimal() and len(text) > DIGITS:
            raise argparse.ArgumentTypeError(f"{text!r} is too large; it has more than {DIGITS} digits")
        if not text.isdecimal() or int(text) < least:
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
