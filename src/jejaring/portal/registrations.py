"""What this room registers."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from jejaring.kit import registry
from jejaring.kit.registry import MenuEntry, Route, Who
from jejaring.ledger.freshness import writes_in_every_room
from jejaring.portal.verbs import VERBS


def register() -> None:
    """Register menus, verbs and routes; called once, when the room starts."""
    for menu in (registry.header_menu, registry.footer_menu):
        menu.add("portal:search", MenuEntry(_("Search"), order=40))
    registry.account_menu.add("portal:workroom", MenuEntry(_("Workroom"), order=10))
    registry.verbs.add_all(VERBS)
    writes_in_every_room("portal")  # removing what is there only to try the software
    registry.pages.add_all({"home": "portal:home", "city": "portal:organisation"})
    registry.routes.add_all(
        {
            "portal:home": Route(Who.ANYONE),
            "portal:search": Route(Who.ANYONE),
            "portal:organisation": Route(Who.ANYONE, of="cities.organisation", take={"slug": "slug"}),
            "portal:workroom": Route(Who.PERSON),
        }
    )
