"""Long jobs of delegations: inviting many cities, and signing their letters."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from jejaring.answers.ahead import repeated
from jejaring.cities.actions.organisations import open_organisation
from jejaring.cities.models import Organisation, Region
from jejaring.delegations import rules
from jejaring.delegations.actions import delegations as actions
from jejaring.delegations.queries.delegations import to_sign
from jejaring.events.models import Event
from jejaring.kit.refusal import Refusal
from jejaring.kit.registry import Report
from jejaring.kit.requests import now
from jejaring.people.models import Person
from jejaring.registration.models import ParticipantGroup


def invite_cities(
    owner: Person,
    report: Report,
    *,
    group_id: int,
    organisations: Sequence[int],
    regions: Sequence[str],
    seats: int,
    answer_by: str,
) -> str:
    """Invite each city that is not invited yet, and return the address of the list.

    A government that was not opened yet is opened. Begun anew it goes on where it stopped, for a city is invited
    once. Raises Refusal if the owner may not invite any more, or an invitation is refused.
    """
    on, _at = now()
    group = ParticipantGroup.objects.select_related("event").get(pk=group_id)
    if not rules.may_invite(owner, group.event, on=on):
        raise Refusal(_("You no longer invite cities to this event."))
    cities: list[Organisation | Region] = [
        *Organisation.objects.filter(pk__in=organisations).order_by("short_name"),
        *Region.objects.filter(pk__in=regions).order_by("code"),
    ]
    for number, one in enumerate(cities, start=1):
        on, at = now()
        city = open_organisation(one, by=owner, on=on) if isinstance(one, Region) else one
        due = date.fromisoformat(answer_by)
        actions.invite(group, city, seats=seats, answer_by=due, by=owner, on=on, at=at)
        report(number, len(cities))
    return reverse("delegations:delegations", args=[group.event.slug])


def sign_invitations(owner: Person, report: Report, *, event_id: int) -> str:
    """Sign every invitation of an event that nobody has signed, send it, and return the address where they stood.

    Raises Refusal if the owner holds no office that signs them.
    """
    event = Event.objects.get(pk=event_id)
    unsigned = list(to_sign(event))
    for number, one in enumerate(unsigned, start=1):
        on, at = now()
        if not rules.may_sign_invitations(owner, on=on):
            raise Refusal(_("You no longer sign invitations for the network."))
        repeated(lambda one=one, on=on, at=at: actions.sign_invitation(one, by=owner, on=on, at=at))  # type: ignore[misc]
        report(number, len(unsigned))
    return reverse("delegations:sign_invitations", args=[event.slug])
