"""A small problem in a folder of its own, and the command line beside it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.desk import Desk
from tests.engines.portfolio.plain import SMALL


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Desk:
    """Return a folder with a sound problem, as the current one."""
    monkeypatch.chdir(tmp_path)
    desk = Desk(tmp_path, "portfolio", capsys)
    desk.write("problem.json", SMALL)
    return desk
