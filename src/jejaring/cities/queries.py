"""Reads: regions, organisations, offices and who holds them on a day."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, F, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from jejaring.cities.models import (
    AccountRequest,
    Department,
    Holding,
    Office,
    OfficeInvitation,
    Organisation,
    Region,
    RegionalHoliday,
)
from jejaring.kit.compiled import compiled
from jejaring.kit.components import Waiting
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
NETWORK_ROLES = (
    Office.Role.PRESIDENT,
    Office.Role.VICE_PRESIDENT,
    Office.Role.NETWORK_SECRETARY,
    Office.Role.SECRETARIAT,
    Office.Role.TREASURER,
    Office.Role.EXECUTIVE,
)
ONE_HOLDER = (  # of an organisation: one office of the role, with one seat
    Office.Role.HEAD,
    Office.Role.DEPUTY_HEAD,
    Office.Role.REGIONAL_SECRETARY,
    Office.Role.PRESIDENT,
)
MEMBER_ROLES = tuple(role for role in Office.Role if role not in NETWORK_ROLES)
USUAL_ROLES = (Office.Role.LIAISON, Office.Role.HEAD, Office.Role.REGIONAL_SECRETARY)  # opened with a government
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
    return reader.is_authenticated and _is_any_of(roles, _roles_in(reader.pk, organisation.pk, on))


def holds_network_office(reader: Reader, *roles: Office.Role, on: date) -> bool:
    """Tell whether `reader` holds one of `roles` in the network itself on that day."""
    return reader.is_authenticated and _is_any_of(roles, _roles_in_the_network(reader.pk, on))


def _is_any_of(roles: Collection[Office.Role], held: Sequence[tuple[str]]) -> bool:
    return any(not roles or role in roles for (role,) in held)


@compiled
def _roles_in(holder: int, organisation: int, on: date) -> QuerySet[Holding, tuple[str]]:
    found = Holding.objects.filter(holding_on(on), holder=holder, office__organisation=organisation)
    return found.order_by().values_list("office__role")


@compiled
def _roles_in_the_network(holder: int, on: date) -> QuerySet[Holding, tuple[str]]:
    found = Holding.objects.filter(holding_on(on), holder=holder, office__organisation__kind=Organisation.Kind.NETWORK)
    return found.order_by().values_list("office__role")


def is_of_secretariat(person: Person, on: date) -> bool:
    """Tell whether `person` acts for the network's secretariat on that day."""
    return holds_network_office(person, *SECRETARIAT, on=on)


def acts_for_secretariat(person: Person, *, on: date, holdings: Iterable[Holding]) -> bool:
    """Tell whether `person`, who holds these offices on that day, acts for the network's secretariat."""
    return any(one.office.is_of_network and one.office.role in SECRETARIAT for one in holdings)


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


@dataclass(frozen=True, slots=True)
class RegionsFound:
    """The region that a name means, if it means exactly one; otherwise those it may mean, the nearest first."""

    exact: Region | None
    near: list[Region]


NEAR_ENOUGH = 0.7  # of difflib's ratio, from 0 to 1: two letters exchanged in six are near, three are not
AT_MOST = 12


def find_regions(typed: str, *, provinces: bool | None = None) -> RegionsFound:
    """Return which region a typed name or Kemendagri code means. One query.

    `provinces` is True for provinces alone, False for regencies and cities alone. "Padang" is Kota Padang, because no
    other bears that name; "Solok" may be Kota or Kabupaten Solok; "Padnag" is none, and Padang is near.
    """
    wanted = _plain(typed)
    found = Region.objects.select_related("province").order_by("code")
    if provinces is not None:
        found = found.filter(kind=Region.Kind.PROVINCE) if provinces else found.exclude(kind=Region.Kind.PROVINCE)
    regions = list(found) if wanted else []
    names = [(region, _plain(region.name), _plain(region.name, bare=True)) for region in regions]
    for same in (
        [region for region, full, _bare in names if wanted in (full, region.code)],
        [region for region, _full, bare in names if wanted == bare],
    ):
        if same:
            return RegionsFound(same[0], []) if len(same) == 1 else RegionsFound(None, same)
    if holding := [region for region, full, _bare in names if wanted in full]:
        return RegionsFound(None, holding[:AT_MOST])
    bare_wanted = _plain(typed, bare=True)
    alike = [(SequenceMatcher(None, bare_wanted, bare).ratio(), region) for region, _full, bare in names]
    alike = sorted((pair for pair in alike if pair[0] >= NEAR_ENOUGH), key=lambda pair: (-pair[0], pair[1].code))
    return RegionsFound(None, [region for _ratio, region in alike[:5]])


