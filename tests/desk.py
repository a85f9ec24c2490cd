"""A folder of its own with the console beside it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from jejaring.config import cli


@dataclass(frozen=True)
class Desk:
    """The folder one works in, the group of commands one works with, and what the last command said."""

    folder: Path
    command: str
    capsys: pytest.CaptureFixture[str]

    def write(self, name: str, text: str) -> None:
        (self.folder / name).write_text(text, encoding="utf-8")

    def change(self, name: str, old: str, new: str) -> None:
        """Change the one place of a file that says so."""
        text = (self.folder / name).read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} is in {name} {text.count(old)} times"
        self.write(name, text.replace(old, new))

    def run(self, *arguments: str) -> tuple[int, str, str]:
        """Run a command of the group; return exit code, standard output, standard error."""
        code = cli.main([self.command, *arguments])
        said = self.capsys.readouterr()
        return code, said.out, said.err

    def files(self) -> dict[str, bytes]:
        """Return every file there is, hidden ones as well."""
        found = sorted(path for path in self.folder.rglob("*") if path.is_file())
        return {str(path.relative_to(self.folder)): path.read_bytes() for path in found}
