"""The frame of every page, drawn in Python: header and footer.

No page is without them; as templates they took a third of the time in which a page is drawn. What depends only on
the language and the menus is drawn once per process.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any, cast

from django.template.context import Context
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from jejaring.kit.appearance import Brand
from jejaring.kit.components import Button
from jejaring.kit.drawing import button, icon, post_form, woven
from jejaring.kit.markup import NONE, joined, markup
from jejaring.kit.navigation import Language, Place

HERE = SafeString(' aria-current="page"')
MARK = SafeString(
    '<svg class="mark" width="28" height="28" viewBox="0 0 28 28" aria-hidden="true" focusable="false">'
    '<path d="M14 1 27 14H1z"/><path class="below" d="M14 27 1 14h26z"/><path class="eye" d="m14 9 5 5-5 5-5-5z"/>'
    "</svg>"
)
LONG = 2  # times as wide as high: such a logo stands above the name on narrow screens
MOST_FORMS = 128  # of a part, in one process: languages, places where a reader is, themes
COLUMNS = {
    "network": gettext_lazy("The network"),
    "check": gettext_lazy("Check"),
    "data": gettext_lazy("Data"),
    "help": gettext_lazy("Help"),
}


# --- header -----------------------------------------------------------------------------------
def header(context: Context) -> SafeString:
    """Draw the header: the network's name, its landing pages; search, the other languages, and the way in."""
    known, language = _known(context), get_language()
    search_url = known["search_url"]
    return markup(
        '<header class="site"><div class="site-row">{}<div class="site-end">{}{}{}{}</div></div></header>',
        _network(language, known["home_url"] or "/", known["network_name"], known["places"], _mark(known["brand"])),
        _search(language, search_url, known["request"].path == search_url) if search_url else NONE,
        joined(_language(one) for one in known["other_languages"]),
        _way_in(known),
        _narrow_menu(known),
    )


@lru_cache(maxsize=MOST_FORMS)
def _network(
    _language: str | None, home_url: str, name: str, places: tuple[Place, ...], mark: SafeString
) -> SafeString:
    """Draw the network's mark and name and its landing pages."""
    return markup(
        '<a class="brand" href="{}">{}<span>{}</span></a><nav class="wide" aria-label="{}">{}</nav>',
        home_url,
        mark,
        name,
        _("Main navigation"),
        _links(places),
    )


def _mark(brand: Brand) -> SafeString:
    """Draw the network's logo, or Jejaring's mark; the name stands beside it as text."""
    if not brand.logo:
        return MARK
    classes = "logo long" if brand.width > LONG * brand.height else "logo"
    drawing = '<img class="{}" src="{}" width="{}" height="{}" alt="">'
    return markup(drawing, classes, brand.logo, brand.width, brand.height)


def _known(context: Context) -> dict[str, Any]:
    """Return what the template knows, by name."""
    return cast(dict[str, Any], context.flatten())


@lru_cache(maxsize=MOST_FORMS)
def _links(places: tuple[Place, ...]) -> SafeString:
    return joined(_link(place) for place in places)


def _link(place: Place, *, picture: SafeString = NONE, classes: str = "") -> SafeString:
    here = HERE if place.here else NONE
    given = markup(' class="{}"', classes) if classes else NONE
    return markup('<a{} href="{}"{}>{}<span class="name">{}</span></a>', given, place.url, here, picture, place.label)


@lru_cache(maxsize=MOST_FORMS)
def _search(_language: str | None, url: str, here: bool) -> SafeString:
    """Draw the way to the search: its icon, and its word where there is room."""
    return _link(Place(_("Search"), url, here), picture=icon("search"), classes="tool")


def _language(one: Language) -> SafeString:
    return markup(
        '<a class="tool language" href="{}" hreflang="{}" lang="{}">{}<span class="name">{}</span>'
        '<span class="code" aria-hidden="true">{}</span></a>',
        one.url,
        one.code,
        one.code,
        icon("languages"),
        one.name,
        one.code.upper(),
    )


