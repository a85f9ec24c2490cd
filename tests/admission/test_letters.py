"""What is signed is what was issued; and a date has one source."""

from __future__ import annotations

import re
import subprocess
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from jejaring.admission.actions import agreement, loi
from jejaring.admission.letters import Terms
from jejaring.admission.models import Journey
from jejaring.admission.queries.texts import agreement_parts, typed_parts
from jejaring.cities.letters import day_in_words
from jejaring.documents.models import Document
from jejaring.documents.outline import Clause, Paragraph
from jejaring.documents.queries import issued_outline
from jejaring.files import storage
from jejaring.people.models import Person
from tests.admission.cast import Cast, cast, noon
from tests.documents.test_layout import in_libreoffice, outside_margins, words_of

DAY = date(2019, 10, 17)
FROM, UNTIL = date(2019, 11, 1), date(2023, 10, 31)


@pytest.fixture
def people(db: None) -> Cast:
    return cast()


def words_of_pdf(document: Document, folder: Path) -> str:
    path = folder / "surat.pdf"
    path.write_bytes(storage.get(document.sha256))
    found = subprocess.run(["pdftotext", path, "-"], capture_output=True, text=True, check=True)
    return " ".join(found.stdout.split())


def words_of_page(person: Person, address: str) -> str:
    client = Client()
    client.force_login(person, backend="jejaring.people.backends.ModelBackend")
    page = client.get(address).content.decode()
    paper = page[page.index('<article class="prose">') : page.index("</article>")]
    return " ".join(re.sub(r"<[^>]+>", " ", paper).split())


def change_facts(people: Cast) -> None:
    people.city.name, people.city.head_title = "Pemerintah Kota Baru", "Pj. Wali Kota Baru"
    people.network.name, people.network.address = "Jejaring Baru", "Jalan Baru 99"
    people.city.save()
    people.network.save()


def test_the_page_shows_what_the_pdf_holds_though_the_facts_have_changed_since(people: Cast, tmp_path: Path) -> None:
    journey = people.walk_to("loi_drafted")
    loi.draft_loi(journey, place="Padang", purpose="Pada pertemuan.", by=people.secretariat, on=DAY, at=noon(DAY))
    drafted_with = people.city.name, people.city.head_title
    change_facts(people)
    page = words_of_page(people.mayor, f"/perjalanan/{journey.public_id}/loi/tanda-tangan/")
    pdf = words_of_pdf(Document.objects.get(kind="loi", state="issued"), tmp_path)
    for text in (*drafted_with, "Padang, 17 Oktober 2019", "Pada pertemuan."):
        assert (text in page, text in pdf) == (True, True)
    for text in (people.city.name, people.network.name, people.network.address):
        assert (text in page, text in pdf) == (False, False)


@pytest.mark.slow
def test_a_letter_to_the_departments_is_shown_as_it_was_issued(people: Cast) -> None:
    journey = people.walk_to("deliberating")
    invited = people.departments[0].name
    people.departments[0].name = "Dinas Berganti Nama"
    people.departments[0].save()
    page = words_of_page(people.mayor, f"/perjalanan/{journey.public_id}/rapat/undangan/tanda-tangan/")
    assert (f"Kepala {invited}" in page, "Dinas Berganti Nama" in page) == (True, False)


def test_an_application_is_signed_only_as_it_was_read(people: Cast) -> None:
    journey = people.placed("deliberated")
    people.present(journey, journey.state_since)
    address = f"/perjalanan/{journey.public_id}/permohonan/tanda-tangan/"
    client = Client()
    client.force_login(people.mayor, backend="jejaring.people.backends.ModelBackend")
    read = client.get(address).context["read"]
    people.city.refresh_from_db()
    people.city.phone = "0751 9999"
    people.city.save()
    answer = client.post(address, {"party": "city", "read": read})
    assert len(answer.context["form"].non_field_errors()) == 1
    assert "0751 9999" in answer.content.decode()
    assert not Document.objects.exists()
    assert client.post(address, {"party": "city", "read": answer.context["read"]}).status_code == 302
    assert Document.objects.get(kind="application").signatures.count() == 1


