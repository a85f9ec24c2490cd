"""What is done to a document leaves one entry per step in the ledger, and ends it once."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from jejaring.documents import actions, queries
from jejaring.documents.models import Document, LetterNumber
from jejaring.kit.refusal import Refusal
from jejaring.ledger.models import Entry
from tests.factories import documents as make
from tests.factories.documents import AT, DAY
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db


def recorded() -> list[tuple[str, int | None, dict[str, Any]]]:
    """Return verb, actor and data of all entries, in their order."""
    return [(one.verb, one.actor_id, json.loads(one.data)) for one in Entry.objects.order_by("pk")]


def test_a_document_is_published_once_and_not_after_its_end() -> None:
    document, keeper = make.stored(), PersonFactory()
    for _again in range(2):
        actions.publish_document(document, by=keeper, on=DAY)
    assert (document.public, Document.objects.get().public) == (True, True)
    actions.revoke_document(document, reason="Salah alamat.", by=keeper, on=DAY)
    with pytest.raises(Refusal):
        actions.publish_document(document, by=keeper, on=DAY)
    with pytest.raises(Refusal):
        actions.revoke_document(document, reason="Lagi.", by=keeper, on=DAY)
    assert recorded() == [
        ("documents.publish", keeper.pk, {"sha256": document.sha256}),
        ("documents.revoke", keeper.pk, {"reason": "Salah alamat."}),
    ]
    ended = Document.objects.get()
    assert (ended.state, ended.ended_on, ended.end_reason) == ("revoked", DAY, "Salah alamat.")
    assert (document.state, document.ended_on, document.end_reason) == ("revoked", DAY, "Salah alamat.")


def test_a_document_that_replaces_another_is_recorded_with_its_number_and_names_its_successor() -> None:
    person, old = PersonFactory(), make.stored()
    number = actions.next_letter_number("org:uji", on=DAY, pattern="{nomor_urut}/{tahun}", values={})
    new = make.issued(by=person, number=number, replaces=old)
    old.refresh_from_db()
    assert (old.state, old.replaced_by, old.ended_on) == ("replaced", new, DAY)
    assert LetterNumber.objects.get().document == new
    assert recorded() == [
        ("documents.issue", person.pk, {"sha256": new.sha256, "number": "1/2019"}),
        ("documents.replace", person.pk, {"by": str(new.public_id)}),
    ]
    (first,) = new.versions.all()
    assert (first.number, first.sha256, first.size, first.made_at) == (0, new.sha256, new.size, AT)


def test_a_register_counts_from_one_each_year() -> None:
    def following(on: date, register: str = "org:uji") -> str:
        return actions.next_letter_number(register, on=on, pattern="{nomor_urut}/{tahun}", values={})

    days = [DAY, date(2019, 12, 31), date(2020, 1, 1), DAY]
    assert [following(day) for day in days] == ["1/2019", "2/2019", "1/2020", "3/2019"]
    assert following(DAY, "org:lain") == "1/2019"
    kept = LetterNumber.objects.filter(register="org:uji").order_by("pk").values_list("year", "sequence", "given_on")
    assert list(kept) == [(2019, 1, days[0]), (2019, 2, days[1]), (2020, 1, days[2]), (2019, 3, days[3])]


def test_an_upload_is_recorded_with_the_hash_of_its_bytes_and_its_record(settings: Any) -> None:
    person = PersonFactory()
    settings.UPLOAD_LIMIT_BYTES = 4
    with pytest.raises(Refusal) as refused:
        actions.store_upload(make.upload("catatan.txt", b"12345"), record=person, by=person, at=AT)
    assert refused.value.field == "file"
    stored = actions.store_upload(make.upload("catatan.txt", b"1234"), record=person, by=person, at=AT)
    assert (stored.name, stored.size, stored.uploaded_by, stored.uploaded_at) == ("catatan.txt", 4, person, AT)
    assert recorded() == [("documents.upload", person.pk, {"sha256": stored.sha256, "record": "people.person"})]
    assert not queries.unreferenced([stored.sha256])
