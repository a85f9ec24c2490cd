"""The frame of every page, drawn in Python: header and footer.

No page is without them; as templates they took a third of the time in which a page is drawn.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from django.template.context import Context
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

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
COLUMNS = {
    "network": gettext_lazy("The network"),
    "check": gettext_lazy("Check"),
    "data": gettext_lazy("Data"),
    "help": gettext_lazy("Help"),
}


# --- header -----------------------------------------------------------------------------------
def header(context: Context) -> SafeString:
    """Draw the header: the network's name, its landing pages; search, the other languages, and the way in."""
    known = _known(context)
    return markup(
        '<header class="site"><div class="site-row"><a class="brand" href="{}">{}<span>{}</span></a>'
        '<nav class="wide" aria-label="{}">{}</nav><div class="site-end">{}{}{}{}</div></div></header>',
        known["home_url"] or "/",
        MARK,
        known["network_name"],
        _("Main navigation"),
        _links(known["places"]),
        _search(known),
        joined(_language(one) for one in known["other_languages"]),
        _way_in(known),
        _narrow_menu(known),
    )


def _known(context: Context) -> dict[str, Any]:
    """Return what the template knows, by name."""
    return cast(dict[str, Any], context.flatten())


def _links(places: Iterable[Place]) -> SafeString:
    return joined(_link(place) for place in places)


def _link(place: Place, *, picture: SafeString = NONE, classes: str = "") -> SafeString:
    here = HERE if place.here else NONE
    given = markup(' class="{}"', classes) if classes else NONE
    return markup('<a{} href="{}"{}>{}<span class="name">{}</span></a>', given, place.url, here, picture, place.label)


def _search(known: dict[str, Any]) -> SafeString:
    """Draw the way to the search: its icon, and its word where there is room."""
    if not known["search_url"]:
        return NONE
    here = known["request"].path == known["search_url"]
    return _link(Place(_("Search"), known["search_url"], here), picture=icon("search"), classes="tool")


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
    if not known["sign_in_url"]:
        return NONE
    return markup('<a class="button quiet wide" href="{}">{}{}</a>', known["sign_in_url"], icon("log-in"), _("Sign in"))


def _account_menu(known: dict[str, Any]) -> SafeString:
    leave = button(Button(_("Sign out"), kind="plain", icon="log-out"))
    sign_out = post_form(known["sign_out_url"], leave, token=known.get("csrf_token"))
    return joined([_links(known["account_places"]), sign_out])


def _narrow_menu(known: dict[str, Any]) -> SafeString:
    """Draw the menu of narrow screens, with everything in it."""
    end = NONE
    if known["user"].is_authenticated:
        end = _account_menu(known)
    elif known["sign_in_url"]:
        end = markup('<a href="{}">{}{}</a>', known["sign_in_url"], icon("log-in"), _("Sign in"))
    return markup(
        '<details class="menu narrow"><summary>{}{}</summary><div class="menu-sheet">'
        '<nav aria-label="{}">{}</nav>{}</div></details>',
        icon("menu"),
        _("Menu"),
        _("Menu"),
        _links(known["places"]),
        end,
    )


# --- footer -----------------------------------------------------------------------------------
def footer(context: Context) -> SafeString:
    """Draw the footer: links in four columns, the network's name, and the choice of appearance."""
    known = _known(context)
    return markup(
        '<footer class="site">{}<div class="footer-row"><nav class="footer-columns" aria-label="{}">{}</nav>'
        '<div class="footer-end"><div class="footer-name"><strong>{}</strong><p>{}</p></div>{}'
        '<p class="footer-note">{}</p></div></div></footer>',
        woven("footer"),
        _("Footer"),
        joined(_column(key, title, known["footer_places"]) for key, title in COLUMNS.items()),
        known["network_name"],
        _("Cities that learn from each other, step by step and in public."),
        _appearance(known["theme_url"], known["request"].get_full_path(), known["theme"]) if known["theme_url"] else "",
        _("Run with Jejaring, free software under the EUPL 1.2."),
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


def _appearance(url: str, back: str, chosen: str) -> SafeString:
    themes = (("auto", "monitor", _("Device")), ("light", "sun", _("Light")), ("dark", "moon", _("Dark")))
    choices = joined(
        button(Button(label, name="theme", value=theme, kind="plain", icon=picture), pressed=theme == chosen)
        for theme, picture, label in themes
    )
    content = markup("<fieldset><legend>{}</legend>{}</fieldset>", _("Appearance"), choices)
    return post_form(url, content, token="", sent={"back": back}, classes="theme")
