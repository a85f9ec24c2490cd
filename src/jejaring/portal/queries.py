"""The public register: counts, provinces, and what the map shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.db.models import Count, Max, Q, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from jejaring.admission.models import Journey, Step
from jejaring.admission.queries.journey import public_candidates
from jejaring.cities.models import Organisation, Region
from jejaring.kit.components import Event
from jejaring.kit.navigation import address
from jejaring.membership.models import Membership, NumberSeries, StandingDecision
from jejaring.membership.queries import standing


@dataclass(frozen=True, slots=True)
class Counts:
    """The register in figures.

    `members` counts the members older than the register (`opening`) and those granted a number since;
    `named` are those the register knows by name. `version` changes whenever the map does.
    """

    members: int
    opening: int
    source: str
    source_url: str
    named: int
    candidates: int
    next_number: int
    version: str

    @property
    def unnamed(self) -> int:
        return max(0, self.members - self.named)


@dataclass(frozen=True, slots=True)
class Province:
    """A province, and how many members are in it."""

    code: str
    name: str
    members: int


def counts() -> Counts:
    """Return the register in figures. Three queries."""
    series = NumberSeries.objects.first() or NumberSeries()
    current = Q(ended_on__isnull=True)
    found = Membership.objects.filter(kind__numbered=True).aggregate(
        named=Count("pk", filter=current),
        granted=Count("pk", filter=current & Q(number__isnull=False)),
        old_ended=Count("pk", filter=~current & Q(number__isnull=True)),
        newest=Max("pk"),
    )
    candidates = public_candidates().count()
    return Counts(
        members=series.opening_count - found["old_ended"] + found["granted"],
        opening=series.opening_count,
        source=series.source,
        source_url=series.source_url,
        named=found["named"],
        candidates=candidates,
        next_number=series.last_number + 1,
        version=f"{found['newest'] or 0}-{found['named']}-{candidates}",
    )


def register_visible_to_all(*, ended: bool = False) -> QuerySet[Membership]:
    """Return the register's entries; memberships that have ended are only there when asked for."""
    found = Membership.objects.select_related("organisation__region__province", "kind", "agreement")
    return found if ended else found.filter(ended_on__isnull=True)


class Row(NamedTuple):
    """An entry of the register as its page shows it, in the active language."""

    number: int | None
    standing: str
    since: date | None
    source: str
    source_url: str
    attested: str
    note_id: str
    note_en: str
    example: bool
    agreement: UUID | None
    agreement_number: str | None
    slug: str
    member: str
    kind: str
    numbered: bool
    province: str


def as_shown(
    found: QuerySet[Membership], *, kinds: Mapping[str, tuple[str, bool]], provinces: Mapping[str, str]
) -> list[Row]:
    """Read of the register's entries only what its page shows: records would cost as much again.

    `kinds` gives the name of each kind and whether it has numbers, `provinces` each name by its code: they are read
    anyway, and each spares a join.
    """
    own = ("number", "standing", "since", "source", "source_url", "attested", "note_id", "note_en", "example")
    agreement = ("agreement__public_id", "agreement__number")
    place = ("organisation__slug", "organisation__short_name")
    rows = found.select_related(None).values_list(
        *own, *agreement, *place, "kind_id", "organisation__region__province_id"
    )
    return [  # a kind may have been added since its name was read
        Row._make((*shown, *kinds.get(kind, (kind, False)), provinces.get(province, "")))
        for *shown, kind, province in rows
    ]


def candidates_as_shown() -> QuerySet[Journey]:
    """Return the public candidates with what the register's page shows of them."""
    found = public_candidates().select_related(None).select_related("organisation__region__province")
    return found.only("state", "example", *_place("organisation"))


def _place(path: str) -> tuple[str, ...]:
    return (f"{path}__slug", f"{path}__short_name", f"{path}__region__province__name")


def provinces() -> list[Province]:
    """Return every province with the number of members in it, the one with most members first. One query."""
    path = "parts__government__memberships"
    members = Count(path, filter=Q(**{f"{path}__ended_on__isnull": True}))
    rows = Region.objects.filter(kind=Region.Kind.PROVINCE).annotate(members=members).order_by("-members", "name")
    return [Province(*row) for row in rows.values_list("code", "name", "members")]


@dataclass(frozen=True, slots=True)
class City:
    """A city on the page of the cities."""

    name: str
    url: str
    candidate: bool = False


@dataclass(frozen=True, slots=True)
class ProvinceOfCities:
    """A province with its members and candidates; without a name for cities whose province is not recorded."""

    name: str
    cities: Sequence[City]


