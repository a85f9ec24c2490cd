"""The page of an import: what would become of a file's sessions, readable on a phone and without a mouse."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from playwright.sync_api import Page

from benchmarks.conference import conference
from jejaring.agenda.actions.exchange import import_programme, keep_file
from jejaring.events.models import Helper, ProgrammeImport
from tests.browser.conftest import LOOKS, Scheme, Visit, fits
from tests.factories.events import EventFactory, HelperFactory

AT = datetime(2020, 3, 2, 3, tzinfo=UTC)
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def a_file() -> bytes:
    """Return a conference of which sessions are new, one is changed, one refused and one in a taken room."""
    found = json.loads(conference(21))
    room = found["schedule"]["conference"]["days"][0]["rooms"]["Ruang 1"]
    room[0] |= {"title": "Kota tepi pantai dan layanan publik yang dapat dijangkau semua orang"}
    room[1] |= {"duration": "00:00"}
    room[2] |= {"date": "2020-03-16T00:00:00+08:00"}
    return json.dumps(found, indent=1).encode()


@pytest.mark.parametrize(("language", "width", "scheme"), LOOKS)
def test_the_report_of_an_import_fits_and_is_accessible(
    visit: Visit, axe: Callable[[Page], None], language: str, width: int, scheme: Scheme
) -> None:
    event = EventFactory(slug="uji", announced=True)
    helper: Helper = HelperFactory(event=event)
    import_programme(event, conference(14), by=None, at=AT)
    kept = keep_file(event, SimpleUploadedFile("jadwal.json", a_file()), by=helper.person, at=AT)
    for address in ("", f"{kept.pk}/"):
        page = visit(f"/acara/uji/kelola/program/impor/{address}", language, width, scheme, helper.person)
        assert fits(page)
        axe(page)
    page.locator("main form button.button").first.click()
    page.locator("main p > a.button[href$='/kelola/program/']").wait_for()
    assert (event.sessions.count(), event.imports.get().state) == (21, ProgrammeImport.State.LOADED)