# --- the dates of the agreement ----------------------------------------------------------------


def drafted(people: Cast, **typed: str) -> dict[str, str]:
    """Draft the agreement with what was `typed` in some parts; return its clauses by title."""
    journey = people.placed("approved")
    parts = {part.key: "Isi bagian ini." for part in agreement_parts()} | typed
    day = journey.state_since
    agreement.draft_agreement(journey, Terms(parts, FROM, UNTIL), by=people.secretariat, on=day, at=noon(day))
    return clauses(journey)


def clauses(journey: Journey) -> dict[str, str]:
    outline = issued_outline(Journey.objects.get(pk=journey.pk).agreement.document)
    found = [block for block in outline.blocks if isinstance(block, Clause)]
    return {one.title: " ".join(inner.text for inner in one.blocks if isinstance(inner, Paragraph)) for one in found}


def test_the_clause_on_the_duration_has_the_dates_of_the_fields_whatever_was_typed(people: Cast) -> None:
    text = drafted(people, jangka_waktu="Perjanjian ini berlaku sampai dengan 31 Desember 2099.")["Jangka waktu"]
    assert "sejak 1 November 2019 sampai dengan 31 Oktober 2023" in text
    assert "2099" not in text
    stored = Journey.objects.get().agreement
    assert (stored.valid_from, stored.valid_until) == (FROM, UNTIL)
    assert set(stored.parts) == {part.key for part in typed_parts()}


def test_a_placeholder_in_a_typed_clause_is_filled_with_the_same_dates(people: Cast) -> None:
    found = drafted(people, pembiayaan="Iuran dibayar sampai {valid_until}; {lain} dan {0} tetap.")
    assert found["Pembiayaan"] == f"Iuran dibayar sampai {day_in_words(UNTIL)}; {{lain}} dan {{0}} tetap."


def test_the_form_of_the_agreement_has_the_dates_once(people: Cast) -> None:
    journey = people.placed("approved")
    client = Client()
    client.force_login(people.secretariat, backend="jejaring.people.backends.ModelBackend")
    form: Any = client.get(f"/perjalanan/{journey.public_id}/pks/").context["form"]
    assert [name for name in form.fields if name in ("valid_from", "valid_until", "jangka_waktu")] == [
        "valid_from",
        "valid_until",
    ]
    assert people.city.name in form.initial["subjek"]


def test_an_agreement_drafted_again_with_other_dates_has_them_in_its_clause(people: Cast) -> None:
    drafted(people)
    journey = Journey.objects.get()
    day = journey.state_since
    until = date(2025, 1, 31)
    agreement.draft_agreement(
        journey,
        Terms(journey.agreement.parts, FROM, until),
        by=people.secretariat,
        on=day,
        at=noon(day),
    )
    journey.refresh_from_db()
    assert day_in_words(until) in clauses(journey)["Jangka waktu"]
    assert [one.state for one in Document.objects.filter(kind="agreement").order_by("pk")] == ["replaced", "issued"]


@pytest.mark.office
def test_libreoffice_shows_every_letter_of_a_journey_as_its_pdf_does(people: Cast, tmp_path: Path) -> None:
    people.walk_to("member")
    letters = {one.kind.rpartition(".")[2]: one for one in Document.objects.all()}
    assert sorted(letters) == ["agreement", "application", "decision", "invitation", "loi", "minutes"]
    made = in_libreoffice({kind: storage.get(one.docx_sha256) for kind, one in letters.items()}, tmp_path)
    for kind, one in letters.items():
        assert outside_margins(made[kind], tmp_path) == [], kind
        ours = storage.get(one.versions.earliest("number").sha256)  # before the marks of those who signed
        shown, expected = (words_of(pdf, tmp_path) for pdf in (made[kind], ours))
        assert {word for *_edges, word in shown} == {word for *_edges, word in expected}, kind
