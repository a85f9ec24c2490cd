"""The door on a phone, with and without network: nothing that was scanned is lost, and nothing unchecked is claimed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import segno
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from jejaring.attendance import offline
from jejaring.attendance.models import Scan
from jejaring.kit import clock
from jejaring.registration import codes
from jejaring.registration.models import Code
from tests.attendance.hall import MINUTE, NINE, House, a_house, code_of
from tests.browser.conftest import LOOKS, BrowserSession, Scheme, Visit, _session_of, fits, launched

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def house(monkeypatch: pytest.MonkeyPatch) -> House:
    monkeypatch.setattr(clock, "now", lambda: NINE + 10 * MINUTE)
    return a_house()


def opened(phone: BrowserContext, house: House) -> Page:
    """Open the door on a phone, and wait until its worker has it."""
    page = phone.new_page()
    page.goto(f"/acara/{house.event.slug}/pintu/")
    ready(page)
    page.evaluate("navigator.serviceWorker.ready")
    page.wait_for_function("navigator.serviceWorker.controller !== null")
    return page


def sign_in(phone: BrowserContext, house: House, live_server: LiveServer) -> None:
    phone.add_cookies([{"name": "sessionid", "value": _session_of(house.steward), "url": live_server.url}])


def ready(page: Page) -> None:
    expect(page.locator("html")).to_have_attribute("data-door", "ready")


def scan(page: Page, code: str) -> None:
    page.fill("#id_code", code)
    page.press("#id_code", "Enter")


def answered(page: Page, words: str) -> None:
    expect(page.locator("#door-answer")).to_contain_text(words)


def waits(page: Page, count: int) -> None:
    expect(page.locator("#door-waiting")).to_have_attribute("data-count", str(count))


def test_complaint_13_the_door_goes_offline_by_itself_and_its_queue_survives_reload_and_restart(
    browser_session: BrowserSession, house: House
) -> None:
    phone, guest = browser_session(width=360, person=house.steward), house.guest(registration__name="Peserta Uji")
    page = opened(phone, house)
    phone.set_offline(True)
    scan(page, code_of(guest))
    answered(page, offline._words()["queued"])
    expect(page.locator("#door-answer li")).to_have_count(3)
    waits(page, 1)
    page.reload()
    ready(page)
    waits(page, 1)
    page.close()
    page = phone.new_page()
    page.goto(f"/acara/{house.event.slug}/pintu/")
    ready(page)
    waits(page, 1)
    assert Scan.objects.count() == 0
    phone.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    waits(page, 0)
    stored = Scan.objects.get()
    assert (stored.registration, stored.offline) == (guest, True)
    assert stored.unchecked == ["validity", "day", "repeat"]
    expect(page.locator("#door-list")).to_contain_text("Peserta Uji")


def test_complaint_13_the_queue_survives_signing_out_and_is_delivered_after_signing_in(
    browser_session: BrowserSession, house: House, live_server: LiveServer
) -> None:
    phone, guest = browser_session(width=360, person=house.steward), house.guest()
    page = opened(phone, house)
    phone.set_offline(True)
    scan(page, code_of(guest))
    waits(page, 1)
    phone.clear_cookies()
    phone.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("#door-sign-in")).to_be_visible()
    scan(page, code_of(house.guest()))  # who is signed out goes on, too
    waits(page, 2)
    assert Scan.objects.count() == 0
    sign_in(phone, house, live_server)
    page.evaluate("dispatchEvent(new Event('online'))")
    waits(page, 0)
    assert Scan.objects.filter(verdict="admitted", offline=True).count() == 2


def test_complaint_13_the_queue_survives_an_update_of_the_page_and_of_its_store(
    browser_session: BrowserSession, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone, guest = browser_session(width=360, person=house.steward), house.guest()
    page = opened(phone, house)
    phone.set_offline(True)
    scan(page, code_of(guest))
    waits(page, 1)
    [before] = page.evaluate("caches.keys()")
    monkeypatch.setattr(offline, "_version", lambda: "a-later-version")
    phone.route("**/pintu/laporan/", lambda route: route.abort())  # the network is there, reports do not get through
    phone.set_offline(False)
    page.evaluate("navigator.serviceWorker.getRegistration().then((one) => one.update())")
    page.wait_for_function("before => caches.keys().then((all) => all.length === 1 && all[0] !== before)", arg=before)
    page.evaluate(
        "doorQueue.open([...doorQueue.STEPS, (store) => store.createObjectStore('later')]).then((one) => one.close())"
    )
    page.reload()
    ready(page)
    waits(page, 1)
    phone.unroute("**/pintu/laporan/")
    page.evaluate("dispatchEvent(new Event('online'))")
    waits(page, 0)
    assert Scan.objects.get().registration == guest


def test_two_phones_that_read_the_same_person_one_without_network_show_the_conflict(
    browser_session: BrowserSession, house: House
) -> None:
    guest = house.guest(registration__name="Peserta Uji")
    first, second = (browser_session(width=360, person=house.steward) for _phone in range(2))
    away, there = opened(first, house), opened(second, house)
    first.set_offline(True)
    scan(away, code_of(guest))
    waits(away, 1)
    scan(there, code_of(guest))
    answered(there, "Peserta Uji")
    scan(there, code_of(guest))
    expect(there.locator("#door-answer .verdict")).to_have_class("verdict warn")
    first.set_offline(False)
    away.evaluate("dispatchEvent(new Event('online'))")
    waits(away, 0)
    expect(away.locator("#door-conflict-list li")).to_have_count(1)
    expect(away.locator("#door-conflict-list")).to_contain_text("Peserta Uji")
    assert Scan.objects.get(offline=True).conflicts == ["read_elsewhere"]


def test_a_server_that_does_not_answer_in_time_is_no_network(browser_session: BrowserSession, house: House) -> None:
    phone = browser_session(width=360, person=house.steward)
    page = opened(phone, house)
    phone.route("**/pintu/laporan/", lambda route: None)  # taken, and never answered
    scan(page, code_of(house.guest()))
    answered(page, str(offline._words()["queued"]))
    expect(page.locator("#door-network")).to_have_class("chip warn")
    waits(page, 1)


def test_a_scan_that_waits_is_undone_and_leaves_its_trace(browser_session: BrowserSession, house: House) -> None:
    phone = browser_session(width=360, person=house.steward)
    page = opened(phone, house)
    phone.set_offline(True)
    scan(page, code_of(house.guest()))
    page.click("#door-list button")
    expect(page.locator("#door-list button")).to_have_count(0)
    phone.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    waits(page, 0)
    assert Scan.objects.get().undone_by == house.steward


def test_the_policy_of_the_page_lets_it_work(chromium: Browser, live_server: LiveServer, house: House) -> None:
    phone = chromium.new_context(base_url=live_server.url, locale="id-ID")
    faults: list[str] = []
    sign_in(phone, house, live_server)
    phone.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page = opened(phone, house)
    scan(page, code_of(house.guest(registration__name="Peserta Uji")))
    answered(page, "Peserta Uji")
    phone.set_offline(True)
    page.reload()
    ready(page)
    phone.close()
    assert [one for one in faults if "ERR_INTERNET_DISCONNECTED" not in one] == []


def test_the_door_works_without_script(browser_session: BrowserSession, house: House) -> None:
    page = browser_session(width=360, person=house.steward, script=False).new_page()
    page.goto(f"/acara/{house.event.slug}/pintu/")
    scan(page, code_of(house.guest(registration__name="Peserta Uji")))
    answered(page, "Peserta Uji")
    assert Scan.objects.get().offline is False


@pytest.mark.parametrize(("language", "width", "scheme"), LOOKS)
def test_the_door_reads_well_with_each_answer(
    visit: Visit, axe: Callable[[Page], None], house: House, language: str, width: int, scheme: Scheme
) -> None:
    guest = house.guest(registration__name="Peserta Uji dengan Nama yang Panjang Sekali, S.T., M.T.")
    page = visit(f"/acara/{house.event.slug}/pintu/", language, width, scheme, house.steward)
    ready(page)
    for code, kind in ((code_of(guest), "ok"), (code_of(guest), "warn"), ("SALAH", "bad")):
        scan(page, code)
        expect(page.locator("#door-answer .verdict")).to_have_class(f"verdict {kind}")
        assert fits(page)
        if width == 360 or kind == "bad":
            axe(page)


def test_the_camera_reads_a_badge_by_the_decoder_that_is_fetched_when_it_is_needed(
    chromium: Browser, live_server: LiveServer, house: House, tmp_path: Path
) -> None:
    guest = house.guest(registration__name="Peserta Uji")
    film = film_of(codes.address(Code.objects.get(registration=guest)), tmp_path / "badge.y4m")
    camera = ["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"]
    browser = launched(chromium.browser_type, more=[*camera, f"--use-file-for-fake-video-capture={film}"])
    phone = browser.new_context(base_url=live_server.url, permissions=["camera"])
    sign_in(phone, house, live_server)
    page = opened(phone, house)
    page.click("#door-camera-button")
    answered(page, "Peserta Uji")
    waits(page, 0)
    page.goto("about:blank")
    browser.close()
    assert Scan.objects.get().registration == guest


def film_of(text: str, path: Path) -> Path:
    """Write what a camera sees of a QR code: one grey frame of Y4M, shown again and again."""
    size, scale = (640, 480), 8
    rows = [list(row) for row in segno.make(text, error="m").matrix_iter(scale=scale, border=4)]
    grey = bytearray(b"\xc0" * size[0] * size[1])
    for number, row in enumerate(rows):
        start = (number + (size[1] - len(rows)) // 2) * size[0] + (size[0] - len(row)) // 2
        grey[start : start + len(row)] = bytes(16 if dark else 235 for dark in row)
    colour = b"\x80" * (size[0] * size[1] // 2)
    path.write_bytes(b"YUV4MPEG2 W640 H480 F10:1 Ip A1:1 C420jpeg\n" + b"FRAME\n" + bytes(grey) + colour)
    return path
