"""Documentation that is run: every command of README and docs exists, and those that can be are run in a clone.

In a block without a language a line that begins with `$` is run, and the lines below it are what it prints,
figures and all. Other lines are run in their order, or, where they hold something to be put in (`FILE.json`,
`[--option]`, `a|b`, `…`), their command and options are looked up.
"""

from __future__ import annotations

import re
import shlex
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from jejaring.config import cli

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("**/*.md"))]
PROGRAM = ".venv/bin/jejaring"
TO_PUT_IN = re.compile(r"\b[A-Z]{2,}\b|[\[|…]|\b[A-Z]\b|https://")
OUTSIDE = (
    "account",
    "backup",
    "demo",
    "serve",
    "work",
    "migrate",
    "manage",
    "ledger",
    "examples",
    "doctor",
    "document",
    "restore",
    "setup",
)  # need a database or go on for ever
WITHOUT_PARTS = ("demo", "demo-walk", "serve", "work", "migrate", "manage", "verify", "doctor", "settings", "setup")
SOLVES = "portfolio solve"


@dataclass(frozen=True, slots=True)
class Command:
    """A command of a block, without its comment, and the lines that it is shown to print."""

    text: str
    shown: tuple[str, ...]

    @property
    def words(self) -> list[str]:
        return shlex.split(self.text)[1:]

    @property
    def can_be_run(self) -> bool:
        return not TO_PUT_IN.search(self.text) and self.words[0] not in OUTSIDE


def blocks(page: Path) -> Iterator[str]:
    """Yield the blocks without a language."""
    yield from re.findall(r"^```\n(.*?)^```", page.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)


def commands(block: str) -> list[Command]:
    """Return the commands of a block; none if it shows something else."""
    if block.startswith("$ "):
        first, *shown = block.splitlines()
        return [Command(first[2:], tuple(shown))]
    lines = [line.partition(" #")[0].strip() for line in block.splitlines()]
    return [Command(line, ()) for line in lines if line.startswith(("jejaring", PROGRAM))]


FOUND = [(page.relative_to(ROOT), commands(block)) for page in PAGES for block in blocks(page)]
ALL = [(page, one) for page, block in FOUND for one in block]
RUN = [
    pytest.param(
        page, block, marks=[pytest.mark.solver] * any(SOLVES in one.text for one in block), id=f"{page}-{place}"
    )
    for place, (page, block) in enumerate(FOUND)
    if any(one.can_be_run for one in block)
]


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder like a clone, in which commands may write; what one block makes the next may use."""
    folder = tmp_path_factory.mktemp("clone")
    shutil.copytree(ROOT / "docs", folder / "docs")
    return folder


@pytest.mark.xdist_group("clone")  # one worker: a block reads what another has written
@pytest.mark.parametrize(("page", "block"), RUN)
def test_every_command_of_a_block_runs_and_prints_what_is_shown(
    page: Path, block: list[Command], clone: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(clone)
    for one in block:
        if not one.can_be_run:
            continue
        assert cli.main(one.words) == 0, one.text
        printed = iter(capsys.readouterr().out.splitlines())
        assert [
            line for line in one.shown if line not in printed
        ] == []  # an iterator: each is looked for after the last


@pytest.mark.parametrize(("page", "one"), ALL, ids=lambda value: value.text[:60] if isinstance(value, Command) else "")
def test_every_command_can_be_typed_as_it_stands_and_knows_its_options(
    page: Path, one: Command, capsys: pytest.CaptureFixture[str]
) -> None:
    assert one.text.startswith(f"{PROGRAM} "), f"{page}: `{one.text}` is not found after `make setup`"
    name = one.words[: 1 if one.words[0] in WITHOUT_PARTS else 2]
    with pytest.raises(SystemExit) as ended:
        cli.parser().parse_args([*name, "--help"])
    helped = capsys.readouterr().out
    assert ended.value.code == 0, one.text
    if one.words[0] != "manage":  # whose options are Django's
        options = re.findall(r"--[a-z-]+", one.text)
        assert [option for option in options if option not in helped] == [], one.text


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_no_command_in_a_sentence_is_bare(page: Path) -> None:
    bare = re.findall(r"`jejaring [a-z][^`]*`", page.read_text(encoding="utf-8"))
    assert bare == [], f"write `{PROGRAM} …`: nothing else is found after `make setup`"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_target_of_make_that_is_named_exists(page: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = set(re.findall(r"(?:`|^)make ([a-z][a-z-]+)", page.read_text(encoding="utf-8"), re.MULTILINE))
    assert named <= targets


def test_the_pages_with_figures_have_blocks_that_are_run() -> None:
    shown = {page.name for page, block in FOUND for one in block if one.shown and one.can_be_run}
    assert shown == {"financing-appraisal.md", "index-engine.md", "instruments.md", "portfolio.md"}
