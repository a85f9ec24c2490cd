"""Accounts come by invitation: a letter with a link that opens once and for some days only."""

from __future__ import annotations

from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from jejaring.kit.queue import defer
from jejaring.kit.refusal import Refusal, unless_taken
from jejaring.ledger.actions import record
from jejaring.notices.mail import send_mail
from jejaring.people import pdp, queries
from jejaring.people.actions.privacy import give_consent
from jejaring.people.models import Invitation, Person
from jejaring.people.signals import invitation_accepted

VALID_DAYS = 14


@transaction.atomic
def invite(
    email: str,
    *,
    name: str,
    language: str,
    by: Person | None,
    at: datetime,
    office_id: str = "",
    office_name: str = "",
) -> Invitation:
    """Invite someone to an account and have the letter sent; an open invitation to the address ends.

    `office_name` is the office that comes with the account, as the letter names it.
    Raises Refusal if the address already has an account, or is being invited by another at the same moment.
    """
    email = email.strip().lower()
    if Person.objects.filter(email=email).exists():
        raise Refusal(_("This address already has an account."), field="email")
    for earlier in Invitation.objects.select_for_update().filter(queries.OPEN_INVITATION, email=email):
        _withdraw(earlier, by=by, at=at)
    invitation = Invitation(email=email, name=name, language=language, invited_by=by, invited_at=at)
    invitation.expires_at = at + timedelta(days=VALID_DAYS)
    invitation.token_hash = queries.hash_of(queries.token_of(invitation))
    invitation.office_id, invitation.office_name = office_id, office_name
    at_once = _("Someone else has just invited this address. Look at the list of invitations.")
    with unless_taken("one_open_invitation_per_address", at_once, field="email"):
        invitation.save()
    record("people.invite", invitation, by=by, at=at, data={"office": office_id} if office_id else None)
    defer("people.send_invitation", invitation_id=invitation.pk)
    return invitation


def send_invitation(invitation_id: int, *, at: datetime) -> None:
    """Send an invitation's letter in its language; one that was sent or has ended is left alone.

    No lock is held meanwhile: the invitation can be withdrawn while a slow mail server takes its letter.
    """
    invitation = Invitation.objects.select_related("invited_by").get(pk=invitation_id)
    if invitation.sent_at or queries.state_of(invitation, at=at) != "open":
        return
    with override(invitation.language):
        letter = render_to_string(
            "people/email/invitation.txt",
            {"invitation": invitation, "url": queries.link_of(invitation), "network": settings.NETWORK_NAME},
        )
        subject = _("Invitation to %(network)s") % {"network": settings.NETWORK_NAME}
    send_mail(subject, letter, to=invitation.email)
    Invitation.objects.filter(pk=invitation.pk).update(sent_at=at)


@transaction.atomic
def withdraw_invitation(invitation: Invitation, *, by: Person, at: datetime) -> None:
    """End an invitation that nobody has accepted. Raises Refusal if it is not open any more."""
    invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if invitation.accepted_at:
        raise Refusal(_("This invitation was already accepted."))
    if invitation.withdrawn_at is None:
        _withdraw(invitation, by=by, at=at)


@transaction.atomic
def accept_invitation(invitation: Invitation, *, name: str, password: str | None, at: datetime) -> Person:
    """Open the account an invitation promises, with every needed consent, and return the person.

    Without `password` the person signs in by single sign-on. The row is locked: two answers open one account.
    Raises Refusal if the invitation was used, withdrawn or has expired, or the address has an account.
    """
    invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
    refuse_ended(invitation, at=at)
    if Person.objects.filter(email=invitation.email).exists():
        raise Refusal(_("This address already has an account. Sign in with it."))
    person = Person.objects.create_user(
        invitation.email, password, name=name, language=invitation.language, joined_at=at
    )
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    invitation.accepted_at, invitation.accepted_by = at, person
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    record("people.accept_invitation", invitation, by=person, at=at)
    for text in pdp.current_texts(on=at.date()):
        if text.needed:
            give_consent(person, text.key, by=person, at=at)
    invitation_accepted.send(Invitation, invitation=invitation, person=person, at=at)
    return person


def erase_unanswered(*, at: datetime) -> int:
    """Erase who was invited from every invitation that nobody accepted and whose time is over; return how many.

    That is after the days of the setting INVITATION_DAYS since it was withdrawn or has expired. The office stays.
    """
    last = at - timedelta(days=settings.INVITATION_DAYS)
    ended = Q(withdrawn_at__lte=last) | Q(expires_at__lte=last)
    due = Invitation.objects.filter(ended, accepted_at=None, erased_at=None).order_by("pk")
    return sum(_erased(pk, at=at) for pk in due.values_list("pk", flat=True))


@transaction.atomic
def _erased(pk: int, *, at: datetime) -> bool:
    """Erase who was invited by one invitation, unless another has done so meanwhile."""
    invitation = Invitation.objects.select_for_update().filter(pk=pk, erased_at=None).first()
    if invitation is None:
        return False
    invitation.name, invitation.email, invitation.erased_at = "", "", at
    invitation.save(update_fields=["name", "email", "erased_at"])
    record("people.erase_invitation", invitation, by=None, at=at)
    return True


def refuse_ended(invitation: Invitation, *, at: datetime) -> None:
    """Raise a Refusal that says why an invitation cannot be accepted any more."""
    match queries.state_of(invitation, at=at):
        case "accepted":
            raise Refusal(_("This invitation was already used. Sign in with the account it opened."))
        case "withdrawn":
            raise Refusal(_("This invitation was withdrawn. Ask who invited you for a new one."))
        case "expired":
            raise Refusal(_("This invitation has expired. Ask who invited you for a new one."))


def _withdraw(invitation: Invitation, *, by: Person | None, at: datetime) -> None:
    invitation.withdrawn_at = at
    invitation.save(update_fields=["withdrawn_at"])
    record("people.withdraw_invitation", invitation, by=by, at=at)
