"""Certificates: who has earned one, issued once, signed in one act, verified as issued, corrected and revoked."""

from __future__ import annotations

from decimal import Decimal
from io import BytesIO

import pypdfium2
import pytest
import zxingcpp
from django.test import Client
from django.urls import reverse

from jejaring.certificates import queries
from jejaring.certificates.actions import issuing, signing
from jejaring.certificates.models import Certificate, Rule
from jejaring.cities.queries import holdings_of
from jejaring.documents.actions import verification_address
from jejaring.documents.models import Document
from jejaring.events.models import Event
from jejaring.files import storage
from jejaring.kit import clock, jobs, registry
from jejaring.kit.models import Job
from jejaring.kit.refusal import Refusal
from jejaring.ledger.agreement import disagreements
from jejaring.ledger.models import Entry
from jejaring.registration.actions.registrations import merge
from jejaring.registration.models import Message, Registration
from jejaring.registration.tickets import hash_of, token_of
from tests.factories.certificates import AFTER, LAST_DAY, SESSION, Hall, a_hall
from tests.factories.events import EventFactory
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db
LONG = "Dr. Ir. H. Muhammad Abdurrahman Wahyuningtyas Kusumaningrat, S.T., M.Sc., Ph.D., IPU., AER."


@pytest.fixture
def hall() -> Hall:
    return a_hall()


# --- who has earned one ---------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("sessions", "earned", "why"),
    [
        (5, True, "5 dari 5 sesi; diperlukan 4."),
        (4, True, "4 dari 5 sesi; diperlukan 4."),
        (3, False, "3 dari 5 sesi; diperlukan 4."),
        (0, False, "Tidak pernah tercatat di pintu mana pun."),
    ],
)
def test_who_has_earned_one_is_told_with_the_numbers(hall: Hall, sessions: int, earned: bool, why: str) -> None:
    person = hall.person(sessions=sessions)
    (found,) = queries.standings(hall.event)
    assert (found.registration, found.earned, found.why) == (person, earned, why)


def test_speakers_get_one_without_counting_and_an_audience_without_rule_none(hall: Hall) -> None:
    hall.person(role="speaker", group=None, sort_name="a")
    hall.person(role="crew", group=None, sort_name="b")
    speaker, crew = queries.standings(hall.event)
    assert (speaker.earned, crew.earned) == (True, False)
    assert "satu per satu" in crew.why


@pytest.mark.parametrize("people", [1, 3])
def test_how_everyone_stands_costs_the_same_queries(hall: Hall, people: int, django_assert_num_queries: object) -> None:
    for _number in range(people):
        hall.person(sessions=1)
    with django_assert_num_queries(11):  # type: ignore[operator]
        assert len(queries.standings(hall.event)) == people


# --- issuing --------------------------------------------------------------------------------------
def batch(hall: Hall, *, checked: bool = True) -> Job:
    return issuing.begin_batch(hall.event, checked=checked, by=hall.manager, on=LAST_DAY, at=AFTER)


def ran(job: Job) -> list[int]:
    """Run a job as a worker does, and return how far it said it was."""
    seen: list[int] = []
    registry.job_kinds[job.kind].run(job.owner, lambda done, total=None: seen.append(done), **job.arguments)
    return seen


def numbers(hall: Hall) -> tuple[int, int]:
    found = queries.numbers(hall.event)
    return found.issued, found.signed


def test_a_batch_goes_to_who_has_earned_it_with_a_checked_name_and_begun_again_makes_no_doubles(
    hall: Hall, demo_day: None
) -> None:
    earned = [hall.person(sessions=5) for _number in range(2)]
    hall.person(sessions=1)
    hall.person(sessions=5, name_checked_at=None)
    job = batch(hall)
    assert ran(job) == [1, 2]
    assert ran(job) == []
    assert set(Certificate.objects.values_list("registration", flat=True)) == {one.pk for one in earned}
    issued = list(Document.objects.order_by("pk").values_list("number", flat=True))
    assert issued == ["SERT/1/SEK", "SERT/2/SEK"]
    assert Entry.objects.filter(verb="certificates.issue").count() == 2


def test_the_manager_may_answer_for_names_that_nobody_checked(hall: Hall, demo_day: None) -> None:
    hall.person(sessions=5, name_checked_at=None)
    with pytest.raises(Refusal, match="belum ada nama yang diperiksa"):
        batch(hall)
    ran(batch(hall, checked=False))
    assert numbers(hall) == (1, 0)


def test_certificates_are_not_issued_before_the_last_day_or_without_a_template(hall: Hall) -> None:
    hall.person(sessions=5)
    with pytest.raises(Refusal, match="mulai hari terakhir"):
        issuing.begin_batch(hall.event, checked=True, by=hall.manager, on=SESSION.date(), at=SESSION)
    with pytest.raises(Refusal, match="Simpan templat"):
        issuing.begin_batch(EventFactory(), checked=True, by=hall.manager, on=LAST_DAY, at=AFTER)


