"""What people type on the journey, with characters that no document can print."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from jejaring.admission.actions import application, loi
from jejaring.admission.actions import journey as moves
from jejaring.admission.models import Journey
from jejaring.admission.queries.application import draft_of
from jejaring.deliberation import actions as deliberation
from jejaring.kit.refusal import Refusal
from tests.admission.cast import Cast, cast, noon

DAY = date(2019, 10, 20)
TYPED = "Terima kasih 🙏"
Act = Callable[[Cast, Journey], object]


@pytest.fixture
def people(db: None) -> Cast:
    return cast()


def draft_letter(people: Cast, journey: Journey) -> object:
    return loi.draft_loi(journey, place="Padang", purpose=TYPED, by=people.secretariat, on=DAY, at=noon(DAY))


def draft_letter_from_a_place(people: Cast, journey: Journey) -> object:
    return loi.draft_loi(journey, place=TYPED, by=people.secretariat, on=DAY, at=noon(DAY))


def call_a_meeting(people: Cast, journey: Journey) -> object:
    return deliberation.call_deliberation(
        journey,
        held_at=noon(date(2019, 10, 21)),
        place="Balai kota",
        agenda=TYPED,
        departments=people.departments,
        by=people.liaison,
        on=DAY,
        at=noon(DAY),
    )


def conclude(people: Cast, journey: Journey) -> object:
    outcome = replace(people.outcome(), summary=TYPED)
    return deliberation.conclude_deliberation(journey, outcome, by=people.liaison, on=DAY, at=noon(DAY))


def present(people: Cast, journey: Journey) -> object:
    answers = {**people.answers(), "benefits": TYPED}
    return application.present_application(journey, answers=answers, revision=0, by=people.liaison, at=noon(DAY))


def approve(people: Cast, journey: Journey) -> object:
    return moves.approve(journey, reason=TYPED, by=people.president, on=DAY, at=noon(DAY))


@pytest.mark.parametrize(
    ("state", "act", "field"),
    [
        ("interest", draft_letter, "text"),
        ("interest", draft_letter_from_a_place, "place"),
        ("loi_signed", call_a_meeting, "agenda"),
        ("deliberating", conclude, "summary"),
        ("deliberated", present, "benefits"),
        ("verified", approve, "remark"),
    ],
)
def test_an_action_refuses_what_slips_past_its_form(people: Cast, state: str, act: Act, field: str) -> None:
    journey = people.placed(state)
    with pytest.raises(Refusal, match=r"U\+1F64F") as refused:
        act(people, journey)
    assert refused.value.field == field
    journey.refresh_from_db()
    assert journey.state == state


def test_a_draft_keeps_what_was_typed_until_it_is_presented(people: Cast) -> None:
    journey = people.placed("deliberated")
    answers = {"benefits": f"{TYPED}\x00"}
    application.save_application(journey, answers=answers, revision=0, by=people.liaison, at=noon(DAY))
    draft = draft_of(journey)
    assert draft
    assert draft.answers["benefits"] == TYPED


def test_an_application_saved_earlier_is_read_and_signed_with_a_mark(people: Cast, client: Client) -> None:
    journey = people.placed("deliberated")
    people.present(journey, DAY)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE admission_applicationversion SET answers = answers || %s", ['{"benefits": "北 baik"}'])
        cursor.execute("UPDATE cities_organisation SET address = 'Jalan 🙏' WHERE id = %s", [people.city.pk])
    client.force_login(people.mayor, backend="jejaring.people.backends.ModelBackend")
    page = client.get(reverse("admission:submit_application", args=[journey.public_id]))
    assert page.status_code == 200
    assert "\ufffd baik" in page.content.decode()
    draft = draft_of(journey)
    assert draft
    signed = application.submit_application(journey, revision=draft.revision, by=people.mayor, on=DAY, at=noon(DAY))
    assert signed.document
    assert signed.document.signatures.count() == 1