def _plain(name: str, *, bare: bool = False) -> str:
    """Return a region's name in small letters, the kind of region in full or, if `bare`, left out."""
    plain = re.sub(r"^kab(\.|\b(?!u))\s*", "kabupaten ", " ".join(name.casefold().split()))
    plain = re.sub(r"^(pemerintah|pemkot|pemkab)\s+", "", plain)
    return re.sub(r"^(kabupaten|kota|provinsi)\s+(administrasi\s+)?", "", plain) if bare else plain


# --- requests for an account -------------------------------------------------------------------
def account_requests_visible_to(reader: Reader, *, on: date) -> QuerySet[AccountRequest]:
    """Return the requests for an account, which the secretariat alone may see."""
    if not holds_network_office(reader, *SECRETARIAT, on=on):
        return AccountRequest.objects.none()
    return AccountRequest.objects.select_related("region__province")


def roles_to_invite(region: Region, *, on: date) -> list[str]:
    """Return which of the usual offices of a region's government have room for who asks for an account."""
    government = Organisation.objects.filter(region=region).first()
    if government is None:
        return list(USUAL_ROLES)
    open_ = {one.office.role for one in seats_of(government, on=on) if one.is_open}
    return [role for role in USUAL_ROLES if role in open_]


def waiting_for(person: Reader, *, on: date, holdings: Sequence[Holding] | None = None) -> list[Waiting]:
    """Return the requests for an account that wait for `person`, who is of the secretariat. At most two queries.

    `holdings` spares the first: what `holdings_of(person, on=on)` returns, if the caller has it.
    """
    if not person.is_authenticated:
        return []
    held = [one.office for one in (holdings_of(person, on=on) if holdings is None else holdings)]
    titles = [office.title for office in held if office.is_of_network and office.role in SECRETARIAT]
    if not titles:
        return []
    waiting = AccountRequest.objects.filter(state=AccountRequest.State.WAITING).select_related("region")
    return [
        Waiting(
            what=_("Answer the request for an account"),
            for_whom=one.region.name,
            due=None,
            why=_("Because you are %(title)s.") % {"title": titles[0]},
            url=one.get_absolute_url(),
            action=_("Answer"),
        )
        for one in waiting
    ]


def all_regional_holidays() -> QuerySet[RegionalHoliday]:
    """Return what regions add to the national holidays of all years."""
    return RegionalHoliday.objects.select_related("region")


def regional_holidays(year: int) -> QuerySet[RegionalHoliday]:
    """Return what regions add to the national holidays of a year."""
    return all_regional_holidays().filter(day__year=year)


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

    @property
    def is_open(self) -> bool:
        """Whether one more person can be invited to it: nobody holds the seat, will hold it or is invited."""
        return len(self.now) + len(self.later) + len(self.invited) < self.office.seats


def departments_of(organisation: Organisation) -> QuerySet[Department]:
    """Return the departments, those that still work first."""
    return organisation.departments.order_by(F("closed_on").asc(nulls_first=True), "name")


def seats_of(organisation: Organisation, *, on: date) -> list[Seat]:
    """Return the offices of an organisation with their holders and those whose invitation is open. Three queries."""
    holdings = Holding.objects.select_related("holder").order_by("-since", "-pk")
    open_ = Invitation.objects.filter(OPEN_INVITATION, expires_at__date__gte=on)
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
