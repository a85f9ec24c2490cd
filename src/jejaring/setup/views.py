"""The pages that lead a new network's secretariat through what is left, and its own logo and stylesheet."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jejaring.cities.queries import the_network
from jejaring.kit.forms import attempt, form_page, submitted
from jejaring.kit.navigation import workroom_crumbs
from jejaring.kit.refusal import require
from jejaring.kit.requests import now, reader
from jejaring.setup import actions, colours, queries, rules
from jejaring.setup.forms import AppearanceForm
from jejaring.setup.logos import LARGEST_BYTES, read_logo

KINDS = {"svg": "image/svg+xml", "png": "image/png"}
YEAR_SECONDS = 365 * 24 * 3600


@require_safe
def prepare(request: HttpRequest) -> HttpResponse:
    """Show what is done and what is missing, each with the way there."""
    today, _at = now()
    require(rules.may_prepare(reader(request), on=today))
    lines = queries.secretariat_lines(the_network(), on=today)
    left = len(queries.missing(lines))
    words = ngettext("%(count)s thing is still missing.", "%(count)s things are still missing.", left)
    lead = words % {"count": left} if left else _("Everything is there. This page waits for you no longer.")
    crumbs = workroom_crumbs((_("Prepare the network"), ""))
    return render(request, "setup/prepare.html", {"lines": lines, "lead": lead, "crumbs": crumbs})


@require_POST
def confirm(request: HttpRequest, key: str) -> HttpResponse:
    """Confirm one line as it is now."""
    today, at = now()
    require(rules.may_prepare(reader(request), on=today))
    lines = {line.key: line for line in queries.secretariat_lines(the_network(), on=today)}
    line = lines.get(key)
    if line is None or not line.confirm:
        raise Http404
    actions.confirm(key, by=reader(request), at=at, sha256=line.sha256)
    messages.success(request, _("Confirmed: %(line)s.") % {"line": line.title})
    return redirect("setup:prepare")


# --- logo and colours ---------------------------------------------------------------------------
@require_http_methods(["GET", "HEAD", "POST"])
def appearance(request: HttpRequest) -> HttpResponse:
    """Set the logo and the main colour of every page."""
    today, at = now()
    require(rules.may_prepare(reader(request), on=today))
    brand, colour = queries.brand(), queries.own_colour()
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = AppearanceForm(*sent, has_logo=bool(brand.logo), initial={"colour": colour})

    def act() -> object:
        typed = dict(form.cleaned_data)
        if file := typed.pop("logo"):
            typed["logo"] = read_logo(file.read(LARGEST_BYTES + 1))
        return actions.set_appearance(**typed, by=reader(request), at=at)

    if submitted(request, form, act):
        messages.success(request, _("Saved. Every page has this logo and these colours from now on."))
        return redirect("setup:appearance")
    page: dict[str, Any] = {"template": "setup/appearance.html", "shown": brand, "contrasts": _contrasts(colour)}
    crumbs = workroom_crumbs((_("Prepare the network"), reverse("setup:prepare")))
    lead = _("They are on every page, for everyone; letters and certificates stay as they are.")
    return form_page(request, form, title=_("Logo and colours"), button=_("Save"), lead=lead, crumbs=crumbs, **page)


@require_POST
def reset_appearance(request: HttpRequest) -> HttpResponse:
    """Go back to Jejaring's own mark and colours."""
    today, at = now()
    require(rules.may_prepare(reader(request), on=today))
    words = _("Every page has the mark and the colours of Jejaring again.")
    attempt(request, lambda: actions.reset_appearance(by=reader(request), at=at), words)
    return redirect("setup:appearance")


def _asset_of_every_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let a view be asked by whoever sees a page: visitors, and those who have to set up a second factor first."""
    view.is_asset = True  # type: ignore[attr-defined]
    return login_not_required(view)


@_asset_of_every_page
@require_safe
def stylesheet(request: HttpRequest, sha256: str) -> HttpResponse:
    """Send the stylesheet of the network's own colours, while they are in force."""
    colour = queries.own_colour()
    if sha256 != queries.sha256_of_stylesheet(colour):
        raise Http404
    return _asset(request, colours.stylesheet(colour).encode(), "text/css; charset=utf-8", sha256)


@_asset_of_every_page
@require_safe
def logo(request: HttpRequest, sha256: str, kind: str) -> HttpResponse:
    """Send the network's own logo, while it is in force."""
    content = queries.logo_content(sha256, kind)
    if not content:
        raise Http404
    return _asset(request, content, KINDS[kind], sha256)


def _asset(request: HttpRequest, content: bytes, content_type: str, sha256: str) -> HttpResponse:
    """Answer with what never changes under its address, and may do nothing if it is opened as a page."""
    answer = HttpResponse(content, content_type=content_type)
    answer["Cache-Control"] = f"public, max-age={YEAR_SECONDS}, immutable"
    answer["Content-Security-Policy"] = "default-src 'none'"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["ETag"] = f'"{sha256}"'
    return get_conditional_response(request, etag=answer["ETag"], response=answer) or answer


def _contrasts(colour: str) -> dict[str, str]:
    """Return how well text in a colour of one's own can be read, by theme."""
    if not colour:
        return {}
    light = colours.least_contrast(colour, colours.LIGHT_GROUNDS)
    dark = colours.least_contrast(colours.dark_shades(colour).main, colours.DARK_GROUNDS)
    return {
        "light": number_format(light, 1),
        "dark": number_format(dark, 1),
        "enough": number_format(colours.ENOUGH, 1),
    }
