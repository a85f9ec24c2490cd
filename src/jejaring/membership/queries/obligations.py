"""The calendar of obligations: its rules, what is due, what is late."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from engines.lifecycle.standing import DECISIONS
from jejaring.cities.queries import Reader, holds_network_office, organisations_of
from jejaring.kit.data_files import load
from jejaring.membership.models import Decision, Membership, Obligation, StandingProposal


@dataclass(frozen=True, slots=True)
class Duty:
    """A yearly obligation: its kind, month and day, and the kinds of participation that owe it."""

    kind: str
    month: int
    day: int
    for_kinds: tuple[str, ...]

    def due_on(self, year: int) -> date:
        return date(year, self.month, self.day)

    @property
    def label(self) -> str:
        return str(Obligation.Kind(self.kind).label)


@dataclass(frozen=True, slots=True)
class Rules:
    """The network's rules on obligations. Not `confirmed`: no source states them."""

    duties: tuple[Duty, ...]
    reminders: tuple[int, ...]
    grace_days: int
    confirmed: bool
    source: str


@cache
def rules() -> Rules:
    """Return the rules from the data file."""
    found = load("membership", "obligations")
    duties = tuple(
        Duty(one["kind"], int(one["due"][:2]), int(one["due"][3:]), tuple(one["for_kinds"])) for one in found["kinds"]
    )
    return Rules(duties, tuple(found["reminders"]), found["grace_days"], found["confirmed"], found["source"])


def obligations_visible_to(reader: Reader, *, on: date) -> QuerySet[Obligation]:
    """Return the obligations that `reader` sees: those of their organisations; all for the network's people."""
    found = Obligation.objects.select_related("membership__organisation", "file")
    if holds_network_office(reader, on=on):
        return found
    return found.filter(membership__organisation__in=organisations_of(reader, on=on))


def in_state(state: str, *, on: date) -> Q:
    """Return the condition that an obligation is "open", "late" (open and overdue) or "done" that day."""
    return {
        "open": Q(fulfilled_on__isnull=True, due_on__gte=on),
        "late": Q(fulfilled_on__isnull=True, due_on__lt=on),
        "done": Q(fulfilled_on__isnull=False),
    }[state]


def owing(duty: Duty, year: int) -> QuerySet[Membership]:
    """Return the members that owe this duty in `year` and have no entry for it yet.

    A member owes from the year after it joined; one that only a source names is not asked.
    """
    there = Obligation.objects.filter(membership=OuterRef("pk"), kind=duty.kind, year=year)
    return (
        Membership.objects.filter(ended_on__isnull=True, since__lt=date(year, 1, 1), kind__in=duty.for_kinds)
        .exclude(Exists(there))
        .select_related("organisation")
        .order_by("pk")
    )


def open_obligations() -> QuerySet[Obligation]:
    """Return what has not been fulfilled by members that are still members."""
    found = Obligation.objects.filter(fulfilled_on__isnull=True, membership__ended_on__isnull=True)
    return found.select_related("membership__organisation").order_by("due_on", "pk")


def to_remind(on: date) -> QuerySet[Obligation]:
    """Return what members are to have been reminded of by that day."""
    return open_obligations().filter(due_on__lte=on + timedelta(days=max(rules().reminders)))


def reminder_by(due_on: date, on: date) -> int:
    """Return the reminder that has come last by that day, as its days before the due date."""
    left = (due_on - on).days
    return min((days for days in rules().reminders if days >= left), default=max(rules().reminders))


def lapsed(on: date) -> QuerySet[Obligation]:
    """Return obligations overdue beyond the grace days, of members that can be put on hold, not proposed yet.

    One obligation is proposed once: a dismissed proposal does not come back.
    """
    asked = StandingProposal.objects.filter(obligation=OuterRef("pk"))
    late = open_obligations().filter(due_on__lt=on - timedelta(days=rules().grace_days))
    return late.filter(membership__standing__in=DECISIONS[Decision.HOLD].sources).exclude(Exists(asked))


def run_out(on: date) -> QuerySet[Membership]:
    """Return members that can lapse, whose agreement has run out and for whom no lapse was proposed since."""
    asked = StandingProposal.objects.filter(
        membership=OuterRef("pk"), verb=Decision.LAPSE, raised_on__gt=OuterRef("valid_until")
    )
    found = Membership.objects.filter(standing__in=DECISIONS[Decision.LAPSE].sources, valid_until__lt=on)
    return found.exclude(Exists(asked)).select_related("organisation").order_by("pk")


@dataclass(frozen=True, slots=True)
class Line:
    """One obligation of a year across all members: how many owe it, how many have fulfilled it."""

    label: str
    due_on: date
    owed: int
    fulfilled: int
    late: int


def calendar_of(year: int, *, on: date) -> list[Line]:
    """Return a year's obligations in the order of their due dates. One query."""
    done, late = in_state("done", on=on), in_state("late", on=on)
    found = Obligation.objects.filter(year=year).values_list("kind", "due_on").order_by("due_on")
    rows = found.annotate(owed=Count("pk"), fulfilled=Count("pk", filter=done), late=Count("pk", filter=late))
    counts = {(kind, day): figures for kind, day, *figures in rows}
    days = {(duty.kind, duty.due_on(year)) for duty in rules().duties} | set(counts)
    return [
        Line(str(Obligation.Kind(kind).label), day, *counts.get((kind, day), (0, 0, 0)))
        for kind, day in sorted(days, key=lambda pair: (pair[1], pair[0]))
    ]