def cities_by_province() -> list[ProvinceOfCities]:
    """Return members and candidates by province, the one with most cities first. Two queries."""
    columns = ("organisation__region__province__name", "organisation__short_name", "organisation__slug")
    members = Membership.objects.filter(ended_on__isnull=True).values_list(*columns)
    rows = [(*row, False) for row in members] + [(*row, True) for row in public_candidates().values_list(*columns)]
    found: dict[str, list[City]] = {}
    for province, name, slug, candidate in sorted(rows, key=lambda row: row[1]):
        found.setdefault(province or "", []).append(City(name, address("portal:organisation", slug), candidate))
    by_size = sorted(found.items(), key=lambda pair: (not pair[0], -len(pair[1]), pair[0]))
    return [ProvinceOfCities(name, cities) for name, cities in by_size]


@dataclass(frozen=True, slots=True)
class People:
    """The people registered in a member's regency or city in a year, according to `source`."""

    name: str
    count: int
    year: int
    source: str


def people_of_members() -> list[People]:
    """Return the people of every member that the register names, most first. One query.

    A province is not counted beside its cities, nor a region whose population is not known.
    """
    region = "organisation__region__"
    found = Membership.objects.filter(ended_on__isnull=True, kind__numbered=True)
    found = found.filter(**{f"{region}population__isnull": False, f"{region}population_year__isnull": False})
    rows = found.exclude(**{f"{region}kind": Region.Kind.PROVINCE}).values_list(
        "organisation__short_name", f"{region}population", f"{region}population_year", f"{region}source"
    )
    return [People(*row) for row in rows.order_by(f"-{region}population", "organisation__short_name")]


def people_of_all_regions() -> int:
    """Return the people of all regencies and cities of the country. One query."""
    found = Region.objects.exclude(kind=Region.Kind.PROVINCE).aggregate(people=Sum("population"))
    return found["people"] or 0


def matching(word: str, provinces: Mapping[str, str]) -> Q:
    """Return the condition that a member's name, or the name of its province, has `word` in it.

    `provinces` gives all names by code. They are few and read anyway; a condition that reaches over a join could
    not use the index of names.
    """
    named = Q(organisation__short_name__icontains=word) | Q(organisation__name__icontains=word)
    sought = word.casefold()
    codes = [code for code, name in provinces.items() if sought in name.casefold()]
    return named | Q(organisation__region__province__in=codes) if codes else named


# --- what changed --------------------------------------------------------------------------------
# The steps that are told in public; what a city weighs among its own departments is not.
CHANGES = {
    "complete_loi": _("%(city)s and the network signed a letter of intent"),
    "submit_application": _("%(city)s sent its application"),
    "approve": _("The application of %(city)s was approved"),
    "complete_agreement": _("%(city)s and the network signed a cooperation agreement"),
    "grant_membership": _("%(city)s became a member"),
}


def changes(most: int) -> list[Event]:
    """Return the newest public steps and decisions of all cities. Two queries."""
    shown = Q(journey__closed_on__isnull=True) | Q(journey__membership__isnull=False)
    steps = Step.objects.filter(shown, verb__in=CHANGES).select_related("journey__organisation")
    decisions = StandingDecision.objects.select_related("membership__organisation")
    found = [
        _change(str(CHANGES[one.verb]), one.journey.organisation, one)
        for one in steps.order_by("-decided_on", "-pk")[:most]
    ] + [
        _change(f"%(city)s: {standing.DONE[one.verb]}", one.membership.organisation, one)
        for one in decisions.order_by("-decided_on", "-pk")[:most]
    ]
    return sorted(found, key=lambda event: event.when, reverse=True)[:most]


def _change(words: str, city: Organisation, one: Step | StandingDecision) -> Event:
    return Event(one.decided_on, words % {"city": city.short_name}, url=city.get_absolute_url())


# --- the map -------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class MapContent:
    """Marks, links and names by region code, as `cities.maps.draw_map` takes them."""

    marks: dict[str, str]
    links: dict[str, str]
    names: dict[str, str]


def map_marks() -> dict[str, str]:
    """Return what each region is on the map: "member" or "candidate". Two queries."""
    codes = Membership.objects.filter(ended_on__isnull=True, organisation__region__isnull=False)
    candidates = public_candidates().filter(organisation__region__isnull=False)
    marks = dict.fromkeys(candidates.values_list("organisation__region", flat=True), "candidate")
    return {**marks, **dict.fromkeys(codes.values_list("organisation__region", flat=True), "member")}


def map_of_province(code: str) -> MapContent:
    """Return what the map of one province shows, with the name of each regency and city. Three queries."""
    inside = {"organisation__region__province": code}
    members = Membership.objects.filter(ended_on__isnull=True, **inside).select_related("organisation")
    candidates = public_candidates().filter(**inside)
    found = [(one.organisation, "candidate") for one in candidates] + [(one.organisation, "member") for one in members]
    marks = {str(organisation.region_id): mark for organisation, mark in found}
    links = {str(organisation.region_id): organisation.get_absolute_url() for organisation, _mark in found}
    names = dict(Region.objects.filter(province=code).values_list("code", "name"))
    return MapContent(marks, links, names)
