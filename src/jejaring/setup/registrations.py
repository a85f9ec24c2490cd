"""What this room registers."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from jejaring.kit import registry
from jejaring.kit.registry import MenuEntry, Route, Who
from jejaring.setup import queries
from jejaring.setup.verbs import VERBS

NEEDS = _("Dues, texts, offices: what a new network still needs is listed, with the way to each.")


def register() -> None:
    """Register all that this room offers; called once, when it starts."""
    registry.verbs.add_all(VERBS)
    registry.network_menu.add(
        "setup:prepare",
        MenuEntry(_("Prepare the network"), text=NEEDS, to=queries.is_led_through),
    )
    registry.pages.add("prepare the network", "setup:prepare")
    registry.routes.add_all(
        {"setup:prepare": Route(Who.OFFICE), "setup:confirm": Route(Who.OFFICE, arguments={"key": "loi"})}
    )
