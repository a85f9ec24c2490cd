"""The public pages in a browser: readable by everyone, on any screen, with and without scripts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import Page, Response

from jejaring.admission.models import Journey
from jejaring.cities.models import Holding, Office, Organisation
from jejaring.ledger.actions import record
from jejaring.membership.models import Membership, NumberSeries
from jejaring.people.models import Person
from tests.browser.conftest import LOOKS, BrowserSession, Visit, broken_words, fits
from tests.factories.admission import JourneyFactory
from tests.factories.cities import HoldingFactory, OrganisationFactory, RegionFactory
from tests.factories.membership import MembershipFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGES = [
    "/",
    "/kota/",
    "/data/",
    "/jejaring/",
    "/kontak/",
    "/privasi/",
    "/aksesibilitas/",
    "/anggota/kota-padang/",
    "/riwayat/",
    "/anggota/",
    "/bergabung/",
    "/verifikasi/",
    "/cari/?q=kota",
]
MOST_BYTES = 150_000


@pytest.fixture
def network() -> Membership:
    OrganisationFactory(network=True, slug="citynet-indonesia", short_name="Citynet Indonesia")
    NumberSeries.objects.create(pk=1, opening_count=24, last_number=25, source="Berita, 17 Oktober 2019")
    province = RegionFactory(code="13", name="Sumatera Barat", kind="province", province=None)
    region = RegionFactory(
        code="13.71", name="Kota Padang", province=province, population=946_982, population_year=2024
    )
    padang: Membership = MembershipFactory(
        organisation=OrganisationFactory(slug="kota-padang", short_name="Kota Padang", region=region), number=25
    )
    JourneyFactory(state=Journey.State.LOI_SIGNED, due_on=date(2019, 10, 30))
    record("cities.open_organisation", padang.organisation, by=None)
    return padang


@pytest.fixture
def secretary(network: Membership) -> Person:
    place = Organisation.objects.get(slug="citynet-indonesia")
    held: Holding = HoldingFactory(office__organisation=place, office__role=Office.Role.SECRETARIAT)
    return held.holder


def look_at(path: str, visit: Visit, axe: Callable[[Page], None], person: Person | None = None) -> None:
    """Check a page in both languages, widths and themes, in one browser."""
    page: Page | None = None
    for language, width, scheme in LOOKS:
        if page is None:
            page = visit(path, language=language, width=width, scheme=scheme, person=person)
        else:
            page.set_viewport_size({"width": width, "height": 800})
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            page.goto(path if language == "id" else f"/{language}{path}")
        assert len([title for title in page.locator("h1").all_inner_texts() if title]) == 1
        assert page.locator("html").get_attribute("lang") == language
        axe(page)
        assert fits(page)
        assert broken_words(page) == []


@pytest.mark.usefixtures("network")
@pytest.mark.parametrize("path", PAGES)
def test_a_public_page_is_accessible_and_fits(visit: Visit, axe: Callable[[Page], None], path: str) -> None:
    look_at(path, visit, axe)


@pytest.mark.usefixtures("network")
@pytest.mark.parametrize("path", PAGES)
def test_a_public_page_weighs_little_and_works_without_scripts(browser_session: BrowserSession, path: str) -> None:
    page = browser_session(width=360, script=False).new_page()
    weights: list[int] = []

    def weigh(answer: Response) -> None:
        if answer.request.resource_type != "image":
            weights.append(len(answer.body()))

    page.on("response", weigh)
    page.goto(path)
    assert page.locator("h1").inner_text()
    assert 0 < sum(weights) < MOST_BYTES
    page.locator("a.brand").click()
    assert page.locator("h1").inner_text().endswith("segera menjadi anggota ke-26")


@pytest.mark.usefixtures("network")
def test_home_register_and_city_are_reached_with_the_keyboard_alone(visit: Visit) -> None:
    page = visit("/")
    press_to(page, "Lihat anggota")
    assert page.url.endswith("/anggota/")
    press_to(page, "Kota Padang")
    assert page.url.endswith("/anggota/kota-padang/")
    assert page.locator("h1").inner_text().startswith("Kota Padang")


def press_to(page: Page, words: str) -> None:
    """Walk with the tab key to the link of these words, see that the focus shows, and press Enter."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.innerText.trim()") == words:
            shown = page.evaluate(
                "[document.activeElement, document.activeElement.closest('article')]"
                ".some(e => e && getComputedStyle(e).outlineStyle !== 'none')"
            )
            assert shown, f"the focus on {words!r} cannot be seen"
            with page.expect_navigation():
                page.keyboard.press("Enter")
            return
    raise AssertionError(f"no link {words!r} within 80 presses of the tab key")


@pytest.mark.parametrize("path", ["/ruang/", "/ruang/riwayat/"])
def test_a_persons_pages_are_accessible_and_fit(
    visit: Visit, axe: Callable[[Page], None], secretary: Person, path: str
) -> None:
    record("cities.change_facts", OrganisationFactory(), by=secretary)
    look_at(path, visit, axe, person=secretary)


@pytest.mark.usefixtures("network")
def test_everything_wrong_is_named_at_once_in_the_pages_language_and_not_by_the_browser(visit: Visit) -> None:
    page = visit("/bergabung/akun/")
    for name, text in {"region": "Padnag", "name": "北", "email": "bukan surel", "phone": "abc"}.items():
        page.fill(f"main [name={name}]", text)
    page.locator("main form button").first.click()
    page.locator("main form [aria-invalid=true]").first.wait_for()
    wrong = page.locator("main form [aria-invalid=true]").evaluate_all("found => found.map(one => one.name)")
    assert wrong == ["meant", "name", "position", "email", "phone"]  # near names of the region to choose from
    assert "nama@contoh.go.id" in page.inner_text("main")
    assert page.input_value("main [name=email]") == "bukan surel"
