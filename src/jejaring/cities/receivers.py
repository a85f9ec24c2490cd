"""What this room does when a lower room tells or asks something."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from jejaring.cities.actions import take_office
from jejaring.cities.models import Holding
from jejaring.people.models import Invitation, Person
from jejaring.people.signals import deletion_hindrances, invitation_accepted


def give_the_promised_office(
    sender: object, *, invitation: Invitation, person: Person, at: datetime, **more: Any
) -> None:
    take_office(invitation, person, at=at)


def name_offices_held(sender: object, *, person: Person, on: date, **more: Any) -> list[str]:
    """An account cannot be deleted while it holds, or will hold, an office."""
    held = Holding.objects.filter(Q(until=None) | Q(until__gte=on), holder=person)
    sentence = _("The office %(office)s of %(organisation)s has to be handed over or ended first.")
    return [
        sentence % {"office": holding.office.title, "organisation": holding.office.organisation.short_name}
        for holding in held.select_related("office__organisation").order_by("pk")
    ]


def connect() -> None:
    """Listen; called once when the room starts."""
    invitation_accepted.connect(give_the_promised_office, dispatch_uid="cities.give_the_promised_office")
    deletion_hindrances.connect(name_offices_held, dispatch_uid="cities.name_offices_held")
