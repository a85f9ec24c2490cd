"""The worker makes one backup per day, in a process that has a limit; a failure is one letter per day."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache

from jejaring.config.backups import keys, nightly, tasks
from jejaring.config.backups.nightly import make_if_due
from jejaring.kit import clock
from jejaring.operation import places
from jejaring.operation.checks import machine
from tests.processes import environment
from tests.waiting import until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]  # the command is run as the worker runs it
OPERATOR = "operator@jejaring.example"


@pytest.fixture
def place(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> places.Folder:
    """Return the folder that backups go to, named in the settings of this process and of those it starts."""
    folder = places.Folder(tmp_path / "backups")
    settings.BACKUP_TO, settings.BACKUP_KEYS = str(folder.path), [keys.make_key(tmp_path / "key.txt")]
    settings.OPERATOR_TO, settings.BACKUP_HOUR = [OPERATOR], 2
    (tmp_path / "data").mkdir()
    more = {"BACKUP_TO": settings.BACKUP_TO, "BACKUP_KEY": settings.BACKUP_KEYS[0], "DATA": str(tmp_path / "data")}
    for name, value in environment(**{f"JEJARING_{key}": value for key, value in more.items()}).items():
        monkeypatch.setenv(name, value)
    cache.clear()
    return folder


def test_one_backup_is_made_per_day_by_the_worker(place: places.Folder) -> None:
    tasks.make_if_due(0)
    assert len(place.names()) == 1
    assert make_if_due(at=clock.machine_now()) is False
    assert len(place.names()) == 1
    assert [one.level for one in machine.backups()] == ["ok"]
    assert mail.outbox == []


@pytest.mark.parametrize(
    ("made", "now", "due"),
    [  # UTC; the hour is 2 in Jakarta, which is 19 of the day before
        ("2026-11-29T19:30", "2026-11-30T18:50", False),
        ("2026-11-29T19:30", "2026-11-30T19:10", True),
        ("2026-11-28T19:30", "2026-11-30T12:00", True),
        ("", "2026-11-30T12:00", True),
    ],
)
def test_a_backup_is_due_from_its_hour_on_until_it_is_there(
    place: places.Folder, monkeypatch: pytest.MonkeyPatch, made: str, now: str, due: bool
) -> None:
    monkeypatch.setattr(nightly, "COMMAND", "")  # Python that does nothing, and succeeds
    if made:
        (place.path / places.name_at(datetime.fromisoformat(made))).touch()
    assert make_if_due(at=datetime.fromisoformat(now).replace(tzinfo=UTC)) is due


def test_a_failure_is_one_letter_per_day_and_an_error_of_the_doctor_until_one_succeeds(place: places.Folder) -> None:
    at = clock.machine_now()
    place.path.rmdir()
    place.path.write_text("a file where the folder was")
    for hour in (0, 1):
        assert make_if_due(at=at.replace(hour=10) + timedelta(hours=hour)) is False
    [letter] = mail.outbox
    assert letter.to == [OPERATOR]
    assert str(place.path) in letter.body
    assert "jejaring doctor" in letter.body
    place.path.unlink()
    place.path.mkdir()
    assert next(iter(machine.backups())).level == "error"
    assert make_if_due(at=at) is True
    assert [one.level for one in machine.backups()] == ["ok"]


def test_what_the_command_prints_is_in_the_letter(place: places.Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody:wrong@127.0.0.1:1/nothing")
    assert make_if_due(at=clock.machine_now()) is False
    assert "The database in DATABASE_URL cannot be reached" in mail.outbox[0].body


def test_a_backup_that_is_not_ready_in_time_is_stopped(place: places.Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nightly, "LIMIT_SECONDS", 0.5)
    monkeypatch.setattr(nightly, "COMMAND", "import time; time.sleep(600)")
    assert make_if_due(at=clock.machine_now()) is False
    assert "was stopped" in mail.outbox[0].body


def test_a_letter_that_cannot_be_sent_is_tried_again(place: places.Folder, settings: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(nightly, "COMMAND", "raise SystemExit('no space left')")
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = (
        "django.core.mail.backends.smtp.EmailBackend",
        "127.0.0.1",
        1,
    )
    assert make_if_due(at=clock.machine_now()) is False
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert make_if_due(at=clock.machine_now()) is False
    assert "no space left" in mail.outbox[0].body


def test_without_a_place_or_a_key_the_worker_makes_none(place: places.Folder, settings: Any) -> None:
    settings.BACKUP_KEYS = []
    assert make_if_due(at=clock.machine_now()) is False
    assert place.names() == []


def test_a_backup_that_is_told_to_end_leaves_nothing_unfinished(place: places.Folder) -> None:
    command = [sys.executable, "-m", "jejaring.config.cli", "backup"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as child:
        data = Path(os.environ["JEJARING_DATA"])
        until(lambda: any(data.glob(".backup-*")) or child.poll() is not None)
        child.send_signal(signal.SIGTERM)
    until(lambda: not [*data.glob(".backup-*")])
    assert [*place.path.glob(".new-*")] == []
