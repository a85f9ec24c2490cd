"""An empty database, the example's file, and the command."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path

import pytest

from jejaring.config import cli
from jejaring.kit import clock
from tests.desk import Desk

EXAMPLE = Path(__file__).parents[2] / "src" / "jejaring" / "setup" / "data" / "network.yaml"


@pytest.fixture
def desk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], settings: object, db: None
) -> Desk:
    """Return a folder with the example in it, an authority of its own, and `jejaring setup` on the test's database."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(cli, "database", nullcontext)
    monkeypatch.setattr(settings, "DATA", tmp_path / "data")
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 12, 1, 9, tzinfo=UTC))
    desk = Desk(tmp_path, "setup", capsys)
    desk.write("network.yaml", EXAMPLE.read_text(encoding="utf-8"))
    return desk


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Return what answers the questions that are asked, in their order; after the last one the input ends."""

    def answered(*typed: str) -> None:
        left = iter(typed)

        def answer(question: str) -> str:
            for found in left:
                return found
            raise EOFError

        monkeypatch.setattr("builtins.input", answer)

    return answered
