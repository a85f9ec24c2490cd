"""Pages that sign, where signatures are asked of another system: nothing is locked meanwhile, all is done once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from jejaring.admission.models import Journey
from jejaring.admission.queries.application import draft_of
from jejaring.cities.letters import register_of
from jejaring.documents.actions import next_letter_number
from jejaring.documents.models import Document, LetterNumber, StoredFile
from jejaring.files import storage
from jejaring.kit import clock
from jejaring.ledger.models import Entry
from jejaring.people.models import Person
from tests.admission.cast import PDF, Cast, cast, surat_kuasa
from tests.asked import Asked, asked_as_others_are, elsewhere
from tests.documents.authority import Authority
from tests.waiting import until

pytestmark = pytest.mark.django_db(transaction=True)

DAY = date(2019, 10, 17)
MANDATED = "a.n. Wali Kota Uji, Asisten Ekbangkesra"


@pytest.fixture
def people() -> Cast:
    return cast()


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch, people: Cast) -> Asked:
    return asked_as_others_are(monkeypatch)


@dataclass(frozen=True, slots=True)
class Page:
    """A page that signs: who sends what to which address of which journey, and which entries it leaves."""

    journey: Journey
    address: str
    by: Person
    typed: Callable[[Client], dict[str, Any]]
    title: str
    entries: tuple[str, ...]

    def send(self) -> Any:
        client = Client()
        client.force_login(self.by, backend="jejaring.people.backends.ModelBackend")
        address = f"/en/perjalanan/{self.journey.public_id}/{self.address}"
        return client.post(address, self.typed(client))


def loi_page(people: Cast) -> Page:
    journey = people.begin(DAY)
    people.step(journey, "loi_drafted", DAY)
    entries = ("documents.upload", "documents.sign", "admission.sign_loi")

    def typed(_client: Client) -> dict[str, Any]:
        return {"party": "city", "mandate": surat_kuasa()}

    return Page(journey, "loi/tanda-tangan/", people.assistant, typed, MANDATED, entries)


def application_page(people: Cast) -> Page:
    journey = people.placed("deliberated")
    people.present(journey, journey.state_since)
    address = "permohonan/tanda-tangan/"

    def typed(client: Client) -> dict[str, Any]:
        shown = client.get(f"/en/perjalanan/{journey.public_id}/{address}")
        return {"party": "city", "read": shown.context["read"]}

    entries = ("documents.issue", "documents.sign", "admission.submit_application")
    return Page(journey, address, people.mayor, typed, "Wali Kota Uji", entries)


def decision_page(people: Cast) -> Page:
    typed = {"verb": "approve", "reason": "Memenuhi syarat.", "on": clock.today().isoformat()}
    entries = ("documents.issue", "documents.sign", "admission.approve")
    return Page(
        people.placed("verified"), "keputusan/", people.president, lambda _client: typed, "Presiden Jejaring", entries
    )


def entries_since(newest: int) -> tuple[str, ...]:
    return tuple(Entry.objects.filter(pk__gt=newest).order_by("pk").values_list("verb", flat=True))


def newest_entry() -> int:
    return Entry.objects.latest("pk").pk if Entry.objects.exists() else 0


def lock_at_once(journey: Journey) -> None:
    """Lock the journey and all documents, or fail if another transaction holds one."""
    with transaction.atomic():
        Journey.objects.select_for_update(nowait=True).get(pk=journey.pk)
        list(Document.objects.select_for_update(nowait=True))
        list(LetterNumber.objects.select_for_update(nowait=True))


def numbers() -> list[int]:
    return list(LetterNumber.objects.exclude(document=None).order_by("sequence").values_list("sequence", flat=True))


@pytest.mark.slow
@pytest.mark.parametrize("page_of", [loi_page, application_page, decision_page])
def test_while_a_signature_is_asked_for_others_lock_the_journey_and_all_is_done_once(
    people: Cast, asked: Asked, page_of: Callable[[Cast], Page]
) -> None:
    page = page_of(people)
    newest = newest_entry()
    asked.meanwhile = lambda: lock_at_once(page.journey)
    answer = page.send()
    assert answer.status_code == 302, answer.content.decode()
    assert asked.titles == [page.title]
    assert entries_since(newest) == page.entries
    document = Document.objects.get()
    assert [one.signer_title for one in document.signatures.all()] == [page.title]
    assert numbers() == [1]
    for upload in StoredFile.objects.all():
        assert (upload.name, storage.get(upload.sha256)) == ("surat-kuasa.pdf", PDF)


@pytest.mark.slow
@pytest.mark.parametrize("page_of", [loi_page, application_page, decision_page])
def test_a_signature_that_is_refused_leaves_nothing_and_is_told_on_the_page(
    people: Cast, asked: Asked, page_of: Callable[[Cast], Page]
) -> None:
    page = page_of(people)
    before = newest_entry(), Document.objects.count(), LetterNumber.objects.count()
    asked.refusal = "The keeper is on leave."
    answer = page.send()
    assert "The keeper is on leave." in answer.content.decode()
    assert (newest_entry(), Document.objects.count(), LetterNumber.objects.count()) == before
    assert not StoredFile.objects.exists()
    asked.refusal = ""
    assert page.send().status_code == 302
    assert numbers() == [1]


def test_a_letter_whose_number_was_taken_meanwhile_is_signed_with_the_next(people: Cast, asked: Asked) -> None:
    page = application_page(people)

    def take() -> None:
        values = {"klasifikasi": "1", "kode_unit": "KU"}
        with transaction.atomic():
            next_letter_number(
                register_of(people.city),
                on=clock.today(),
                pattern="{klasifikasi}/{nomor_urut}/{kode_unit}",
                values=values,
            )

    asked.meanwhile = take
    assert page.send().status_code == 302
    assert asked.titles == [page.title, page.title], "the first answer is about another letter"
    assert numbers() == [2]
    assert LetterNumber.objects.count() == 2
    assert [one.signer_title for one in Document.objects.get().signatures.all()] == [page.title]


def test_an_application_that_was_changed_meanwhile_is_not_signed(people: Cast, asked: Asked) -> None:
    page = application_page(people)
    asked.meanwhile = lambda: people.present(page.journey, page.journey.state_since)
    answer = page.send()
    assert "has changed since you opened it" in answer.content.decode()
    assert not Document.objects.exists()
    draft = draft_of(page.journey)
    assert draft
    assert draft.submitted_at is None


def test_two_hands_that_decide_at_once_decide_once(people: Cast, asked: Asked) -> None:
    page, codes = decision_page(people), list[int]()
    asked.meanwhile = lambda: codes.append(page.send().status_code)
    newest = newest_entry()
    late = page.send()
    assert codes == [302]
    assert late.status_code == 200
    assert entries_since(newest) == page.entries
    assert (Document.objects.count(), numbers()) == (1, [1])


def test_a_service_that_takes_its_time_holds_up_nobody(people: Cast, tmp_path: Path, settings: Any) -> None:
    page, authority = application_page(people), Authority(tmp_path)
    authority.list_revoked(at=clock.now())
    with authority.served(settings):
        (tmp_path / "wait").touch()
        with elsewhere(page.send) as sending:
            try:
                until(lambda: (tmp_path / "asked").exists())
                lock_at_once(page.journey)
                assert not sending.done()
            finally:
                (tmp_path / "wait").unlink()
    assert sending.result().status_code == 302
    assert numbers() == [1]
