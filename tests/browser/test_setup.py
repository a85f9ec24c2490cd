"""The page that leads a new network's secretariat, as a person sees it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from jejaring.cities.models import Office
from jejaring.setup.models import Confirmation
from tests.browser.conftest import Scheme, Visit, fits
from tests.factories.cities import HoldingFactory, OrganisationFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(("language", "width", "scheme"), [("id", 360, "light"), ("en", 1280, "dark")])
def test_the_secretariat_reads_the_texts_and_confirms_a_line(
    visit: Visit, axe: Callable[[Page], None], language: str, width: int, scheme: Scheme
) -> None:
    network = OrganisationFactory(network=True)
    secretary = HoldingFactory(office__organisation=network, office__role=Office.Role.SECRETARIAT).holder
    page = visit("/ruang/menyiapkan/", language=language, width=width, scheme=scheme, person=secretary)
    page.click("#loi summary")
    page.click("#agreement summary")
    assert fits(page)
    axe(page)
    page.click("#loi form button")
    page.wait_for_selector("#loi:not(:has(form))")
    assert Confirmation.objects.get().line == "loi"
