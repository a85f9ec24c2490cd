"""Pages that help: how to reach the secretariat, what is kept about people, how accessible the site is."""

from __future__ import annotations

from email.utils import parseaddr

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from jejaring.kit import registry
from jejaring.kit.appearance import COOKIE
from jejaring.kit.components import Link, Text
from jejaring.kit.navigation import page_url
from jejaring.kit.tables import Column, attribute
from jejaring.ledger.freshness import JUST_SENT, cached_page
from jejaring.people import pdp
from jejaring.portal import landing

KEPT = (
    attribute("what", gettext_lazy("Kind")),
    attribute("held", gettext_lazy("What is kept")),
    attribute("why", gettext_lazy("Why")),
    attribute("until", gettext_lazy("Until when")),
    attribute("seen_by", gettext_lazy("Who sees it")),
)
COOKIES = (
    Column("name", gettext_lazy("Cookie"), value=lambda one: one[0]),
    Column("why", gettext_lazy("What for"), value=lambda one: one[1]),
    Column("until", gettext_lazy("Until when"), value=lambda one: one[2]),
)
COOKIES_SET: tuple[tuple[str, Text, Text], ...] = (
    (settings.SESSION_COOKIE_NAME, gettext_lazy("keeps you signed in"), gettext_lazy("you sign out, or two weeks")),
    (settings.CSRF_COOKIE_NAME, gettext_lazy("lets nobody else send a form in your name"), gettext_lazy("a year")),
    (COOKIE, gettext_lazy("light or dark, if you chose it yourself"), gettext_lazy("a year")),
    ("messages", gettext_lazy("shows a message on the next page"), gettext_lazy("the next page")),
    (JUST_SENT, gettext_lazy("shows you at once what you have just sent"), gettext_lazy("a minute")),
)


@login_not_required
@require_safe
@cached_page("cities")
def contact(request: HttpRequest) -> HttpResponse:
    """Show how to reach the secretariat, and what needs no letter."""
    quicker = [
        Link(_("How to join"), page_url("join"), _("What is needed at each step, and whether your city can join.")),
        Link(_("Verify a document"), page_url("verification"), _("Whether a letter is genuine, who signed it.")),
    ]
    return _page(request, "portal/contact.html", _("Contact"), quicker=quicker)


@login_not_required
@require_safe
@cached_page("cities")
def privacy(request: HttpRequest) -> HttpResponse:
    """Show what is kept about whom, why, how long and who sees it, as the rooms registered it; and one's rights."""
    numbers = {name: pdp.constant(name) for name in ("deletion_days", "withdrawal_hours", "breach_hours")}
    return _page(
        request,
        "portal/privacy.html",
        _("Privacy"),
        kept=list(registry.personal_data),
        kept_columns=KEPT,
        cookies=COOKIES_SET,
        cookie_columns=COOKIES,
        law=pdp.law(),
        **numbers,
    )


@login_not_required
@require_safe
@cached_page("cities")
def accessibility(request: HttpRequest) -> HttpResponse:
    """Show what has been tested, what is known to be missing, and whom to tell."""
    return _page(request, "portal/accessibility.html", _("Accessibility"))


def _page(request: HttpRequest, template: str, title: str, **context: object) -> HttpResponse:
    """Answer with a page of help, which names the network and how to reach it."""
    shared = {
        "title": title,
        "network": landing.network_organisation(),
        "sender": parseaddr(settings.DEFAULT_FROM_EMAIL)[1],
        "crumbs": [(_("The network"), page_url("network")), (title, "")],
    }
    return render(request, template, {**shared, **context})
