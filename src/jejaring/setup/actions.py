"""Carrying out a plan by the actions of the rooms below, and confirming what no record can prove."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Literal

from django.conf import settings
from django.db import transaction
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from yaml import YAMLError

from jejaring.answers.errors import AnswerError
from jejaring.cities.actions import (
    appoint,
    invite_to_office,
    load_regions,
    open_network,
    open_office,
    open_organisation,
)
from jejaring.cities.models import Office, Organisation, Region
from jejaring.cities.queries import person_of, seats_of, the_network
from jejaring.documents.signers.chosen import chosen_signer
from jejaring.dues.actions import set_dues
from jejaring.dues.models import DuesBand, DuesTable
from jejaring.kit.refusal import Refusal
from jejaring.ledger.actions import record
from jejaring.ledger.queries import entries_of
from jejaring.membership.actions.members import load_kinds, open_register
from jejaring.membership.actions.organs import enter_organs
from jejaring.membership.actions.register import enter_member
from jejaring.membership.models import Membership, NumberSeries, Organ, OrganTerm
from jejaring.people.models import Person
from jejaring.people.queries import link_of
from jejaring.setup import colours
from jejaring.setup.logos import NO_LOGO, Logo
from jejaring.setup.models import Appearance, Confirmation, Release
from jejaring.setup.plan import DuesPlan, MemberPlan, OfficePlan, Plan, RegisterPlan, SecretaryPlan, Values

State = Literal["new", "same", "differs", "refused"]


@dataclass(frozen=True, slots=True)
class Step:
    """What one part of a plan has come to; `link` is that of an invitation that nobody has accepted yet."""

    state: State
    what: str
    link: str = ""


def load_reference() -> Step:
    """Load the regions of Indonesia and the kinds of participation; doing it again changes nothing."""
    changed = load_regions()
    kinds = load_kinds()
    return Step("new" if changed else "same", f"regions: {Region.objects.count()}; kinds of participation: {kinds}")


def carry_out(plan: Plan, *, on: date, at: datetime) -> Iterator[Step]:
    """Do what a plan says and is not there yet, and yield what each part has come to.

    What is there and agrees stays, what is there and differs is named and stays as well. Each part is a transaction
    of its own, so that a plan that was stopped is carried on by doing it again.
    """
    if plan.network:
        yield _attempt("network", partial(_network, plan.network, on))
    for office in plan.offices:
        yield _attempt(f"office: {office.title}", partial(_office, office, on))
    if plan.register:
        yield _attempt("register", partial(_register, plan.register, on))
    for member in plan.members:
        yield _attempt(f"member: {member.region}", partial(_member, member, on))
    yield from _organs(plan.organs, plan.terms, on)
    if plan.dues:
        yield _attempt("table of dues", partial(_dues, plan.dues, on))
    if plan.secretary:
        yield _attempt("secretary", partial(_secretary, plan.secretary, on, at))
    if plan.signer:
        yield _keys(plan.signer, at)


@transaction.atomic
def confirm(line: str, *, by: Person | None, at: datetime, sha256: str = "") -> Confirmation:
    """Confirm a line of what a new network has to decide; with the SHA-256 of a data file until that changes.

    Doing it again changes nothing.
    """
    confirmation, new = Confirmation.objects.get_or_create(line=line, sha256=sha256)
    if new:
        record("setup.confirm", the_network(), by=by, at=at, data={"line": line, "sha256": sha256})
    return confirmation


@transaction.atomic
def set_appearance(
    *, colour: str, logo: Logo | None = None, without_logo: bool = False, by: Person, at: datetime
) -> Appearance:
    """Let every page be drawn in a colour ("#rrggbb", or "" for Jejaring's) and with a logo.

    Without a new logo the present one stays, unless it is taken away by `without_logo`. Raises Refusal if text in
    the colour could not be read.
    """
    if colour:
        _require_contrast(colour)
    return _keep_appearance("setup.brand", colour, logo or (NO_LOGO if without_logo else None), by=by, at=at)


@transaction.atomic
def reset_appearance(*, by: Person, at: datetime) -> Appearance:
    """Go back to Jejaring's own mark and colours."""
    return _keep_appearance("setup.unbrand", "", NO_LOGO, by=by, at=at)


def _keep_appearance(verb: str, colour: str, logo: Logo | None, *, by: Person, at: datetime) -> Appearance:
    """Store an appearance, with the logo it has if none is given, and record it unless nothing is new."""
    _there, decided = Appearance.objects.get_or_create(id=1)
    there = Appearance.objects.select_for_update().get()
    before, there.colour = _shown(there), colour
    if logo:
        there.logo, there.logo_kind, there.logo_sha256 = logo.content, logo.kind, logo.sha256
        there.logo_width, there.logo_height = logo.width, logo.height
    if decided or _shown(there) != before:
        there.save()
        record(verb, the_network(), by=by, at=at, data=_shown(there))
    return there


def _shown(appearance: Appearance) -> dict[str, str]:
    """Return what the ledger keeps of an appearance."""
    return {"colour": appearance.colour, "logo": appearance.logo_sha256, "kind": appearance.logo_kind}


def _require_contrast(colour: str) -> None:
    found = colours.least_contrast(colour, colours.LIGHT_GROUNDS)
    if found < colours.ENOUGH:
        sentence = _(
            "%(colour)s is too light: text in it has a contrast of %(found)s with the page, and %(enough)s is "
            "needed. Choose a darker one, such as %(darker)s."
        )
        words = {
            "found": number_format(found, 1),
            "enough": number_format(colours.ENOUGH, 1),
            "darker": colours.darkened(colour),
        }
        raise Refusal(sentence % {"colour": colour, **words}, field="colour")


def record_release(version: str, settings_read: Sequence[str], *, at: datetime) -> Release:
    """Record which version brought the database to its shape, and the settings it reads; once while both stay."""
    wanted = {"version": version, "settings": sorted(settings_read)}
    last = Release.objects.first()
    if last and {"version": last.version, "settings": last.settings} == wanted:
        return last
    return Release.objects.create(**wanted, at=at)


def _attempt(what: str, do: Callable[[], Step]) -> Step:
    """Return what a step has come to, or that a room has refused it."""
    try:
        return do()
    except Refusal as refusal:
        return Step("refused", f"{what}: {refusal}")


def _compared(what: str, there: Mapping[str, object], wanted: Mapping[str, object]) -> Step:
    """Return whether what is there agrees with what is wanted; only what is wanted counts."""
    found = [f"{name} is {there[name]!r}, not {value!r}" for name, value in wanted.items() if there[name] != value]
    return Step("differs", f"{what}: {'; '.join(found)}") if found else Step("same", what)


def _attributes(thing: object, wanted: Mapping[str, object]) -> dict[str, object]:
    return {name: getattr(thing, name) for name in wanted}


def _network(facts: Values, on: date) -> Step:
    there = Organisation.objects.filter(kind=Organisation.Kind.NETWORK).first()
    if there is None:
        return Step("new", f"network: {open_network(**facts, by=None, on=on).name}")
    return _compared(f"network: {there.name}", _attributes(there, facts), facts)


def _office(plan: OfficePlan, on: date) -> Step:
    network, what = the_network(), f"office: {plan.title}"
    wanted = {"role": plan.role, "seats": plan.seats}
    if there := network.offices.filter(title=plan.title).first():
        return _compared(what, _attributes(there, wanted), wanted)
    open_office(network, role=Office.Role(plan.role), title=plan.title, seats=plan.seats, by=None, on=on)
    return Step("new", what)


def _register(plan: RegisterPlan, on: date) -> Step:
    series = NumberSeries.objects.first()
    wanted = {"opening_count": plan.opening_count, "source": plan.source}
    if series and (series.source or series.last_number):
        what = f"register: opened with {series.opening_count} members"
        return _compared(what, _attributes(series, wanted), wanted)
    open_register(plan.opening_count, plan.source, by=None, on=on, source_url=plan.source_url)
    return Step(
        "new", f"register: opened with {plan.opening_count} members; the next number is {plan.opening_count + 1}"
    )


@transaction.atomic
def _member(plan: MemberPlan, on: date) -> Step:
    region = Region.objects.get(pk=plan.region)
    there = Membership.objects.filter(organisation__region=region, ended_on=None).first()
    what = f"member: {region.name}"
    if there:
        return _compared(what, _attributes(there, plan.facts), plan.facts)
    enter_member(open_organisation(region, by=None, on=on), by=None, on=on, **plan.facts)
    return Step("new", what)


def _organs(organs: tuple[Values, ...], terms: tuple[Values, ...], on: date) -> Iterator[Step]:
    bodies = {organ.pk: organ for organ in Organ.objects.all()}
    known = {term.first_year: term for term in OrganTerm.objects.prefetch_related("officers")}
    fresh = [one for one in organs if one["code"] not in bodies]
    begun = [one for one in terms if one["first_year"] not in known]
    try:
        if fresh or begun:
            enter_organs(fresh, begun, by=None, on=on)
    except Refusal as refusal:
        yield Step("refused", f"bodies: {refusal}")
        return
    for one in organs:
        what = f"body: {one['name_id']}"
        yield Step("new", what) if one in fresh else _compared(what, _attributes(bodies[one["code"]], one), one)
    for one in terms:
        what = f"term: {one['first_year']}–{one['last_year']}"
        yield Step("new", what) if one in begun else _compared(what, *_of_term(known[one["first_year"]], one))


def _of_term(there: OrganTerm, plan: Values) -> tuple[dict[str, object], dict[str, object]]:
    """Return what is compared of a term: as it is, and as it is planned."""
    held = [f"{one.title_id}: {one.person_name} ({one.region_id})" for one in there.officers.all()]
    planned = [f"{one['title_id']}: {one.get('person_name', '')} ({one['region']})" for one in plan["officers"]]
    wanted = {name: plan[name] for name in ("last_year", "source")}
    return {**_attributes(there, wanted), "officers": held}, {**wanted, "officers": planned}


def _dues(plan: DuesPlan, on: date) -> Step:
    what = f"table of dues: from {plan.first_year}"
    there = DuesTable.objects.filter(first_year=plan.first_year).first()
    if there is None:
        set_dues(plan.first_year, plan.bands, decision=plan.decision, confirmed=plan.confirmed, by=None, on=on)
        return Step("new", what)
    wanted = {"decision": plan.decision, "bands": sorted(map(_band, plan.bands))}
    return _compared(what, {"decision": there.decision, "bands": sorted(map(_band, there.bands.all()))}, wanted)


def _band(band: DuesBand) -> tuple[int, ...]:
    limits = [getattr(band, name) or 0 for pair in DuesBand.LIMITS for name in pair]
    return (*limits, int(band.amount_idr))


def _secretary(plan: SecretaryPlan, on: date, at: datetime) -> Step:
    """Invite the first secretary, unless somebody holds the office or is invited to it."""
    seat = next(one for one in seats_of(the_network(), on=on) if one.office.role == Office.Role.SECRETARIAT)
    if seat.now:
        return Step("same", f"secretariat: held by {len(seat.now)}; nobody was invited")
    invited = [one.invitation for one in seat.invited if one.invitation.expires_at > at]
    for one in invited:
        if one.email == plan.email.lower():
            return Step("same", f"secretary: {one.email} is invited until {one.expires_at:%Y-%m-%d}", link_of(one))
    if invited:
        return Step("differs", f"secretary: {invited[0].email} is invited, not {plan.email}", link_of(invited[0]))
    if person := person_of(plan.email):
        appoint(seat.office, person, by=None, on=on, at=at)
        return Step("new", f"secretary: {plan.email} has an account and was appointed")
    planned = invite_to_office(
        seat.office, email=plan.email, name=plan.name, language=plan.language, by=None, on=on, at=at
    )
    return Step("new", f"secretary: {plan.email} is invited", link_of(planned.invitation))


@transaction.atomic
def _keys(signer: str, at: datetime) -> Step:
    """Make our own certificate authority, or read the roots of the chosen signer, and record which they are."""
    if signer != settings.SIGNER:
        return Step("differs", f"signer: JEJARING_SIGNER is {settings.SIGNER!r}, not {signer!r}")
    try:
        roots = sorted(root.sha256.hex() for root in chosen_signer().roots())
    except (ValueError, OSError, Refusal, AnswerError, YAMLError) as fault:
        return Step("refused", f"signer: {signer}: {' '.join(str(fault).split())}")
    network, found = the_network(), {"signer": signer, "roots": roots}
    what = f"signer: {signer}; SHA-256 of its root certificate {', '.join(roots)}"
    vouched = entries_of(network).filter(verb="setup.vouch").first()
    if vouched and json.loads(vouched.data) == found:
        return Step("same", what)
    record("setup.vouch", network, by=None, at=at, data=found)
    return Step("new", what)
