"""What this room registers."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from jejaring.cities.models import Organisation
from jejaring.cities.queries import Reader
from jejaring.kit import registry
from jejaring.kit.components import Hit, Link
from jejaring.kit.registry import Doorway, MenuEntry, Route, Search, Who
from jejaring.membership.models import Journey, Membership, StandingDecision
from jejaring.membership.queries import journey, members
from jejaring.membership.queries.dues import invoices_visible_to
from jejaring.membership.queries.obligations import obligations_visible_to
from jejaring.membership.queries.register import register_visible_to_all
from jejaring.membership.queries.standing import memberships_kept_by
from jejaring.membership.rules.dues import may_keep_dues
from jejaring.membership.verbs import VERBS


def register() -> None:
    """Register all that this room offers; called once, when it starts."""
    registry.doorways.add_all(DOORWAYS)
    registry.verbs.add_all(VERBS)
    registry.pages.add_all(PAGES)
    registry.inboxes.add("membership.journeys", journey.waiting_for)
    registry.inboxes.add("membership.members", members.waiting_for)
    registry.searches.add_all(SEARCHES)
    registry.rooms_of_cities.add("membership", _rooms)
    registry.header_menu.add_all(HEADER_MENU)
    registry.footer_menu.add_all(FOOTER_MENU)
    registry.network_menu.add_all(NETWORK_MENU)
    registry.routes.add_all(ROUTES)


def _decisions_visible_to(reader: Reader, *, on: date) -> Any:
    """The decision is public, its file is for the member's people and the network's."""
    return StandingDecision.objects.filter(membership__in=memberships_kept_by(reader, on=on))


def _may_see_statement(reader: Reader, record_id: str, *, on: date) -> bool:
    """A bank statement is for those who keep the dues."""
    return may_keep_dues(reader, on=on)


def _rooms(organisations: Collection[Organisation], *, on: date) -> Mapping[int, Sequence[Link]]:
    """Return where a city finds its way into the network, or its membership. Two queries."""
    open_ones = Journey.objects.filter(organisation__in=organisations, closed_on__isnull=True)
    journeys = {one.organisation_id: one for one in open_ones}
    present = Membership.objects.filter(organisation__in=organisations, ended_on__isnull=True)
    member_ids = set(present.values_list("organisation", flat=True))
    return {one.pk: _rooms_of(one, journeys.get(one.pk), one.pk in member_ids) for one in organisations}


def _rooms_of(city: Organisation, open_one: Journey | None, is_member: bool) -> list[Link]:
    found = []
    if open_one:
        found.append(Link(_("Way into the network"), open_one.get_absolute_url(), open_one.get_state_display()))
    elif not is_member:
        url = reverse("membership:express_interest", args=[city.slug])
        found.append(Link(_("Way into the network"), url, _("Not begun yet: express interest.")))
    if is_member:
        duties = _("Duties of the member"), reverse("membership:obligations"), _("Yearly report, contacts, dues.")
        found.append(Link(_("Membership"), city.get_absolute_url(), _("Standing, agreement and duties.")))
        found.append(Link(*duties))
    return found


def _member(one: Membership) -> Hit:
    standing = capfirst(str(one.get_standing_display()))
    note = gettext("member number %(number)s") % {"number": one.number} if one.number else str(one.kind)
    return Hit(one.organisation.short_name, f"{standing} · {note}", one.organisation.get_absolute_url())


def _candidate(one: Journey) -> Hit:
    return Hit(one.organisation.short_name, str(one.get_state_display()), one.organisation.get_absolute_url())


def _journey(one: Journey) -> Hit:
    return Hit(one.organisation.short_name, str(one.get_state_display()), one.get_absolute_url())


NAMES = ("organisation__short_name", "organisation__name")
SEARCHES = {
    "members": Search(
        _("Members"),
        lambda reader, *, on: register_visible_to_all(),
        NAMES,
        _member,
        all_page="membership:register",
        order=10,
    ),
    "candidates": Search(
        _("Candidates"), lambda reader, *, on: journey.public_candidates(), NAMES, _candidate, order=20
    ),
    "journeys": Search(
        _("Journeys"),
        journey.journeys_visible_to,
        NAMES,
        _journey,
        all_page="membership:journeys",
        order=30,
        needs_account=True,
    ),
}
DOORWAYS = {
    "membership.journey": Doorway(visible=journey.journeys_visible_to, in_search=True),
    # the register is public; a member's history, which names who acted, is for its people and the network's
    "membership.membership": Doorway(visible=memberships_kept_by),
    "membership.standingdecision": Doorway(visible=_decisions_visible_to),
    "membership.obligation": Doorway(visible=obligations_visible_to),
    "membership.invoice": Doorway(visible=invoices_visible_to),
    "membership.bankimport": Doorway(may_see=_may_see_statement),
}
HEADER_MENU = {
    "membership:register": MenuEntry(_("Members"), order=10),
    "membership:how_to_join": MenuEntry(_("How to join"), order=20),
}
PAGES = {
    "register": "membership:register",
    "register map": "membership:register_map",
    "join": "membership:how_to_join",
    "express interest": "membership:express_interest",
}
FOOTER_MENU = {
    **HEADER_MENU,
    "membership:organs": MenuEntry(_("Bodies of the network"), order=50),
    "membership:kinds": MenuEntry(_("Kinds of participation"), order=60),
}
NETWORK_MENU = {
    "membership:journeys": MenuEntry(
        _("Journeys and applications"), order=10, text=_("Every city that is joining, and what it waits for.")
    ),
    "membership:register": MenuEntry(
        _("Register of members"), order=20, text=_("Status, number and agreement of every member.")
    ),
    "membership:dues": MenuEntry(_("Dues"), order=30, text=_("Invoices, payments, and what the bank reports.")),
    "membership:obligations": MenuEntry(
        _("Obligations"), order=40, text=_("Yearly reports, contacts and dues by their due dates.")
    ),
    "membership:organs": MenuEntry(
        _("Bodies and office-holders"), order=50, text=_("Who holds which office of the network, by term.")
    ),
}
_OF_JOURNEY = Route(Who.OFFICE, of="membership.journey", take={"public_id": "public_id"})
_OF_INVOICE = Route(Who.OFFICE, of="membership.invoice", take={"pk": "pk"})
_BY_SLUG = {"slug": "organisation.slug"}
ROUTES = {
    "membership:how_to_join": Route(Who.ANYONE),
    "membership:register": Route(Who.ANYONE),
    "membership:register_data": Route(Who.ANYONE, arguments={"kind": "json"}),
    "membership:register_map": Route(Who.ANYONE),
    "membership:kinds": Route(Who.ANYONE),
    "membership:organs": Route(Who.ANYONE),
    "membership:journeys": Route(Who.PERSON),
    "membership:express_interest": Route(Who.OFFICE, of="cities.organisation", take={"slug": "slug"}),
    "membership:journey": _OF_JOURNEY,
    "membership:journey_history": _OF_JOURNEY,
    "membership:draft_loi": _OF_JOURNEY,
    "membership:sign_loi": _OF_JOURNEY,
    "membership:call_deliberation": _OF_JOURNEY,
    "membership:conclude_deliberation": _OF_JOURNEY,
    "membership:sign_invitation": _OF_JOURNEY,
    "membership:sign_minutes": _OF_JOURNEY,
    "membership:application": _OF_JOURNEY,
    "membership:submit_application": _OF_JOURNEY,
    "membership:review_application": _OF_JOURNEY,
    "membership:application_versions": _OF_JOURNEY,
    "membership:decide": _OF_JOURNEY,
    "membership:draft_agreement": _OF_JOURNEY,
    "membership:sign_agreement": _OF_JOURNEY,
    "membership:grant_membership": _OF_JOURNEY,
    "membership:withdraw": _OF_JOURNEY,
    "membership:members": Route(Who.OFFICE),
    "membership:standing": Route(Who.OFFICE, of="membership.membership", take=_BY_SLUG),
    "membership:decide_standing": Route(
        Who.OFFICE, of="membership.membership", take=_BY_SLUG, arguments={"verb": "hold"}
    ),
    "membership:standing_proposal": Route(Who.OFFICE, of="membership.standingproposal", take={"pk": "pk"}),
    "membership:obligations": Route(Who.PERSON),
    "membership:obligations_calendar": Route(Who.OFFICE),
    "membership:obligation": Route(Who.OFFICE, of="membership.obligation", take={"pk": "pk"}),
    "membership:dues": Route(Who.PERSON),
    "membership:issue_invoices": Route(Who.OFFICE),
    "membership:dues_tables": Route(Who.OFFICE),
    "membership:invoice": _OF_INVOICE,
    "membership:cancel_invoice": _OF_INVOICE,
    "membership:bank_statements": Route(Who.OFFICE),
    "membership:bank_statement": Route(Who.OFFICE, of="membership.bankimport", take={"pk": "pk"}),
    "membership:payments": Route(Who.OFFICE),
    "membership:match_payment": Route(Who.OFFICE, of="membership.payment", take={"pk": "pk"}),
}
