"""The register as people see it: both languages, both themes, on a telephone, without barriers."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from jejaring.cities.actions import load_regions
from jejaring.membership.actions.register import seed_network_2019
from tests.browser.conftest import fits

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(("language", "width", "scheme"), [("id", 360, "dark"), ("en", 1280, "light")])
def test_the_register_reads_well(visit: Any, axe: Any, language: str, width: int, scheme: str) -> None:
    load_regions()
    seed_network_2019(on=date(2019, 10, 17))
    for path in ("/anggota/", "/anggota/?provinsi=53", "/keikutsertaan/", "/organ/"):
        page = visit(path, language=language, width=width, scheme=scheme)
        axe(page)
        assert fits(page)


def test_a_reader_finds_a_member_without_script_only_by_form_and_link(visit: Any) -> None:
    load_regions()
    seed_network_2019(on=date(2019, 10, 17))
    page = visit("/anggota/", language="id", width=1280, scheme="light")
    page.get_by_label("Cari").fill("tomohon")
    page.get_by_role("button", name="Tampilkan").click()
    assert page.get_by_text("1 anggota cocok").is_visible()
    page.get_by_role("link", name="Kota Tomohon").click()
    assert page.url.endswith("/anggota/kota-tomohon/")
