"""What this room registers."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from jejaring.kit import registry
from jejaring.kit.appearance import Brand
from jejaring.kit.registry import MenuEntry, Route, Who
from jejaring.ledger.freshness import cached_part, shown_on_every_page
from jejaring.setup import queries
from jejaring.setup.verbs import VERBS

NEEDS = _("Dues, texts, offices: what a new network still needs is listed, with the way to each.")

NOBODYS = "0" * 64  # a hash that no file has


def register() -> None:
    """Register all that this room offers; called once, when it starts."""
    registry.verbs.add_all(VERBS)
    registry.brands.add("setup", _brand)
    shown_on_every_page("setup")
    registry.network_menu.add(
        "setup:prepare",
        MenuEntry(_("Prepare the network"), text=NEEDS, to=queries.is_led_through),
    )
    registry.pages.add("prepare the network", "setup:prepare")
    registry.routes.add_all(
        {
            "setup:prepare": Route(Who.OFFICE),
            "setup:confirm": Route(Who.OFFICE, arguments={"key": "loi"}),
            "setup:appearance": Route(Who.OFFICE),
            "setup:reset_appearance": Route(Who.OFFICE),
            "setup:stylesheet": Route(Who.ANYONE, arguments={"sha256": NOBODYS}),
            "setup:logo": Route(Who.ANYONE, arguments={"sha256": NOBODYS, "kind": "svg"}),
        }
    )


def _brand(request: HttpRequest) -> Brand:
    return cached_part(request, "brand", queries.brand, "setup")
