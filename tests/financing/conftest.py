"""A small problem in a folder of its own, and the command line beside it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from jejaring.config import cli
from tests.engines.portfolio.plain import SMALL


@dataclass(frozen=True)
class Desk:
    """The folder one works in, and what the last command said."""

    folder: Path
    capsys: pytest.CaptureFixture[str]

    def write(self, name: str, text: str) -> None:
        (self.folder / name).write_text(text, encoding="utf-8")

    def change(self, old: str, new: str) -> None:
        """Change the first place of the problem that says so."""
        text = (self.folder / "problem.json").read_text(encoding="utf-8")
        assert old in text
        self.write("problem.json", text.replace(old, new, 1))

    def run(self, *arguments: str) -> tuple[int, str, str]:
        """Run `jejaring portfolio …`; return exit code, standard output, standard error."""
        code = cli.main(["portfolio", *arguments])
        said = self.capsys.readouterr()
        return code, said.out, said.err

    def files(self) -> dict[str, bytes]:
        """Return every file there is, hidden ones as well."""
        found = sorted(path for path in self.folder.rglob("*") if path.is_file())
        return {str(path.relative_to(self.folder)): path.read_bytes() for path in found}


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Desk:
    """Return a folder with a sound problem, as the current one."""
    monkeypatch.chdir(tmp_path)
    desk = Desk(tmp_path, capsys)
    desk.write("problem.json", SMALL)
    return desk
