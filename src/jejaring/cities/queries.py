"""Reads: regions, organisations, offices and who holds them on a day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, F, Prefetch, Q, QuerySet

from jejaring.cities.models import (
    Department,
    Holding,
    Office,
    OfficeInvitation,
    Organisation,
    Region,
    RegionalHoliday,
)
from jejaring.kit.compiled import compiled
from jejaring.people.models import Invitation, Person
from jejaring.people.queries import OPEN_INVITATION

Reader = Person | AnonymousUser

SECRETARIAT = (Office.Role.SECRETARIAT, Office.Role.NETWORK_SECRETARY)
SIGNERS = (
    Office.Role.HEAD,
    Office.Role.ASSISTANT,
    Office.Role.REGIONAL_SECRETARY,
    Office.Role.PRESIDENT,
    Office.Role.NETWORK_SECRETARY,
    Office.Role.SECRETARIAT,
    Office.Role.TREASURER,
    Office.Role.EXECUTIVE,
)
KEEPERS = (Office.Role.LIAISON, Office.Role.HEAD, Office.Role.REGIONAL_SECRETARY)


def holding_on(day: date) -> Q:
    """Return the condition that a holding is in force on `day`."""
    return Q(since__lte=day) & (Q(until__isnull=True) | Q(until__gte=day))


def holdings_of(person: Person, *, on: date) -> list[Holding]:
    """Return what `person` holds on that day, with office and organisation. One query."""
    return _holdings(person.pk, on)


@compiled
def _holdings(holder: int, on: date) -> QuerySet[Holding]:
    found = Holding.objects.filter(holding_on(on), holder=holder).select_related("office__organisation")
    return found.order_by("office__organisation__short_name", "office__role", "office__title", "pk")


def holders_of(organisation: Organisation, *roles: Office.Role, on: date) -> QuerySet[Person]:
    """Return the persons who hold one of `roles` in `organisation` on that day."""
    found = Holding.objects.filter(holding_on(on), office__organisation=organisation, office__role__in=roles)
    return Person.objects.filter(pk__in=found.values("holder"), is_active=True).order_by("pk")


def holds_office(reader: Reader, organisation: Organisation, *roles: Office.Role, on: date) -> bool:
    """Tell whether `reader` holds one of `roles` (any, if none is named) in `organisation` on that day."""
    if not reader.is_authenticated:
        return False
    found = Holding.objects.filter(holding_on(on), holder=reader, office__organisation=organisation)
    return (found.filter(office__role__in=roles) if roles else found).exists()


def holds_network_office(reader: Reader, *roles: Office.Role, on: date) -> bool:
    """Tell whether `reader` holds one of `roles` in the network itself on that day."""
    if not reader.is_authenticated:
        return False
    found = Holding.objects.filter(holding_on(on), holder=reader, office__organisation__kind=Organisation.Kind.NETWORK)
    return (found.filter(office__role__in=roles) if roles else found).exists()


def is_of_secretariat(person: Person, on: date) -> bool:
    """Tell whether `person` acts for the network's secretariat on that day."""
    return holds_network_office(person, *SECRETARIAT, on=on)


def holds_signing_office(person: Person, on: date) -> bool:
    """Tell whether `person` holds an office that signs or decides, and so needs a second factor."""
    return bool(_signing_holdings(person.pk, on))


@compiled
def _signing_holdings(holder: int, on: date) -> QuerySet[Holding, tuple[int]]:
    found = Holding.objects.filter(holding_on(on), holder=holder, office__role__in=SIGNERS)
    return found.order_by().values_list("pk")[:1]


def organisations_of(reader: Reader, *, on: date) -> QuerySet[Organisation]:
    """Return the organisations in which `reader` holds an office on that day."""
    if not reader.is_authenticated:
        return Organisation.objects.none()
    held = Holding.objects.filter(holding_on(on), holder=reader)
    return Organisation.objects.filter(pk__in=held.values("office__organisation"))


def organisations_visible_to(reader: Reader, *, on: date) -> QuerySet[Organisation]:
    """Return the organisations whose workroom `reader` may open: their own; all for the network's people.

    What the public sees of an organisation is decided by the register, not here: that a government
    was opened may mean no more than that it thinks of joining.
    """
    if holds_network_office(reader, on=on):
        return Organisation.objects.all()
    return organisations_of(reader, on=on)


