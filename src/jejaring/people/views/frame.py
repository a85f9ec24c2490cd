"""What the pages of this room share: the reader, the tabs, the crumbs."""

from __future__ import annotations

from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from jejaring.kit.components import Tab
from jejaring.people.models import Person


def reader_of(request: HttpRequest) -> Person:
    """Return the person signed in; LoginRequiredMiddleware has seen to it that there is one."""
    return cast(Person, request.user)


def account_frame(current: str) -> dict[str, Any]:
    """Return title, tabs and crumbs of the account pages."""
    title = _("Your account")
    tabs = [
        Tab("profile", _("Profile"), reverse("people:account")),
        Tab("security", _("Security"), reverse("people:security")),
        Tab("privacy", _("Privacy"), reverse("people:privacy")),
        Tab("reads", _("Access log"), reverse("people:reads")),
    ]
    return {"page_title": title, "tabs": tabs, "current": current, "crumbs": crumbs((title, ""))}


def crumbs(*places: tuple[str, str]) -> list[tuple[str, str]]:
    return [(_("Workroom"), reverse(settings.LOGIN_REDIRECT_URL)), *places]
