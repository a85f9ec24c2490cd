"""`jejaring doctor`, in a process of its own: a line per finding, what to do, and an exit code."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

from jejaring.config import cli
from jejaring.operation import report
from jejaring.operation.findings import Finding, Level
from tests.processes import environment


def doctor(*words: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "jejaring.config.cli", "doctor", *words],
        env=environment(**more),
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.django_db(transaction=True)
def test_the_doctor_looks_at_everything_and_ends_with_one_where_there_is_an_error() -> None:
    ended = doctor("--json", JEJARING_OPERATOR_TOKN="x")
    told = json.loads(ended.stdout)
    assert (ended.returncode, told["level"], ended.stderr) == (1, "error", "")
    assert [(one["name"], one["level"]) for one in told["checks"]] == [
        *[("database", "ok"), ("migrations", "ok"), ("database", "ok"), ("database", "ok"), ("clock", "ok")],
        *[("queue", "error"), ("letters", "ok"), ("files", "ok"), ("ledger", "ok"), ("storage", "ok")],
        ("certificates", "ok"),
        *[
            ("https", "ok"),
            ("static files", "ok"),
            ("fonts", "ok"),
            ("disk", "ok"),
            ("backups", "ok"),
            ("settings", "ok"),
        ],
        *[("mail", "ok"), ("settings", "warning"), ("settings", "warning")],
    ]
    assert "JEJARING_OPERATOR_TOKN is not a setting; JEJARING_OPERATOR_TOKEN is" in ended.stdout


@pytest.mark.django_db
def test_a_database_that_is_away_is_a_line_and_the_rest_is_looked_at_all_the_same() -> None:
    ended = doctor(DATABASE_URL="postgresql://nobody@127.0.0.1:1/none", JEJARING_EMAIL_URL="smtp://127.0.0.1:1")
    lines = {line.split()[1]: line.split()[0] for line in ended.stdout.splitlines()}
    assert (ended.returncode, "Traceback" in ended.stderr) == (1, False)
    assert (lines["database"], lines["queue"], lines["storage"], lines["mail"]) == ("error", "warning", "ok", "error")


def test_wrong_settings_are_errors_of_the_doctors_too(monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    monkeypatch.setenv("JEJARING_SECURE", "perhaps")
    monkeypatch.setenv("JEJARING_SIGNER", "own")
    assert cli.main(["doctor", "--json"]) == 1
    assert [(one["name"], one["found"].split()[0]) for one in json.loads(capsys.readouterr().out)["checks"]] == [
        ("settings", "JEJARING_SIGNER"),
        ("settings", "JEJARING_SECURE"),
    ]


@pytest.mark.parametrize(
    ("level", "code"), [(Level.OK, 0), (Level.WARNING, 0), (Level.ERROR, 1)], ids=lambda value: str(value)
)
def test_only_an_error_ends_with_one(level: Level, code: int, capsys: Any) -> None:
    found = [Finding(Level.OK, "works", name="one"), Finding(level, "is so", "do this", "other")]
    assert report.report(found, as_json=False) == code
    assert capsys.readouterr().out.splitlines()[1].split(maxsplit=2) == [str(level), "other", "is so → do this"]
