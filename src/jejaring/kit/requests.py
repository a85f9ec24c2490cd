"""What an edge reads from a request: who is signed in, and what time it is."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, cast

from django.http import HttpRequest

from jejaring.kit import clock

if TYPE_CHECKING:
    from django.contrib.auth.models import _User as User  # the type checker reads AUTH_USER_MODEL for it


class AuthenticatedHttpRequest(HttpRequest):
    """The request of a page that asks for an account. For annotations: LoginRequiredMiddleware makes it true."""

    user: User


def reader(request: HttpRequest) -> User:
    """Return the person signed in. Only for pages that ask for an account (LoginRequiredMiddleware)."""
    return cast(AuthenticatedHttpRequest, request).user


def now() -> tuple[date, datetime]:
    """Return today and the present moment, read from the clock once."""
    moment = clock.now()
    return moment.date(), moment
