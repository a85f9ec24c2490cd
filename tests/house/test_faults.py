"""The short form of `make faults`: under light load what was acknowledged is there, whatever is killed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from benchmarks.faults import data
from benchmarks.faults.__main__ import play
from benchmarks.faults.kinds import kills, mail_faults
from benchmarks.faults.mail import MailServer
from benchmarks.faults.site import Site
from tests.processes import environment, free_port, on_linux

SHORT = {"killed: a web process", "killed: web, main process"}


@on_linux
@pytest.mark.kills
@pytest.mark.django_db(transaction=True)
def test_nothing_that_was_acknowledged_is_lost_and_nothing_is_left_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = {"location": tmp_path / "files", "base_url": None}
    settings.STORAGES = {**settings.STORAGES, "default": {**settings.STORAGES["default"], "OPTIONS": folder}}
    monkeypatch.setenv("DATABASE_URL", environment()["DATABASE_URL"])  # of the commands that check afterwards
    mail = MailServer()
    site = Site(tmp_path, free_port(), None, JEJARING_EMAIL_URL=mail.url)
    faults = [*(one for one in kills(site) if one.name in SHORT), *mail_faults(mail, silent=1, refusing=0)[:1]]
    try:
        figures = {one.name: one for one in play(site, mail, data.make(), faults, seed=7, calm=0.5)}
    finally:
        site.end()
        mail.close()
    printed = capsys.readouterr().out
    assert [name for name, one in figures.items() if not one.met] == [], printed
    assert all(figures[f"{kind} acknowledged"].found for kind in ("payments", "invoices", "invitations")), printed
