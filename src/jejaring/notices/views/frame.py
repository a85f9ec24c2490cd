"""What the pages of this room share: where they stand."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from jejaring.kit.components import Text
from jejaring.kit.navigation import workroom_crumbs


def webhook_crumbs(*places: tuple[Text, str]) -> list[tuple[Text, str]]:
    """Return the way to the webhooks, or to a page below them."""
    return workroom_crumbs((_("Webhooks"), reverse("notices:webhooks") if places else ""), *places)
