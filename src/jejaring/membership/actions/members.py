"""Opening the register and granting member numbers: gap-free, and never the same twice."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.forms import model_to_dict
from django.utils.translation import gettext_lazy as _

from jejaring.cities.models import Organisation
from jejaring.kit.data_files import load
from jejaring.kit.refusal import Refusal
from jejaring.ledger.actions import record
from jejaring.membership.models import Membership, NumberSeries, ParticipationKind
from jejaring.people.models import Person

THE_SERIES = 1


@transaction.atomic
def admit(
    organisation: Organisation,
    kind: ParticipationKind,
    *,
    by: Person | None,
    on: date,
    at: datetime,
    **facts: Any,
) -> Membership:
    """Make `organisation` a member of that kind from `on` and give it the next number, if its kind has one.

    `facts` are further fields of the membership. The row of the series is locked until the transaction
    ends: numbers are handed out one after the other, and a grant that is undone leaves no hole. Raises
    Refusal if the organisation is a member already or may not take that kind of participation.
    """
    series = _locked_series()
    _check(organisation, kind)
    number = None
    if kind.numbered:
        number = series.last_number = series.last_number + 1
        series.save(update_fields=["last_number"])
    membership = Membership(organisation=organisation, kind=kind, number=number, since=on, **facts)
    membership.save(force_insert=True)
    record("membership.grant", membership, by=by, at=at, on=on, data={"number": number, "kind": kind.pk})
    return membership


@transaction.atomic
def open_register(
    opening_count: int, source: str, *, by: Person | None, on: date, source_url: str = ""
) -> NumberSeries:
    """Record how many members are older than the register; the first number granted is the next one.

    Repeating it with the same count changes nothing. Raises Refusal if another count was set or a number was granted.
    """
    series = _locked_series()
    if series.opening_count == opening_count and series.source == source:
        return series
    if series.last_number or series.source:
        raise Refusal(_("The register has been opened already; its opening count cannot change."), field="count")
    series.opening_count = series.last_number = opening_count
    series.source, series.source_url = source, source_url
    series.save(update_fields=["opening_count", "last_number", "source", "source_url"])
    record("membership.open_register", series, by=by, on=on, data={"opening_count": opening_count})
    return series


@transaction.atomic
def load_kinds() -> int:
    """Bring the kinds of participation in line with the data file; return how many there are.

    Doing it again changes and records nothing.
    """
    kinds = load("membership", "participation_kinds")["kinds"]
    known = {kind.pk: kind for kind in ParticipationKind.objects.all()}
    wanted = [ParticipationKind(**found, order=order) for order, found in enumerate(kinds, start=1)]
    changed = [kind for kind in wanted if model_to_dict(kind) != model_to_dict(known.get(kind.pk, ParticipationKind()))]
    for kind in changed:
        kind.save()
    if changed:
        record("membership.load_kinds", changed[0], by=None, data={"changed": len(changed)})
    return len(kinds)


def _locked_series() -> NumberSeries:
    """Return the one row of the series, locked; the first to come makes it."""
    try:
        with transaction.atomic():
            return NumberSeries.objects.select_for_update().get(pk=THE_SERIES)
    except NumberSeries.DoesNotExist:
        pass
    try:
        with transaction.atomic():
            NumberSeries.objects.create(pk=THE_SERIES)
    except IntegrityError:
        pass  # another grant was first
    return NumberSeries.objects.select_for_update().get(pk=THE_SERIES)


def _check(organisation: Organisation, kind: ParticipationKind) -> None:
    if kind.organisation_kinds and organisation.kind not in kind.organisation_kinds:
        raise Refusal(_("This kind of participation is not open to this kind of organisation."), field="kind")
    if Membership.objects.filter(organisation=organisation, ended_on__isnull=True).exists():
        raise Refusal(_("This organisation is already a member."))
