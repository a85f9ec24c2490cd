"""Web processes count apart, and whichever is asked adds up; what ended ones have counted is forgotten at start."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from jejaring.config import counters
from jejaring.config.counters import folder_of, forget_ended

COUNT = """
import django
django.setup()
from django.test import Client
from django.conf import settings
from jejaring.config.wsgi import application
for _time in range(int({times})):
    Client().get("/sehat/")
print([line for line in Client().get("/metrik/").content.decode().splitlines() if "_count" in line][0])
print(*sorted(file.name.partition("_")[0] for file in settings.METRICS.glob("*.db")))
"""


def counting(data: Path, times: int) -> list[str]:
    """Return what a web process prints that has answered some requests: the count, and the files there are."""
    environment = {**os.environ, "JEJARING_DATA": str(data), "DATABASE_URL": "postgresql://127.0.0.1:1/none"}
    (data / "static").mkdir(exist_ok=True)
    program = COUNT.format(times=times)
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


def test_what_two_processes_have_answered_is_one_figure_until_they_are_forgotten(tmp_path: Path) -> None:
    assert counting(tmp_path, 3) == ['jejaring_request_seconds_count{status="200"} 3.0', "histogram"]
    of_both = 3 + 1 + 2  # the first has answered for its metrics as well
    told = f'jejaring_request_seconds_count{{status="200"}} {of_both}.0'
    assert counting(tmp_path, 2) == [told, "histogram histogram"]
    folder = folder_of(tmp_path)
    alive = folder / f"histogram_{os.getpid()}.db"
    alive.touch()
    forget_ended(folder)
    assert [*folder.iterdir()] == [alive]
    alive.unlink()
    forget_ended(folder)
    assert not folder.exists()


def test_counters_are_in_shared_memory_unless_another_account_holds_the_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared, data = tmp_path / "shm", tmp_path / "data"
    shared.mkdir()
    monkeypatch.setattr(counters, "SHARED", shared)
    folder = folder_of(data)
    assert folder.parent == shared
    folder.mkdir(mode=0o700)
    assert folder_of(data) == folder
    folder.chmod(0o777)  # another account could write there
    assert folder_of(data) == data / "metrics"
    folder.rmdir()
    folder.symlink_to(tmp_path)
    assert folder_of(data) == data / "metrics"
    monkeypatch.setattr(counters, "SHARED", tmp_path / "none")
    assert folder_of(data) == data / "metrics"


def test_where_nothing_was_counted_there_is_nothing_to_forget(tmp_path: Path) -> None:
    forget_ended(tmp_path / "metrics")
