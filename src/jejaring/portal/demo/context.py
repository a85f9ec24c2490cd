"""What the demo's bar shows on every page."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from jejaring.kit import clock
from jejaring.portal.demo import tour
from jejaring.portal.demo.accounts import ACCOUNTS


def bar(request: HttpRequest) -> dict[str, Any]:
    """Return the demo's accounts and the tour's next click; nothing outside the demo."""
    if not settings.DEMO:
        return {}
    return {
        "bar_template": "portal/_demo_bar.html",
        "demo_accounts": ACCOUNTS,
        "demo_stop": tour.next_stop(on=clock.today()),
    }
