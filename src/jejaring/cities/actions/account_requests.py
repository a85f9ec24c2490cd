"""Someone asks for an account for their government; the secretariat invites or declines."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from jejaring.cities.actions.invitations import invite_to_office
from jejaring.cities.actions.offices import appoint
from jejaring.cities.actions.organisations import open_organisation
from jejaring.cities.models import AccountRequest, Office, Organisation, Region
from jejaring.cities.queries import person_of, seats_of
from jejaring.kit.queue import defer
from jejaring.kit.refusal import Refusal
from jejaring.ledger.actions import record
from jejaring.notices.mail import send_mail
from jejaring.people.models import Person


@transaction.atomic
def ask_for_account(
    region: Region, *, name: str, position: str, email: str, phone: str, language: str, at: datetime, note: str = ""
) -> AccountRequest:
    """Record that someone asks for an account for the government of `region`, and return the request.

    A request of the same address for the same region that still waits is replaced. Nothing here depends on whether
    that government takes part or the address has an account, so that the answer tells neither.
    """
    Region.objects.select_for_update().get(pk=region.pk)
    typed = {"name": name, "position": position, "phone": phone, "note": note, "language": language, "asked_at": at}
    request, _new = AccountRequest.objects.update_or_create(
        region=region, email=email.strip().lower(), state=AccountRequest.State.WAITING, defaults=typed
    )
    record("cities.ask_for_account", request, by=None, at=at, data={"region": region.code})
    return request


@transaction.atomic
def invite_requester(
    request: AccountRequest, *, role: str = Office.Role.LIAISON, by: Person, on: date, at: datetime
) -> Organisation:
    """Give who asked an office of their government, which is opened if it was not yet; return it.

    Who has an account already is appointed at once; the others are once they accept the invitation.
    Raises Refusal if the request was answered, or (field "role") if the office has a holder, present or invited.
    """
    fresh = _waiting(request)
    organisation = open_organisation(fresh.region, by=by, on=on)
    free = [one.office for one in seats_of(organisation, on=on) if one.office.role == role and one.is_open]
    if not free:
        sentence = _(
            "Somebody in %(name)s already holds this office or is invited to it. "
            "Choose another office, hand this one over on the government's page, or decline."
        )
        raise Refusal(sentence % {"name": organisation.short_name}, field="role")
    if person := person_of(fresh.email):
        appoint(free[0], person, by=by, on=on, at=at)
    else:
        invite_to_office(free[0], email=fresh.email, name=fresh.name, language=fresh.language, by=by, at=at, on=on)
    _answer(fresh, AccountRequest.State.INVITED, at)
    record("cities.invite_requester", fresh, by=by, at=at, data={"organisation": organisation.slug, "role": role})
    return organisation


@transaction.atomic
def decline_requester(request: AccountRequest, *, reason: str, by: Person, at: datetime) -> AccountRequest:
    """Decline a request and have the reason sent to who asked. Raises Refusal if it was answered or has no reason."""
    fresh = _waiting(request)
    if not reason.strip():
        raise Refusal(_("Write the reason: it is sent to the person who asked."), field="reason")
    _answer(fresh, AccountRequest.State.DECLINED, at, reason=reason.strip())
    record("cities.decline_requester", fresh, by=by, at=at)
    defer("cities.send_answer", request_id=fresh.pk)
    return fresh


def send_answer(request_id: int, *, at: datetime) -> None:
    """Send the reason of a declined request in the language it was asked in; a second time nothing is sent."""
    request = AccountRequest.objects.select_related("region").get(pk=request_id)
    if request.told_at or request.erased_at or request.state != AccountRequest.State.DECLINED:
        return
    with override(request.language):
        values = {"request": request, "network": settings.NETWORK_NAME}
        letter = render_to_string("cities/email/declined.txt", values)
        subject = _("Your request for an account at %(network)s") % {"network": settings.NETWORK_NAME}
    send_mail(subject, letter, to=request.email)
    with transaction.atomic():
        if AccountRequest.objects.filter(pk=request.pk, told_at=None).update(told_at=at):
            record("cities.send_answer", request, by=None, at=at)


def erase_answered(*, at: datetime) -> int:
    """Erase who asked from every request whose time is over, and return how many there were.

    That is after the days of the setting ACCOUNT_REQUEST_DAYS since its answer. Region, position and outcome stay.
    """
    last = at - timedelta(days=settings.ACCOUNT_REQUEST_DAYS)
    due = AccountRequest.objects.filter(erased_at=None, answered_at__lte=last).order_by("pk")
    return sum(_erased(pk, at=at) for pk in due.values_list("pk", flat=True))


@transaction.atomic
def _erased(pk: int, *, at: datetime) -> bool:
    """Erase who asked from one request, unless another has done so meanwhile."""
    request = AccountRequest.objects.select_for_update().filter(pk=pk, erased_at=None).first()
    if request is None:
        return False
    for name in AccountRequest.PERSONAL:
        setattr(request, name, "")
    request.erased_at = at
    request.save(update_fields=[*AccountRequest.PERSONAL, "erased_at"])
    record("cities.erase_request", request, by=None, at=at, data={"state": request.state})
    return True


def _waiting(request: AccountRequest) -> AccountRequest:
    fresh = AccountRequest.objects.select_for_update(of=("self",)).select_related("region").get(pk=request.pk)
    if fresh.state != AccountRequest.State.WAITING:
        raise Refusal(_("This request has already been answered: %(state)s.") % {"state": fresh.get_state_display()})
    return fresh


def _answer(request: AccountRequest, state: str, at: datetime, *, reason: str = "") -> None:
    request.state, request.answered_at, request.reason = state, at, reason
    request.save(update_fields=["state", "answered_at", "reason"])
