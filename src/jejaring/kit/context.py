"""What every page knows."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from jejaring.kit import clock, navigation, registry
from jejaring.kit.appearance import Brand, chosen_theme


def page(request: HttpRequest) -> dict[str, Any]:
    """Return the clock, the mode and the reader's place for the base template."""
    return {
        "now": clock.now(),
        "demo": settings.DEMO,
        "public_url": settings.PUBLIC_URL,
        "network_name": settings.NETWORK_NAME,
        "brand": SimpleLazyObject(partial(_brand, request)),
        "theme": chosen_theme(request),
        "places": navigation.places(registry.header_menu, request.path),
        "footer_places": navigation.places(registry.footer_menu, ""),
        "account_places": navigation.places(registry.account_menu, request.path),
        "other_languages": navigation.other_languages(request),
        "home_url": navigation.address(settings.LOGOUT_REDIRECT_URL),
        "workroom_url": navigation.address(settings.LOGIN_REDIRECT_URL),
        "search_url": navigation.address(registry.pages.find("search") or ""),
        "sign_in_url": navigation.address(settings.LOGIN_URL),
        "sign_out_url": navigation.address("account_logout"),
        "theme_url": navigation.address("kit:theme"),
    }


def _brand(request: HttpRequest) -> Brand:
    return next((brand(request) for brand in registry.brands), Brand())
