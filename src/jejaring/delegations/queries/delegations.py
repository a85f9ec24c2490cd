"""Reads: invited cities, what they have answered, and whom to write to about it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Case, Count, Exists, Min, OuterRef, Q, QuerySet, Value, When
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jejaring.cities.models import Holding, Office, Organisation, Region
from jejaring.cities.queries import KEEPERS, holders_of, holding_on
from jejaring.documents.models import Signature
from jejaring.events.models import Event, Helper
from jejaring.kit.components import Waiting
from jejaring.membership.models import Membership
from jejaring.people.models import Person
from jejaring.registration.mail import Recipient, of_person
from jejaring.registration.models import Delegation, Registration
from jejaring.registration.queries.people import ACTIVE

State = Delegation.State
SIGNERS = (Office.Role.PRESIDENT, Office.Role.NETWORK_SECRETARY)
COMES = (State.INVITED, State.ACCEPTED)


def with_answers(found: QuerySet[Delegation]) -> QuerySet[Delegation]:
    """Return delegations with `is_signed`, and how many are `named` and how many of them `wait`.

    What came about without a letter of this installation counts as signed.
    """
    signed = Signature.objects.filter(document=OuterRef("letter"))
    waiting = Q(registrations__state=Registration.State.WAITING)
    return found.select_related("organisation", "group", "letter", "contact", "event").annotate(
        is_signed=Case(When(letter=None, then=Value(True)), default=Exists(signed)),
        named=Count("registrations", filter=Q(registrations__state__in=ACTIVE), distinct=True),
        wait=Count("registrations", filter=waiting, distinct=True),
    )


def in_answer(key: str, *, on: date) -> Q:
    """Return the condition of a delegation that is "unsigned", "open", "late", "accepted", "declined", "withdrawn"."""
    return {
        "unsigned": Q(is_signed=False, state=State.INVITED),
        "open": Q(is_signed=True, state=State.INVITED) & (Q(answer_by=None) | Q(answer_by__gte=on)),
        "late": Q(state=State.INVITED, answer_by__lt=on),
        "accepted": Q(state=State.ACCEPTED),
        "declined": Q(state=State.DECLINED),
        "withdrawn": Q(state=State.WITHDRAWN),
    }[key]


def people_of(delegation: Delegation) -> QuerySet[Registration]:
    """Return who comes with a delegation or waits for a seat: the head first, then by name."""
    found = delegation.registrations.filter(state__in=ACTIVE).select_related("person")
    return found.order_by(Case(When(role=Registration.Role.HEAD, then=Value(0)), default=Value(1)), "sort_name", "pk")


def whom_to_ask(delegation: Delegation, *, on: date) -> list[Recipient]:
    """Return whom to write to about a delegation: its contact, else the city's keepers, else the city's own address."""
    if delegation.contact:
        return [of_person(delegation.contact)]
    city = delegation.organisation
    keepers = [of_person(one) for one in holders_of(city, *KEEPERS, on=on)]
    return keepers or [Recipient(city.name, city.email)]


def to_sign(event: Event) -> QuerySet[Delegation]:
    """Return the delegations whose letter nobody has signed yet."""
    return with_answers(event.delegations.all()).filter(in_answer("unsigned", on=date.min), letter__isnull=False)


def contacts_for(delegation: Delegation, *, on: date) -> QuerySet[Person]:
    """Return who can be the contact of a delegation: who holds an office of the city on that day."""
    held = Holding.objects.filter(holding_on(on), office__organisation=delegation.organisation)
    return Person.objects.filter(pk__in=held.values("holder"), is_active=True).order_by("name")


def went_to(organisation: Organisation, *, on: date) -> list[Delegation]:
    """Return an organisation's delegations to events that have begun and were not cancelled, the newest first."""
    held = Q(event__state__in=(Event.State.ANNOUNCED, Event.State.CLOSED), event__begins_on__lte=on)
    found = organisation.delegations.filter(held, state=State.ACCEPTED)
    return list(found.select_related("event").order_by("-event__begins_on"))


