"""Reads: minutes with their items, what is due, what waits for whom, and who was there as the doors read it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from jejaring.attendance.queries import counted
from jejaring.cities.models import Office
from jejaring.cities.queries import Reader
from jejaring.events.models import Event, Session
from jejaring.events.queries.work import managed_events
from jejaring.kit.components import Waiting
from jejaring.minutes.models import ActionItem, Minutes, MinutesVersion
from jejaring.people.models import Person
from jejaring.registration.models import Delegation, Registration

IN_FORCE = Q(approved=True, dropped_at=None)
OPEN = IN_FORCE & Q(done_at=None)
SIGNERS = (Office.Role.PRESIDENT, Office.Role.NETWORK_SECRETARY, Office.Role.SECRETARIAT)


def minutes_of(event: Event) -> QuerySet[Any]:
    """Return an event's minutes, with `item_count` and `open_count`."""
    kept = Count("items", filter=Q(items__dropped_at=None), distinct=True)
    left = Count("items", filter=Q(items__dropped_at=None, items__done_at=None), distinct=True)
    found = Minutes.objects.filter(event=event).select_related("event", "session", "document")
    return found.annotate(item_count=kept, open_count=left)


def minutes_visible_to(reader: Reader, *, on: date) -> QuerySet[Minutes]:
    """Return the minutes whose document and history a reader sees: of events they manage, or with an item of theirs."""
    managed = Q(event__in=managed_events(reader, on=on).values("pk"))
    if not reader.is_authenticated:
        return Minutes.objects.none()
    own = ActionItem.objects.filter(IN_FORCE, owner_id=reader.pk).order_by().values("minutes")
    return Minutes.objects.filter(managed | Q(pk__in=own))


def items_of(minutes: Minutes) -> list[ActionItem]:
    """Return the items of minutes that were not dropped, with their owners."""
    return list(minutes.items.filter(dropped_at=None).select_related("owner", "done_by"))


def due_items(*, on: date) -> QuerySet[ActionItem]:
    """Return the items in force that are not done and due by that day, the longest due first."""
    return ActionItem.objects.filter(OPEN, due_on__lte=on).order_by("due_on", "pk")


def items_of_event(event: Event) -> QuerySet[ActionItem]:
    """Return the items in force of an event's minutes, by their day, for its report."""
    found = ActionItem.objects.filter(IN_FORCE, minutes__event=event)
    return found.select_related("owner", "minutes__event").order_by("due_on", "pk")


def decisions_of(event: Event) -> list[tuple[MinutesVersion, list[str]]]:
    """Return the approved decisions of an event's minutes, each with its newest version, for its report."""
    newest = MinutesVersion.objects.filter(minutes__event=event).select_related("minutes", "document")
    found: dict[int, MinutesVersion] = {}
    for version in newest.order_by("number"):
        found[version.minutes_id] = version
    texts = [(one, [line for line in one.content["decisions"].splitlines() if line.strip()]) for one in found.values()]
    return [(one, decided) for one, decided in texts if decided]


def with_versions(minutes: Minutes) -> list[MinutesVersion]:
    """Return the approved versions of minutes, the newest first."""
    return list(minutes.versions.select_related("approved_by", "document"))


# --- who was there ------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Proposed:
    """Who was present, excused and absent, one title or organisation per line."""

    present: str = ""
    excused: str = ""
    absent: str = ""


def proposed_presence(event: Event, session: Session | None) -> Proposed:
    """Return who was there by what the doors read, delegation by delegation; of guests the number only.

    A delegation of which anyone was read is present, one that declined is excused, one that comes and was not read is
    absent. Three queries.
    """
    read = counted(event).filter(session=session) if session else counted(event)
    there = Registration.objects.filter(pk__in=read.values("registration"))
    present = set(there.exclude(delegation=None).values_list("delegation", flat=True))
    others = there.filter(delegation=None).count()
    delegations = list(Delegation.objects.filter(event=event).select_related("organisation"))
    state = Delegation.State
    came = [str(one) for one in delegations if one.pk in present]
    if others:
        came.append(_("%(count)s further participants") % {"count": others})
    excused = [str(one) for one in delegations if one.state == state.DECLINED and one.pk not in present]
    absent = [str(one) for one in delegations if one.state == state.ACCEPTED and one.pk not in present]
    return Proposed("\n".join(came), "\n".join(excused), "\n".join(absent if came else []))


# --- what waits ---------------------------------------------------------------------------------
def waiting_for(person: Person, *, on: date, holdings: Sequence[Any] = ()) -> list[Waiting]:
    """Return the items a person has to do, and the minutes that wait for their signature."""
    items = ActionItem.objects.filter(OPEN, owner=person).select_related("minutes__event").order_by("due_on", "pk")
    waiting = [
        Waiting(
            what=one.text,
            for_whom=one.minutes.title,
            due=one.due_on,
            why=_("The minutes of %(event)s give it to you.") % {"event": one.minutes.event.name},
            url=one.get_absolute_url(),
            action=_("Report on it"),
        )
        for one in items
    ]
    if not any(one.office.is_of_network and one.office.role in SIGNERS for one in holdings):
        return waiting
    unsigned = Minutes.objects.filter(state=Minutes.State.APPROVED).select_related("event").order_by("held_at")
    return [
        *waiting,
        *(
            Waiting(
                what=_("Sign the minutes"),
                for_whom=one.title,
                due=None,
                why=_("They are approved and wait for the network's signature."),
                url=reverse("minutes:sign", args=[one.event.slug, one.public_id]),
                action=_("Read and sign"),
            )
            for one in unsigned
        ),
    ]
