"""What this room registers."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from jejaring.cities.models import Organisation
from jejaring.cities.queries import Reader
from jejaring.kit import registry
from jejaring.kit.components import Link
from jejaring.kit.registry import Door, Doorway, MenuEntry, RoomInbox, Route, Who
from jejaring.ledger.agreement import Claim, Recorded, recorded
from jejaring.ledger.events import publish_events
from jejaring.membership.events import EVENTS
from jejaring.membership.models import Membership, StandingDecision
from jejaring.membership.queries import members
from jejaring.membership.queries.obligations import obligations_visible_to
from jejaring.membership.verbs import VERBS


def register() -> None:
    """Register all that this room offers; called once, when it starts."""
    recorded.add_all(RECORDED)
    registry.doorways.add_all(DOORWAYS)
    registry.verbs.add_all(VERBS)
    registry.inboxes.add("membership", RoomInbox(_("Membership"), members.waiting_for, order=20))
    registry.rooms_of_cities.add("membership", _rooms)
    registry.footer_menu.add_all(FOOTER_MENU)
    registry.network_menu.add_all(NETWORK_MENU)
    registry.doors.add(
        "membership:organs",
        Door("network", _("Bodies and office-holders"), _("Who holds which office of the network, by term."), order=20),
    )
    registry.doors.add(
        "membership:kinds",
        Door("network", _("Kinds of participation"), _("Who may join as what, and who may vote."), order=30),
    )
    registry.routes.add_all(ROUTES)
    publish_events(EVENTS)


def _decisions_visible_to(reader: Reader, *, on: date) -> Any:
    """The decision is public, its file is for the member's people and the network's."""
    return StandingDecision.objects.filter(membership__in=members.memberships_visible_to(reader, on=on))


def _rooms(organisations: Collection[Organisation], *, on: date) -> Mapping[int, Sequence[Link]]:
    """Return where a member finds its standing and its duties. One query."""
    present = Membership.objects.filter(organisation__in=organisations, ended_on__isnull=True)
    members_now = set(present.values_list("organisation", flat=True))
    return {one.pk: _rooms_of(one) for one in organisations if one.pk in members_now}


def _rooms_of(city: Organisation) -> list[Link]:
    return [
        Link(_("Membership"), city.get_absolute_url(), _("Standing, agreement and duties.")),
        Link(_("Duties of the member"), reverse("membership:obligations"), _("Yearly report, contacts, dues.")),
    ]


DOORWAYS = {
    # the register is public; a member's history, which names who acted, is for its people and the network's
    "membership.membership": Doorway(visible=members.memberships_visible_to),
    "membership.standingdecision": Doorway(visible=_decisions_visible_to),
    "membership.obligation": Doorway(visible=obligations_visible_to),
}
FOOTER_MENU = {
    "membership:organs": MenuEntry(_("Bodies of the network"), order=50, column="network"),
    "membership:kinds": MenuEntry(_("Kinds of participation"), order=60, column="network"),
}
NETWORK_MENU = {
    "membership:obligations": MenuEntry(
        _("Obligations"), order=40, text=_("Yearly reports, contacts and dues by their due dates.")
    ),
    "membership:organs": MenuEntry(
        _("Bodies and office-holders"), order=50, text=_("Who holds which office of the network, by term.")
    ),
}
_BY_SLUG = {"slug": "organisation.slug"}
ROUTES = {
    "membership:kinds": Route(Who.ANYONE),
    "membership:organs": Route(Who.ANYONE),
    "membership:kept_organs": Route(Who.OFFICE),
    "membership:add_organ": Route(Who.OFFICE),
    "membership:add_term": Route(Who.OFFICE),
    **dict.fromkeys(
        ("membership:change_organ", "membership:remove_organ"),
        Route(Who.OFFICE, of="membership.organ", take={"code": "pk"}),
    ),
    **dict.fromkeys(
        ("membership:change_term", "membership:remove_term", "membership:add_officer"),
        Route(Who.OFFICE, of="membership.organterm", take={"year": "first_year"}),
    ),
    **dict.fromkeys(
        ("membership:change_officer", "membership:remove_officer"),
        Route(Who.OFFICE, of="membership.officer", take={"pk": "pk"}),
    ),
    "membership:members": Route(Who.OFFICE),
    "membership:standing": Route(Who.OFFICE, of="membership.membership", take=_BY_SLUG),
    "membership:decide_standing": Route(
        Who.OFFICE, of="membership.membership", take=_BY_SLUG, arguments={"verb": "hold"}
    ),
    "membership:standing_proposal": Route(Who.OFFICE, of="membership.standingproposal", take={"pk": "pk"}),
    "membership:obligations": Route(Who.PERSON),
    "membership:obligations_calendar": Route(Who.OFFICE),
    "membership:obligation": Route(Who.OFFICE, of="membership.obligation", take={"pk": "pk"}),
    "membership:reopen_obligation": Route(Who.OFFICE, of="membership.obligation", take={"pk": "pk"}),
}
_GRANT = ("membership.grant",)
RECORDED = {
    "membership.membership": Recorded(
        ("membership.grant", "membership.enter_member"),
        (
            Claim("number", "number", _GRANT, at_first=None),
            Claim("kind_id", "kind", _GRANT),
            Claim("since", verbs=_GRANT, at_first=None),
            Claim("standing", "to", ("membership.decide_standing",), at_first="active"),
        ),
    ),
    "membership.numberseries": Recorded(
        ("membership.open_register",), (Claim("opening_count", "opening_count", ("membership.open_register",)),)
    ),
}
