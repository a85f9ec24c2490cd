"""Long jobs of this room: issuing and signing certificates for many. Each one is a transaction of its own."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from jejaring.answers.ahead import repeated
from jejaring.certificates import rules
from jejaring.certificates.actions import issuing, signing
from jejaring.certificates.actions.badges import print_badges as make
from jejaring.certificates.models import Certificate
from jejaring.events.models import Event
from jejaring.events.rules import may_manage
from jejaring.kit.refusal import Refusal
from jejaring.kit.registry import Report
from jejaring.kit.requests import now
from jejaring.people.models import Person


def issue_batch(owner: Person, report: Report, *, event_id: int, checked: bool) -> str:
    """Issue a certificate to everyone who has earned one and has none; return the address of the list.

    Begun again it goes on where it was. Raises Refusal if the owner no longer manages the event.
    """
    on, at = now()
    event = Event.objects.get(pk=event_id)
    if not rules.may_issue(owner, event, on=on):
        raise Refusal(_("You no longer manage this event. What was not issued yet was left."))
    template, waiting = issuing.ready_template(event, on=on), issuing.to_issue(event, checked=checked)
    for number, standing in enumerate(waiting, 1):
        issuing.issue(standing, template, by=owner, on=on, at=at)
        report(number, len(waiting))
    return reverse("certificates:certificates", args=[event.slug])


def sign_batch(owner: Person, report: Report, *, event_id: int, certificates: Sequence[int]) -> str:
    """Sign these certificates, one after the other; return the address of the page on which they were to be signed.

    Begun again it signs only what is not signed yet. Raises Refusal if the owner no longer holds the office.
    """
    event = Event.objects.get(pk=event_id)
    waiting = Certificate.objects.filter(pk__in=certificates, event=event).order_by("pk")
    for number, one in enumerate(waiting.select_related("office"), 1):
        at = now()[1]
        repeated(lambda one=one, at=at: signing.sign(one, by=owner, at=at))  # type: ignore[misc]  # bound per round
        report(number, len(certificates))
    return reverse("certificates:sign", args=[event.slug])


def print_badges(
    owner: Person, report: Report, *, public_id: str, event_id: int, sheet: str, who: str, checked: bool
) -> str:
    """Print badges in one transaction; return the address where they can be downloaded.

    Raises Refusal if the owner no longer manages the event.
    """
    on, at = now()
    event = Event.objects.get(pk=event_id)
    if not may_manage(owner, event, on=on):
        raise Refusal(_("You no longer manage this event. The badges were not printed."))
    make(event, UUID(public_id), sheet=sheet, who=who, checked=checked, by=owner, at=at, report=report)
    return reverse("certificates:print_badges", args=[event.slug])
