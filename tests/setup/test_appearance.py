"""A network's own logo and colours: who sets them, where they show, how they are served, and the way back."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import caches
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection
from django.test import Client

from jejaring.cities.models import Office, Organisation
from jejaring.ledger.models import Entry
from jejaring.people.models import Person
from jejaring.setup import actions
from jejaring.setup.models import Appearance
from tests.factories.cities import HoldingFactory, OrganisationFactory
from tests.setup.test_logos import png, svg

PAGE, RESET = "/en/ruang/menyiapkan/tampilan/", "/en/ruang/menyiapkan/tampilan/bawaan/"
AT = datetime(2026, 12, 1, 9, tzinfo=UTC)
DRAWING = svg('<rect width="40" height="10" fill="#8e1f5a"/>')
LINKS = re.compile(r'(?:href|class="logo[ a-z]*" src)="(/wajah/[0-9a-f]{64}\.\w{3})"')
SHELF = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "pages of an appearance"}
pytestmark = pytest.mark.django_db


@pytest.fixture
def network() -> Organisation:
    return OrganisationFactory(network=True)


@pytest.fixture
def secretary(network: Organisation, client: Client) -> Person:
    person: Person = HoldingFactory(office__organisation=network, office__role=Office.Role.SECRETARIAT).holder
    client.force_login(person)
    return person


def send(client: Client, colour: str = "", logo: bytes = b"", name: str = "logo.svg", **more: str) -> Any:
    files = {"logo": SimpleUploadedFile(name, logo)} if logo else {}
    return client.post(PAGE, {"colour": colour, **files, **more})


def linked(client: Client, page: str = "/") -> list[str]:
    """Return the addresses of stylesheet and logo that a page has in its head."""
    head = client.get(page).content.decode().partition("<main")[0]
    return LINKS.findall(head)


def entries() -> list[tuple[str, dict[str, str]]]:
    return [(one.verb, json.loads(one.data)) for one in Entry.objects.filter(verb__contains="brand").order_by("id")]


def test_logo_and_colour_stand_on_every_page_beside_the_networks_name(client: Client, secretary: Person) -> None:
    assert linked(client) == []
    assert send(client, "#8E1F5A", DRAWING).headers["Location"] == PAGE
    visitor = Client()
    sheet, logo = linked(visitor)
    assert linked(visitor, "/en/anggota/") == [sheet, logo]
    page = visitor.get("/").content.decode()
    assert page.index("kit/kit") < page.index(sheet)
    assert re.search(rf'<img class="logo long" src="{logo}" width="200" height="50" alt=""><span>[^<]+</span>', page)
    assert 'class="mark"' not in page
    assert "style=" not in page
    assert entries()[0][1]["colour"] == "#8e1f5a"
    assert [one.actor for one in Entry.objects.filter(verb="setup.brand")] == [secretary]


def test_both_are_served_under_their_hash_and_can_do_nothing(client: Client, secretary: Person) -> None:
    send(client, "#8e1f5a", DRAWING)
    sheet, logo = linked(client)
    for address, kind, part in (
        (sheet, "text/css; charset=utf-8", b"--nila: #8e1f5a"),
        (logo, "image/svg+xml", b"<rect"),
    ):
        answer = Client().get(address)
        assert (answer.status_code, answer["Content-Type"]) == (200, kind)
        assert part in answer.content
        assert answer["Content-Security-Policy"] == "default-src 'none'"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Cache-Control"] == client.get(address)["Cache-Control"] == "public, max-age=31536000, immutable"
        assert Client().get(address, headers={"If-None-Match": answer["ETag"]}).status_code == 304


def test_what_is_no_longer_in_force_is_not_there(client: Client, secretary: Person) -> None:
    send(client, "#8e1f5a", DRAWING)
    before = linked(client)
    send(client, "#2f7036", png(), "logo.png")
    assert [Client().get(address).status_code for address in before] == [404, 404]
    assert Client().get(linked(client)[1])["Content-Type"] == "image/png"


def test_who_has_to_set_up_a_second_factor_first_gets_them_too(
    client: Client, network: Organisation, secretary: Person
) -> None:
    send(client, "#8e1f5a", DRAWING)
    addresses = linked(client)
    Authenticator.objects.filter(user=secretary).delete()
    assert client.get("/ruang/").status_code == 302
    assert [client.get(address).status_code for address in addresses] == [200, 200]


def test_a_cached_page_shows_a_change_at_once(client: Client, secretary: Person, settings: Any) -> None:
    settings.CACHES = {**settings.CACHES, "pages": SHELF}
    caches["pages"].clear()
    visitor = Client()

    def committed() -> list[str]:
        connection.check_constraints()  # the deferred triggers run, as they do when a transaction commits
        return linked(visitor)

    assert committed() == linked(visitor) == []
    send(client, "#8e1f5a", DRAWING)
    first = committed()
    assert len(first) == 2
    send(client, "#2f7036")
    second = committed()
    assert (second[0] != first[0], second[1]) == (True, first[1])
    client.post(RESET)
    assert committed() == []


@pytest.mark.parametrize(
    ("colour", "words"),
    [
        ("#ffd400", "such as #"),
        ("#ffffff", "such as #"),
        ("red", "Write the colour as #rrggbb"),
        ("#12345", "Write the colour as #rrggbb"),
        ("#12345g", "Write the colour as #rrggbb"),
    ],
)
def test_a_colour_that_cannot_be_read_is_refused_with_what_to_choose(
    client: Client, secretary: Person, colour: str, words: str
) -> None:
    answer = send(client, colour)
    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert not Appearance.objects.exists()
    assert entries() == []


def test_the_colour_it_proposes_is_taken(client: Client, secretary: Person) -> None:
    proposed = re.search(r"darker one, such as (#[0-9a-f]{6})\.", send(client, "#ffd400").content.decode())
    assert proposed
    assert send(client, proposed[1]).status_code == 302


def test_a_file_that_is_no_logo_is_refused_beside_its_field(client: Client, secretary: Person) -> None:
    for content, name, words in (
        (svg("<script/>"), "logo.svg", "“script”"),
        (b"%PDF", "logo.pdf", "SVG, PNG"),
        (b" " * 200_000, "logo.svg", "larger than 100 kB"),
    ):
        assert words in send(client, "#8e1f5a", content, name).content.decode()
    assert not Appearance.objects.exists()


def test_the_logo_stays_when_only_the_colour_changes_and_goes_when_asked(client: Client, secretary: Person) -> None:
    send(client, "#8e1f5a", DRAWING)
    send(client, "")
    assert len(linked(client)) == 2
    assert "Either choose a new logo" in send(client, "", DRAWING, without_logo="on").content.decode()
    assert len(linked(client)) == 2
    send(client, "", without_logo="on")
    assert linked(client) == []
    assert bytes(Appearance.objects.get().logo) == b""


def test_what_changes_nothing_is_not_recorded(client: Client, secretary: Person) -> None:
    for _time in range(2):
        send(client, "#8e1f5a", DRAWING)
    for _time in range(2):
        client.post(RESET)
    assert [verb for verb, _data in entries()] == ["setup.brand", "setup.unbrand"]
    assert entries()[1][1] == {"colour": "", "logo": "", "kind": ""}


@pytest.mark.parametrize("role", [Office.Role.PRESIDENT, Office.Role.TREASURER])
def test_only_the_secretariat_sets_them(client: Client, network: Organisation, role: Office.Role) -> None:
    client.force_login(HoldingFactory(office__organisation=network, office__role=role).holder)
    assert [client.get(PAGE).status_code, send(client, "#8e1f5a").status_code] == [403, 403]
    assert client.post(RESET).status_code == 403
    assert not Appearance.objects.exists()


@pytest.mark.parametrize(
    ("page", "words"),
    [(PAGE, ("Main colour", "contrast with the page of 7.")), (PAGE[3:], ("Warna utama", "Kontras teks", " 7,"))],
)
def test_the_page_speaks_both_languages(client: Client, secretary: Person, page: str, words: tuple[str, ...]) -> None:
    actions.set_appearance(colour="#8e1f5a", by=secretary, at=AT)
    found = client.get(page).content.decode()
    for word in words:
        assert word in found


def test_a_network_has_one_appearance(network: Organisation) -> None:
    Appearance.objects.create()
    with pytest.raises(IntegrityError, match="a_network_has_one_appearance"):
        Appearance.objects.create(id=2)
