"""What is done to an account leaves one entry per step in the ledger, and what an account keeps after its deletion."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator

from jejaring.kit.refusal import Refusal
from jejaring.ledger.models import Entry
from jejaring.notices.models import Notice
from jejaring.people import actions, queries
from jejaring.people.models import Consent, Invitation, Person
from tests.factories.notices import NoticeFactory
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 17, 3, tzinfo=UTC)


def recorded() -> list[tuple[str, int | None, dict[str, Any]]]:
    """Return verb, actor and data of all entries, in their order."""
    return [(one.verb, one.actor_id, json.loads(one.data)) for one in Entry.objects.order_by("pk")]


def test_consent_and_deletion_are_one_entry_per_step() -> None:
    person, keeper = PersonFactory(), PersonFactory()
    who: dict[str, Any] = {"by": person, "at": NOW}
    consent = actions.give_consent(person, "account", **who)
    actions.cancel_deletion(actions.request_deletion(person, reason="x", **who), **who)
    asked = actions.withdraw_consent(consent, **who)
    assert asked
    actions.delete(asked, by=keeper, at=NOW)
    text = {"text": "account", "version": consent.version}
    assert recorded() == [
        ("people.give_consent", person.pk, text),
        ("people.request_deletion", person.pk, {"due": recorded()[1][2]["due"]}),
        ("people.cancel_deletion", person.pk, {}),
        ("people.withdraw_consent", person.pk, text),
        ("people.request_deletion", person.pk, {"due": asked.due_on.isoformat()}),
        ("people.delete", keeper.pk, {}),
    ]


def test_a_deleted_account_has_no_rights_no_factor_no_address_and_no_letters() -> None:
    person = PersonFactory(is_staff=True, is_superuser=True, last_login=NOW)
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    NoticeFactory(recipient=person)
    actions.delete(actions.request_deletion(person, reason="x", by=person, at=NOW), by=PersonFactory(), at=NOW)
    left = Person.objects.get(pk=person.pk)
    assert (left.is_active, left.is_staff, left.is_superuser, left.last_login) == (False, False, False, None)
    assert not left.has_usable_password()
    assert [model.objects.filter(user=left).count() for model in (EmailAddress, Authenticator)] == [0, 0]
    assert not Notice.objects.filter(recipient=left).exists()


def test_a_withdrawn_consent_cannot_be_withdrawn_again_and_keeps_the_earlier_due_date() -> None:
    person = PersonFactory()
    who: dict[str, Any] = {"by": person, "at": NOW}
    consent = actions.give_consent(person, "account", **who)
    early = actions.request_deletion(person, reason="x", **who)
    early.due_on = date(2026, 11, 18)
    early.save()
    found = actions.withdraw_consent(consent, **who)
    assert found == early
    assert found.due_on == date(2026, 11, 18)
    with pytest.raises(Refusal):
        actions.withdraw_consent(Consent.objects.get(), **who)


def test_an_invitation_is_recorded_from_the_first_to_the_last_step() -> None:
    host = PersonFactory()
    made: dict[str, Any] = {"name": "Baru", "language": "id", "by": host, "at": NOW}
    first = actions.invite("Baru@contoh.id ", **made)
    second = actions.invite("baru@contoh.id", office_id="7", **made)
    person = actions.accept_invitation(second, name="Baru", password=None, at=NOW)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.withdrawn_at, second.accepted_by) == (NOW, person)
    assert [(verb, actor) for verb, actor, _data in recorded()] == [
        ("people.invite", host.pk),
        ("people.withdraw_invitation", host.pk),
        ("people.invite", host.pk),
        ("people.accept_invitation", person.pk),
        ("people.give_consent", person.pk),
    ]
    assert [data.get("office") for verb, _actor, data in recorded() if verb == "people.invite"] == [None, "7"]
    address = EmailAddress.objects.get(user=person)
    assert (address.email, address.verified, address.primary) == ("baru@contoh.id", True, True)


def test_an_invitation_ends_after_its_days_and_once_it_is_withdrawn() -> None:
    host = PersonFactory()
    invitation = actions.invite("baru@contoh.id", name="Baru", language="id", by=host, at=NOW)
    assert queries.state_of(invitation, at=invitation.expires_at - timedelta(seconds=1)) == "open"
    actions.withdraw_invitation(invitation, by=host, at=NOW)
    actions.withdraw_invitation(invitation, by=host, at=NOW)
    assert [verb for verb, *_ in recorded()].count("people.withdraw_invitation") == 1
    with pytest.raises(Refusal):
        actions.accept_invitation(Invitation.objects.get(), name="Baru", password=None, at=NOW)
    assert Person.objects.get() == host


def test_a_factor_reset_is_recorded_when_it_is_asked_for_and_when_it_is_stopped() -> None:
    locked_out, keeper = PersonFactory(), PersonFactory()
    reset = actions.ask_factor_reset(locked_out, reason="Ponsel hilang.", by=keeper, at=NOW)
    actions.stop_factor_reset(reset, by=locked_out, at=NOW)
    until = {"until": reset.expires_on.isoformat()}
    assert recorded() == [
        ("people.ask_factor_reset", keeper.pk, until),
        ("people.stop_factor_reset", locked_out.pk, {}),
    ]
    assert Authenticator.objects.filter(user=locked_out).exists()
