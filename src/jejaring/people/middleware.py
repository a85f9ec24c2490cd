"""Rules that hold on every page: a second factor for those who sign or decide, and no copy of what is somebody's."""

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


SIGN_IN_PREFIXES = ("account_", "mfa_", "socialaccount_", "openid_connect_")


class NoStoreMiddleware:
    """Has no browser keep a page of somebody who is signed in, or of signing in: after sign-out, Back shows none.

    Only what is the same for everyone, and says so (`public`), can be kept.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        was_somebody = request.user.is_authenticated
        answer = self.get_response(request)
        name = request.resolver_match.view_name if request.resolver_match else ""
        somebodys = was_somebody or request.user.is_authenticated or name.startswith(SIGN_IN_PREFIXES)
        if somebodys and "public" not in answer.get("Cache-Control", ""):
            answer["Cache-Control"] = "private, no-store"
        return answer


class SecondFactorMiddleware:
    """Sends a person who must have a second factor, and has none, to its set-up."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        person = request.user
        if getattr(view, "is_asset", False) or not person.is_authenticated:  # stylesheet, logo: every page links them
            return None
        if second_factor.is_exempt(request) or _is_open(request):
            return None
        if second_factor.has(person) or not second_factor.must_have(person, on=clock.today()):
            return None
        return redirect(SET_UP)


def _is_open(request: HttpRequest) -> bool:
    name = request.resolver_match.view_name if request.resolver_match else ""
    return name in OPEN or name.startswith(OPEN_PREFIX)
