"""The page of studies: what its command blocks print is what the commands print."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from jejaring.config import cli

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "financing-appraisal.md").read_text(encoding="utf-8")
BLOCKS = [block.split("\n", 1) for block in PAGE.split("```\n$ ")[1:]]


@pytest.mark.parametrize(("command", "rest"), BLOCKS, ids=[command.split()[2] for command, _ in BLOCKS])
def test_every_line_of_a_block_is_printed_in_its_order(
    command: str, rest: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    assert cli.main(shlex.split(command)[1:]) == 0
    printed = iter(capsys.readouterr().out.splitlines())
    shown = rest.partition("\n```")[0].splitlines()
    assert shown
    assert [line for line in shown if line not in printed] == []  # an iterator: each is looked for after the last
