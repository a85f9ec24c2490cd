"""One address invited by several at the same moment: one invitation is made, the others read why theirs is not."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier

import pytest
from django.db import IntegrityError, connection

from jejaring.kit.refusal import Refusal, unless_taken
from jejaring.people import actions
from jejaring.people.models import Invitation, Person
from jejaring.people.queries import OPEN_INVITATION
from tests.factories.people import InvitationFactory, PersonFactory

NOW = datetime(2019, 10, 17, 3, tzinfo=UTC)


@pytest.mark.django_db(transaction=True)
def test_an_address_invited_eight_times_at_once_has_one_open_invitation_and_no_error() -> None:
    person: Person = PersonFactory(password=None)
    start = Barrier(8)

    def ask(_turn: int) -> str:
        start.wait()
        try:
            actions.invite("satu@contoh.id", name="Satu", language="id", by=person, at=NOW)
        except Refusal as refusal:
            return f"{refusal.field}: {refusal}"
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor(8) as pool:
        answers = set(pool.map(ask, range(8)))
    assert Invitation.objects.filter(OPEN_INVITATION, email="satu@contoh.id").count() == 1
    assert answers <= {"", "email: Alamat ini baru saja diundang orang lain. Periksa daftar undangan."}
    assert "" in answers


@pytest.mark.django_db
def test_a_row_that_a_constraint_refuses_is_a_refusal_and_what_was_written_before_stays() -> None:
    first = InvitationFactory(email="satu@contoh.id")
    with pytest.raises(Refusal, match="Sudah") as caught, unless_taken("one_open_invitation_per_address", "Sudah."):
        InvitationFactory(email="SATU@contoh.id")
    assert caught.value.field is None
    assert list(Invitation.objects.all()) == [first]


@pytest.mark.django_db
def test_what_another_constraint_refuses_stays_an_error() -> None:
    InvitationFactory(email="satu@contoh.id")
    with pytest.raises(IntegrityError), unless_taken("another_constraint", "Sudah."):
        InvitationFactory(email="satu@contoh.id")
