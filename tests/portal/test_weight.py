"""The first visit of a public page is light: the page, its stylesheets, font, icons and images together."""

from __future__ import annotations

import gzip
import re
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from jejaring.cities.actions import load_regions
from jejaring.membership.actions.register import seed_network_2019
from jejaring.people.models import Person
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db

MOST_BYTES = 100_000
PUBLIC = (
    "/",
    "/kota/",
    "/belajar/",
    "/acara/",
    "/data/",
    "/jejaring/",
    "/kontak/",
    "/privasi/",
    "/aksesibilitas/",
    "/anggota/",
    "/anggota/?provinsi=32",
    "/anggota/kabupaten-sidoarjo/",
    "/bergabung/",
    "/verifikasi/",
    "/cari/",
    "/wilayah/",
    "/organ/",
    "/keikutsertaan/",
    "/riwayat/",
    "/hari-libur/2019/",
)
FONT = "/static/vendor/plus-jakarta-sans/latin.woff2"  # what the stylesheet asks for on every page
LOADED = re.compile(r'(?:<link rel="(?:stylesheet|icon)"[^>]*href|<script[^>]*src|<img[^>]*src|<use href)="([^"#]+)')


@pytest.fixture
def seeded() -> None:
    load_regions()
    seed_network_2019(on=date(2019, 10, 17))


def sent(client: Client, address: str) -> bytes:
    """Return what is sent for an address of a page: pages as the server answers, static files as they are collected."""
    path = urlsplit(address).path
    if path.startswith("/static/"):
        found = finders.find(path.removeprefix("/static/"))
        assert found, address
        content = Path(str(found)).read_bytes()
        return content if path.endswith("woff2") else gzip.compress(content, mtime=0)
    answer = client.get(address.replace("&amp;", "&"), headers={"accept-encoding": "gzip, br"})
    assert answer.status_code == 200, address
    return bytes(answer.content)


@pytest.mark.usefixtures("seeded")
def test_the_first_visit_of_every_public_page_is_under_100_kilobytes(client: Client) -> None:
    weights, parts = {}, {FONT: len(sent(client, FONT))}
    for path in PUBLIC:
        page = sent(client, path)
        loaded = {FONT, *LOADED.findall(gzip.decompress(page).decode())}
        for part in loaded - parts.keys():
            parts[part] = len(sent(client, part))
        weights[path] = len(page) + sum(parts[part] for part in loaded)
    assert {path: weight for path, weight in weights.items() if weight >= MOST_BYTES} == {}


def test_a_page_is_compressed_for_who_reads_gzip_and_says_that_it_varies(client: Client) -> None:
    plain = client.get("/kontak/")
    packed = client.get("/kontak/", headers={"accept-encoding": "gzip"})
    assert "Content-Encoding" not in plain
    assert packed["Content-Encoding"] == "gzip"
    assert packed["Content-Length"] == str(len(packed.content))
    assert gzip.decompress(packed.content) == plain.content
    assert all("Accept-Encoding" in answer["Vary"] for answer in (plain, packed))
    refused = client.get("/kontak/", headers={"accept-encoding": "gzip;q=0, identity"})
    assert "Content-Encoding" not in refused


def test_what_a_person_gets_is_never_compressed(client: Client) -> None:
    person: Person = PersonFactory()
    client.force_login(person)
    for path in ("/ruang/", "/", "/cari/?q=kota"):
        answer = client.get(path, headers={"accept-encoding": "gzip"})
        assert answer.status_code == 200
        assert "Content-Encoding" not in answer
