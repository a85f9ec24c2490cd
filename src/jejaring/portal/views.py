"""Home, a city's page and the workroom."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from jejaring.cities.models import Organisation


@login_not_required
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/home.html")


def workroom(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/workroom.html")


@login_not_required
def organisation(request: HttpRequest, slug: str) -> HttpResponse:
    shown = get_object_or_404(Organisation, slug=slug)
    return render(request, "portal/organisation.html", {"organisation": shown})
