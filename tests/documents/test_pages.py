"""The public pages of verification, in both languages, and the downloads."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from jejaring.documents import actions
from jejaring.documents.models import Document
from jejaring.documents.signers.chosen import chosen_signer
from jejaring.documents.verification import Verdict, check
from jejaring.files import storage
from jejaring.kit import registry
from jejaring.kit.refusal import Refusal
from jejaring.kit.registry import Doorway
from jejaring.ledger.queries import entries_of
from tests.factories import documents as make
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db


def page(client: Client, public_id: object, language: str = "id", status: int = 200) -> str:
    with translation.override(language):
        path = reverse("documents:verify", args=[public_id])
    answer = client.get(path)
    assert answer.status_code == status
    return " ".join(answer.content.decode().split())


def ask(client: Client, data: bytes, name: str = "surat.pdf") -> str:
    with translation.override("en"):
        path = reverse("documents:verify_upload")
    answer = client.post(path, {"file": make.upload(name, data)})
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def signed() -> Document:
    document = make.issued(number="000.7/1/KOMINFO")
    make.sign(document, make.CITY)
    make.sign(document, make.NETWORK)
    return document


def test_the_address_in_the_qr_is_in_the_default_language() -> None:
    document = make.issued()
    with translation.override("en"):
        assert actions.verification_address(document.public_id) == f"http://testserver/verifikasi/{document.public_id}/"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("id", ("Dokumen ini asli dan berlaku.", "Diterbitkan oleh", "17 Oktober 2019", "ditandatangani")),
        ("en", ("This document is genuine and valid.", "Issued by", "17 October 2019", "signed")),
    ],
)
def test_anyone_sees_state_issuer_signers_dates_and_hash(client: Client, language: str, words: tuple[str, ...]) -> None:
    document = signed()
    said = page(client, document.public_id, language)
    for word in (*words, "Pemerintah Kota Uji", "Wali Kota Uji", "Presiden Jejaring Uji", document.sha256):
        assert word in said


def test_no_person_and_no_title_is_on_a_page_that_everyone_sees(client: Client) -> None:
    person = PersonFactory(name="Nama Pribadi")
    document = make.issued(by=person)
    make.sign(document, by=person)
    said = page(client, document.public_id)
    assert "Nama Pribadi" not in said
    assert document.title not in said
    assert reverse("documents:pdf", args=[document.public_id]) not in said


def test_who_has_not_signed_yet_is_named(client: Client) -> None:
    document = make.issued()
    assert "This document is genuine. It has not been signed yet." in page(client, document.public_id, "en")
    make.sign(document, make.CITY)
    said = page(client, document.public_id, "en")
    assert "This document is genuine. Not everyone has signed it yet." in said
    assert said.index("not signed yet") > said.index("Presiden Jejaring Uji")


def test_a_replaced_document_points_to_its_successor(client: Client) -> None:
    old = make.issued()
    new = make.issued(replaces=old)
    said = page(client, old.public_id, "en")
    assert "This document was replaced by a newer one." in said
    assert f"/en/verifikasi/{new.public_id}/" in said


def test_a_revoked_document_says_why(client: Client) -> None:
    document = make.issued()
    actions.revoke_document(document, reason="Salah nomor", by=PersonFactory(), on=make.DAY)
    said = page(client, document.public_id, "en")
    assert "This document was revoked and is no longer valid." in said
    assert "Reason: Salah nomor" in said


@pytest.mark.parametrize("public_id", [uuid4(), "bukan-alamat"])
@pytest.mark.parametrize(
    ("language", "words"),
    [("id", "Tidak ada dokumen di alamat ini."), ("en", "There is no document at this address.")],
)
def test_an_unknown_address_is_answered_kindly_with_404(
    client: Client, public_id: object, language: str, words: str
) -> None:
    assert words in page(client, public_id, language, status=404)


@pytest.mark.slow
def test_the_newest_file_is_found_genuine(client: Client) -> None:
    document = signed()
    said = ask(client, storage.get(document.sha256))
    assert "Genuine and valid: this is the newest version" in said
    assert "This version bears 2 signatures." in said
    assert said.count("unchanged, vouched for") == 2


@pytest.mark.slow
def test_a_file_from_before_the_last_signature_is_found_earlier(client: Client) -> None:
    document = make.issued()
    make.sign(document, make.CITY)
    earlier = storage.get(document.sha256)
    make.sign(document, make.NETWORK)
    said = ask(client, earlier)
    assert "Genuine, but an earlier version" in said
    assert "This version bears 1 signature." in said


@pytest.mark.slow
def test_a_file_of_an_ended_document_is_found_no_longer_valid(client: Client) -> None:
    document = signed()
    actions.revoke_document(document, reason="Salah", by=PersonFactory(), on=make.DAY)
    assert "Genuine, but no longer valid" in ask(client, storage.get(document.sha256))


@pytest.mark.slow
def test_a_file_with_something_added_behind_the_last_signature_is_found_changed(client: Client) -> None:
    said = ask(client, storage.get(signed().sha256) + b"\n% tambahan")
    assert "Not genuine: this file was changed after it was issued." in said


def test_a_file_that_is_not_ours_is_said_to_be_so(client: Client) -> None:
    from tests.documents import files

    assert "This file was not issued here." in ask(client, files.pdf())
    assert "This file cannot be read as a PDF." in ask(client, b"%PDF-1.7 rusak")
    assert "Choose a file of the kind PDF." in ask(client, files.PNG, "foto.png")


@pytest.mark.slow
def test_a_file_signed_by_another_authority_with_our_address_is_not_genuine(
    client: Client, tmp_path: Any, settings: Any
) -> None:
    document = make.issued()
    unsigned = storage.get(document.sha256)
    settings.DATA = tmp_path
    forged_document = make.issued()
    Document.objects.filter(pk=forged_document.pk).update(sha256=document.sha256)
    make.sign(forged_document, make.CITY)
    forged_document.refresh_from_db()
    forged = storage.get(forged_document.sha256)
    forged_document.versions.all().delete()
    settings.DATA = tmp_path.parent
    assert forged.startswith(unsigned)
    assert check(forged, trust=chosen_signer().roots()).verdict is Verdict.FOREIGN
    assert "Not genuine: it bears the address of a document issued here" in ask(client, forged)


@pytest.mark.slow
def test_the_verdicts_look_different_at_a_glance(client: Client) -> None:
    def verdict(public_id: object, status: int = 200) -> str:
        return page(client, public_id, "en", status).split('class="verdict ')[1].split('"')[0]

    valid, waiting, revoked = signed(), make.issued(), signed()
    actions.revoke_document(revoked, reason="Salah alamat.", by=PersonFactory(), on=revoked.issued_on)
    assert [verdict(one.public_id) for one in (valid, waiting, revoked)] == ["ok", "warn", "bad"]
    assert verdict(uuid4(), 404) == "neutral"
    assert 'class="verdict ok"' in ask(client, storage.get(valid.sha256))
    assert 'class="verdict bad"' in ask(client, storage.get(valid.sha256).replace(b"%PDF", b"%PDX"))


def look_up(client: Client, typed: str) -> Any:
    return client.get("/en/verifikasi/", {"kode": typed})


def test_a_code_typed_from_paper_leads_to_its_document_however_it_is_written(client: Client) -> None:
    document = make.issued(number="400.14/2/KOMINFO")
    code = str(document.public_id)
    for typed in (
        code,
        code.upper(),
        code.replace("-", ""),
        f"http://testserver/verifikasi/{code}/",
        f" {code[:18]} {code[18:]}",
    ):
        assert look_up(client, typed)["Location"].endswith(f"/verifikasi/{code}/")


def test_a_number_typed_from_paper_finds_only_what_the_reader_may_read(client: Client) -> None:
    document = make.issued(number="400.14/2/KOMINFO")
    hidden, unknown = look_up(client, "400.14/2/KOMINFO"), look_up(client, "400.14/3/KOMINFO")
    assert (hidden.status_code, unknown.status_code) == (200, 200)
    assert hidden.context["code_form"].errors == unknown.context["code_form"].errors
    Document.objects.filter(pk=document.pk).update(public=True)
    assert look_up(client, " 400.14/2/kominfo ")["Location"].endswith(f"/verifikasi/{document.public_id}/")
    assert look_up(client, "").context["code_form"].errors


def test_the_root_certificate_is_given_to_anyone(client: Client) -> None:
    answer = client.get(reverse("documents:roots"))
    assert answer.content.startswith(b"-----BEGIN CERTIFICATE-----")
    assert b"PRIVATE" not in answer.content


@pytest.mark.parametrize(("form", "head"), [("pdf", b"%PDF-1.7"), ("docx", b"PK\x03\x04")])
def test_a_public_document_is_given_to_anyone(client: Client, form: str, head: bytes) -> None:
    document = make.issued(public=True, number="000.7/1/KOMINFO")
    answer = client.get(reverse(f"documents:{form}", args=[document.public_id]))
    assert b"".join(answer.streaming_content).startswith(head)  # type: ignore[attr-defined]
    assert answer["Content-Disposition"] == f'attachment; filename="000.7-1-KOMINFO.{form}"'
    answer.close()


@pytest.mark.parametrize("form", ["pdf", "docx"])
def test_another_document_is_given_only_to_whoever_may_see_its_record(client: Client, form: str) -> None:
    owner = PersonFactory()
    document = make.issued(by=owner)
    path = reverse(f"documents:{form}", args=[document.public_id])
    assert client.get(path)["Location"].startswith(reverse("account_login"))
    client.force_login(PersonFactory())
    assert client.get(path).status_code == 404
    client.force_login(owner)
    with registry.doorways.lent("people.person", Doorway(may_see=lambda reader, pk, *, on: str(reader.pk) == pk)):
        answer = client.get(path)
    assert answer.status_code == 200
    answer.close()


@pytest.mark.slow
@pytest.mark.parametrize("signatures", [1, 2])
def test_a_verification_page_costs_as_many_queries_however_many_signed(
    client: Client, signatures: int, django_assert_max_num_queries: Any, django_assert_num_queries: Any
) -> None:
    document = make.issued()
    for block in (make.CITY, make.NETWORK)[:signatures]:
        make.sign(document, block)
    page(client, document.public_id)
    with django_assert_num_queries(3):  # document, signatures; brand
        page(client, document.public_id)


def test_a_document_made_public_is_given_to_anyone_from_then_on(client: Client) -> None:
    document, person = make.issued(), PersonFactory()
    path = reverse("documents:pdf", args=[document.public_id])
    assert path not in page(client, document.public_id, "en")
    actions.publish_document(document, by=person, on=make.DAY)
    actions.publish_document(document, by=person, on=make.DAY)
    assert path in page(client, document.public_id, "en")
    assert [entry.verb for entry in entries_of(document)].count("documents.publish") == 1
    answer = client.get(path)
    assert answer.status_code == 200
    answer.close()


def test_a_document_that_has_ended_is_not_made_public() -> None:
    document, person = make.issued(), PersonFactory()
    actions.revoke_document(document, reason="Salah", by=person, on=make.DAY)
    with pytest.raises(Refusal, match="no longer in force"):
        actions.publish_document(document, by=person, on=make.DAY)
    document.refresh_from_db()
    assert not document.public
