"""What every page has: languages, theme, navigation, errors."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils.translation import gettext_lazy, override

from jejaring.kit import navigation
from jejaring.kit.registry import MenuEntry, Registry

GALLERY = "/_kit/"


@pytest.fixture(autouse=True)
def _in_indonesian() -> Iterator[None]:
    """Begin in the default language, whichever the test before left."""
    with override("id"):
        yield


def test_each_page_links_to_itself_in_the_other_language(client: Client, db: None) -> None:
    assert 'href="/en/_kit/?q=a"' in client.get(f"{GALLERY}?q=a").content.decode()
    assert 'href="/_kit/?q=a"' in client.get(f"/en{GALLERY}?q=a").content.decode()


def test_a_page_that_has_no_other_language_leads_home() -> None:
    request = RequestFactory().get("/nowhere/")
    assert [other.url for other in navigation.other_languages(request)] == ["/en/"]


def menu_of(*pages: str) -> Registry[MenuEntry]:
    menu = Registry[MenuEntry]("menu of a test")
    menu.add_all({page: MenuEntry(page) for page in pages})
    return menu


def test_an_address_without_page_is_left_out_of_the_navigation() -> None:
    menu = menu_of("portal:home", "portal:nothing")
    assert [place.url for place in navigation.places(menu, "/")] == ["/"]


def test_a_menu_shows_what_is_registered_now_in_the_readers_language() -> None:
    menu = menu_of("portal:home")
    with menu.lent("portal:cities", MenuEntry(gettext_lazy("Cities"))):
        assert [place.label for place in navigation.places(menu, "/")] == ["portal:home", "Kota"]
        with override("en"):
            assert [place.label for place in navigation.places(menu, "/")] == ["portal:home", "Cities"]
    assert [place.label for place in navigation.places(menu, "/")] == ["portal:home"]


@pytest.mark.parametrize(
    ("path", "here"), [("/ruang/", ["/ruang/"]), ("/ruang/akun/privasi/", ["/ruang/akun/"]), ("/ruangan/", [])]
)
def test_only_the_nearest_place_is_here(path: str, here: list[str]) -> None:
    menu = menu_of("portal:workroom", "people:account")
    assert [place.url for place in navigation.places(menu, path) if place.here] == here


def test_the_theme_is_chosen_without_script_and_remembered(client: Client, db: None) -> None:
    answer = client.post(reverse("kit:theme"), {"theme": "dark", "back": "/en/_kit/?q=a"})
    assert answer["Location"] == "/en/_kit/?q=a"
    assert 'data-theme="dark"' in client.get(GALLERY).content.decode()
    client.post(reverse("kit:theme"), {"theme": "auto", "back": "/"})
    assert 'data-theme="auto"' in client.get(GALLERY).content.decode()


@pytest.mark.parametrize("back", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)", ""])
def test_the_theme_switch_never_leads_elsewhere(client: Client, back: str) -> None:
    assert client.post(reverse("kit:theme"), {"theme": "dark", "back": back})["Location"] == "/"


@pytest.mark.django_db
def test_an_unknown_theme_is_not_kept(client: Client) -> None:
    assert client.post(reverse("kit:theme"), {"theme": "<b>"}).cookies == {}
    client.cookies["tampilan"] = "<b>"
    assert 'data-theme="auto"' in client.get("/nowhere/").content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "sentence"), [("/nowhere/", "Tidak ada halaman di sini"), ("/en/nowhere/", "There is no page here")]
)
def test_a_missing_page_says_so_in_the_readers_language(client: Client, path: str, sentence: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert sentence in answer.content.decode()


def test_a_form_without_token_is_answered_in_our_own_words(db: None) -> None:
    answer = Client(enforce_csrf_checks=True).post(reverse("account_login"), {})
    assert answer.status_code == 403
    assert "Halaman terbuka terlalu lama" in answer.content.decode()


def test_a_broken_page_is_answered_without_touching_the_database() -> None:
    with override("id"):
        assert "Ada gangguan di pihak kami" in render_to_string("500.html")


def test_no_page_has_inline_script_or_style(client: Client, db: None) -> None:
    answer = client.get(GALLERY)
    page = answer.content.decode()
    assert [piece for piece in (" style=", "<style", " onclick=", "<script>") if piece in page] == []
    assert "script-src 'self'" in answer["Content-Security-Policy"]
