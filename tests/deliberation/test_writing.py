"""The minutes are written over days, checked as they will be issued, and only then recorded."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from jejaring.admission.models import Journey, LetterDraft
from jejaring.documents.models import Document
from tests.admission.cast import PDF, Cast, cast, noon
from tests.deliberation.test_deliberation import call

DAY = date(2019, 10, 20)


@pytest.fixture
def people(db: None) -> Cast:
    return cast()


@pytest.fixture
def liaison(client: Client, people: Cast) -> Client:
    client.force_login(people.liaison)
    return client


def address(journey: Journey, page: str = "") -> str:
    return f"/perjalanan/{journey.public_id}/rapat/hasil/{page}"


def typed(people: Cast, **changes: str) -> dict[str, str]:
    """Return whole minutes as they are typed."""
    first, second = people.departments
    answers = {f"state_{first.pk}": "present", f"represented_by_{first.pk}": "Kepala Dinas"}
    answers |= {f"state_{second.pk}": "excused", "held_on": "2019-10-20", "held_time": "12:00", "on": "2019-10-20"}
    answers |= {"summary": "Dibahas.", "rationale": "Dipercepat.", "expected_benefits": "Praktik baik.", "joins": "yes"}
    return {**answers, "revision": "0", **changes}


def shown(client: Client, page: str) -> Any:
    return client.get(page).context["form"]


def test_a_draft_of_the_minutes_is_kept_with_its_gaps(liaison: Client, people: Cast) -> None:
    page = address(people.placed("deliberating"))
    first, _second = people.departments
    answer = liaison.post(page, {f"state_{first.pk}": "present", "summary": "Baru mulai", "save": "1"})
    assert answer.headers["Location"] == page
    form = shown(liaison, page)
    assert (form["summary"].value(), form[f"state_{first.pk}"].value(), form["revision"].value()) == (
        "Baru mulai",
        "present",
        1,
    )
    assert not Document.objects.exists()


def test_a_draft_that_another_window_saved_is_not_overwritten(liaison: Client, people: Cast) -> None:
    page = address(people.placed("deliberating"))
    liaison.post(page, {"summary": "Jendela satu", "save": "1"})
    form = liaison.post(page, {"summary": "Jendela dua", "save": "1"}).context["form"]
    assert "Jendela satu" in form.errors["summary"][0]
    assert LetterDraft.objects.get().answers["summary"] == "Jendela satu"


def test_whole_minutes_are_shown_as_they_will_be_issued_before_anything_is_recorded(
    liaison: Client, people: Cast
) -> None:
    journey = people.placed("deliberating")
    answer = liaison.post(address(journey), {**typed(people), "check": "1"})
    assert answer.headers["Location"] == address(journey, "periksa/")
    page = liaison.get(address(journey, "periksa/")).content.decode()
    assert [text in page for text in ("Kepala Dinas", "Dibahas.", "Praktik baik.")] == [True, True, True]
    journey.refresh_from_db()
    assert (journey.state, journey.deliberation.summary, Document.objects.count()) == ("deliberating", "", 0)


def test_checked_minutes_are_recorded_with_their_attendance_list_and_the_draft_has_served(
    liaison: Client, people: Cast
) -> None:
    journey = people.placed("deliberating")
    liaison.post(address(journey), {**typed(people), "check": "1"})
    check = address(journey, "periksa/")
    read = liaison.get(check).context["read"]
    scan = SimpleUploadedFile("daftar-hadir.pdf", PDF, content_type="application/pdf")
    assert (
        liaison.post(check, {"read": read, "attendance_list": scan}).headers["Location"]
        == f"/perjalanan/{journey.public_id}/"
    )
    journey.refresh_from_db()
    assert (journey.state, journey.deliberation.summary) == ("deliberated", "Dibahas.")
    assert Document.objects.get().kind == "minutes"
    assert journey.evidence.get(code="minutes").file is not None
    assert not LetterDraft.objects.exists()


def test_minutes_that_were_changed_since_they_were_shown_are_not_recorded(liaison: Client, people: Cast) -> None:
    journey = people.placed("deliberating")
    liaison.post(address(journey), {**typed(people), "check": "1"})
    check = address(journey, "periksa/")
    read = liaison.get(check).context["read"]
    liaison.post(address(journey), {**typed(people, summary="Lain.", revision="1"), "check": "1"})
    answer = liaison.post(check, {"read": read})
    assert answer.context["form"].non_field_errors()
    assert liaison.post(check, {"read": answer.context["read"]}).status_code == 302
    journey.refresh_from_db()
    assert journey.deliberation.summary == "Lain."


def test_what_cannot_become_minutes_is_refused_beside_its_field_and_not_saved(liaison: Client, people: Cast) -> None:
    page = address(people.placed("deliberating"))
    form = liaison.post(page, {**typed(people, held_on="2019-10-21"), "check": "1"}).context["form"]
    assert list(form.errors) == ["held_on"]
    assert not LetterDraft.objects.exists()


def test_minutes_with_gaps_cannot_be_checked(liaison: Client, people: Cast) -> None:
    journey = people.placed("deliberating")
    assert liaison.get(address(journey, "periksa/")).headers["Location"] == address(journey)
    liaison.post(address(journey), {"summary": "Baru mulai", "save": "1"})
    assert liaison.post(address(journey, "periksa/"), {"read": "1"}).headers["Location"] == address(journey)
    journey.refresh_from_db()
    assert journey.state == "deliberating"


def test_a_meeting_that_is_moved_takes_its_old_day_out_of_the_draft(liaison: Client, people: Cast) -> None:
    journey = people.placed("loi_signed", on=DAY)
    call(people, journey)
    liaison.post(address(journey), {**typed(people), "save": "1"})
    call(people, journey, held_on=date(2019, 10, 25))
    form = shown(liaison, address(journey))
    assert (str(form["held_on"].value()), form["summary"].value()) == ("2019-10-25", "Dibahas.")


def test_a_draft_of_the_minutes_is_not_the_networks_to_read(people: Cast) -> None:
    journey = people.placed("deliberating")
    stranger = Client()
    stranger.force_login(people.secretariat)
    assert [stranger.get(address(journey, page)).status_code for page in ("", "periksa/")] == [403, 403]


def test_minutes_can_be_drafted_until_the_application_is_submitted(people: Cast) -> None:
    from jejaring.admission.actions.drafts import save_letter
    from jejaring.kit.refusal import Refusal

    for state, possible in (("loi_signed", False), ("deliberating", True), ("submitted", False)):
        journey = people.placed(state)
        if possible:
            save_letter(journey, "minutes", answers={}, revision=0, by=people.liaison, at=noon(DAY))
        else:
            with pytest.raises(Refusal):
                save_letter(journey, "minutes", answers={}, revision=0, by=people.liaison, at=noon(DAY))
        Journey.objects.filter(pk=journey.pk).update(closed_on=DAY)
