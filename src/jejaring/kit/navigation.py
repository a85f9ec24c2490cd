"""Menus, the way to a page, and the same page in another language."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from jejaring.kit import registry
from jejaring.kit.components import Text
from jejaring.kit.registry import MenuEntry, Registry

LANGUAGE_NAMES = {"id": "Bahasa Indonesia", "en": "English"}


@dataclass(frozen=True, slots=True)
class Place:
    """A link of a menu; `here` when the reader is on that page or below it."""

    label: str
    url: str
    here: bool
    text: str = ""
    column: str = ""


@dataclass(frozen=True, slots=True)
class Language:
    """The same page in another language."""

    code: str
    name: str
    url: str


def address(name: str, *args: Hashable) -> str:
    """Return the address of a page, or "" when there is no such page. Found addresses are remembered."""
    return _address(name, args, (), get_language(), settings.ROOT_URLCONF)


@lru_cache(maxsize=4096)
def _address(
    name: str, args: tuple[Hashable, ...], kwargs: tuple[tuple[str, Hashable], ...], language: str | None, urlconf: str
) -> str:
    with override(language):
        try:
            return reverse(name, urlconf, args, dict(kwargs))
        except NoReverseMatch:
            return ""


def page_url(purpose: str, *args: Hashable) -> str:
    """Return the address of the page that a room has registered for a purpose.

    Raises RegistryError if none has, NoReverseMatch if the page does not take the arguments.
    """
    name = registry.pages[purpose]
    return address(name, *args) or reverse(name, args=args)


def places(menu: Registry[MenuEntry], path: str, shown: Callable[[MenuEntry], bool] | None = None) -> tuple[Place, ...]:
    """Return the links of a menu that are `shown`.

    The nearest one at or above `path`, or whose doors lead there, is marked as here.
    """
    made_for = get_language(), settings.ROOT_URLCONF, Registry.version
    above = [(url, page) for page, url in _ways_to(menu, *made_for) if _lies_in(path, url)]
    nearest = max(above, default=("", ""), key=lambda one: len(one[0]))[1]
    return tuple(one for entry, one in _links(menu, nearest, *made_for) if shown is None or shown(entry))


@lru_cache(maxsize=64)
def _ways_to(menu: Registry[MenuEntry], _language: str | None, _urlconf: str, _version: int) -> list[tuple[str, str]]:
    """Return each page of a menu with its address, and with those behind its doors."""
    own = [(page, address(page)) for page, _entry in menu.items()]
    return [*own, *_behind_doors()] if menu is registry.header_menu else own


@lru_cache(maxsize=256)
def _links(
    menu: Registry[MenuEntry], here: str, _language: str | None, _urlconf: str, _version: int
) -> list[tuple[MenuEntry, Place]]:
    """Return the entries of a menu that have an address, each with its link."""
    found = [(page, entry, url) for page, entry in menu.items() if (url := address(page))]
    return [(one, Place(str(one.label), url, page == here, str(one.text), one.column)) for page, one, url in found]


def _behind_doors() -> list[tuple[str, str]]:
    """Return the landing page and the address of each door."""
    return [(registry.pages.find(door.landing) or "", address(page)) for page, door in registry.doors.items()]


def doors_of(landing: str) -> list[Place]:
    """Return where a landing page leads."""
    found = [(door, address(page)) for page, door in registry.doors.items() if door.landing == landing]
    return [Place(str(door.label), url, here=False, text=str(door.text)) for door, url in found if url]


def workroom_crumbs(*further: tuple[Text, str]) -> list[tuple[Text, str]]:
    """Return the way from the workroom to a page; the last address is "" for the page itself."""
    return [(_("Workroom"), reverse(settings.LOGIN_REDIRECT_URL)), *further]


def other_languages(request: HttpRequest) -> list[Language]:
    """Return the present page in the other languages."""
    return [
        Language(code, LANGUAGE_NAMES.get(code, code), _same_page(request, code))
        for code, _name in settings.LANGUAGES
        if code != get_language()
    ]


def _same_page(request: HttpRequest, code: str) -> str:
    made_for, here = (code, settings.ROOT_URLCONF), request.resolver_match
    url = _address(here.view_name, here.args, tuple(here.kwargs.items()), *made_for) if here else ""
    if url in ("", request.path):  # an error page, or one that has no language
        return _address(settings.LOGOUT_REDIRECT_URL, (), (), *made_for) or "/"
    query = request.META.get("QUERY_STRING", "")
    return f"{url}?{query}" if query else url


def _lies_in(path: str, url: str) -> bool:
    return bool(url) and (path == url or (url.count("/") > 1 and path.startswith(url)))
