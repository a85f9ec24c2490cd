"""Reads: accounts, invitations, and what the personal-data law lets a person see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import Model, Q, QuerySet
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import override

from jejaring.kit.components import Waiting
from jejaring.kit.doorways import name_of as name_of_record
from jejaring.people import pdp, secretariat
from jejaring.people.browsers import name_of
from jejaring.people.models import (
    Consent,
    DeletionRequest,
    FactorReset,
    Invitation,
    OneUseLink,
    Person,
    PersonalDataRead,
)

if TYPE_CHECKING:
    Reader = Person | AnonymousUser

OPEN_INVITATION = Q(accepted_at=None, withdrawn_at=None, erased_at=None)
OPEN_DELETION = Q(cancelled_at=None, done_at=None)
OPEN_RESET = Q(confirmed_at=None, stopped_at=None)


# --- invitations ------------------------------------------------------------------------------
def invitations_visible_to(reader: Reader, *, on: date) -> QuerySet[Invitation]:
    """The secretariat sees every invitation, others those they sent."""
    found = Invitation.objects.select_related("invited_by", "accepted_by")
    if not reader.is_authenticated:
        return found.none()
    return found if secretariat.is_secretariat(reader, on=on) else found.filter(invited_by=reader)


def token_of(letter: Invitation | OneUseLink) -> str:
    """Return the secret of a letter's link; it is in no table and needs the installation's key."""
    return salted_hmac(letter._meta.label_lower, str(letter.public_id), algorithm="sha256").hexdigest()


def hash_of(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def invitation_with(token: str) -> Invitation | None:
    return Invitation.objects.filter(token_hash=hash_of(token)).first()


def link_of(invitation: Invitation) -> str:
    """Return the address that an invitation's letter leads to, in the language of who is invited."""
    with override(invitation.language):
        return f"{settings.PUBLIC_URL}{reverse('people:accept_invitation', args=[token_of(invitation)])}"


def open_invitation_to(emails: Sequence[str], *, at: datetime) -> Invitation | None:
    """Return the invitation that any of these addresses may still accept."""
    small = [email.lower() for email in emails]
    return Invitation.objects.filter(OPEN_INVITATION, email__in=small, expires_at__gt=at).first()


def state_of(invitation: Invitation, *, at: datetime) -> str:
    """Return "open", "accepted", "withdrawn" or "expired"."""
    if invitation.accepted_at:
        return "accepted"
    if invitation.withdrawn_at:
        return "withdrawn"
    return "open" if at < invitation.expires_at else "expired"


# --- one-use links ------------------------------------------------------------------------------
OPEN_LINK = Q(used_at=None, withdrawn_at=None, erased_at=None)


def link_with(token: str) -> OneUseLink | None:
    """Return the one-use link with that secret."""
    return OneUseLink.objects.filter(token_hash=hash_of(token)).first()


def address_of(link: OneUseLink) -> str:
    """Return the address that a one-use link's letter leads to, in the language of its reader."""
    with override(link.language):
        return f"{settings.PUBLIC_URL}{reverse('people:one_use_link', args=[token_of(link)])}"


def links_of(record: Model, purpose: str) -> QuerySet[OneUseLink]:
    """Return the links about a record for a purpose, the newest first."""
    record_type, record_id = name_of_record(record)
    return OneUseLink.objects.filter(record_type=record_type, record_id=record_id, purpose=purpose)


def state_of_link(link: OneUseLink, *, at: datetime) -> str:
    """Return "used", "withdrawn", "expired" or "open"."""
    if link.used_at:
        return "used"
    if link.withdrawn_at:
        return "withdrawn"
    return "open" if at < link.expires_at and not link.erased_at else "expired"


# --- a person's own account ---------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Session:
    """A browser someone is signed in with."""

    pk: int
    browser: str
    ip: str
    since: datetime
    here: bool


def sessions_of(person: Person, *, here: str | None) -> list[Session]:
    """Return where a person is signed in, the present session first; ended ones are left out."""
    rows = UserSession.objects.purge_and_list(person)
    found = [Session(row.pk, name_of(row.user_agent), row.ip, row.created_at, row.session_key == here) for row in rows]
    return sorted(found, key=lambda row: (not row.here, -row.since.timestamp()))


def person_at(address: str) -> Person | None:
    """Return whose account has an e-mail address; None if nobody's has."""
    return Person.objects.filter(email__iexact=address.strip()).first()


