"""A signer that asks others is asked while nothing is locked, and what has changed meanwhile counts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from jejaring.answers.ahead import repeated
from jejaring.documents import actions
from jejaring.documents.models import Document
from jejaring.documents.signers.chosen import chosen_signer
from jejaring.documents.verification import Verdict, check
from jejaring.files import storage
from jejaring.kit.refusal import Refusal
from jejaring.ledger.queries import entries_of
from jejaring.people.models import Person
from tests.asked import Asked, asked_as_others_are, elsewhere
from tests.documents.authority import Authority
from tests.factories import documents as make
from tests.factories.people import PersonFactory
from tests.waiting import until

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Asked:
    return asked_as_others_are(monkeypatch)


def sign(document: Document, by: Person, block: Any = make.CITY) -> None:
    repeated(lambda: make.sign(document, block, by=by))


def verbs(document: Document) -> list[str]:
    return [entry.verb for entry in entries_of(document)]


def test_while_a_slow_service_is_asked_others_lock_the_document_at_once(tmp_path: Path, settings: Any) -> None:
    document, person = make.issued(), PersonFactory()
    with Authority(tmp_path).served(settings):
        (tmp_path / "wait").touch()
        with elsewhere(lambda: sign(document, person)) as signing:
            try:
                until(lambda: (tmp_path / "asked").exists())
                with transaction.atomic():
                    Document.objects.select_for_update(nowait=True).get(pk=document.pk)
                assert not signing.done()
            finally:
                (tmp_path / "wait").unlink()
        document.refresh_from_db()
        assert check(storage.get(document.sha256), trust=chosen_signer().roots()).verdict is Verdict.VALID
    assert verbs(document) == ["documents.sign", "documents.issue"]


def test_a_document_that_the_other_side_signed_meanwhile_is_signed_behind_it(asked: Asked) -> None:
    document, person, other = make.issued(), PersonFactory(), PersonFactory()
    asked.meanwhile = lambda: make.sign(Document.objects.get(pk=document.pk), make.NETWORK, by=other)
    sign(document, person)
    report = check(storage.get(document.sha256), trust=chosen_signer().roots())
    assert (report.verdict, [one.title for one in report.signatures]) == (
        Verdict.VALID,
        [make.NETWORK.title, make.CITY.title],
    )
    assert [(one.slot, one.order) for one in document.signatures.order_by("order")] == [("network", 1), ("city", 2)]
    assert asked.titles == [make.CITY.title, make.NETWORK.title, make.CITY.title], "the first answer fits no longer"
    assert verbs(document) == ["documents.sign", "documents.sign", "documents.issue"]


def test_two_hands_at_the_same_place_sign_once(asked: Asked) -> None:
    document, person, other = make.issued(), PersonFactory(), PersonFactory()
    asked.meanwhile = lambda: make.sign(Document.objects.get(pk=document.pk), by=other)
    with pytest.raises(Refusal, match="already been signed here"):
        sign(document, person)
    assert [one.signed_by_id for one in document.signatures.all()] == [other.pk]
    assert verbs(document) == ["documents.sign", "documents.issue"]


def test_a_document_that_was_revoked_meanwhile_is_not_signed(asked: Asked) -> None:
    document, person = make.issued(), PersonFactory()
    asked.meanwhile = lambda: actions.revoke_document(document, reason="Keliru.", by=None, on=make.DAY)
    with pytest.raises(Refusal, match="no longer in force"):
        sign(document, person)
    assert not document.signatures.exists()
    assert verbs(document) == ["documents.revoke", "documents.issue"]


def test_what_the_signer_refuses_leaves_nothing(asked: Asked) -> None:
    document, person = make.issued(), PersonFactory()
    asked.refusal = "Not today."
    with pytest.raises(Refusal, match="Not today"):
        sign(document, person)
    document.refresh_from_db()
    assert (document.versions.count(), verbs(document)) == (1, ["documents.issue"])


def test_nobody_is_asked_for_a_signature_that_is_refused_anyway(asked: Asked) -> None:
    document, person = make.issued(), PersonFactory()
    sign(document, person)
    with pytest.raises(Refusal, match="for another side"):
        sign(document, person, make.NETWORK)
    assert asked.titles == [make.CITY.title]
