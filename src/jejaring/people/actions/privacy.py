"""Rights over personal data (Law 27 of 2022): consent, a copy of everything, deletion, the log of reads."""

from __future__ import annotations

import json
import zipfile
from datetime import date, datetime, timedelta
from io import BytesIO
from math import ceil

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from jejaring.kit import registry
from jejaring.kit.refusal import Refusal
from jejaring.ledger.actions import record
from jejaring.notices.models import Notice
from jejaring.people import pdp, queries
from jejaring.people.actions.account import end_sessions
from jejaring.people.models import Consent, DeletionRequest, FactorReset, Invitation, Person, PersonalDataRead
from jejaring.people.signals import person_deleted

NAME_OF_THE_DELETED = "Akun dihapus"


# --- consent ------------------------------------------------------------------------------------
@transaction.atomic
def give_consent(person: Person, key: str, *, by: Person, at: datetime) -> Consent:
    """Note a person's consent to the version of a text in force; a second time changes nothing."""
    text = pdp.current_text(key, on=at.date())
    consent, new = Consent.objects.get_or_create(
        person=person,
        key=key,
        version=text.version,
        withdrawn_at=None,
        defaults={"fingerprint": text.fingerprint, "given_at": at},
    )
    if new:
        record("people.give_consent", person, by=by, at=at, data={"text": key, "version": text.version})
    return consent


@transaction.atomic
def withdraw_consent(consent: Consent, *, by: Person, at: datetime) -> DeletionRequest | None:
    """Withdraw a consent. Without a needed one there is no account: its deletion is then asked for, too.

    Processing must end within the hours of `pdp.yaml` (article 40), which sets the due date.
    """
    consent = Consent.objects.select_for_update().select_related("person").get(pk=consent.pk)
    if consent.withdrawn_at:
        raise Refusal(_("This consent was already withdrawn."))
    consent.withdrawn_at = at
    consent.save(update_fields=["withdrawn_at"])
    data = {"text": consent.key, "version": consent.version}
    record("people.withdraw_consent", consent.person, by=by, at=at, data=data)
    text = pdp.text_of(consent.key, consent.version)
    if text is None or not text.needed:
        return None
    Person.objects.select_for_update().get(pk=consent.person_id)  # two withdrawals at once ask for one deletion
    due_on = at.date() + timedelta(days=ceil(pdp.constant("withdrawal_hours").value / 24))
    asked = queries.open_deletion_of(consent.person)
    if asked is None:
        return _ask(consent.person, reason="", due_on=due_on, by=by, at=at)
    asked.due_on = min(asked.due_on, due_on)
    asked.save(update_fields=["due_on"])
    return asked


# --- a copy of everything -----------------------------------------------------------------------
@transaction.atomic
def export(person: Person, *, by: Person, at: datetime) -> bytes:
    """Return a ZIP with all the network knows of a person: for machines (JSON) and for reading (HTML)."""
    parts = {name: (str(one.title), one.collect(person)) for name, one in registry.exports.items()}
    record("people.export", person, by=by, at=at)
    rows = {name: found for name, (_title, found) in parts.items()}
    document = {"made_at": at, "law": pdp.law(), "data": rows}
    text = json.dumps(document, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
    page = render_to_string(
        "people/export.html", {"person": person, "at": at, "law": pdp.law(), "parts": parts.values()}
    )
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("data.json", text)
        archive.writestr("data.html", page)
    return packed.getvalue()


# --- deletion -----------------------------------------------------------------------------------
@transaction.atomic
def request_deletion(person: Person, *, reason: str, by: Person, at: datetime) -> DeletionRequest:
    """Ask that an account be deleted by its due date. Raises Refusal if that was asked already."""
    person = Person.objects.select_for_update().get(pk=person.pk)
    if queries.open_deletion_of(person):
        raise Refusal(_("You have already asked for this."))
    due_on = at.date() + timedelta(days=pdp.constant("deletion_days").value)
    return _ask(person, reason=reason, due_on=due_on, by=by, at=at)


@transaction.atomic
def cancel_deletion(request: DeletionRequest, *, by: Person, at: datetime) -> None:
    """Take back the wish to be deleted. Raises Refusal if it is done, or a needed consent is missing."""
    request = _locked(request)
    if queries.lacks_needed_consent(request.person, on=at.date()):
        raise Refusal(_("An account needs your consent. Agree to the text first, then cancel the deletion."))
    request.cancelled_at = at
    request.save(update_fields=["cancelled_at"])
    record("people.cancel_deletion", request.person, by=by, at=at)


@transaction.atomic
def delete(request: DeletionRequest, *, by: Person, at: datetime) -> Person:
    """Carry a deletion out: take name, address, factors, notices and sessions from the account.

    The ledger stays whole: its entries name an account that no longer names anybody.
    Raises Refusal with every sentence of a room above that says what must be settled first.
    """
    request = _locked(request)
    person = Person.objects.select_for_update().get(pk=request.person_id)
    sentences = [one for hindrances in registry.deletion_hindrances for one in hindrances(person, at.date())]
    if sentences:
        raise Refusal(" ".join(sentences))
    end_sessions(person, by=by, at=at)
    _forget(person)
    request.done_at, request.done_by, request.reason = at, by, ""
    request.save(update_fields=["done_at", "done_by", "reason"])
    record("people.delete", person, by=by, at=at)
    person_deleted.send(Person, person=person, by=by, at=at)
    return person


# --- the log of reads ---------------------------------------------------------------------------
def log_read(person: Person, *, reader: Person, purpose: str, page: str, at: datetime) -> None:
    """Note that `reader` saw another person's data on `page`, and what for; one's own are read freely."""
    if reader.pk != person.pk:
        PersonalDataRead.objects.create(person=person, reader=reader, purpose=purpose[:200], page=page[:300], at=at)


def _ask(person: Person, *, reason: str, due_on: date, by: Person, at: datetime) -> DeletionRequest:
    request = DeletionRequest.objects.create(person=person, reason=reason, asked_at=at, due_on=due_on)
    record("people.request_deletion", person, by=by, at=at, data={"due": due_on})
    return request


def _locked(request: DeletionRequest) -> DeletionRequest:
    """Return an open request, locked. Raises Refusal if it is open no more."""
    request = DeletionRequest.objects.select_for_update(of=("self",)).select_related("person").get(pk=request.pk)
    if request.done_at:
        raise Refusal(_("This account was already deleted."))
    if request.cancelled_at:
        raise Refusal(_("This deletion was cancelled."))
    return request


def _forget(person: Person) -> None:
    address = f"removed-{person.public_id}@akun.invalid"
    person.name, person.email, person.is_active = NAME_OF_THE_DELETED, address, False
    person.is_staff = person.is_superuser = False
    person.last_login = None
    person.set_unusable_password()
    person.save()
    for model in (EmailAddress, Authenticator, SocialAccount):
        model.objects.filter(user=person).delete()
    Notice.objects.filter(recipient=person).delete()
    FactorReset.objects.filter(person=person).update(reason="")
    Invitation.objects.filter(accepted_by=person).update(name=NAME_OF_THE_DELETED, email=address)