def test_who_no_longer_manages_the_event_issues_nothing(hall: Hall, demo_day: None) -> None:
    hall.person(sessions=5)
    job = batch(hall)
    hall.event.helpers.update(until=SESSION.date())
    with pytest.raises(Refusal, match="tidak lagi mengelola"):
        ran(job)
    assert numbers(hall) == (0, 0)


def test_one_by_hand_needs_a_reason_and_none_in_force(hall: Hall) -> None:
    person = hall.person()
    with pytest.raises(Refusal, match="Tuliskan mengapa"):
        issuing.issue_by_hand(person, reason=" ", by=hall.manager, on=LAST_DAY, at=AFTER)
    assert hall.issued(person).reason == "Uji."
    with pytest.raises(Refusal, match="yang berlaku"):
        hall.issued(person)


# --- what it attests ------------------------------------------------------------------------------
def test_complaint_16_page_and_machine_answer_agree_on_what_was_issued_whatever_changes_later(
    hall: Hall, client: Client
) -> None:
    certificate = hall.issued(sessions=3, name=LONG)
    as_issued = {
        "name": LONG,
        "event": hall.event.name_id,
        "dates": "16–18 Maret 2020",
        "role": "peserta",
        "hours": "3",
    }
    Registration.objects.update(name="Nama Lain", role="crew")
    Event.objects.update(name_id="Acara Lain", begins_on="2020-03-01")
    assert certificate.document is not None
    address = certificate.document.get_absolute_url()
    answer, page = client.get(f"{address}?format=json").json(), client.get(address).content.decode()
    assert answer["attested"] == as_issued
    assert [value for value in answer["attested"].values() if f"<dd>{value}</dd>" not in page] == []
    assert (answer["state"], answer["number"]) == ("issued", certificate.document.number)


def test_complaint_18_the_paper_names_the_person_whole_and_its_qr_leads_to_verification(hall: Hall) -> None:
    certificate = hall.issued(name=LONG)
    assert hall.sign(certificate)
    document = Document.objects.get()
    pdf = pypdfium2.PdfDocument(BytesIO(storage.get(document.sha256)))
    text = " ".join(pdf[0].get_textpage().get_text_range().split())
    found = zxingcpp.read_barcodes(pdf[0].render(scale=3).to_numpy())
    assert len(pdf) == 1
    assert LONG in text
    assert [one.text for one in found] == [verification_address(document.public_id)]


def test_hours_are_cut_and_never_rounded_up(hall: Hall) -> None:
    from fractions import Fraction

    from jejaring.certificates.papers import shown_hours

    assert shown_hours(Fraction(2999, 1000)) == Decimal("2.9")


# --- corrected and revoked ------------------------------------------------------------------------
def test_complaint_15_a_correction_makes_a_new_one_and_the_old_code_says_replaced(hall: Hall, client: Client) -> None:
    old = hall.issued(name="Nama Salah")
    hall.sign(old)
    before = Document.objects.get()
    bytes_before, outline_before = before.sha256, before.outline
    Registration.objects.update(name="Nama Benar")
    fresh = issuing.correct(old, reason="Nama salah tulis.", by=hall.manager, on=LAST_DAY, at=AFTER)
    before.refresh_from_db()
    assert (before.sha256, before.outline) == (bytes_before, outline_before)
    answer = client.get(f"{before.get_absolute_url()}?format=json").json()
    assert fresh.document is not None
    assert (answer["state"], answer["replaced_by"]) == ("replaced", str(fresh.document.public_id))
    assert answer["attested"]["name"] == "Nama Salah"
    assert client.get(f"{fresh.document.get_absolute_url()}?format=json").json()["attested"]["name"] == "Nama Benar"
    with pytest.raises(Refusal, match="tidak berlaku lagi"):
        issuing.correct(old, reason="Lagi.", by=hall.manager, on=LAST_DAY, at=AFTER)


def test_a_revoked_certificate_says_why_and_no_batch_issues_another(hall: Hall, client: Client, demo_day: None) -> None:
    person = hall.person(sessions=5)
    certificate = hall.issued(person)
    issuing.revoke(certificate, reason="Tidak hadir.", by=hall.manager, on=LAST_DAY, at=AFTER)
    certificate.refresh_from_db()
    assert certificate.document is not None
    answer = client.get(f"{certificate.document.get_absolute_url()}?format=json").json()
    assert (answer["state"], answer["end_reason"]) == ("revoked", "Tidak hadir.")
    assert issuing.to_issue(hall.event, checked=True) == []
    found = queries.numbers(hall.event)
    assert (found.issued, found.revoked) == (0, 1)


