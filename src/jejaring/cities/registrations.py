"""What this room registers."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from jejaring.cities import queries
from jejaring.cities.facts import FLOWS
from jejaring.cities.models import Holding, Organisation, Region
from jejaring.cities.personal_data import KEPT
from jejaring.cities.verbs import VERBS
from jejaring.kit import registry
from jejaring.kit.components import Fact, Hit, Link
from jejaring.kit.registry import CitySection, Door, Doorway, MenuEntry, RoomInbox, Route, Search, Who
from jejaring.kit.words import number
from jejaring.ledger.agreement import Claim, Recorded, recorded
from jejaring.people.models import Person


def register() -> None:
    """Register all that this room offers; called once, when it starts."""
    recorded.add_all(RECORDED)
    registry.doorways.add("cities.organisation", Doorway(visible=queries.organisations_visible_to))
    registry.doorways.add("cities.region", Doorway(may_see=lambda reader, record_id, *, on: True))
    registry.doorways.add("cities.accountrequest", Doorway(visible=queries.account_requests_visible_to))
    registry.verbs.add_all(VERBS)
    registry.pages.add_all(PAGES)
    registry.inboxes.add("cities", RoomInbox(_("Governments"), queries.waiting_for, order=5))
    registry.second_factor_needed.add("cities", queries.holds_signing_office)
    registry.secretariat_members.add("cities", queries.is_of_secretariat)
    registry.actor_titles.add("cities", queries.titles_on)
    registry.deletion_hindrances.add("cities", offices_held)
    registry.rooms_of_cities.add("cities", _rooms)
    registry.personal_data.add_all(KEPT)
    registry.searches.add_all(SEARCHES)
    registry.city_sections.add_all(CITY_SECTIONS)
    registry.footer_menu.add("cities:regions", MenuEntry(_("Regions of Indonesia"), order=70, column="data"))
    registry.footer_menu.add("cities:holidays_now", MenuEntry(_("Holidays"), order=80, column="data"))
    registry.network_menu.add_all(NETWORK_MENU)
    registry.doors.add(
        "cities:regions",
        Door(
            "cities",
            _("Regions of Indonesia"),
            _("Every province, regency and city with its code, people and area."),
            order=20,
        ),
    )
    registry.doors.add(
        "cities:holidays_now",
        Door("data", _("Holidays"), _("The days that due dates leave out, by year and region."), order=40),
    )
    registry.routes.add_all(ROUTES)


def offices_held(person: Person, on: date) -> list[str]:
    """Return why an account cannot be deleted: it holds, or will hold, an office."""
    held = Holding.objects.filter(Q(until=None) | Q(until__gte=on), holder=person)
    sentence = gettext("The office %(office)s of %(organisation)s has to be handed over or ended first.")
    return [
        sentence % {"office": holding.office.title, "organisation": holding.office.organisation.short_name}
        for holding in held.select_related("office__organisation").order_by("pk")
    ]


def _rooms(organisations: Collection[Organisation], *, on: date) -> Mapping[int, Sequence[Link]]:
    label, text = _("Facts, departments and offices"), _("Typed once here, shown wherever they belong.")
    return {one.pk: [Link(label, reverse("cities:organisation", args=[one.slug]), text)] for one in organisations}


def region_section(organisation: Organisation, on: date) -> Mapping[str, Any] | None:
    """Return the facts of an organisation's region for its public page."""
    region = organisation.region
    if region is None:
        return None
    facts = [
        Fact(gettext("Population"), number(region.population), str(region.population_year or "")),
        Fact(gettext("Area"), f"{number(region.area_km2, 1)} km²"),
    ]
    if region.province:
        facts.append(Fact(gettext("Province"), region.province.name))
    found = {"region": region, "region_facts": [*facts, Fact(capfirst(gettext("Kemendagri code")), region.code)]}
    if region.population and region.area_km2:
        words = {"people": number(region.population), "area": number(region.area_km2, 1)}
        found["finding"] = gettext("%(people)s people on %(area)s km²") % words
    return found


def _contact(organisation: Organisation, on: date) -> Mapping[str, Any] | None:
    given = (organisation.address, organisation.phone, organisation.email, organisation.website)
    return {"organisation": organisation} if any(given) else None


