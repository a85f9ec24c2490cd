"""What this room registers."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from jejaring.admission.events import EVENTS
from jejaring.admission.models import Journey
from jejaring.admission.queries import journey
from jejaring.admission.verbs import VERBS
from jejaring.cities.models import Organisation
from jejaring.kit import registry
from jejaring.kit.components import Hit, Link
from jejaring.kit.registry import Door, Doorway, MenuEntry, PersonalData, RoomInbox, Route, Search, Who
from jejaring.ledger.agreement import Claim, Recorded, recorded
from jejaring.ledger.events import publish_events
from jejaring.membership.models import Membership


def register() -> None:
    """Register all that this room offers; called once, when it starts."""
    recorded.add_all(RECORDED)
    registry.doorways.add("admission.journey", Doorway(visible=journey.journeys_visible_to, in_search=True))
    registry.verbs.add_all(VERBS)
    registry.personal_data.add(
        "admission.contacts",
        PersonalData(
            _("A city's contact in its application"),
            held=_("Department, title and e-mail address of the liaison, as the city types them."),
            why=_("So that the secretariat can ask back while the application is checked."),
            until=_("As long as the application itself: it is a signed letter of the city."),
            seen_by=_("The city's own office-holders and the network's."),
            order=90,
        ),
    )
    registry.pages.add_all(PAGES)
    registry.inboxes.add("admission", RoomInbox(_("Joining the network"), journey.waiting_for, order=10))
    registry.searches.add_all(SEARCHES)
    registry.rooms_of_cities.add("admission", _rooms)
    registry.footer_menu.add_all(FOOTER_MENU)
    registry.network_menu.add_all(NETWORK_MENU)
    registry.doors.add(
        "admission:how_to_join",
        Door("network", _("How to join"), _("Eight steps, what each needs, and a check of your city."), order=10),
    )
    registry.routes.add_all(ROUTES)
    publish_events(EVENTS)


def _rooms(organisations: Collection[Organisation], *, on: date) -> Mapping[int, Sequence[Link]]:
    """Return where a city that is no member finds its way into the network. Two queries."""
    open_ones = Journey.objects.filter(organisation__in=organisations, closed_on__isnull=True)
    journeys = {one.organisation_id: one for one in open_ones}
    present = Membership.objects.filter(organisation__in=organisations, ended_on__isnull=True)
    members = set(present.values_list("organisation", flat=True))
    return {one.pk: _rooms_of(one, journeys.get(one.pk), one.pk in members) for one in organisations}


def _rooms_of(city: Organisation, open_one: Journey | None, is_member: bool) -> list[Link]:
    label = _("Way into the network")
    if open_one:
        return [Link(label, open_one.get_absolute_url(), open_one.get_state_display())]
    if is_member:
        return []
    page = reverse("admission:express_interest", args=[city.slug])
    return [Link(label, page, _("Not begun yet: express interest."), action=_("Express interest"))]


def _candidate(one: Journey) -> Hit:
    return Hit(one.organisation.short_name, str(one.get_state_display()), one.organisation.get_absolute_url())


def _journey(one: Journey) -> Hit:
    return Hit(one.organisation.short_name, str(one.get_state_display()), one.get_absolute_url())


NAMES = ("organisation__short_name", "organisation__name")
SEARCHES = {
    "candidates": Search(
        _("Candidates"), lambda reader, *, on: journey.public_candidates(), NAMES, _candidate, order=20
    ),
    "journeys": Search(
        _("Journeys"),
        journey.journeys_visible_to,
        NAMES,
        _journey,
        all_page="admission:journeys",
        order=30,
        needs_account=True,
    ),
}
FOOTER_MENU = {
    "admission:how_to_join": MenuEntry(_("How to join"), order=20, column="network"),
}
PAGES = {
    "join": "admission:how_to_join",
    "express interest": "admission:express_interest",
}
NETWORK_MENU = {
    "admission:journeys": MenuEntry(
        _("Journeys and applications"), order=10, text=_("Every city that is joining, and what it waits for.")
    ),
}
_OF_JOURNEY = Route(Who.OFFICE, of="admission.journey", take={"public_id": "public_id"})
ROUTES = {
    "admission:how_to_join": Route(Who.ANYONE),
    "admission:journeys": Route(Who.PERSON),
    "admission:express_interest": Route(Who.OFFICE, of="cities.organisation", take={"slug": "slug"}),
    "admission:journey": _OF_JOURNEY,
    "admission:journey_history": _OF_JOURNEY,
    "admission:draft_loi": _OF_JOURNEY,
    "admission:sign_loi": _OF_JOURNEY,
    "admission:return_letter": _OF_JOURNEY,
    "admission:return_draft": _OF_JOURNEY,
    "admission:sign_invitation": _OF_JOURNEY,
    "admission:sign_minutes": _OF_JOURNEY,
    "admission:application": _OF_JOURNEY,
    "admission:submit_application": _OF_JOURNEY,
    "admission:review_application": _OF_JOURNEY,
    "admission:application_versions": _OF_JOURNEY,
    "admission:decide": _OF_JOURNEY,
    "admission:draft_agreement": _OF_JOURNEY,
    "admission:check_agreement": _OF_JOURNEY,
    "admission:sign_agreement": _OF_JOURNEY,
    "admission:grant_membership": _OF_JOURNEY,
    "admission:withdraw": _OF_JOURNEY,
}
RECORDED = {
    "admission.journey": Recorded(
        ("admission.express_interest",),
        (Claim("state", "to"), Claim("opened_on", verbs=("admission.express_interest",))),
    ),
}
