"""Home, a city's page and the workroom."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from jejaring.cities import maps
from jejaring.kit import clock
from jejaring.kit.appearance import chosen_theme
from jejaring.kit.requests import reader
from jejaring.kit.tables import searched_words
from jejaring.ledger.freshness import cached_own_page, cached_page
from jejaring.portal import city_page, homepage, inbox, landing
from jejaring.portal import search as search_rooms
from jejaring.portal.inbox import shown_without_an_entry


@login_not_required
@cached_page("admission", "cities", "documents", "events", "membership")
def home(request: HttpRequest) -> HttpResponse:
    land_url = maps.map_url({}, theme=chosen_theme(request))
    return render(request, "portal/home.html", {"home": homepage.look(on=clock.today()), "land_url": land_url})


@login_not_required
@require_safe
@cached_page("admission", "cities", "membership")
def cities(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/cities.html", {"name": _("Cities"), "page": landing.cities()})


@login_not_required
@require_safe
@cached_page("cities", "events")
def learn(request: HttpRequest) -> HttpResponse:
    page = landing.learn(on=clock.today())
    return render(request, "portal/learn.html", {"name": _("Learn"), "page": page})


@login_not_required
@require_safe
@cached_page("cities", "membership")
def data(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/data.html", {"name": _("Data"), "page": landing.data()})


@login_not_required
@require_safe
@cached_page("admission", "cities", "membership")
def network(request: HttpRequest) -> HttpResponse:
    land_url = maps.map_url({}, theme=chosen_theme(request))
    return render(request, "portal/network.html", {"page": landing.network(on=clock.today()), "land_url": land_url})


@login_not_required
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Search all rooms at once for what the reader may see."""
    words = searched_words(request.GET)
    groups = search_rooms.search(words, request.user, on=clock.today())
    return render(request, "portal/search.html", {"words": words, "groups": groups, "shortest": search_rooms.SHORTEST})


@cached_own_page(
    "admission",
    "certificates",
    "cities",
    "documents",
    "dues",
    "events",
    "membership",
    "minutes",
    "proposals",
    "registration",
    "setup",
    beside=("kit", "notices"),
    also=shown_without_an_entry,
)
def workroom(request: HttpRequest) -> HttpResponse:
    room = inbox.look(
        reader(request), on=clock.today(), everything=request.GET.get("semua") == "1", room=request.GET.get("ruang", "")
    )
    return render(request, "portal/workroom.html", {"room": room})


@login_not_required
@cached_page("admission", "cities", "documents", "events", "membership", "registration")
def organisation(request: HttpRequest, slug: str) -> HttpResponse:
    seen = city_page.look(slug, on=clock.today())
    if seen is None:
        raise Http404
    map_url = maps.map_url(seen.marks, province=seen.province, theme=chosen_theme(request)) if seen.marks else ""
    return render(request, "portal/organisation.html", {"seen": seen, "map_url": map_url})
