"""The whole journey by its actions, and what each of them refuses."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from itertools import groupby
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from hypothesis import HealthCheck, given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from engines.lifecycle.journey import CITY, JOURNEY, NETWORK
from jejaring.admission.actions import agreement, application, loi
from jejaring.admission.actions import journey as moves
from jejaring.admission.duties import TASKS
from jejaring.admission.letters import Terms
from jejaring.admission.models import Journey
from jejaring.admission.queries.application import comparisons, draft_of, submitted_versions
from jejaring.admission.queries.evidence import EVIDENCE_WORDS
from jejaring.admission.queries.journey import waiting_for
from jejaring.admission.queries.texts import agreement_parts
from jejaring.admission.rules import may_sign
from jejaring.admission.verbs import VERBS
from jejaring.cities.models import Holding
from jejaring.deliberation import actions as deliberation
from jejaring.deliberation.actions import Outcome, Seat
from jejaring.documents.models import Document, LetterNumber, Signature
from jejaring.drafts.models import Overtaken
from jejaring.kit.refusal import Refusal
from jejaring.ledger.queries import entries_of
from jejaring.membership.models import Membership
from jejaring.notices.models import Notice
from tests.admission.cast import WAY, Cast, Role, cast, hold, noon, surat_kuasa
from tests.examples import examples
from tests.factories.cities import HoldingFactory, OrganisationFactory
from tests.factories.membership import MembershipFactory

START = date(2019, 10, 16)
DAY = date(2019, 10, 17)


@pytest.fixture
def people(db: None) -> Cast:
    return cast()


def refused(do: Callable[[], object]) -> tuple[str, str | None]:
    """Return the sentence and the field of what an action refuses."""
    with pytest.raises(Refusal) as caught:
        do()
    return str(caught.value), caught.value.field


@pytest.mark.slow
def test_the_whole_journey_ends_with_a_number(people: Cast) -> None:
    journey = people.walk_to("member")
    membership = people.membership()
    assert (journey.state, journey.membership, membership.number) == ("member", membership, 1)
    assert [step.to_state for step in journey.steps.all()] == list(WAY)
    assert (journey.closed_on, journey.due_on, journey.waiting_on) == (date(2019, 10, 26), None, "")
    assert membership.agreement == journey.agreement.document
    assert journey.agreement.document.public
    requires = {move.verb: move.requires for move in JOURNEY.moves}
    steps = journey.steps.prefetch_related("evidence")
    assert all(requires[step.verb] <= {piece.code for piece in step.evidence.all()} for step in steps)
    signed = journey.agreement.document.signatures.values_list("slot", "signer_title", "order")
    assert list(signed) == [(NETWORK, "Presiden Jejaring", 1), (CITY, "Wali Kota Uji", 2)]
    verbs = {entry.verb for entry in entries_of(journey)}
    assert {f"admission.{step.verb}" for step in steps} <= verbs <= set(VERBS)


@pytest.mark.slow
def test_an_assistant_signs_on_behalf_with_the_mandate_kept(people: Cast) -> None:
    journey = people.walk_to("loi_signed")
    piece = journey.evidence.select_related("mandate", "signatory").get(code="loi_signature_city")
    assert piece.mandate
    assert piece.signatory
    assert (piece.mandate.name, piece.signatory.title) == ("surat-kuasa.pdf", "Asisten Ekbangkesra")
    assert piece.document
    titles = piece.document.signatures.values_list("signer_title", flat=True)
    assert list(titles) == ["a.n. Wali Kota Uji, Asisten Ekbangkesra", "Presiden Jejaring"]


@pytest.mark.slow
def test_letters_take_the_next_number_of_their_own_register(people: Cast) -> None:
    people.walk_to("deliberated")
    numbers = list(LetterNumber.objects.order_by("register", "sequence").values_list("number", flat=True))
    assert sorted(numbers) == ["BA/2/KU", "KS/1/NET", "UND/1/KU"]


def test_the_date_of_a_decision_is_kept_apart_from_its_recording(people: Cast) -> None:
    journey = people.walk_to("loi_drafted")
    recorded = noon(date(2019, 11, 1))
    loi.sign_loi(journey, party=NETWORK, by=people.president, on=DAY, at=recorded)
    piece = journey.evidence.get(code="loi_signature_network")
    assert (piece.decided_on, piece.recorded_at) == (DAY, recorded)


def test_who_must_act_next_is_told_in_their_language(people: Cast) -> None:
    people.president.language = "en"
    people.president.save()
    people.walk_to("loi_drafted")
    told = Notice.objects.get(recipient=people.president)
    assert told.subject == f"{people.city.short_name}: Sign the letter of intent"
    assert told.link.startswith("/en/perjalanan/")


# --- what is refused ---------------------------------------------------------------------------


def test_an_agreement_dated_in_the_future_is_refused(people: Cast) -> None:
    journey = people.placed("approved")
    today = journey.state_since
    said = refused(
        lambda: agreement.draft_agreement(
            journey,
            Terms({}, today, today + timedelta(days=30)),
            by=people.secretariat,
            on=today + timedelta(days=1),
            at=noon(today),
        )
    )
    assert said[1] == "on"
    assert "21 Oktober 2019" in said[0]
    journey.refresh_from_db()
    assert journey.state == "approved"


@pytest.mark.parametrize("day", [date(1, 1, 1), date(2009, 10, 15), date(9999, 12, 31)])
def test_an_interest_is_dated_within_bounds(people: Cast, day: date) -> None:
    sentence, field = refused(
        lambda: moves.express_interest(
            people.city, kind=people.kind, reason="x", by=people.liaison, on=day, at=noon(START)
        )
    )
    assert field == "on"
    assert "16 Oktober 2019" in sentence


@pytest.mark.parametrize(
    ("first", "last", "field"),
    [
        (date(2018, 1, 1), date(2024, 1, 1), "valid_from"),
        (date(2020, 10, 21), date(2024, 1, 1), "valid_from"),
        (DAY, date(2019, 10, 20), "valid_until"),
        (date(2020, 10, 20), date(2050, 10, 21), "valid_until"),
        (date(2019, 10, 20), date(9999, 12, 31), "valid_until"),
    ],
)
def test_an_agreement_is_in_force_within_bounds(people: Cast, first: date, last: date, field: str) -> None:
    journey = people.placed("approved", on=date(2019, 10, 17))
    assert refused(lambda: draft(people, journey, first=first, last=last))[1] == field


@pytest.mark.parametrize(
    "text", ["Berlaku sampai 31 Desember 2023.", "Berakhir 31/12/2023", "Jangka waktu: 2023-12-31"]
)
def test_a_clause_names_no_other_end_than_the_field(people: Cast, text: str) -> None:
    journey = people.placed("approved", on=date(2019, 10, 17))
    sentence, field = refused(lambda: draft(people, journey, penutup=text))
    assert (field, "31 Desember 2023" in sentence) == ("penutup", True)
    draft(people, journey, penutup="Berlaku sejak 17 Oktober 2019 sampai 20 Oktober 2022; sesuai surat 5 Mei 2018.")


@pytest.mark.parametrize(("first", "last"), [(DAY, date(2019, 10, 21)), (date(2020, 10, 20), date(2050, 10, 20))])
def test_the_bounds_of_an_agreement_belong_to_it(people: Cast, first: date, last: date) -> None:
    journey = people.placed("approved", on=date(2019, 10, 17))
    assert draft(people, journey, first=first, last=last).agreement.valid_until == last


def draft(people: Cast, journey: Journey, first: date = DAY, last: date = date(2022, 10, 20), **parts: str) -> Journey:
    texts = {part.key: "Isi bagian ini." for part in agreement_parts()} | parts
    day = date(2019, 10, 20)
    return agreement.draft_agreement(journey, Terms(texts, first, last), by=people.secretariat, on=day, at=noon(day))


def test_a_decision_older_than_the_step_before_it_is_refused(people: Cast) -> None:
    journey = people.walk_to("loi_drafted")
    said, field = refused(lambda: loi.sign_loi(journey, party=NETWORK, by=people.president, on=START, at=noon(DAY)))
    assert field == "on"
    assert "16 Oktober 2019" in said


def test_a_signatory_without_office_on_that_day_is_refused(people: Cast) -> None:
    journey = people.walk_to("loi_drafted")
    Holding.objects.filter(holder=people.president).update(until=date(2019, 10, 16))
    said, field = refused(lambda: loi.sign_loi(journey, party=NETWORK, by=people.president, on=DAY, at=noon(DAY)))
    assert field == "on"
    assert "17 Oktober 2019" in said
    assert not journey.evidence.filter(code="loi_signature_network").exists()


def test_a_liaison_may_not_sign(people: Cast) -> None:
    journey = people.walk_to("loi_drafted")
    _said, field = refused(lambda: loi.sign_loi(journey, party=CITY, by=people.liaison, on=DAY, at=noon(DAY)))
    assert field == "on"


def test_an_assistant_without_a_mandate_is_refused(people: Cast) -> None:
    journey = people.walk_to("loi_drafted")
    said, field = refused(lambda: loi.sign_loi(journey, party=CITY, by=people.assistant, on=DAY, at=noon(DAY)))
    assert field == "mandate"
    assert "surat kuasa" in said


def test_a_mandate_that_lies_about_its_type_is_refused_and_nothing_is_signed(people: Cast) -> None:
    journey = people.walk_to("loi_drafted")
    false = SimpleUploadedFile("surat-kuasa.pdf", b"MZ this is a program", content_type="application/pdf")
    _said, field = refused(
        lambda: loi.sign_loi(journey, party=CITY, by=people.assistant, on=DAY, at=noon(DAY), mandate=false)
    )
    assert field == "mandate"
    assert [list(document.signatures.all()) for document in Document.objects.all()] == [[]]


def test_one_side_signs_once(people: Cast) -> None:
    journey = people.walk_to("loi_drafted")
    loi.sign_loi(journey, party=CITY, by=people.mayor, on=DAY, at=noon(DAY))
    said, _field = refused(lambda: loi.sign_loi(journey, party=CITY, by=people.mayor, on=DAY, at=noon(DAY)))
    assert people.city.short_name in said


def test_the_head_who_presides_over_the_network_signs_for_the_city_only(people: Cast) -> None:
    HoldingFactory(office__organisation=people.network, office__role=Role.PRESIDENT, holder=people.mayor)
    journey = people.walk_to("loi_drafted")
    assert not may_sign(people.mayor, journey, NETWORK, on=DAY)
    said, _field = refused(lambda: loi.sign_loi(journey, party=NETWORK, by=people.mayor, on=DAY, at=noon(DAY)))
    assert "bertindak untuk kota itu, bukan untuk jejaring" in said
    loi.sign_loi(journey, party=CITY, by=people.mayor, on=DAY, at=noon(DAY))
    assert [one.slot for one in Signature.objects.all()] == [CITY]


def test_who_signed_for_the_city_and_then_presides_over_the_network_does_not_sign_the_other_side(people: Cast) -> None:
    journey = people.walk_to("loi_drafted")
    loi.sign_loi(journey, party=CITY, by=people.mayor, on=DAY, at=noon(DAY))
    Holding.objects.filter(holder=people.mayor).update(until=DAY)
    HoldingFactory(office__organisation=people.network, office__role=Role.PRESIDENT, holder=people.mayor)
    later = DAY + timedelta(days=2)
    said, _field = refused(lambda: loi.sign_loi(journey, party=NETWORK, by=people.mayor, on=later, at=noon(later)))
    assert "sudah menandatangani dokumen ini" in said
    assert [one.slot for one in Signature.objects.all()] == [CITY]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("state", "sign"), [("loi_drafted", loi.sign_loi), ("agreement_drafted", agreement.sign_agreement)]
)
def test_who_was_asked_to_sign_is_not_asked_again_when_the_other_side_has_signed(
    people: Cast, state: str, sign: Any
) -> None:
    journey = people.walk_to(state)
    day = journey.state_since
    asked = Notice.objects.filter(recipient=people.president, link__contains=str(journey.public_id))
    before = asked.count()
    vice = hold(people.network, Role.VICE_PRESIDENT, "Wakil Presiden")
    sign(journey, party=CITY, by=people.mayor, on=day, at=noon(day))
    assert (before > 0, asked.count()) == (True, before)
    assert Notice.objects.filter(recipient=vice, kind="admission.duty").count() == 1, "who came since is asked"


@pytest.mark.slow
def test_who_was_asked_to_sign_learns_of_another_due_day_when_the_other_side_has_signed(people: Cast) -> None:
    journey = people.walk_to("agreement_drafted")
    day = journey.state_since
    Journey.objects.filter(pk=journey.pk).update(due_on=day)
    before = Notice.objects.filter(recipient=people.president).count()
    agreement.sign_agreement(journey, party=CITY, by=people.mayor, on=day, at=noon(day))
    assert Notice.objects.filter(recipient=people.president).count() == before + 1


@pytest.mark.slow
def test_a_decision_waits_for_nobody_of_the_city_it_is_about(people: Cast) -> None:
    executive = hold(people.network, Role.EXECUTIVE, "Dewan Eksekutif")
    HoldingFactory(office__organisation=people.network, office__role=Role.EXECUTIVE, holder=people.mayor)
    journey = people.walk_to("verified")
    day = journey.state_since
    assert [[one.what for one in waiting_for(who, on=day)] for who in (people.mayor, executive)] == [
        [],
        [TASKS["decide"].title],
    ]
    told = Notice.objects.filter(
        kind="admission.duty", link__contains=str(journey.public_id), link__endswith="keputusan/"
    )
    assert people.mayor.pk not in told.values_list("recipient", flat=True)
    assert executive.pk in told.values_list("recipient", flat=True)
    said, _field = refused(lambda: moves.approve(journey, reason="Baik.", by=people.mayor, on=day, at=noon(day)))
    assert "bertindak untuk kota itu, bukan untuk jejaring" in said


def test_a_second_journey_while_one_is_open_is_refused(people: Cast) -> None:
    people.begin(START)
    said, _field = refused(lambda: people.begin(DAY))
    assert people.city.short_name in said
    assert Journey.objects.count() == 1


def test_a_member_begins_no_other_journey(people: Cast) -> None:
    people.placed("member")
    Journey.objects.update(closed_on=START)
    MembershipFactory(organisation=people.city, kind=people.kind)
    refused(lambda: people.begin(date(2019, 11, 1)))
    assert Journey.objects.count() == 1


def test_after_a_withdrawal_a_new_journey_may_begin(people: Cast) -> None:
    journey = people.begin(START)
    moves.withdraw(journey, reason="Anggaran belum ada.", by=people.mayor, on=DAY, at=noon(DAY))
    people.begin(DAY)
    assert list(Journey.objects.order_by("pk").values_list("state", flat=True)) == ["withdrawn", "interest"]


def test_a_kind_that_does_not_fit_the_organisation_is_refused(people: Cast) -> None:
    institute = OrganisationFactory(institute=True)
    _said, field = refused(
        lambda: moves.express_interest(
            institute, kind=people.kind, reason="Riset.", by=people.liaison, on=START, at=noon(START)
        )
    )
    assert field == "kind"


def test_interest_without_a_reason_says_what_is_missing(people: Cast) -> None:
    said, _field = refused(
        lambda: moves.express_interest(
            people.city, kind=people.kind, reason=" ", by=people.liaison, on=START, at=noon(START)
        )
    )
    assert str(EVIDENCE_WORDS["reason"]) in said


def test_a_refused_grant_leaves_no_hole(people: Cast) -> None:
    journey = people.placed("agreement_signed")
    day = journey.state_since
    refused(lambda: moves.grant_membership(journey, by=people.secretariat, on=day + timedelta(days=1), at=noon(day)))
    moves.grant_membership(journey, by=people.secretariat, on=day, at=noon(day))
    assert people.membership().number == 1


def test_a_letter_that_nobody_signed_can_be_drafted_anew(people: Cast) -> None:
    journey = people.walk_to("loi_drafted")
    loi.draft_loi(journey, place="Padang", by=people.secretariat, on=DAY, at=noon(DAY))
    states = list(Document.objects.filter(kind="loi").order_by("pk").values_list("number", "state"))
    assert states == [("KS/1/NET", "replaced"), ("KS/2/NET", "issued")]
    loi.sign_loi(journey, party=CITY, by=people.mayor, on=DAY, at=noon(DAY))
    refused(lambda: loi.draft_loi(journey, place="Kupang", by=people.secretariat, on=DAY, at=noon(DAY)))
    piece = journey.evidence.select_related("document").get(code="loi_signature_city")
    assert piece.document
    assert piece.document.number == "KS/2/NET"


# --- deliberation ------------------------------------------------------------------------------


def test_a_department_left_open_is_named(people: Cast) -> None:
    journey = people.placed("deliberating")
    first, second = people.departments
    outcome = Outcome(True, "x", "x", "x", {first.pk: Seat("present", "Kepala Dinas")})
    said, field = refused(
        lambda: deliberation.conclude_deliberation(
            journey, outcome, by=people.liaison, on=journey.state_since, at=noon(journey.state_since)
        )
    )
    assert field == f"state_{second.pk}"
    assert second.name in said


def test_joining_without_rationale_and_benefits_is_refused(people: Cast) -> None:
    journey = people.placed("deliberating")
    full = people.outcome()
    outcome = Outcome(True, full.summary, "", "", full.seats)
    said, _field = refused(
        lambda: deliberation.conclude_deliberation(
            journey, outcome, by=people.liaison, on=journey.state_since, at=noon(journey.state_since)
        )
    )
    assert str(EVIDENCE_WORDS["rationale"]) in said
    assert str(EVIDENCE_WORDS["expected_benefits"]) in said
    assert not Document.objects.filter(kind="minutes").exists()


def test_a_meeting_that_decides_not_to_join_ends_the_journey(people: Cast) -> None:
    journey = people.placed("deliberating")
    day = journey.state_since
    deliberation.conclude_deliberation(journey, people.outcome(joins=False), by=people.liaison, on=day, at=noon(day))
    journey.refresh_from_db()
    assert (journey.state, journey.closed_on) == ("declined", day)


# --- application -------------------------------------------------------------------------------


def test_facts_typed_in_the_application_flow_to_the_organisation(people: Cast) -> None:
    people.present(people.placed("deliberated"), date(2019, 10, 20))
    people.city.refresh_from_db()
    assert (people.city.address, people.city.phone) == ("Jalan Uji 1", "0751 1234")


def test_a_draft_saved_in_two_tabs_keeps_both_texts(people: Cast) -> None:
    journey = people.placed("deliberated")
    at = noon(journey.state_since)
    application.save_application(journey, answers={"budget": "APBD"}, revision=0, by=people.liaison, at=at)
    with pytest.raises(Overtaken) as caught:
        application.save_application(journey, answers={"budget": "Hibah"}, revision=0, by=people.liaison, at=at)
    assert caught.value.stored["budget"] == "APBD"
    draft = draft_of(journey)
    assert draft
    assert (draft.answers["budget"], draft.revision) == ("APBD", 1)


def test_an_application_with_gaps_is_not_laid_before_the_signatory(people: Cast) -> None:
    journey = people.placed("deliberated")
    _said, field = refused(
        lambda: application.present_application(
            journey, answers={"budget": "APBD"}, revision=0, by=people.liaison, at=noon(journey.state_since)
        )
    )
    assert field == "address"


def test_the_signatory_signs_what_was_read(people: Cast) -> None:
    journey = people.placed("deliberated")
    day = journey.state_since
    people.present(journey, day)
    application.save_application(journey, answers={"budget": "Lain"}, revision=1, by=people.liaison, at=noon(day))
    refused(lambda: application.submit_application(journey, revision=1, by=people.mayor, on=day, at=noon(day)))
    assert not Document.objects.filter(kind="application").exists()


def returned(people: Cast) -> Journey:
    journey = people.placed("submitted")
    application.return_application(
        journey,
        remarks={"budget": "Sebutkan kegiatannya.", "phone": "Kode wilayah?"},
        by=people.secretariat,
        on=journey.state_since,
        at=noon(journey.state_since),
    )
    return journey


def test_a_resubmission_keeps_both_versions_side_by_side(people: Cast) -> None:
    journey = returned(people)
    day = journey.state_since
    answers = {**people.answers(), "budget": "APBD 2020"}
    application.present_application(
        journey,
        answers=answers,
        replies={"phone": "Sudah lengkap dengan kode wilayah."},
        revision=0,
        by=people.liaison,
        at=noon(day),
    )
    application.submit_application(journey, revision=1, by=people.mayor, on=day, at=noon(day))
    first, second = submitted_versions(journey)
    rows = [(row.field.key, row.remark, row.before, row.after, row.reply) for row in comparisons(first, second)]
    assert rows == [
        ("phone", "Kode wilayah?", "0751 1234", "0751 1234", "Sudah lengkap dengan kode wilayah."),
        ("budget", "Sebutkan kegiatannya.", "APBD", "APBD 2020", ""),
    ]
    assert second.document
    assert second.document.state == "issued"


def test_a_remark_that_was_neither_followed_nor_answered_is_named(people: Cast) -> None:
    journey = returned(people)
    _said, field = refused(
        lambda: application.present_application(
            journey,
            answers={**people.answers(), "budget": "APBD 2020"},
            revision=0,
            by=people.liaison,
            at=noon(journey.state_since),
        )
    )
    assert field == "phone"


def test_a_return_without_a_remark_is_refused(people: Cast) -> None:
    journey = people.placed("submitted")
    refused(
        lambda: application.return_application(
            journey,
            remarks={"budget": " ", "no_such_field": "x"},
            by=people.secretariat,
            on=journey.state_since,
            at=noon(journey.state_since),
        )
    )


# --- the executive -----------------------------------------------------------------------------


def test_the_secretariat_does_not_decide(people: Cast) -> None:
    journey = people.placed("verified")
    day = journey.state_since
    refused(lambda: moves.approve(journey, reason="", by=people.secretariat, on=day, at=noon(day)))


def test_a_decision_on_paper_is_kept_with_its_date(people: Cast) -> None:
    journey = people.placed("verified")
    day = journey.state_since
    moves.approve(journey, reason="", by=people.president, on=day, at=noon(day), file=surat_kuasa("keputusan.pdf"))
    piece = journey.evidence.select_related("file").get(code="executive_decision")
    assert piece.file
    assert (piece.file.name, piece.document) == ("keputusan.pdf", None)


def test_a_rejection_needs_its_reason_and_ends_the_journey(people: Cast) -> None:
    journey = people.placed("verified")
    day = journey.state_since
    assert refused(lambda: moves.reject(journey, reason=" ", by=people.president, on=day, at=noon(day)))[1] == "reason"
    moves.reject(journey, reason="Belum memenuhi syarat.", by=people.president, on=day, at=noon(day))
    journey.refresh_from_db()
    assert journey.state == "rejected"


# --- no way around -----------------------------------------------------------------------------


@pytest.mark.slow
class TestNoWayAroundAStep(TestCase):
    """Anyone presses any button in any order: whoever becomes a member has every step, with its evidence."""

    @examples(3, suppress_health_check=list(HealthCheck))
    @given(st.lists(st.sampled_from(WAY[1:]), max_size=8), st.integers(0, len(WAY)))
    def test_no_order_of_moves_skips_a_step(self, tries: list[str], rest: int) -> None:
        people = cast()
        journey = people.begin(START)
        for stage in [*tries, *WAY[1:rest]]:
            try:
                people.step(journey, stage, START)
            except Refusal:
                continue
        steps = list(journey.steps.prefetch_related("evidence"))
        states = [state for state, _again in groupby(step.to_state for step in steps)]  # a meeting may be called anew
        assert states == list(WAY[: len(states)])
        requires = {move.verb: move.requires for move in JOURNEY.moves}
        assert all(requires[step.verb] <= {piece.code for piece in step.evidence.all()} for step in steps)
        assert Membership.objects.exists() == (len(states) == len(WAY))


def test_the_database_allows_one_open_journey_an_organisation(people: Cast) -> None:
    people.begin(START)
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = 'one_open_journey'")
        (definition,) = cursor.fetchone()
    assert "WHERE (closed_on IS NULL)" in definition
