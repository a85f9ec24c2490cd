"""Reads: proposals with their scores, what waits for whom, and whose city a reviewer is of."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Avg, Count, Exists, Max, Min, OuterRef, Q, QuerySet, StdDev
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from engines.lifecycle.proposal import PROPOSAL
from jejaring.cities.queries import Reader, find_regions, holdings_of
from jejaring.events.models import Event, Helper
from jejaring.events.queries import helps_on
from jejaring.events.queries.work import managed_events
from jejaring.kit.components import Waiting
from jejaring.people.models import Person
from jejaring.proposals.models import Call, Proposal, Review

PURPOSE = "proposals.proposal"  # of a proposer's one-use link
OPEN = (Proposal.State.SUBMITTED, Proposal.State.UNDER_REVIEW)


def call_of(event: Event) -> Call | None:
    """Return an event's call for sessions, if it has one."""
    return Call.objects.filter(event=event).select_related("event").first()


def is_open(call: Call, *, at: datetime) -> bool:
    """Tell whether proposals are taken at a moment, which they are only for an event that has not ended."""
    return call.opens_at <= at < call.closes_at and call.event.state in (Event.State.DRAFT, Event.State.ANNOUNCED)


def submitted_to(call: Call) -> QuerySet[Any]:
    """Return what was submitted, with `review_count`, `mean`, `spread` (standard deviation), `lowest` and `highest`."""
    found = call.proposals.exclude(submitted_at=None).select_related("call__event", "session", "decided_by", "person")
    return found.annotate(
        review_count=Count("reviews"),
        mean=Avg("reviews__score"),
        spread=StdDev("reviews__score"),
        lowest=Min("reviews__score"),
        highest=Max("reviews__score"),
    )


def proposals_visible_to(reader: Reader, *, on: date) -> QuerySet[Proposal]:
    """Return the proposals whose history a reader sees: those of the events they manage."""
    return Proposal.objects.filter(call__event__in=managed_events(reader, on=on).values("pk"))


def _helps(person: Person, role: Helper.Role, *, on: date) -> QuerySet[Helper]:
    return helps_on(on).filter(person=person, role=role)


def reviewers_of(event: Event, *, on: date) -> QuerySet[Person]:
    """Return who reviews an event's proposals, by name."""
    in_force = helps_on(on).filter(event=event, role=Helper.Role.REVIEWER)
    return Person.objects.filter(pk__in=in_force.values("person")).order_by("name")


def is_of_own_city(person: Person, proposal: Proposal, *, on: date) -> bool:
    """Tell whether a reviewer holds an office of the proposer's city or organisation, as far as its name tells.

    A name that may mean several regions counts for each of them: who may be partial does not review.
    """
    typed = " ".join(proposal.affiliation.casefold().split())
    organisations = [one.office.organisation for one in holdings_of(person, on=on) if not one.office.is_of_network]
    if not typed or not organisations:
        return bool(proposal.person_id and proposal.person_id == person.pk)
    if any(typed in (one.name.casefold(), one.short_name.casefold()) for one in organisations):
        return True
    found = find_regions(proposal.affiliation)
    regions = {one.pk for one in ([found.exact] if found.exact else found.near)}
    return any(one.region_id in regions for one in organisations) or proposal.person_id == person.pk


# --- what waits ---------------------------------------------------------------------------------
def waiting_for(person: Person, *, on: date, holdings: Sequence[Any] = ()) -> list[Waiting]:
    """Return what waits for a person: as reviewer the proposals not judged yet, as manager those to decide."""
    return [*_to_review(person, on), *_to_decide(person, on)]


def to_review(person: Person, event: Event, *, on: date) -> list[Proposal]:
    """Return the proposals of an event that wait for a person's review."""
    done = Review.objects.filter(proposal=OuterRef("pk"), reviewer=person)
    found = Proposal.objects.filter(~Exists(done), call__event=event, state__in=OPEN).select_related("call__event")
    return [one for one in found if not is_of_own_city(person, one, on=on)]


def _to_review(person: Person, on: date) -> list[Waiting]:
    tasks = _helps(person, Helper.Role.REVIEWER, on=on).select_related("event__call")
    waiting = []
    for task in tasks:
        if left := to_review(person, task.event, on=on):
            count = len(left)
            sentence = ngettext("%(count)s proposal to review", "%(count)s proposals to review", count)
            waiting.append(
                Waiting(
                    what=sentence % {"count": count},
                    for_whom=task.event.name,
                    due=left[0].call.reviews_by,
                    why=_("Because you review the proposals of this event."),
                    url=reverse("proposals:proposals", args=[task.event.slug]),
                    action=_("Review"),
                )
            )
    return waiting


def _to_decide(person: Person, on: date) -> list[Waiting]:
    events = _helps(person, Helper.Role.MANAGER, on=on).values("event")
    closed = Call.objects.filter(event__in=events, closes_at__date__lt=on).select_related("event")
    waiting = []
    for call in closed.annotate(left=Count("proposals", filter=Q(proposals__state__in=OPEN))).filter(left__gt=0):
        sentence = ngettext("%(count)s proposal to decide", "%(count)s proposals to decide", call.left)
        waiting.append(
            Waiting(
                what=sentence % {"count": call.left},
                for_whom=call.event.name,
                due=None,
                why=_("Because you manage this event."),
                url=reverse("proposals:proposals", args=[call.event.slug]),
                action=_("Decide"),
            )
        )
    return waiting


def may_move(proposal: Proposal, verb: str) -> bool:
    """Tell whether a move of a proposal's life can be made in its state."""
    return PROPOSAL.allows(proposal.state, verb)
