"""What this room registers."""

from __future__ import annotations

from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from jejaring.kit import registry
from jejaring.kit.components import Hit
from jejaring.kit.registry import MenuEntry, Route, Search, Who
from jejaring.ledger.agreement import removals
from jejaring.ledger.freshness import writes_in_every_room
from jejaring.membership.models import Membership
from jejaring.portal.queries import register_visible_to_all
from jejaring.portal.verbs import VERBS


def register() -> None:
    """Register menus, verbs and routes; called once, when the room starts."""
    removals.add("portal.remove_examples", "portal.remove_examples")
    for menu in (registry.header_menu, registry.footer_menu):
        menu.add("portal:register", MenuEntry(_("Members"), order=10))
        menu.add("portal:search", MenuEntry(_("Search"), order=40))
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
PAGES = {
    "home": "portal:home",
    "city": "portal:organisation",
    "register": "portal:register",
    "register map": "portal:register_map",
}
