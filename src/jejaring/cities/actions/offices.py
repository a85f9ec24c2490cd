"""Offices: who holds them from when to when, and handing them over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from jejaring.cities.models import Department, Holding, Office, Organisation
from jejaring.cities.queries import ONE_HOLDER, holding_on
from jejaring.cities.signals import office_handed_over
from jejaring.documents.models import Signature
from jejaring.kit import registry
from jejaring.kit.days import Limit, refuse_outside, years_after
from jejaring.kit.refusal import Refusal
from jejaring.kit.words import long_date
from jejaring.ledger.actions import record
from jejaring.notices.actions import notify
from jejaring.notices.models import Words
from jejaring.people.models import Person

_DAY = timedelta(days=1)
LONGEST_TERM = 50  # years


class Orphans(Refusal):
    """Something personal would be left without anyone; `things` says what, one sentence each."""

    def __init__(self, things: Sequence[str]) -> None:
        super().__init__(_("Finish or pass on first: %(things)s") % {"things": " ".join(things)})
        self.things = list(things)


@transaction.atomic
def open_office(
    organisation: Organisation,
    *,
    role: Office.Role,
    title: str,
    by: Person | None,
    on: date,
    department: Department | None = None,
    seats: int = 1,
    example: bool = False,
) -> Office:
    """Return the office of that title, opened now if it was not yet.

    Raises Refusal if an office of that title has another role, or if the role has one holder and there is an office
    of it already or there would be more seats.
    """
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    if there := organisation.offices.filter(title=title).first():
        if there.role != role:
            raise Refusal(_("An office of this title is there with another role."), field="title")
        return there
    if role in ONE_HOLDER:
        _refuse_a_second_holder(organisation, role, seats)
    opened = organisation.offices.create(role=role, title=title, department=department, seats=seats, example=example)
    record("cities.open_office", organisation, by=by, on=on, data={"office": title, "role": role, "seats": seats})
    return opened


def _refuse_a_second_holder(organisation: Organisation, role: Office.Role, seats: int) -> None:
    names = {"role": Office.Role(role).label}
    if first := organisation.offices.filter(role=role).first():
        raise Refusal(
            _("There is one office of the role “%(role)s”: %(office)s.") % {**names, "office": first}, field="role"
        )
    if seats != 1:
        raise Refusal(_("The role “%(role)s” has one holder, so its office has one seat.") % names, field="seats")


@transaction.atomic
def appoint(
    office: Office,
    holder: Person,
    *,
    by: Person | None,
    on: date,
    until: date | None = None,
    decree: str = "",
    at: datetime | None = None,
) -> Holding:
    """Let `holder` hold the office from the day `on` to `until`, both included.

    With `at` the holder is told. Raises Refusal if all seats are taken on one of these days, if
    the person holds the office already, cannot sign in, or would appoint themselves.
    """
    office = Office.objects.select_for_update().select_related("organisation").get(pk=office.pk)
    _check_holder(office, holder, by=by)
    refuse_wrong_term(on, until, today=recorded_on(at, otherwise=on))
    overlapping = [h for h in office.holdings.select_related("holder") if _overlap(h, on, until)]
    if any(holding.holder_id == holder.pk for holding in overlapping):
        raise Refusal(_("This person already holds this office on one of these days."), field="holder")
    if _most_at_once(overlapping, on) >= office.seats:
        raise Refusal(_("Every seat of this office is taken then. Hand it over instead."), field="holder")
    return _begin(office, holder, by=by, on=on, until=until, decree=decree, at=at, verb="cities.appoint")


@transaction.atomic
def end_holding(holding: Holding, *, by: Person | None, on: date) -> Holding:
    """End a holding; `on` is its last day.

    Raises Refusal if it has ended before or begins later, Orphans if something personal would be
    left without anyone.
    """
    fresh = Holding.objects.select_for_update(of=("self",)).select_related("office__organisation").get(pk=holding.pk)
    if fresh.until is not None and fresh.until <= on:
        raise Refusal(_("This holding has already ended on %(day)s.") % {"day": long_date(fresh.until)}, field="on")
    refuse_outside(on, earliest=_earliest_end(fresh), latest=Limit(years_after(fresh.since, LONGEST_TERM)), field="on")
    _refuse_orphans(fresh, on)
    fresh.until = on
    fresh.save(update_fields=["until"])
    record(
        "cities.end_holding",
        fresh.office.organisation,
        by=by,
        on=on,
        data={"office": fresh.office.title, "holding": fresh.pk},
    )
    return fresh


@transaction.atomic
def hand_over(
    office: Office,
    to: Person,
    *,
    by: Person | None,
    on: date,
    decree: str = "",
    giver: Person | None = None,
    at: datetime | None = None,
) -> Holding:
    """Hand an office over: who holds it does so until the day before `on`, `to` from `on`.

    What waits for the office waits for its new holder from then on, because work belongs to
    offices. `giver` must be named if several hold it; with `at` the new holder is told. Rooms
    above hear `office_handed_over`.

    Raises Refusal if nobody holds it on that day, if the holder began only then, or if `to` may
    not hold it; Orphans if something would be left that only the giver can finish.
    """
    office = Office.objects.select_for_update().select_related("organisation").get(pk=office.pk)
    _check_holder(office, to, by=by)
    ending = _the_one_that_ends(office, on, giver)
    if ending.holder_id == to.pk:
        raise Refusal(_("This person already holds this office."), field="holder")
    earliest = _earliest_end(ending)
    first = Limit(earliest.day + _DAY, _("the day after: %(what)s") % {"what": earliest.why})
    refuse_outside(on, earliest=first, latest=_farthest_beginning(recorded_on(at, otherwise=on)), field="on")
    _refuse_orphans(ending, on - _DAY)
    last_day = ending.until
    remaining = [h for h in office.holdings.exclude(pk=ending.pk) if _overlap(h, on, last_day)]
    if any(holding.holder_id == to.pk for holding in remaining):
        raise Refusal(_("This person already holds this office on one of these days."), field="holder")
    if _most_at_once(remaining, on) >= office.seats:
        raise Refusal(_("Someone is already appointed from a later day. End that first."), field="on")
    ending.until = on - _DAY
    ending.save(update_fields=["until"])
    begun = _begin(office, to, by=by, on=on, until=last_day, decree=decree, at=at, verb="cities.hand_over")
    office_handed_over.send(sender=Office, office=office, giver=ending.holder, taker=to, on=on, by=by)
    return begun


def refuse_wrong_term(first: date, last: date | None, *, today: date) -> None:
    """Raise Refusal if an office would be held from or to a day out of bounds."""
    earliest = Limit(years_after(today, -LONGEST_TERM), _("%(years)s years back") % {"years": LONGEST_TERM})
    refuse_outside(first, earliest=earliest, latest=_farthest_beginning(today), field="on")
    if last:
        farthest = Limit(years_after(first, LONGEST_TERM), _("%(years)s years") % {"years": LONGEST_TERM})
        refuse_outside(last, earliest=Limit(first, _("the first day")), latest=farthest, field="until")


def recorded_on(at: datetime | None, *, otherwise: date) -> date:
    """Return the day of recording; without its moment `otherwise`."""
    return timezone.localtime(at).date() if at else otherwise


def _farthest_beginning(today: date) -> Limit:
    return Limit(years_after(today, 1), _("a year ahead"))


def _earliest_end(holding: Holding) -> Limit:
    """Return the earliest last day of a holding: its first day, or the day of the last signature given in it."""
    title, name = holding.office.title, holding.office.organisation.name
    signed = Signature.objects.filter(signed_by=holding.holder_id, organisation_name=name, signer_title__endswith=title)
    if last := signed.filter(signed_at__date__gte=holding.since).order_by("-signed_at").first():
        return Limit(timezone.localtime(last.signed_at).date(), _("the last signature in this office"))
    return Limit(holding.since, _("the first day of the present holder"))


def _check_holder(office: Office, holder: Person, *, by: Person | None) -> None:
    if not holder.is_active:
        raise Refusal(_("This person's account is closed."), field="holder")
    if by is not None and holder.pk == by.pk:
        raise Refusal(_("Nobody can appoint themselves. Ask someone else who may."), field="holder")
    if office.department and office.department.closed_on:
        raise Refusal(_("The department of this office has been closed."))


def _the_one_that_ends(office: Office, on: date, giver: Person | None) -> Holding:
    held = office.holdings.filter(holding_on(on)).select_related("holder")
    found = list(held.filter(holder=giver) if giver else held)
    if not found:
        raise Refusal(_("Nobody holds this office on that day. Appoint someone instead."), field="on")
    if len(found) > 1:
        raise Refusal(_("Several people hold this office: choose who hands it over."), field="giver")
    return found[0]


def _refuse_orphans(holding: Holding, last_day: date) -> None:
    if things := [sentence for unfinished in registry.unfinished_work for sentence in unfinished(holding, last_day)]:
        raise Orphans(things)


def _begin(
    office: Office,
    holder: Person,
    *,
    by: Person | None,
    on: date,
    until: date | None,
    decree: str,
    at: datetime | None,
    verb: str,
) -> Holding:
    begun = office.holdings.create(holder=holder, since=on, until=until, decree=decree)
    data = {"office": office.title, "role": office.role, "holding": begun.pk, "decree": decree}
    record(verb, office.organisation, by=by, on=on, data=data)
    if at is not None:
        _tell(begun, at)
    return begun


def _tell(holding: Holding, at: datetime) -> None:
    def say() -> Words:
        office = {"office": holding.office.title, "organisation": holding.office.organisation.name}
        sentence = _("From %(day)s you hold the office %(office)s of %(organisation)s.")
        return Words(
            subject=_("You hold the office %(office)s") % office,
            body=sentence % {**office, "day": long_date(holding.since)},
        )

    notify(holding.holder, say, kind="cities.appointed", at=at, key=f"holding:{holding.pk}")


def _overlap(holding: Holding, first: date, last: date | None) -> bool:
    begins_in_time = last is None or holding.since <= last
    return begins_in_time and (holding.until is None or holding.until >= first)


def _most_at_once(holdings: Sequence[Holding], first: date) -> int:
    """Return the largest number of these that are in force on one day from `first` on."""
    days = {max(first, holding.since) for holding in holdings}
    return max((sum(_overlap(h, day, day) for h in holdings) for day in days), default=0)
