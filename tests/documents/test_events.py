"""Other systems are told of public documents, and nothing of the others."""

from __future__ import annotations

import pytest

from jejaring.documents import actions
from jejaring.notices.models import Event
from tests.factories import documents as make
from tests.factories.documents import AT, DAY
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db


def test_nothing_is_told_of_a_document_that_is_not_public() -> None:
    document = make.issued()
    make.issued(replaces=document)
    other = make.issued()
    make.sign(other)
    actions.revoke_document(other, reason="salah alamat", by=PersonFactory(), on=DAY)
    assert list(Event.objects.all()) == []


def test_publishing_tells_which_document_it_is_and_where_it_can_be_verified() -> None:
    document = make.issued(number="000.7/1/KOMINFO")
    actions.publish_document(document, by=PersonFactory(), on=DAY)
    actions.publish_document(document, by=PersonFactory(), on=DAY)
    event = Event.objects.get()
    assert (event.type, event.example, event.data) == (
        "document.published",
        False,
        {
            "id": str(document.public_id),
            "kind": "letter",
            "number": "000.7/1/KOMINFO",
            "issuer": "Pemerintah Kota Uji",
            "issued_on": "2019-10-17",
            "state": "issued",
            "sha256": document.sha256,
            "address": f"http://testserver/verifikasi/{document.public_id}/",
            "replaced_by": None,
            "example": False,
        },
    )


def test_a_public_documents_life_is_told_from_issue_to_its_end() -> None:
    first = make.issued(public=True)
    second = make.issued(public=True, replaces=first)
    actions.revoke_document(second, reason="salah alamat", by=PersonFactory(), on=DAY)
    told = [(event.type, event.data["id"], event.data["state"]) for event in Event.objects.order_by("pk")]
    assert told == [
        ("document.issued", str(first.public_id), "issued"),
        ("document.issued", str(second.public_id), "issued"),
        ("document.replaced", str(first.public_id), "replaced"),
        ("document.revoked", str(second.public_id), "revoked"),
    ]
    assert Event.objects.get(type="document.replaced").data["replaced_by"] == str(second.public_id)


def test_a_message_holds_no_reason_and_nobodys_name() -> None:
    person = PersonFactory(name="Nama Rahasia")
    document = make.issued(public=True, by=person, at=AT)
    actions.revoke_document(document, reason="alasan rahasia", by=person, on=DAY)
    sent = " ".join(str(event.data) for event in Event.objects.all())
    assert "ahasia" not in sent
