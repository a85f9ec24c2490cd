"""Signing in as a person does: with a code, with a passkey of Chromium's virtual authenticator, on a phone."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.cache import cache
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from jejaring.people.models import Person
from tests.browser.conftest import TIMEOUT_MS, Visit, fits, launched
from tests.factories.people import PASSWORD, TOTP_SECRET, PersonFactory
from tests.waiting import until

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

VIRTUAL = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture(autouse=True)
def _no_attempts_yet(settings: Any) -> None:
    cache.clear()
    settings.MFA_TOTP_TOLERANCE = 20  # half minutes: a busy machine takes its time


@pytest.fixture
def strict(chromium: Browser, live_server: LiveServer) -> Iterator[Page]:
    """A page under our content security policy, in a browser with an authenticator of its own."""
    context = chromium.new_context(base_url=live_server.url, locale="id-ID")
    context.set_default_timeout(TIMEOUT_MS)
    page = context.new_page()
    devices = context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": VIRTUAL})
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    yield page
    context.close()
    assert complaints == []


def person_with_verified_address(second_factor: bool) -> Person:
    person = PersonFactory(second_factor=second_factor)
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    return person


def type_password(page: Page, person: Person) -> None:
    page.goto("/akun/masuk/")
    page.fill("[name=login]", person.email)
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Masuk", exact=True).click()


def test_password_and_code_open_the_workroom(strict: Page) -> None:
    person = person_with_verified_address(second_factor=True)
    type_password(strict, person)
    strict.wait_for_url("**/akun/faktor-kedua/masuk/")
    strict.fill("[name=code]", "000000")
    strict.get_by_role("main").get_by_role("button", name="Masuk", exact=True).click()
    strict.get_by_role("alert").get_by_text("Kode ini salah").wait_for()
    strict.fill("[name=code]", format_hotp_value(hotp_value(TOTP_SECRET, int(time.time()) // 30)))
    strict.get_by_role("main").get_by_role("button", name="Masuk", exact=True).click()
    strict.wait_for_url("**/ruang/")


def test_a_passkey_is_added_and_then_signs_in_alone(strict: Page) -> None:
    person = person_with_verified_address(second_factor=False)
    type_password(strict, person)
    strict.wait_for_url("**/ruang/")
    strict.goto("/akun/faktor-kedua/kunci/tambah/")
    strict.fill("[name=password]", PASSWORD)
    strict.get_by_role("button", name="Konfirmasi").click()
    strict.fill("[name=name]", "Ponsel kantor")
    strict.get_by_role("button", name="Tambahkan kunci sandi").click()
    strict.get_by_role("heading", name="Kode pemulihan").first.wait_for()
    assert Authenticator.objects.filter(user=person, type=Authenticator.Type.WEBAUTHN).count() == 1
    strict.context.clear_cookies()
    strict.goto("/akun/masuk/")
    strict.get_by_role("button", name="Masuk dengan kunci sandi").click()
    strict.wait_for_url("**/ruang/")
    strict.goto("/ruang/akun/keamanan/")
    strict.get_by_role("rowheader", name="Kunci sandi: Ponsel kantor").wait_for()


def test_a_passkey_that_does_not_work_is_told_in_words(strict: Page) -> None:
    strict.goto("/akun/masuk/")
    strict.evaluate("() => { navigator.credentials.get = () => Promise.reject(new Error('cancelled')) }")
    strict.get_by_role("button", name="Masuk dengan kunci sandi").click()
    strict.get_by_text("Kunci sandi tidak diterima").wait_for()


@pytest.mark.parametrize(("width", "scheme", "language"), [(360, "dark", "en"), (1280, "light", "id")])
@pytest.mark.parametrize("path", ["/akun/masuk/", "/akun/kata-sandi/lupa/", "/akun/daftar/"])
def test_the_doors_read_well(
    visit: Visit, axe: Callable[[Page], None], path: str, width: int, scheme: str, language: str
) -> None:
    page = visit(path, language=language, width=width, scheme=scheme)  # type: ignore[arg-type]  # light or dark
    axe(page)
    assert fits(page)


def back(page: Page) -> tuple[str, bool]:
    """Go back; return the path, and whether the browser had kept the page as it was."""
    before = page.url
    page.evaluate("history.back()")
    page.wait_for_url(lambda url: url != before, wait_until="commit")  # a kept page is not loaded
    until(lambda: page.evaluate("document.readyState") == "complete")  # Playwright's own waiting is against our policy
    path = page.evaluate("location.pathname + location.search")
    return path, page.evaluate("window.seenBefore === true")


def test_after_sign_out_back_shows_nothing_of_the_person(chromium: Browser, live_server: LiveServer) -> None:
    """In a browser that keeps pages for Back, as people's do; the shell does not, nor Playwright's by default."""
    person = person_with_verified_address(second_factor=False)
    keeping = launched(chromium.browser_type, "chromium", ignore_default_args=["--disable-back-forward-cache"])
    with closing(keeping), closing(keeping.new_context(base_url=live_server.url, locale="id-ID")) as context:
        context.set_default_timeout(TIMEOUT_MS)
        page = context.new_page()
        page.goto("/anggota/")
        page.evaluate("window.seenBefore = true")
        type_password(page, person)
        page.wait_for_url("**/ruang/")
        for path in ("/anggota/", "/ruang/akun/keamanan/"):
            page.goto(path)
            page.evaluate("window.seenBefore = true")
            assert person.name in page.content()
        page.locator("summary", has_text=person.name).click()
        page.get_by_role("button", name="Keluar").click()
        page.wait_for_url(f"{live_server.url}/")
        seen = []
        for _step in range(5):
            seen.append(back(page))
            assert person.name not in page.content(), seen[-1]
            assert person.email not in page.content(), seen[-1]
    again, door = ("/anggota/", False), "/akun/masuk/"
    kept_for_everyone = ("/anggota/", True)
    of_the_person = [(f"{door}?next={path}", False) for path in ("/ruang/akun/keamanan/", "/ruang/")]
    assert seen == [of_the_person[0], again, of_the_person[1], (door, False), kept_for_everyone]
