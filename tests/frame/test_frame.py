"""Header and footer: where everything is found, from any page."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from jejaring.frame.drawing import COLUMNS
from jejaring.kit import registry
from jejaring.kit.registry import MenuEntry
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db


def page_of(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def header(page: str) -> str:
    return page[page.index('<header class="site">') : page.index("</header>")]


def footer(page: str) -> str:
    return page[page.index('<footer class="site">') :]


@pytest.mark.parametrize(
    ("path", "landing"),
    [
        ("/en/kota/", "Cities"),
        ("/en/anggota/", "Cities"),
        ("/en/wilayah/", "Cities"),
        ("/en/data/", "Data"),
        ("/en/jejaring/", "Network"),
        ("/en/bergabung/", "Network"),
        ("/en/kontak/", "Network"),
    ],
)
def test_the_landing_page_is_marked_on_every_page_behind_its_doors(client: Client, path: str, landing: str) -> None:
    wide = header(page_of(client, path)).partition("</nav>")[0]
    marked = re.findall(r'aria-current="page"><span class="name">(\w+)</span>', wide)
    assert marked == [landing]


def test_the_header_has_landing_pages_search_language_and_the_way_in_each_with_its_name(client: Client) -> None:
    shown = header(page_of(client, "/en/"))
    assert re.findall(r'<span class="name">([\w ]+)</span>', shown.partition('<details class="menu narrow">')[0]) == [
        "Cities",
        "Learn",
        "Data",
        "Network",
        "Search",
        "Bahasa Indonesia",
    ]
    assert "Sign in" in shown


def test_who_is_signed_in_finds_the_workroom_instead_of_the_way_in(client: Client) -> None:
    client.force_login(PersonFactory())
    shown = header(page_of(client, "/en/"))
    assert "Sign in" not in shown
    assert shown.count('href="/en/ruang/"') == 3  # beside the account, in its menu, and in the menu of narrow screens


def test_every_link_of_the_footer_stands_in_one_of_its_columns_and_leads_to_a_page(client: Client) -> None:
    assert {entry.column for entry in registry.footer_menu} == set(COLUMNS)
    shown = footer(page_of(client, "/en/"))
    assert re.findall(r'<p class="column-title" id="kaki-(\w+)">', shown) == list(COLUMNS)
    links = re.findall(r'<li><a href="([^"]+)">', shown)
    assert "/en/kontak/" in links
    assert [link for link in links if client.get(link, follow=True).status_code != 200] == []


def test_a_column_without_links_is_not_there(client: Client) -> None:
    with registry.footer_menu.lent("portal:contact", MenuEntry("Contact", column="help"), alone=True):
        shown = footer(page_of(client, "/en/"))
    assert re.findall(r'<p class="column-title" id="kaki-(\w+)">', shown) == ["help"]
