"""Every component, looked at in a browser: in both languages and themes, on a phone and on a desk."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from playwright.sync_api import Page, expect

from tests.browser.conftest import LOOKS, BrowserSession, Scheme, Visit, broken_words, fits
from tests.factories.people import PersonFactory

GALLERY = "/_kit/"
FIRST_VISIT_BYTES = 150_000
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(("language", "width", "scheme"), LOOKS)
def test_everyone_can_use_every_component(
    visit: Visit, axe: Callable[[Page], None], language: str, width: int, scheme: Scheme
) -> None:
    page = visit(GALLERY, language=language, width=width, scheme=scheme)
    page.evaluate("document.querySelectorAll('main details').forEach(closed => { closed.open = true; })")
    axe(page)
    assert fits(page)
    assert broken_words(page) == []


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1280, "light")])
def test_everyone_can_watch_a_job(visit: Visit, axe: Callable[[Page], None], width: int, scheme: Scheme) -> None:
    page = visit(f"{GALLERY}pekerjaan/halaman/", width=width, scheme=scheme)
    axe(page)
    assert fits(page)


@pytest.mark.parametrize("width", [320, 360, 640, 900])
def test_nothing_scrolls_sideways(visit: Visit, width: int) -> None:
    assert fits(visit(GALLERY, width=width))


@pytest.mark.parametrize("width", [1000, 1240])
def test_the_header_holds_all_its_places_in_one_line(visit: Visit, width: int) -> None:
    page = visit(GALLERY, width=width, person=PersonFactory(name="Narahubung Kabupaten Penukal Abab Lematang Ilir"))
    assert fits(page)
    box = page.locator("header.site").bounding_box()
    assert box is not None
    assert box["height"] < 70


def test_the_menu_of_a_phone_works_without_script(browser_session: BrowserSession) -> None:
    page = browser_session(width=360, script=False).new_page()
    page.goto(GALLERY)
    link = page.locator(".menu.narrow .menu-sheet a").first
    expect(link).to_be_hidden()
    page.locator(".menu.narrow summary").click()
    expect(link).to_be_visible()


def test_escape_closes_the_menu_and_gives_the_focus_back(visit: Visit) -> None:
    page = visit(GALLERY, width=360)
    summary = page.locator(".menu.narrow summary")
    summary.click()
    page.keyboard.press("Escape")
    expect(page.locator(".menu.narrow .menu-sheet")).to_be_hidden()
    expect(summary).to_be_focused()


@pytest.mark.parametrize(("width", "menu"), [(360, ".menu.narrow"), (1280, ".menu.account")])
def test_a_person_finds_workroom_and_way_out_in_the_menu(
    visit: Visit, axe: Callable[[Page], None], width: int, menu: str
) -> None:
    page = visit(GALLERY, width=width, person=PersonFactory())
    page.locator(f"{menu} > summary").click()
    expect(page.locator(menu).get_by_role("link", name="Ruang kerja")).to_be_visible()
    axe(page)
    page.locator(menu).get_by_role("button", name="Keluar").click()
    assert page.context.cookies() == [] or "sessionid" not in {cookie["name"] for cookie in page.context.cookies()}


def test_the_theme_can_be_chosen_without_script(browser_session: BrowserSession) -> None:
    page = browser_session(script=False).new_page()
    page.goto(GALLERY)
    light = _background(page)
    page.locator("button[value=dark]").click()
    assert _background(page) != light
    page.locator("button[value=auto]").click()
    assert _background(page) == light


def test_the_page_is_whole_under_its_own_security_policy(browser_session: BrowserSession) -> None:
    page = browser_session(script=False).new_page()  # without axe the policy is not bypassed
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text) if "Content Security" in message.text else None)
    page.goto(GALLERY)
    assert refused == []
    assert page.locator(".journey .icon").first.bounding_box() is not None


def test_the_first_key_leads_past_the_header(visit: Visit) -> None:
    page = visit(GALLERY)
    page.evaluate("document.activeElement.blur()")
    page.goto(f"{GALLERY}#records")
    page.goto(GALLERY)
    first = page.locator("a.skip")
    first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#isi")).to_be_focused()


def test_a_first_visit_weighs_less_than_150_kilobytes(visit: Visit) -> None:
    page = visit(GALLERY)
    assert sum(_weights(page)) < FIRST_VISIT_BYTES


def _background(page: Page) -> str:
    colour: str = page.evaluate("getComputedStyle(document.body).backgroundColor")
    return colour


def _weights(page: Page) -> Iterator[int]:
    """Yield what the page, its styles, scripts and fonts weigh as whitenoise sends them."""
    yield len(gzip.compress(page.content().encode()))
    names = page.evaluate("performance.getEntriesByType('resource').map(entry => new URL(entry.name).pathname)")
    for name in names:
        if not name.endswith(".svg"):
            content = Path(str(finders.find(name.removeprefix("/static/")))).read_bytes()
            yield len(content) if name.endswith(".woff2") else len(gzip.compress(content))
