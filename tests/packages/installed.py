"""Jejaring as one installs it: the wheel in a virtual environment of an empty folder, without this repository.

The wheel is built and installed by pip. What it depends on is not downloaded again: the distributions that its
metadata name, and those that these name, are linked from the environment of the tests. No other is there, so that a
module which only the tests' own dependencies bring is missing here as it would be elsewhere.
"""

from __future__ import annotations

import subprocess
import sys
import sysconfig
import time
from collections.abc import Iterator
from importlib.metadata import Distribution, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.clones import ROOT, Home, unprivileged


def build_wheel(folder: Path) -> Path:
    """Build the wheel as `python -m build` would, with the backend of this environment; return its path."""
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("jejaring-*.whl")
    return wheel


class Installed(Home):
    """An unprivileged account's empty folder with a virtual environment that has the wheel."""

    def __init__(self, wheel: Path) -> None:
        super().__init__(unprivileged())
        began = time.monotonic()
        self.venv = self.home / "venv"
        self.run(sys.executable, "-m", "venv", "--without-pip", self.venv)
        self._link_dependencies()
        pip = [sys.executable, "-m", "pip", "--python", str(self.venv / "bin" / "python")]
        options = ["--quiet", "--disable-pip-version-check", "--no-index", "--no-cache-dir"]
        self.run(*pip, "install", *options, wheel)  # fails if something that it needs is not there
        self.seconds = time.monotonic() - began  # that installing took

    @property
    def packages(self) -> Path:
        """The folder of the environment's packages."""
        return next(self.venv.glob("lib/python*/site-packages"))

    @property
    def program(self) -> Path:
        """The command `jejaring`."""
        return self.venv / "bin" / "jejaring"

    def _link_dependencies(self) -> None:
        ours = Path(sysconfig.get_path("purelib"))
        for name in dependencies("jejaring"):
            for top in {file.parts[0] for file in distribution(name).files or ()} - {"..", "__pycache__"}:
                if not (self.packages / top).is_symlink():
                    (self.packages / top).symlink_to(ours / top)


def dependencies(name: str) -> set[str]:
    """Return the names of all distributions that one needs on this machine, directly or through others."""
    found: set[tuple[str, str]] = set()
    ahead = {(name, "")}
    while ahead:
        found.add(one := ahead.pop())
        ahead |= {*_needs(distribution(one[0]), one[1])} - found
    return {each for each, _extra in found} - {name}


def _needs(one: Distribution, extra: str) -> Iterator[tuple[str, str]]:
    for text in one.requires or ():
        needed = Requirement(text)
        if needed.marker is None or needed.marker.evaluate({"extra": extra}):
            yield from ((canonicalize_name(needed.name), each) for each in {"", *needed.extras})
