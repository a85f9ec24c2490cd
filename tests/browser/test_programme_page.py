"""A released programme of seven parallel tracks in the browser: wide, on a phone, without script, and on paper."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Page

from jejaring.events.models import Event
from tests.browser.conftest import BrowserSession, Visit, fits
from tests.events.programme_of_seven_tracks import conference, released
from tests.factories.cities import OrganisationFactory
from tests.factories.events import EventFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ADDRESS = "/acara/kota-bertemu/"


@pytest.fixture
def event() -> Event:
    host = OrganisationFactory(short_name="Kota Kupang")
    found: Event = EventFactory(
        announced=True, slug="kota-bertemu", name_id="Seminar Uji", theme_id="Tema uji", host=host
    )
    released(found, conference(found))
    return found


@pytest.mark.usefixtures("event")
@pytest.mark.parametrize(("width", "scheme", "language"), [(1280, "light", "id"), (360, "dark", "en")])
def test_the_public_pages_of_an_event_are_accessible(
    visit: Visit, axe: Callable[[Page], None], width: int, scheme: Literal["light", "dark"], language: str
) -> None:
    for path in ("/acara/", "/belajar/", ADDRESS, f"{ADDRESS}sesi/5/", f"{ADDRESS}versi/", f"{ADDRESS}versi/1/"):
        page = visit(path, language=language, width=width, scheme=scheme)
        axe(page)
        assert fits(page), path


@pytest.mark.usefixtures("event")
def test_seven_parallel_sessions_stand_side_by_side_and_on_a_phone_one_under_the_other(visit: Visit) -> None:
    wide, phone = visit(ADDRESS, width=1280), visit(ADDRESS, width=360)
    at_once = "#hari-2020-03-16 .slot:nth-of-type(2) li"
    beside, under = ([one.bounding_box() for one in page.locator(at_once).all()] for page in (wide, phone))
    assert len(beside) == len(under) == 7
    assert len({round(box["y"]) for box in beside if box}) == 1
    assert all(one and other and one["x"] + one["width"] <= other["x"] for one, other in pairwise(beside))
    assert all(one and other and one["y"] + one["height"] <= other["y"] for one, other in pairwise(under))
    named = [one.inner_text() for one in phone.locator(f"{at_once} p:first-of-type").all()]
    assert [text.split(" · ")[0] for text in named] == [f"Ruang {n}" for n in range(1, 8)]


@pytest.mark.usefixtures("event")
def test_the_programme_is_narrowed_without_script(browser_session: BrowserSession) -> None:
    page = browser_session(script=False).new_page()
    page.goto(ADDRESS)
    page.select_option("#jalur", label="Ekonomi")
    page.get_by_role("button", name="Tampilkan").click()
    assert set(page.locator(".slot .hall").all_inner_texts()) == {"Ruang 3 · "}
    page.get_by_role("link", name="Tampilkan semua").click()
    assert page.locator(".slot li").count() > 80


@pytest.mark.usefixtures("event")
def test_on_paper_every_day_begins_a_page_and_no_menu_is_printed(visit: Visit, tmp_path: Path) -> None:
    page = visit(ADDRESS)
    page.pdf(path=tmp_path / "program.pdf", format="A4")
    read = subprocess.run(["pdftotext", tmp_path / "program.pdf", "-"], capture_output=True, text=True, check=True)
    pages = read.stdout.split("\f")
    heads = [f"{day} Maret 2020" for day in ("Senin, 16", "Selasa, 17", "Rabu, 18")]
    assert [sum(text.lstrip().startswith(head) for text in pages) for head in heads] == [1, 1, 1]
    assert not any("Semua jalur" in text or "Masuk" in text for text in pages)
