"""What a step leaves behind: signed letters, entries of the ledger, evidence, and who is notified."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from jejaring.admission.actions import application
from jejaring.admission.actions import journey as moves
from jejaring.admission.models import Journey
from jejaring.documents.models import Document
from jejaring.ledger.queries import entries_of
from jejaring.notices.models import Notice
from tests.admission.cast import Cast, cast, noon

DAY = date(2019, 10, 20)
AT = noon(DAY)
Step = Callable[[Cast, Journey], object]


@pytest.fixture
def people(db: None) -> Cast:
    return cast()


def give_back(people: Cast, journey: Journey, general: str = "") -> Journey:
    return application.return_application(
        journey, remarks={"budget": "Rinci."}, general=general, by=people.secretariat, on=DAY, at=AT
    )


@pytest.mark.parametrize(
    ("state", "step"),
    [
        ("submitted", give_back),
        ("submitted", lambda p, j: application.verify_application(j, result="x", by=p.secretariat, on=DAY, at=AT)),
        ("verified", lambda p, j: moves.approve(j, reason="", by=p.president, on=DAY, at=AT)),
        ("verified", lambda p, j: moves.reject(j, reason="x", by=p.president, on=DAY, at=AT)),
        ("agreement_signed", lambda p, j: moves.grant_membership(j, by=p.secretariat, on=DAY, at=AT)),
        ("interest", lambda p, j: moves.withdraw(j, reason="x", by=p.mayor, on=DAY, at=AT)),
    ],
)
def test_the_citys_people_are_notified_of_the_outcome(people: Cast, state: str, step: Step) -> None:
    step(people, people.placed(state, on=DAY))
    assert Notice.objects.filter(kind="admission.outcome", recipient=people.liaison).count() == 1


@pytest.mark.parametrize("decide", [moves.approve, moves.reject])
def test_a_decision_made_here_is_signed_in_the_office_of_who_decides(
    people: Cast, decide: Callable[..., object]
) -> None:
    decide(people.placed("verified", on=DAY), reason="Sesuai.", by=people.president, on=DAY, at=AT)
    signed = Document.objects.get(kind="decision").signatures.values_list("slot", "signer_title", "organisation_name")
    assert list(signed) == [("network", "Presiden Jejaring", people.network.name)]


def test_each_save_and_the_presentation_of_a_draft_are_recorded(people: Cast) -> None:
    journey = people.placed("deliberated", on=DAY)
    people.present(journey, DAY)
    verbs = [entry.verb for entry in entries_of(journey)]
    assert sorted(verbs) == ["admission.present_application", "admission.save_application"]


def test_a_return_begins_the_next_version_and_keeps_what_was_written(people: Cast) -> None:
    journey = people.placed("submitted", on=DAY)
    give_back(people, journey, general=" Hampir lengkap. ")
    versions = list(journey.applications.order_by("number"))
    assert [(one.number, one.answers["budget"]) for one in versions] == [(1, "APBD"), (2, "APBD")]
    step = journey.steps.get()
    assert (step.remark, step.evidence.get().text) == ("Hampir lengkap.", "Hampir lengkap.")


@pytest.mark.slow
@pytest.mark.parametrize(("reply", "kept"), [("Sudah dirinci.", "Sudah dirinci."), ("", "–")])
def test_the_answers_to_comments_are_evidence_of_the_resubmission(people: Cast, reply: str, kept: str) -> None:
    journey = give_back(people, people.placed("submitted", on=DAY))
    answers = people.answers() | ({} if reply else {"budget": "APBD 2020"})
    replies = {"budget": reply} if reply else {}
    application.present_application(journey, answers=answers, replies=replies, revision=0, by=people.liaison, at=AT)
    application.submit_application(journey, revision=1, by=people.mayor, on=DAY, at=AT)
    assert journey.evidence.get(code="answers").text == kept


def test_what_was_gathered_for_a_step_belongs_to_it_once_it_is_made(people: Cast) -> None:
    journey = people.placed("deliberated", on=DAY)
    people.present(journey, DAY)
    application.return_draft(journey, remark="Perbaiki alamat.", by=people.mayor, on=DAY, at=AT)
    people.present(journey, DAY)
    assert journey.evidence.get(code="signatory_remark").step is None
    application.submit_application(journey, revision=2, by=people.mayor, on=DAY, at=AT)
    made = journey.steps.get(verb="submit_application")
    assert {piece.code: piece.step for piece in journey.evidence.all()} == {
        "signatory_remark": made,
        "application": made,
        "application_letter": made,
    }
