"""What every page knows."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from jejaring.kit import clock, navigation
from jejaring.kit.appearance import chosen_theme


def page(request: HttpRequest) -> dict[str, Any]:
    """Return the clock, the mode and the reader's place for the base template."""
    return {
        "now": clock.now(),
        "demo": settings.DEMO,
        "public_url": settings.PUBLIC_URL,
        "network_name": settings.NETWORK_NAME,
        "theme": chosen_theme(request),
        "places": navigation.places(navigation.PLACES, request.path),
        "footer_places": navigation.places(navigation.FOOTER_PLACES, request.path),
        "account_places": navigation.places(navigation.ACCOUNT_PLACES, request.path),
        "other_languages": navigation.other_languages(request),
        "home_url": navigation.address("portal:home"),
        "sign_in_url": navigation.address("account_login"),
        "sign_out_url": navigation.address("account_logout"),
        "theme_url": navigation.address("kit:theme"),
    }
