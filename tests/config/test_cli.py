"""The console script: whatever its output can write, it says what it has to say."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest


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
