"""The pages of regions, holidays and organisations, as a person sees them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page

from jejaring.cities import actions
from jejaring.cities.models import Office, Organisation, Region
from tests.browser.conftest import BrowserSession, Scheme, Visit, fits
from tests.factories.cities import HoldingFactory, OrganisationFactory, RegionFactory
from tests.factories.people import PersonFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

BOTH_WAYS = [("id", 360, "light"), ("en", 1280, "dark")]


@pytest.mark.parametrize(("language", "width", "scheme"), BOTH_WAYS)
@pytest.mark.parametrize("path", ["/wilayah/", "/peta/13/", "/hari-libur/2027/"])
def test_public_pages_are_accessible_and_fit(
    visit: Visit, axe: Callable[[Page], None], path: str, language: str, width: int, scheme: Scheme
) -> None:
    actions.load_regions()
    page = visit(path, language=language, width=width, scheme=scheme)
    assert fits(page)
    axe(page)


def test_the_map_of_the_country_is_loaded_as_an_image(visit: Visit) -> None:
    actions.load_regions()
    page = visit("/wilayah/")
    assert page.evaluate("document.querySelector('.map-figure img').naturalWidth") > 0


def test_marked_cities_have_the_colour_of_members_in_the_page(visit: Visit) -> None:
    actions.load_regions()
    page = visit("/peta/13/")
    page.evaluate("document.querySelector('.map-unit').classList.add('map-member')")
    colour = page.evaluate("getComputedStyle(document.querySelector('.map-member')).fill")
    assert colour == "rgb(43, 69, 144)"


@pytest.mark.parametrize(("language", "width", "scheme"), BOTH_WAYS)
def test_the_pages_of_an_organisation_are_accessible_and_an_office_is_handed_over(
    browser_session: BrowserSession,
    live_server: Any,
    axe: Callable[[Page], None],
    language: str,
    width: int,
    scheme: Scheme,
) -> None:
    actions.load_regions()
    padang = actions.open_organisation(Region.objects.get(code="13.71"), by=None, on=date(2019, 1, 2))
    actions.add_department(padang, name="Dinas Komunikasi dan Informatika", by=None, on=date(2019, 1, 2))
    liaison = padang.offices.get(role=Office.Role.LIAISON)
    held = actions.appoint(liaison, PersonFactory(), by=None, on=date(2019, 1, 2))
    secretary = HoldingFactory(
        office__organisation=OrganisationFactory(network=True), office__role=Office.Role.SECRETARIAT
    ).holder
    colleague = PersonFactory(name="Narahubung baru")
    page = _signed_in(browser_session(width=width, scheme=scheme), secretary, live_server.url)
    root = "/ruang/organisasi/kota-padang/" if language == "id" else "/en/ruang/organisasi/kota-padang/"
    inner = ("fakta/", "opd/", "jabatan/buka/", f"jabatan/{liaison.pk}/isi/", "")
    for path in (f"{root}{one}" for one in inner):
        page.goto(path)
        assert fits(page), path
        axe(page)
    page.click(f"#jabatan-{liaison.pk} a.button")
    page.fill("[name=email]", colleague.email)
    page.fill("[name=on]", "2020-01-02")
    axe(page)
    page.click("main form .button")
    held.refresh_from_db()
    assert held.until == date(2020, 1, 1)
    assert "Narahubung baru" in page.inner_text("main")


def _signed_in(context: Any, person: Any, url: str) -> Page:
    Authenticator.objects.get_or_create(user=person, type=Authenticator.Type.TOTP, defaults={"data": {}})
    client = Client()
    client.force_login(person)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": url}])
    page: Page = context.new_page()
    return page


@pytest.mark.parametrize(("language", "width", "scheme"), BOTH_WAYS)
def test_the_pages_of_regional_holidays_are_accessible_and_fit(
    visit: Visit, axe: Callable[[Page], None], language: str, width: int, scheme: Scheme
) -> None:
    network = OrganisationFactory(kind=Organisation.Kind.NETWORK, region=None)
    secretary = HoldingFactory(office__organisation=network, office__role=Office.Role.SECRETARIAT).holder
    day = date(2019, 8, 7)
    holiday = actions.add_holiday(RegionFactory(), day=day, name="Hari Jadi", decision="SK 1/2019", by=None, on=day)
    for path in ("", "tambah/", f"{holiday.pk}/hapus/"):
        page = visit(f"/ruang/hari-libur/{path}", language=language, width=width, scheme=scheme, person=secretary)
        assert "/ruang/hari-libur/" in page.url
        assert fits(page)
        axe(page)