def test_a_certificate_whose_number_was_changed_past_the_actions_disagrees_with_the_ledger(hall: Hall) -> None:
    certificate = issuing.correct(hall.issued(), reason="Uji.", by=hall.manager, on=LAST_DAY, at=AFTER)

    def found() -> list[str]:
        return [one for one in disagreements() if one.startswith("certificates.certificate")]

    assert found() == []
    assert certificate.document
    Document.objects.filter(pk=certificate.document.pk).update(number="SERT/99/SEK")
    assert [one.partition(":")[0] for one in found()] == [f"certificates.certificate {certificate.pk}"]


# --- signed ---------------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_one_act_of_the_office_signs_all_that_wait_and_each_person_is_told_once(demo_day: None) -> None:
    hall = a_hall()
    for number in range(2):
        hall.issued(email=f"peserta-{number}@contoh.id")
    job = signing.begin_signing(hall.event, by=hall.signer, at=AFTER)
    later = hall.issued()
    for _time in range(2):
        jobs.run(job.pk, clock=clock.now)
        ran(job)
    job.refresh_from_db()
    assert (job.state, numbers(hall)) == ("done", (3, 2))
    assert list(queries.to_sign(hall.event)) == [later]
    assert Message.objects.filter(occasion__startswith="certificate").count() == 2


def test_only_the_holder_of_the_office_signs(hall: Hall) -> None:
    certificate = hall.issued()
    with pytest.raises(Refusal, match="Tidak ada sertifikat"):
        signing.begin_signing(hall.event, by=hall.manager, at=AFTER)
    with pytest.raises(Refusal, match="tidak lagi memegang"):
        signing.sign(certificate, by=hall.manager, at=AFTER)
    assert numbers(hall) == (1, 0)


def test_the_signer_finds_the_batch_in_their_inbox(hall: Hall, client: Client) -> None:
    hall.issued()
    hall.issued()
    held = holdings_of(hall.signer, on=LAST_DAY)
    (waiting,) = queries.waiting_for(hall.signer, on=LAST_DAY, holdings=held)
    assert waiting.what == "2 sertifikat untuk ditandatangani"
    assert waiting.url == reverse("certificates:sign", args=[hall.event.slug])
    client.force_login(hall.signer)
    assert waiting.url in client.get(reverse("portal:workroom")).content.decode()


# --- whose it is ----------------------------------------------------------------------------------
def test_a_person_downloads_a_signed_certificate_and_nobody_an_unsigned_one(hall: Hall, client: Client) -> None:
    certificate = hall.issued()
    address = reverse("certificates:own_pdf", args=[certificate.public_id])
    assert client.get(address).status_code == 404
    hall.sign(certificate)
    assert client.get(reverse("certificates:own", args=[certificate.public_id])).status_code == 200
    given = client.get(address)
    assert b"".join(given).startswith(b"%PDF-")
    given.close()


def test_a_persons_own_page_leads_to_their_certificate_once_it_is_signed(hall: Hall, client: Client) -> None:
    registration = hall.person()
    certificate = hall.issued(registration)
    Registration.objects.update(token_hash=hash_of(token_of(registration)))
    page, address = (
        reverse("registration:ticket", args=[token_of(registration)]),
        reverse("certificates:own_pdf", args=[certificate.public_id]),
    )
    assert address not in client.get(page).content.decode()
    hall.sign(certificate)
    assert address in client.get(page).content.decode()


def test_certificates_are_seen_by_their_person_who_manages_and_who_signs(hall: Hall) -> None:
    person = PersonFactory()
    certificate = hall.issued(person=person)
    for reader, sees in ((person, True), (hall.manager, True), (hall.signer, True), (PersonFactory(), False)):
        assert queries.certificates_visible_to(reader, on=LAST_DAY).filter(pk=certificate.pk).exists() is sees
    assert list(queries.own_certificates(person)) == [certificate]
    (row,) = registry.exports["certificates"].collect(person)
    assert (row["name"], row["state"]) == (certificate.registration.name, "issued")


def test_rules_of_an_audience_are_changed_and_taken_away(hall: Hall) -> None:
    from jejaring.certificates.actions.templates import save_rules

    measured = {"measure": "days", "percent": 100, "session_percent": 50}
    rules = {"participants": measured, "speakers": None, "committee": {**measured, "percent": None}}
    save_rules(hall.event, rules, by=hall.manager, on=LAST_DAY, at=AFTER)
    kept = {one.audience: (one.measure, one.percent) for one in Rule.objects.all()}
    assert kept == {"participants": ("days", 100), "committee": ("days", None)}


def test_a_registration_with_a_certificate_in_force_is_not_merged_away(hall: Hall) -> None:
    first, second = hall.person(name="Eka Satu"), hall.person(name="Eka Dua")
    hall.issued(first)
    with pytest.raises(Refusal, match="Eka Satu"):
        merge(first, into=second, by=hall.manager, at=AFTER)
    assert merge(second, into=first, by=hall.manager, at=AFTER) == first