# --- whom to invite -----------------------------------------------------------------------------
def members() -> QuerySet[Organisation]:
    """Return the governments and institutes that are members of the network."""
    of_today = Membership.objects.filter(ended_on__isnull=True)
    return Organisation.objects.filter(pk__in=of_today.values("organisation"))


def governments_of(province: Region) -> QuerySet[Region]:
    """Return the regencies and cities of a province."""
    return Region.objects.filter(province=province).order_by("code")


# --- what waits ---------------------------------------------------------------------------------
def waiting_for(person: Person, *, on: date, holdings: Sequence[Holding]) -> list[Waiting]:
    """Return what waits for a person in delegations: answers of their city, letters to sign, answers overdue."""
    return [*_of_cities(person, on, holdings), *_of_signers(on, holdings), *_of_managers(person, on)]


def _of_cities(person: Person, on: date, holdings: Sequence[Holding]) -> list[Waiting]:
    titles = {one.office.organisation_id: one.office.title for one in holdings if one.office.role in KEEPERS}
    own = Q(organisation__in=titles) | Q(contact=person.pk)
    open_ = Delegation.objects.filter(own, event__state=Event.State.ANNOUNCED, event__ends_on__gte=on)
    asked = with_answers(open_).filter(Q(state=State.INVITED, is_signed=True) | Q(state=State.ACCEPTED, named=0))
    found = []
    for one in asked:
        title = titles.get(one.organisation_id)
        why = _("Because you are %(title)s.") % {"title": title} if title else _("Because you are the contact.")
        invited = one.state == State.INVITED
        what = _("Answer the invitation to %(event)s") if invited else _("Name the delegation to %(event)s")
        found.append(
            Waiting(
                what=what % {"event": one.event.name},
                for_whom=one.organisation.short_name,
                due=one.answer_by,
                why=why,
                url=reverse("delegations:delegation", args=[one.public_id]),
                action=_("Answer it") if invited else _("Name them"),
            )
        )
    return found


def _of_signers(on: date, holdings: Sequence[Holding]) -> list[Waiting]:
    titles = [one.office.title for one in holdings if one.office.is_of_network and one.office.role in SIGNERS]
    if not titles:
        return []
    unsigned = Delegation.objects.filter(
        ~Exists(Signature.objects.filter(document=OuterRef("letter"))),
        state=State.INVITED,
        letter__isnull=False,
        event__ends_on__gte=on,
    )
    return [
        Waiting(
            what=ngettext("%(count)s invitation to sign", "%(count)s invitations to sign", row["count"]) % row,
            for_whom=row["name"],
            due=None,
            why=_("Because you are %(title)s.") % {"title": titles[0]},
            url=reverse("delegations:sign_invitations", args=[row["event__slug"]]),
            action=_("Sign"),
        )
        for row in _per_event(unsigned)
    ]


def _of_managers(person: Person, on: date) -> list[Waiting]:
    late = Delegation.objects.filter(
        in_answer("late", on=on), event__state=Event.State.ANNOUNCED, event__ends_on__gte=on
    )
    managed = Helper.objects.filter(
        Q(until=None) | Q(until__gte=on), since__lte=on, person=person.pk, role=Helper.Role.MANAGER
    )
    return [
        Waiting(
            what=ngettext("%(count)s city has not answered", "%(count)s cities have not answered", row["count"]) % row,
            for_whom=row["name"],
            due=row["since"],
            why=_("Because you manage this event."),
            url=f"{reverse('delegations:delegations', args=[row['event__slug']])}?keadaan=late",
            action=_("See which"),
        )
        for row in _per_event(late.filter(event__in=managed.values("event")))
    ]


def _per_event(found: QuerySet[Delegation]) -> list[dict[str, Any]]:
    """Return how many delegations there are per event, and since when the first is late."""
    rows = (
        found.order_by("event__slug").values("event__slug", "event").annotate(count=Count("pk"), since=Min("answer_by"))
    )
    events = Event.objects.in_bulk([row["event"] for row in rows])
    return [{**row, "name": str(events[row["event"]].name)} for row in rows]
