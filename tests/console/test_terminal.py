"""Commands of the console: whatever becomes of their output, they end in a sentence or quietly."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from jejaring.console import terminal

COMMAND = """
import argparse
import sys
from jejaring.console import terminal

def said(arguments: argparse.Namespace) -> str:
    '''Say it back × 2 …'''
    return f"{arguments.text}\\n" * 2

def refused(arguments: argparse.Namespace) -> str:
    '''Refuse it.'''
    raise terminal.Refused([f"no → {arguments.text}"])

def kept(arguments: argparse.Namespace) -> str:
    '''Write it to a file.'''
    with open(arguments.text, "w") as file:
        file.write("x")
    return ""

root = argparse.ArgumentParser()
commands = root.add_subparsers()
for run in (said, refused, kept):
    terminal.add_saying(commands, run.__name__, run).add_argument("text")
sys.exit(terminal.main(root))
"""
full = pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no device that is always full")


def ran(*arguments: str, to: str = "", encoding: str = "utf-8") -> tuple[int, str, str]:
    """Run the command from a shell, its output going `to` some place; return exit code, output and complaint."""
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONUNBUFFERED"}
    done = subprocess.run(
        ["/bin/sh", "-c", f'"$@" {to}', "sh", sys.executable, "-c", COMMAND, *arguments],
        env={**environment, "PYTHONIOENCODING": encoding},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


def test_what_the_output_can_write_is_written_as_it_is() -> None:
    assert ran("said", "2 × 3 → 6 😀") == (0, "2 × 3 → 6 😀\n2 × 3 → 6 😀\n\n", "")


def test_a_character_that_the_output_does_not_know_is_written_as_json_writes_it() -> None:
    text = "2 × 3 → 6 😀"
    code, out, complaint = ran("said", text, encoding="ascii")
    assert (code, out.splitlines()[0], complaint) == (0, "2 \\u00d7 3 \\u2192 6 \\ud83d\\ude00", "")
    assert json.loads(f'"{out.splitlines()[0]}"') == text
    assert ran("refused", "x", encoding="ascii") == (2, "", "no \\u2192 x\n")
    code, out, complaint = ran("said", "--help", encoding="ascii")
    assert (code, "Say it back \\u00d7 2 \\u2026" in out, complaint) == (0, True, "")


@full
@pytest.mark.parametrize("text", ["short", "long" * 10_000, "--help"], ids=["short", "long", "help"])
def test_an_output_that_is_full_is_said(text: str) -> None:
    says = "standard output cannot be written: No space left on device\n"
    assert ran("said", text, to=">/dev/full") == (2, "", says)


@full
def test_a_disk_that_is_full_is_said() -> None:
    says = "There is no room left on the disk; make some and run the command again.\n"
    assert ran("kept", "/dev/full") == (2, "", says)


@pytest.mark.parametrize("closed", [">&-", "<&- >&-"])
def test_an_output_that_is_closed_is_said(closed: str) -> None:
    says = "standard output cannot be written: it is closed\n"
    assert ran("said", "short", to=closed) == (2, "", says)


@pytest.mark.parametrize("closed", ["2>&-", "2>/dev/full", "<&- >&- 2>&-"])
def test_nothing_is_said_of_a_complaint_that_nobody_can_read(closed: str) -> None:
    assert ran("refused", "short", to=closed) == (2, "", "")


@pytest.mark.parametrize("text", ["short", "long" * 100_000], ids=["short", "long"])
def test_an_output_that_nobody_reads_any_more_ends_the_command_quietly(text: str) -> None:
    gone, ours = os.pipe()
    os.close(gone)
    with os.fdopen(ours, "w") as unread:
        done = subprocess.run(
            [sys.executable, "-c", COMMAND, "said", text[:100_000]], stdout=unread, stderr=subprocess.PIPE, check=False
        )
    assert (done.returncode, done.stderr) == (141, b"")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("x", "'x' is not a whole number from 1 up"),
        ("0", "'0' is not a whole number from 1 up"),
        ("1.5", "'1.5' is not a whole number from 1 up"),
        ("9" * 19, f"'{'9' * 19}' is too large; it has more than 18 digits"),
        ("²", "'²' is not a whole number from 1 up"),
    ],
)
def test_a_number_that_is_none_or_too_large_is_refused_as_such(text: str, says: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError) as refused:
        terminal.whole(1)(text)
    assert str(refused.value) == says
    assert terminal.whole(1)("9" * 18) == 999_999_999_999_999_999
