"""Keeps those who sign or decide to their second factor, page by page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from jejaring.kit import clock
from jejaring.people import second_factor

SET_UP = "people:second_factor"
OPEN = {
    SET_UP,
    "kit:theme",
    "account_logout",
    "account_reauthenticate",
    "account_email",
    "account_email_verification_sent",
    "account_change_password",
    "account_set_password",
}
OPEN_PREFIX = "mfa_"


class SecondFactorMiddleware:
    """Sends a person who must have a second factor, and has none, to its set-up."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        person = request.user
        if not person.is_authenticated or second_factor.is_exempt(request) or _is_open(request):
            return None
        if second_factor.has(person) or not second_factor.must_have(person, on=clock.today()):
            return None
        return redirect(SET_UP)


def _is_open(request: HttpRequest) -> bool:
    name = request.resolver_match.view_name if request.resolver_match else ""
    return name in OPEN or name.startswith(OPEN_PREFIX)