def factors_of(person: Person) -> list[Authenticator]:
    return list(Authenticator.objects.filter(user=person).order_by("created_at"))


def waiting_address_of(person: Person) -> str:
    """Return the address a person is changing to and has not confirmed, if any."""
    found = EmailAddress.objects.filter(user=person, verified=False).exclude(email__iexact=person.email).first()
    return found.email if found else ""


@dataclass(frozen=True, slots=True)
class Agreement:
    """A text in force and the person's consent to it, if given."""

    text: pdp.ConsentText
    consent: Consent | None


def agreements_of(person: Person, *, on: date) -> list[Agreement]:
    """Return every consent text in force with the person's standing consent to it."""
    standing = {(row.key, row.version): row for row in Consent.objects.filter(person=person, withdrawn_at=None)}
    return [Agreement(text, standing.get((text.key, text.version))) for text in pdp.current_texts(on=on)]


def consents_of(person: Person) -> QuerySet[Consent]:
    return Consent.objects.filter(person=person)


def lacks_needed_consent(person: Person, *, on: date) -> bool:
    return any(agreement.text.needed and not agreement.consent for agreement in agreements_of(person, on=on))


def reads_visible_to(reader: Reader) -> QuerySet[PersonalDataRead]:
    """Everyone sees who read their own data, and nobody else's."""
    if not reader.is_authenticated:
        return PersonalDataRead.objects.none()
    return PersonalDataRead.objects.filter(person=reader).select_related("reader")


# --- deletion -----------------------------------------------------------------------------------
def open_deletion_of(person: Person) -> DeletionRequest | None:
    return DeletionRequest.objects.filter(OPEN_DELETION, person=person).first()


def deletions_visible_to(reader: Reader, *, on: date) -> QuerySet[DeletionRequest]:
    """The secretariat sees the requests it has to carry out; a person their own."""
    found = DeletionRequest.objects.select_related("person", "done_by")
    if not reader.is_authenticated:
        return found.none()
    return found if secretariat.is_secretariat(reader, on=on) else found.filter(person=reader)


# --- second factors of locked-out persons -------------------------------------------------------
def factor_resets_visible_to(reader: Reader, *, on: date) -> QuerySet[FactorReset]:
    """The secretariat sees every reset of second factors; a person those of their own account."""
    found = FactorReset.objects.select_related("person", "asked_by", "confirmed_by", "stopped_by")
    if not reader.is_authenticated:
        return found.none()
    return found if secretariat.is_secretariat(reader, on=on) else found.filter(person=reader)


def state_of_reset(reset: FactorReset, *, on: date) -> str:
    """Return "confirmed", "stopped", "expired" or "open"."""
    if reset.confirmed_at:
        return "confirmed"
    if reset.stopped_at:
        return "stopped"
    return "expired" if on > reset.expires_on else "open"


# --- the inbox ----------------------------------------------------------------------------------
def waiting_for(person: Person, *, on: date, holdings: Sequence[Any] = ()) -> list[Waiting]:
    """Return what waits for the secretariat: deletions, and resets of second factors that this person may confirm."""
    if not secretariat.is_secretariat(person, on=on):
        return []
    return [*_deletions_waiting(), *_resets_waiting_for(person, on)]


def _deletions_waiting() -> list[Waiting]:
    return [
        Waiting(
            what=_("Delete an account"),
            for_whom=request.person.name,
            due=request.due_on,
            why=_("The person asked for it, and the secretariat carries it out."),
            url=reverse("people:deletion", args=[request.pk]),
            action=_("Look at it"),
        )
        for request in DeletionRequest.objects.filter(OPEN_DELETION).select_related("person")
    ]


def _resets_waiting_for(person: Person, on: date) -> list[Waiting]:
    found = FactorReset.objects.filter(OPEN_RESET, expires_on__gte=on).exclude(Q(person=person) | Q(asked_by=person))
    return [
        Waiting(
            what=_("Confirm that second factors are removed"),
            for_whom=reset.person.name,
            due=reset.expires_on,
            why=_("The person is locked out. %(name)s asked; a second person confirms.")
            % {"name": reset.asked_by_name},
            url=reverse("people:factor_reset", args=[reset.pk]),
            action=_("Look at it"),
        )
        for reset in found.select_related("person", "asked_by")
    ]
