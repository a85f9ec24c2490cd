"""The console script: whatever its output can write, it says what it has to say."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Iterator

import pytest

from jejaring.config import cli


@pytest.mark.parametrize(
    "asked",
    [["index", "robustness"], ["portfolio", "solve"], ["portfolio", "appraise"], ["verify"], ["ledger", "verify"]],
)
def test_every_command_says_what_it_is_for_in_plain_ascii_as_well(asked: list[str]) -> None:
    helped = subprocess.run(
        [sys.executable, "-m", "jejaring.config.cli", *asked, "--help"],
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (helped.returncode, helped.stderr) == (0, "")
    assert helped.stdout.startswith(f"usage: jejaring {' '.join(asked)} ")


def every_command(parser: argparse.ArgumentParser, *above: str) -> Iterator[tuple[str, ...]]:
    """Yield the words of every command that does something."""
    below = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    if not below:
        yield above
    for action in below:
        for name, one in action.choices.items():
            yield from every_command(one, *above, name)


@pytest.mark.parametrize("command", [*every_command(cli.parser())], ids=" ".join)
def test_the_help_of_every_command_can_be_printed(command: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main([*command, "--help"])
    assert (ended.value.code, capsys.readouterr().err) == (0, "")
