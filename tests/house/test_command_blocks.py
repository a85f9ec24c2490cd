"""Pages of the documentation: what their command blocks print is what the commands print."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from jejaring.config import cli

ROOT = Path(__file__).parents[2]
PAGES = ("financing-appraisal", "instruments")
BLOCKS = [
    (page, *block.split("\n", 1))
    for page in PAGES
    for block in (ROOT / "docs" / f"{page}.md").read_text(encoding="utf-8").split("```\n$ ")[1:]
]


@pytest.mark.parametrize(("page", "command", "rest"), BLOCKS, ids=[command.split()[2] for _, command, _ in BLOCKS])
def test_every_line_of_a_block_is_printed_in_its_order(
    page: str, command: str, rest: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    assert cli.main(shlex.split(command)[1:]) == 0
    printed = iter(capsys.readouterr().out.splitlines())
    shown = rest.partition("\n```")[0].splitlines()
    assert shown, page
    assert [line for line in shown if line not in printed] == []  # an iterator: each is looked for after the last


def test_every_page_has_a_block() -> None:
    assert {page for page, _, _ in BLOCKS} == set(PAGES)
