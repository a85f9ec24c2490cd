"""What the pages of this room share: where they stand."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _


def crumbs(*places: tuple[str, str]) -> list[tuple[str, str]]:
    """Return the way from the workroom to a page; the last place has no address."""
    return [(_("Workroom"), reverse(settings.LOGIN_REDIRECT_URL)), *places]


def webhook_crumbs(*places: tuple[str, str]) -> list[tuple[str, str]]:
    """Return the way to the webhooks, or to a page below them."""
    return crumbs((_("Webhooks"), reverse("notices:webhooks") if places else ""), *places)