def _way_in(known: dict[str, Any]) -> SafeString:
    if known["user"].is_authenticated:
        return markup(
            '{}<details class="menu wide account"><summary>{}<span>{}</span>{}</summary>'
            '<div class="menu-sheet">{}</div></details>',
            joined(_link(place, picture=icon("inbox"), classes="tool wide") for place in known["account_places"][:1]),
            icon("circle-user-round"),
            known["user"],
            icon("chevron-down", 16),
            _account_menu(known),
        )
    return _sign_in(get_language(), known["sign_in_url"], "button quiet wide")


@lru_cache(maxsize=MOST_FORMS)
def _sign_in(_language: str | None, url: str, classes: str = "") -> SafeString:
    given = markup(' class="{}"', classes) if classes else NONE
    return markup('<a{} href="{}">{}{}</a>', given, url, icon("log-in"), _("Sign in")) if url else NONE


def _account_menu(known: dict[str, Any]) -> SafeString:
    leave = button(Button(_("Sign out"), kind="plain", icon="log-out"))
    sign_out = post_form(known["sign_out_url"], leave, token=known.get("csrf_token"))
    return joined([_links(known["account_places"]), sign_out])


def _narrow_menu(known: dict[str, Any]) -> SafeString:
    """Draw the menu of narrow screens, with everything in it."""
    language, signed_in = get_language(), known["user"].is_authenticated
    return markup(
        '<details class="menu narrow">{}{}</div></details>',
        _narrow_places(language, known["places"]),
        _account_menu(known) if signed_in else _sign_in(language, known["sign_in_url"]),
    )


@lru_cache(maxsize=MOST_FORMS)
def _narrow_places(_language: str | None, places: tuple[Place, ...]) -> SafeString:
    """Draw the menu's button and its landing pages; its sheet stays open for what follows."""
    return markup(
        '<summary>{}{}</summary><div class="menu-sheet"><nav aria-label="{}">{}</nav>',
        icon("menu"),
        _("Menu"),
        _("Menu"),
        _links(places),
    )


# --- footer -----------------------------------------------------------------------------------
def footer(context: Context) -> SafeString:
    """Draw the footer: links in four columns, the network's name, and the choice of appearance."""
    known, language = _known(context), get_language()
    theme_url, back = known["theme_url"], known["request"].get_full_path()
    choices = _themes(language, known["theme"])
    return markup(
        '<footer class="site">{}{}<p class="footer-note">{}</p></div></div></footer>',
        _columns(language, known["network_name"], known["footer_places"]),
        post_form(theme_url, choices, token="", sent={"back": back}, classes="theme") if theme_url else NONE,
        _("Run with Jejaring, free software under the EUPL 1.2."),
    )


@lru_cache(maxsize=MOST_FORMS)
def _columns(_language: str | None, network_name: str, places: tuple[Place, ...]) -> SafeString:
    """Draw the columns of links and the network's name; the footer's end stays open for what follows."""
    return markup(
        '{}<div class="footer-row"><nav class="footer-columns" aria-label="{}">{}</nav>'
        '<div class="footer-end"><div class="footer-name"><strong>{}</strong><p>{}</p></div>',
        woven("footer"),
        _("Footer"),
        joined(_column(key, title, places) for key, title in COLUMNS.items()),
        network_name,
        _("Cities that learn from each other, step by step and in public."),
    )


def _column(key: str, title: Any, places: Iterable[Place]) -> SafeString:
    """Draw one column of links; nothing where it has none."""
    found = [place for place in places if place.column == key]
    if not found:
        return NONE
    links = joined(markup('<li><a href="{}">{}</a></li>', place.url, place.label) for place in found)
    return markup(
        '<div><p class="column-title" id="kaki-{0}">{1}</p><ul aria-labelledby="kaki-{0}">{2}</ul></div>',
        key,
        title,
        links,
    )


@lru_cache(maxsize=MOST_FORMS)
def _themes(_language: str | None, chosen: str) -> SafeString:
    """Draw the choice of appearance."""
    themes = (("auto", "monitor", _("Device")), ("light", "sun", _("Light")), ("dark", "moon", _("Dark")))
    choices = joined(
        button(Button(label, name="theme", value=theme, kind="plain", icon=picture), pressed=theme == chosen)
        for theme, picture, label in themes
    )
    return markup("<fieldset><legend>{}</legend>{}</fieldset>", _("Appearance"), choices)
