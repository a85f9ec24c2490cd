"""Light or dark: what the reader chose, kept in a cookie; and what a network has of its own."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse

COOKIE = "tampilan"
THEMES = ("auto", "light", "dark")
YEAR_SECONDS = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Brand:
    """Addresses of a network's own logo and stylesheet, and the logo's size in pixels; empty where it has none."""

    stylesheet: str = ""
    logo: str = ""
    width: int = 0
    height: int = 0


def chosen_theme(request: HttpRequest) -> str:
    """Return "light", "dark" or "auto" (as the device says)."""
    theme = request.COOKIES.get(COOKIE, "auto")
    return theme if theme in THEMES else "auto"


def remember_theme(response: HttpResponse, theme: str) -> None:
    """Keep the choice in this browser for a year; "auto" forgets it."""
    if theme == "auto":
        response.delete_cookie(COOKIE)
    else:
        response.set_cookie(COOKIE, theme, max_age=YEAR_SECONDS, httponly=True, samesite="Lax")
