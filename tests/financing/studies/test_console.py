"""The commands of studies with an output that is closed, read by nobody, or of plain ASCII; and what they load."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.desk import Desk

ASKED = [
    ["appraise", "appraisal.yaml"],
    ["plane", "plane.yaml", "--samples", "50"],
    ["risk", "problem.json", "answer.json", "risk.yaml", "--samples", "50"],
]
COMMAND = [sys.executable, "-m", "jejaring.config.cli", "portfolio"]


@pytest.mark.parametrize("asked", ASKED, ids=[asked[0] for asked in ASKED])
def test_an_output_that_is_closed_is_refused_in_a_sentence(desk: Desk, asked: list[str]) -> None:
    told = subprocess.run(
        ["/bin/sh", "-c", '"$@" >&-', "sh", *COMMAND, *asked],
        cwd=desk.folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (told.returncode, told.stderr) == (2, "standard output cannot be written: it is closed\n")


@pytest.mark.parametrize("asked", ASKED, ids=[asked[0] for asked in ASKED])
def test_an_output_that_nobody_reads_any_more_ends_the_command_quietly(desk: Desk, asked: list[str]) -> None:
    gone, ours = os.pipe()
    os.close(gone)
    with os.fdopen(ours, "w") as unread:
        done = subprocess.run(
            [*COMMAND, *asked], cwd=desk.folder, stdout=unread, stderr=subprocess.PIPE, text=True, check=False
        )
    assert (done.returncode, done.stderr) == (141, "")


@pytest.mark.parametrize("asked", ASKED, ids=[asked[0] for asked in ASKED])
def test_a_console_of_plain_ascii_is_enough(desk: Desk, asked: list[str]) -> None:
    done = subprocess.run(
        [*COMMAND, *asked, "--language", "id"],
        cwd=desk.folder,
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr, done.stdout.isascii()) == (0, "", True)
    assert "Cara menghitung angka" in done.stdout


def test_studies_load_neither_django_nor_a_solver(desk: Desk) -> None:
    program = f"""
import sys
from jejaring.config import cli
codes = [cli.main(["portfolio", *asked]) for asked in {ASKED}]
print(codes, [name for name in ("django", "ortools", "highspy") if name in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", program], cwd=desk.folder, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[0, 0, 0] []"
