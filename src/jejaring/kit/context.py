"""What every page knows."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from jejaring.kit import clock


def page(request: HttpRequest) -> dict[str, Any]:
    """Return the clock, the mode and the reader's place for the base template."""
    return {"now": clock.now(), "demo": settings.DEMO, "public_url": settings.PUBLIC_URL}
