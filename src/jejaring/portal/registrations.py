"""What this room registers."""

from __future__ import annotations

from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from jejaring.kit import registry
from jejaring.kit.components import Hit
from jejaring.kit.registry import Door, MenuEntry, Route, Search, Who
from jejaring.ledger.agreement import removals
from jejaring.ledger.freshness import writes_in_every_room
from jejaring.membership.models import Membership
from jejaring.portal.landing import CITIES, DATA, LEARN, NETWORK
from jejaring.portal.queries import register_visible_to_all
from jejaring.portal.verbs import VERBS


def register() -> None:
    """Register menus, verbs and routes; called once, when the room starts."""
    removals.add("portal.remove_examples", "portal.remove_examples")
    registry.header_menu.add_all(LANDING_PAGES)
    registry.doors.add_all(DOORS)
    registry.footer_menu.add_all(FOOTER_MENU)
    registry.network_menu.add(
        "portal:register",
        MenuEntry(_("Register of members"), order=20, text=_("Status, number and agreement of every member.")),
    )
    registry.searches.add("members", MEMBERS)
    registry.moved_keys.add("portal:register", {"status": "keadaan"})
    registry.account_menu.add("portal:workroom", MenuEntry(_("Workroom"), order=10))
    registry.verbs.add_all(VERBS)
    writes_in_every_room("portal")  # removing what is there only to try the software
    registry.pages.add_all(PAGES)
    registry.routes.add_all(
        {
            "portal:home": Route(Who.ANYONE),
            "portal:cities": Route(Who.ANYONE),
            "portal:learn": Route(Who.ANYONE),
            "portal:data": Route(Who.ANYONE),
            "portal:network": Route(Who.ANYONE),
            "portal:contact": Route(Who.ANYONE),
            "portal:privacy": Route(Who.ANYONE),
            "portal:accessibility": Route(Who.ANYONE),
            "portal:search": Route(Who.ANYONE),
            "portal:register": Route(Who.ANYONE),
            "portal:register_data": Route(Who.ANYONE, arguments={"kind": "json"}),
            "portal:register_map": Route(Who.ANYONE),
            "portal:organisation": Route(Who.ANYONE, of="cities.organisation", take={"slug": "slug"}),
            "portal:workroom": Route(Who.PERSON),
        }
    )


def _member(one: Membership) -> Hit:
    standing = capfirst(str(one.get_standing_display()))
    note = gettext("member number %(number)s") % {"number": one.number} if one.number else str(one.kind)
    return Hit(one.organisation.short_name, f"{standing} · {note}", one.organisation.get_absolute_url())


MEMBERS = Search(
    _("Members"),
    lambda reader, *, on: register_visible_to_all(),
    ("organisation__short_name", "organisation__name"),
    _member,
    all_page="portal:register",
    order=10,
)
LANDING_PAGES = {  # those of the six whose rooms exist
    CITIES: MenuEntry(_("Cities"), order=10),
    LEARN: MenuEntry(_("Learn"), order=20),
    DATA: MenuEntry(_("Data"), order=40),
    NETWORK: MenuEntry(_("Network"), order=60),
}
DOORS = {
    "portal:register": Door(
        "cities", _("Register of members"), _("Search, filter and download: number, standing, proof."), order=10
    ),
    "portal:contact": Door("network", _("Contact"), _("How to reach the secretariat."), order=40),
}
FOOTER_MENU = {
    NETWORK: MenuEntry(_("About the network"), order=5, column="network"),
    DATA: MenuEntry(_("Downloads"), order=60, column="data"),
    "portal:register": MenuEntry(_("Members"), order=10, column="network"),
    "portal:contact": MenuEntry(_("Contact"), order=10, column="help"),
    "portal:privacy": MenuEntry(_("Privacy"), order=20, column="help"),
    "portal:accessibility": MenuEntry(_("Accessibility"), order=30, column="help"),
    "portal:search": MenuEntry(_("Search"), order=40, column="help"),
}
PAGES = {
    "home": "portal:home",
    "workroom": "portal:workroom",
    "cities": CITIES,
    "learn": LEARN,
    "data": DATA,
    "network": NETWORK,
    "contact": "portal:contact",
    "privacy": "portal:privacy",
    "search": "portal:search",
    "city": "portal:organisation",
    "register": "portal:register",
    "register map": "portal:register_map",
}
