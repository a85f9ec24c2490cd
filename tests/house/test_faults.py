"""The short form of `make faults`: under light load what was acknowledged is there, whatever is killed."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from benchmarks.faults import checks, data
from benchmarks.faults.__main__ import play
from benchmarks.faults.kinds import kills, mail_faults
from benchmarks.faults.mail import MailServer
from benchmarks.faults.site import Site
from benchmarks.faults.visitors import Crowd
from jejaring.documents.models import LetterNumber
from tests.factories.people import InvitationFactory
from tests.processes import environment, free_port, on_linux

DAY = date(2026, 1, 2)
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


@pytest.mark.kills
@pytest.mark.django_db(transaction=True)
def test_what_is_lost_and_what_is_missing_is_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", environment()["DATABASE_URL"])
    crowd, mail = Crowd(Site(tmp_path, free_port(), None), ""), MailServer()
    crowd.acknowledged["payments"].add("F000001")
    InvitationFactory(email="contoh@contoh.id")
    for sequence in (1, 2, 5):
        LetterNumber.objects.create(register="org", year=2026, sequence=sequence, number=f"{sequence}", given_on=DAY)
    found = {one.name: one.found for one in checks.figures(crowd, mail, known=set()) if not one.met}
    mail.close()
    assert found == {"payments lost": 1, "gaps in the numbers of letters": 2, "invitations without a letter": 1}
