"""What this room and the rooms below it add to a person's export."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.utils.translation import gettext_lazy as _

from jejaring.kit.registry import Export
from jejaring.ledger.models import Entry
from jejaring.notices.models import Notice
from jejaring.people import queries
from jejaring.people.models import DeletionRequest, FactorReset, Invitation, Person

Rows = list[dict[str, Any]]


def account(person: Person) -> Rows:
    fields = ("public_id", "email", "name", "language", "is_active", "joined_at", "last_login")
    return _rows(Person.objects.filter(pk=person.pk).values(*fields))


def addresses(person: Person) -> Rows:
    return _rows(EmailAddress.objects.filter(user=person).values("email", "verified", "primary"))


def factors(person: Person) -> Rows:
    return _rows(Authenticator.objects.filter(user=person).values("type", "created_at", "last_used_at"))


def single_sign_on(person: Person) -> Rows:
    return _rows(SocialAccount.objects.filter(user=person).values("provider", "uid", "last_login", "extra_data"))


def sessions(person: Person) -> Rows:
    return _rows(UserSession.objects.filter(user=person).values("created_at", "ip", "user_agent"))


def invitations(person: Person) -> Rows:
    return _rows(
        Invitation.objects.filter(accepted_by=person).values(
            "email", "name", "office_name", "invited_at", "accepted_at"
        )
    )


def consents(person: Person) -> Rows:
    return _rows(queries.consents_of(person).values("key", "version", "fingerprint", "given_at", "withdrawn_at"))


def deletion_requests(person: Person) -> Rows:
    found = DeletionRequest.objects.filter(person=person)
    return _rows(found.values("asked_at", "due_on", "reason", "cancelled_at", "done_at"))


def factor_resets(person: Person) -> Rows:
    found = FactorReset.objects.filter(person=person)
    return _rows(found.values("asked_at", "reason", "expires_on", "confirmed_at", "stopped_at"))


def reads(person: Person) -> Rows:
    return _rows(queries.reads_visible_to(person).values("reader__name", "purpose", "page", "at"))


def notices(person: Person) -> Rows:
    return _rows(Notice.objects.filter(recipient=person).values("subject", "body", "created_at", "sent_at", "read_at"))


def ledger(person: Person) -> Rows:
    found = Entry.objects.filter(actor=person).order_by("id")
    return _rows(found.values("at", "verb", "record_type", "record_id", "decided_on", "data"))


def _rows(found: Iterable[Mapping[str, Any]]) -> Rows:
    return [dict(row) for row in found]


EXPORTS = {
    "account": Export(_("Account"), account),
    "addresses": Export(_("E-mail addresses"), addresses),
    "factors": Export(_("Second factors"), factors),
    "single_sign_on": Export(_("Single sign-on"), single_sign_on),
    "sessions": Export(_("Sessions"), sessions),
    "invitations": Export(_("Invitations"), invitations),
    "consents": Export(_("Consents"), consents),
    "deletion_requests": Export(_("Deletion requests"), deletion_requests),
    "factor_resets": Export(_("Resets of second factors"), factor_resets),
    "reads": Export(_("Who read your data"), reads),
    "notices": Export(_("Notices"), notices),
    "ledger": Export(_("What you did"), ledger),
}
