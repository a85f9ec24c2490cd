"""The header's places, by name of page. A page that does not exist (yet) is left out."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

Names = tuple[tuple[str, Promise], ...]
PLACES: Names = (
    ("admission:register", _("Members")),
    ("admission:how_to_join", _("How to join")),
    ("documents:verify_upload", _("Verify a document")),
    ("portal:search", _("Search")),
)
FOOTER_PLACES: Names = (
    *PLACES,
    ("membership:organs", _("Organs of the network")),
    ("membership:kinds", _("Kinds of participation")),
    ("cities:regions", _("Regions of Indonesia")),
    ("cities:holidays_now", _("Holidays")),
    ("ledger:chain", _("Ledger")),
)
ACCOUNT_PLACES: Names = (
    ("portal:workroom", _("Workroom")),
    ("notices:list", _("Notices")),
    ("people:account", _("Your account")),
)
LANGUAGE_NAMES = {"id": "Bahasa Indonesia", "en": "English"}


@dataclass(frozen=True, slots=True)
class Place:
    """A link of the header; `here` when the reader is on that page or below it."""

    label: str
    url: str
    here: bool


@dataclass(frozen=True, slots=True)
class Language:
    """The same page in another language."""

    code: str
    name: str
    url: str


def address(name: str, *args: Hashable) -> str:
    """Return the address of a page, or "" when there is no such page. Found addresses are remembered."""
    return _address(name, args, get_language(), settings.ROOT_URLCONF)


@lru_cache(maxsize=4096)
def _address(name: str, args: tuple[Hashable, ...], language: str | None, urlconf: str) -> str:
    try:
        return reverse(name, urlconf, args)
    except NoReverseMatch:
        return ""


def places(names: Names, path: str) -> list[Place]:
    """Return the links of `names` that exist; the nearest one at or above `path` is marked as here."""
    found = [(str(label), url) for name, label in names if (url := address(name))]
    nearest = max((url for _label, url in found if _lies_in(path, url)), key=len, default="")
    return [Place(label, url, url == nearest) for label, url in found]


def other_languages(request: HttpRequest) -> list[Language]:
    """Return the present page in the other languages."""
    return [
        Language(code, LANGUAGE_NAMES.get(code, code), _same_page(request, code))
        for code, _name in settings.LANGUAGES
        if code != get_language()
    ]


def _same_page(request: HttpRequest, code: str) -> str:
    with override(code):
        url = _here(request)
        if url in ("", request.path):
            return address("portal:home") or "/"
    query = request.META.get("QUERY_STRING", "")
    return f"{url}?{query}" if query else url


def _here(request: HttpRequest) -> str:
    """Return the present page's address in the active language, or "" if it has no name."""
    here = request.resolver_match
    if here is None:  # an error page
        return ""
    try:
        return reverse(here.view_name, args=here.args, kwargs=here.kwargs)
    except NoReverseMatch:
        return ""


def _lies_in(path: str, url: str) -> bool:
    return path == url or (url.count("/") > 1 and path.startswith(url))
