"""Issuing and signing: one after the other, and what refuses."""

from __future__ import annotations

import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings

from jejaring.documents import actions
from jejaring.documents.models import Document, Signature
from jejaring.documents.outline import SignatureBlock
from jejaring.documents.signers.chosen import chosen_signer
from jejaring.documents.signers.own_authority import OwnAuthority
from jejaring.documents.verification import Verdict, check
from jejaring.files import storage
from jejaring.kit.refusal import Refusal
from jejaring.ledger.queries import entries_of
from tests.factories import documents as make
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db


@pytest.mark.slow
def test_two_parties_sign_one_document_one_after_the_other() -> None:
    document = make.issued()
    first = make.sign(document, make.CITY)
    second = make.sign(document, make.NETWORK, at=make.AT + timedelta(days=1))
    report = check(storage.get(document.sha256), trust=chosen_signer().roots())
    assert report.verdict is Verdict.VALID
    assert [(one.title, one.organisation, one.signed_at) for one in report.signatures] == [
        ("Wali Kota Uji", "Pemerintah Kota Uji", make.AT),
        ("Presiden Jejaring Uji", "Jejaring Uji", make.AT + timedelta(days=1)),
    ]
    assert (first.order, second.order) == (1, 2)
    assert [entry.verb for entry in entries_of(document)] == ["documents.sign", "documents.sign", "documents.issue"]


@pytest.mark.slow
def test_a_signature_leaves_every_byte_before_it_as_it_was() -> None:
    document = make.issued()
    versions = [storage.get(document.sha256)]
    for block in (make.CITY, make.NETWORK):
        make.sign(document, block)
        versions.append(storage.get(document.sha256))
    assert versions[1].startswith(versions[0])
    assert versions[2].startswith(versions[1])


@pytest.mark.slow
def test_pdfsig_agrees_with_both_signatures(tmp_path: Path) -> None:
    document = make.issued()
    make.sign(document, make.CITY)
    make.sign(document, make.NETWORK)
    path = tmp_path / "surat.pdf"
    path.write_bytes(storage.get(document.sha256))
    said = subprocess.run(["pdfsig", "-nocert", path], capture_output=True, text=True, check=True).stdout
    assert said.count("Signature is Valid") == 2


def test_a_place_is_signed_once() -> None:
    document = make.issued()
    make.sign(document)
    before = storage.get(document.sha256)
    with pytest.raises(Refusal, match="already been signed"):
        make.sign(document)
    document.refresh_from_db()
    assert storage.get(document.sha256) == before
    assert Signature.objects.count() == 1


def test_nobody_signs_a_document_for_two_sides() -> None:
    document, person = make.issued(), PersonFactory()
    make.sign(document, make.CITY, by=person)
    with pytest.raises(Refusal, match="Someone else must sign here"):
        make.sign(document, make.NETWORK, by=person)
    assert [one.slot for one in document.signatures.all()] == [make.CITY.slot]


def test_only_the_places_of_the_outline_are_signed() -> None:
    document = make.issued()
    with pytest.raises(Refusal, match="no such place"):
        actions.sign_document(
            document, slot="mars", organisation_name="Mars", signer_title="Wali", by=PersonFactory(), at=make.AT
        )


def test_a_signature_is_not_dated_in_the_future() -> None:
    document = make.issued()
    with pytest.raises(Refusal, match="future"):
        make.sign(document, at=datetime(2999, 1, 1, tzinfo=UTC))


@pytest.mark.parametrize(
    ("at", "says"),
    [
        (datetime(2018, 12, 31, tzinfo=UTC), "valid only from 1 January 2019"),
        (datetime(2039, 1, 2, tzinfo=UTC), "expired on"),
    ],
)
def test_a_certificate_out_of_its_time_does_not_sign(at: datetime, says: str, monkeypatch: pytest.MonkeyPatch) -> None:
    document = make.issued()
    monkeypatch.setattr("jejaring.kit.clock.now", lambda: at)
    with pytest.raises(Refusal, match=says):
        make.sign(document, at=at)
    document.refresh_from_db()
    assert document.versions.count() == 1


def test_a_revoked_certificate_does_not_sign() -> None:
    authority = OwnAuthority(Path(settings.DATA) / "authority")
    block = SignatureBlock("city", "Pemerintah Kota Dicabut", "Wali Kota Dicabut")
    document = make.issued(outline=make.outline(signatures=(block, make.NETWORK)))
    authority.revoke(organisation=block.organisation, title=block.title, at=make.AT)
    with pytest.raises(Refusal, match="was revoked on 17 October 2019"):
        make.sign(document, block)
    make.sign(document, make.NETWORK)
    assert Signature.objects.count() == 1


def test_an_ended_document_is_not_signed_and_does_not_end_twice() -> None:
    document = make.issued()
    actions.revoke_document(document, reason="Salah alamat", by=PersonFactory(), on=make.DAY)
    with pytest.raises(Refusal, match="no longer in force"):
        make.sign(document)
    with pytest.raises(Refusal, match="already been replaced or revoked"):
        actions.revoke_document(document, reason="Lagi", by=PersonFactory(), on=make.DAY)


def test_a_newer_document_replaces_an_older_one_once() -> None:
    old = make.issued()
    new = make.issued(replaces=old)
    old.refresh_from_db()
    assert (old.state, old.replaced_by) == (Document.State.REPLACED, new)
    with pytest.raises(Refusal, match="already been replaced"):
        make.issued(replaces=old)
    assert Document.objects.count() == 2


def test_keys_are_readable_by_their_owner_only() -> None:
    make.sign(make.issued())
    folder = Path(settings.DATA) / "authority"
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in folder.glob("*.pem")} == {0o600}
