"""What this room registers."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from jejaring.kit import registry
from jejaring.kit.registry import MenuEntry, Route, Who


def register() -> None:
    """Register menu and routes; called once, when the room starts."""
    registry.account_menu.add("notices:list", MenuEntry(_("Notices"), order=20))
    registry.pages.add("notices", "notices:list")
    registry.routes.add_all(
        {
            "notices:list": Route(Who.PERSON),
            "notices:mark_all_read": Route(Who.PERSON),
            "notices:notice": Route(Who.OFFICE, of="notices.notice", take={"pk": "pk"}),
        }
    )
