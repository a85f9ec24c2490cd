"""The cooperation agreement is written over days, checked as it will be issued, and only then created."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from jejaring.admission.models import Journey, LetterDraft
from jejaring.admission.queries.texts import typed_parts
from jejaring.documents.models import Document
from tests.admission.cast import Cast, cast


@pytest.fixture
def people(db: None) -> Cast:
    return cast()


@pytest.fixture
def secretariat(client: Client, people: Cast) -> Client:
    client.force_login(people.secretariat)
    return client


def address(journey: Journey, page: str = "") -> str:
    return f"/perjalanan/{journey.public_id}/pks/{page}"


def typed(**changes: str) -> dict[str, str]:
    dates = {"on": "2019-10-20", "valid_from": "2019-10-20", "valid_until": "2023-10-19", "revision": "0"}
    return {**{part.key: "Isi bagian ini." for part in typed_parts()}, **dates, **changes}


def test_a_draft_of_the_agreement_is_kept_with_its_gaps(secretariat: Client, people: Cast) -> None:
    page = address(people.placed("approved"))
    part = typed_parts()[0].key
    secretariat.post(page, {part: "", "valid_until": "nanti", "save": "1"})
    form: Any = secretariat.get(page).context["form"]
    assert (form[part].value(), form["valid_until"].value(), form["revision"].value()) == ("", "nanti", 1)
    assert not Document.objects.exists()


def test_a_checked_agreement_is_created_and_its_draft_has_served(secretariat: Client, people: Cast) -> None:
    journey = people.placed("approved")
    check = address(journey, "periksa/")
    assert secretariat.post(address(journey), {**typed(), "check": "1"}).headers["Location"] == check
    page = secretariat.get(check)
    assert "19 Oktober 2023" in page.content.decode()
    assert not Document.objects.exists()
    assert secretariat.post(check, {"read": page.context["read"]}).status_code == 302
    journey.refresh_from_db()
    assert (journey.state, str(journey.agreement.valid_until)) == ("agreement_drafted", "2023-10-19")
    assert not LetterDraft.objects.exists()


def test_dates_that_cannot_be_are_refused_beside_their_field(secretariat: Client, people: Cast) -> None:
    page = address(people.placed("approved"))
    form = secretariat.post(page, {**typed(valid_until="2019-10-20"), "check": "1"}).context["form"]
    assert list(form.errors) == ["valid_until"]
    assert not LetterDraft.objects.exists()


def test_an_agreement_that_was_issued_begins_its_next_draft(secretariat: Client, people: Cast) -> None:
    journey = people.placed("approved")
    people.step(journey, "agreement_drafted", journey.state_since)
    form: Any = secretariat.get(address(journey)).context["form"]
    assert (form[typed_parts()[0].key].value(), form["revision"].value()) == ("Isi bagian ini.", 0)


def test_a_draft_that_cannot_become_an_agreement_any_more_leads_back_with_the_reason(
    secretariat: Client, people: Cast
) -> None:
    journey = people.placed("approved")
    secretariat.post(address(journey), {**typed(), "check": "1"})
    Journey.objects.filter(pk=journey.pk).update(state_since="2019-10-25")
    answer = secretariat.get(address(journey, "periksa/"), follow=True)
    assert answer.redirect_chain == [(address(journey), 302)]
    assert [str(message) for message in answer.context["messages"]]