def the_network() -> Organisation:
    """Return the network itself. Raises Organisation.DoesNotExist before it has been set up."""
    found = _organisations(Organisation.Kind.NETWORK)
    if not found:
        raise Organisation.DoesNotExist
    return found[0]


@compiled
def _organisations(kind: str) -> QuerySet[Organisation]:
    return Organisation.objects.filter(kind=kind).order_by()[:1]


# --- regions ----------------------------------------------------------------------------------
def regencies_and_cities() -> QuerySet[Region]:
    """Return the 514 regencies and cities with their provinces, by code."""
    return Region.objects.exclude(kind=Region.Kind.PROVINCE).select_related("province").order_by("code")


def provinces() -> QuerySet[Region]:
    """Return the provinces with `regency_count` and `city_count`, by code."""
    return (
        Region.objects.filter(kind=Region.Kind.PROVINCE)
        .annotate(
            regency_count=Count("parts", filter=Q(parts__kind=Region.Kind.REGENCY)),
            city_count=Count("parts", filter=Q(parts__kind=Region.Kind.CITY)),
        )
        .order_by("code")
    )


def regional_holidays(year: int) -> QuerySet[RegionalHoliday]:
    """Return what regions add to the national holidays of a year."""
    return RegionalHoliday.objects.filter(day__year=year).select_related("region")


# --- one organisation ---------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Seat:
    """An office with who holds it on a day, who will, who did, and who is invited to it."""

    office: Office
    now: list[Holding]
    later: list[Holding]
    before: list[Holding]
    invited: list[OfficeInvitation]

    @property
    def is_free(self) -> bool:
        return len(self.now) < self.office.seats


def departments_of(organisation: Organisation) -> QuerySet[Department]:
    """Return the departments, those that still work first."""
    return organisation.departments.order_by(F("closed_on").asc(nulls_first=True), "name")


def seats_of(organisation: Organisation, *, on: date) -> list[Seat]:
    """Return the offices of an organisation with their holders. Three queries."""
    holdings = Holding.objects.select_related("holder").order_by("-since", "-pk")
    open_ = Invitation.objects.filter(OPEN_INVITATION)
    invited = OfficeInvitation.objects.filter(invitation__in=open_).select_related("invitation")
    offices = organisation.offices.select_related("department", "organisation").prefetch_related(
        Prefetch("holdings", queryset=holdings), Prefetch("invitations", queryset=invited)
    )
    order = {role: place for place, role in enumerate(Office.Role.values)}
    return [_seat(office, on) for office in sorted(offices, key=lambda office: (order[office.role], office.title))]


def _seat(office: Office, on: date) -> Seat:
    holdings = list(office.holdings.all())
    return Seat(
        office=office,
        now=[h for h in holdings if h.since <= on and (h.until is None or h.until >= on)],
        later=[h for h in holdings if h.since > on],
        before=[h for h in holdings if h.until is not None and h.until < on],
        invited=list(office.invitations.all()),
    )


def person_of(email: str) -> Person | None:
    """Return the person with an account of that e-mail address."""
    return Person.objects.filter(email=email.strip().lower()).first()


# --- who acted --------------------------------------------------------------------------------
def titles_on(actors: Collection[tuple[int, date]]) -> Mapping[tuple[int, date], str]:
    """Return under which titles persons held office on given days: one query for all of them."""
    held: dict[int, list[Holding]] = defaultdict(list)
    found = Holding.objects.filter(holder__in={person for person, _ in actors}).select_related("office__organisation")
    for holding in found.order_by("office__title"):
        held[holding.holder_id].append(holding)
    titles = {(person, day): _titles(held[person], day) for person, day in actors}
    return {actor: title for actor, title in titles.items() if title}


def _titles(holdings: Collection[Holding], day: date) -> str:
    in_force = [h.office for h in holdings if h.since <= day and (h.until is None or day <= h.until)]
    return "; ".join(
        office.title if str(office.organisation) in office.title else f"{office.title}, {office.organisation}"
        for office in in_force
    )