def _organisation(one: Organisation) -> Hit:
    return Hit(one.short_name, str(one.get_kind_display()), reverse("cities:organisation", args=[one.slug]))


def _region(one: Region) -> Hit:
    province = one.province
    note = f"{one.code} · {province.name}" if province else one.code
    return Hit(one.name, note, reverse("cities:province", args=[province.code]) if province else "")


CITY_SECTIONS = {
    "angka": CitySection(_("Figures"), "cities/_region_section.html", region_section, order=50),
    "kontak": CitySection(_("Contact"), "cities/_contact_section.html", _contact, order=90),
}
SEARCHES = {
    "organisations": Search(
        _("Organisations"),
        queries.organisations_visible_to,
        ("short_name", "name"),
        _organisation,
        all_page="cities:organisations",
        order=40,
        needs_account=True,
    ),
    "regions": Search(
        _("Regions of Indonesia"),
        lambda reader, *, on: queries.regencies_and_cities(),
        ("name", "code"),
        _region,
        all_page="cities:regions",
        order=60,
    ),
}
PAGES = {
    "organisation": "cities:organisation",
    "holidays": "cities:holidays_now",
    "ask for an account": "cities:ask_for_account",
}
NETWORK_MENU = {
    "cities:account_requests": MenuEntry(
        _("Requests for an account"),
        order=55,
        text=_("Governments that asked to join the site, and what was answered."),
        to=queries.acts_for_secretariat,
    ),
    "cities:organisations": MenuEntry(
        _("Organisations"), order=60, text=_("Governments and partners, their departments and offices.")
    ),
    "cities:kept_holidays": MenuEntry(
        _("Regional holidays"),
        order=70,
        text=_("Days on which a region does not work; they count in its deadlines."),
        to=queries.acts_for_secretariat,
    ),
    "cities:holidays_now": MenuEntry(
        _("Holidays"), order=75, text=_("Public holidays; they do not count towards deadlines.")
    ),
}
_OF_ORGANISATION = Route(Who.OFFICE, of="cities.organisation", take={"slug": "slug"})
_OF_OFFICE = Route(Who.OFFICE, of="cities.office", take={"slug": "organisation.slug", "pk": "pk"})
ROUTES = {
    "cities:ask_for_account": Route(Who.ANYONE),
    "cities:account_asked": Route(Who.ANYONE),
    "cities:account_requests": Route(Who.OFFICE),
    "cities:kept_holidays": Route(Who.OFFICE),
    "cities:add_holiday": Route(Who.OFFICE),
    "cities:remove_holiday": Route(Who.OFFICE, of="cities.regionalholiday", take={"pk": "pk"}),
    "cities:account_request": Route(Who.OFFICE, of="cities.accountrequest", take={"public_id": "public_id"}),
    "cities:regions": Route(Who.ANYONE),
    "cities:map_image": Route(Who.ANYONE),
    "cities:province": Route(Who.ANYONE, of="cities.region", take={"code": "code"}),
    "cities:holidays_now": Route(Who.ANYONE),
    "cities:holidays": Route(Who.ANYONE, arguments={"year": 2019}),
    "cities:organisations": Route(Who.PERSON),
    "cities:open_organisation": Route(Who.OFFICE),
    "cities:organisation": _OF_ORGANISATION,
    "cities:facts": _OF_ORGANISATION,
    "cities:departments": _OF_ORGANISATION,
    "cities:close_department": Route(
        Who.OFFICE, of="cities.department", take={"slug": "organisation.slug", "pk": "pk"}
    ),
    "cities:open_office": _OF_ORGANISATION,
    "cities:appoint": _OF_OFFICE,
    "cities:hand_over": _OF_OFFICE,
    "cities:end_holding": Route(Who.OFFICE, of="cities.holding", take={"slug": "office.organisation.slug", "pk": "pk"}),
}
RECORDED = {
    "cities.organisation": Recorded(
        ("cities.open_organisation",),
        (
            Claim("region_id", "region", ("cities.open_organisation",)),
            *(Claim(flow.field, flow.field, ("cities.change_facts",)) for flow in FLOWS),
        ),
    ),
}
