"""Feedback: once per person and subject, changeable until the end, and shown to others with care."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.test import Client

from jejaring.events.models import Event, Session
from jejaring.events.queries import drafted
from jejaring.kit import clock
from jejaring.kit.refusal import Refusal
from jejaring.outcomes.actions import feedback as actions
from jejaring.outcomes.models import Feedback
from jejaring.outcomes.queries import is_open, results, subjects_of, survey_of
from jejaring.registration import tickets
from jejaring.registration.models import Registration
from tests.events.programme_of_seven_tracks import released
from tests.factories.events import EventFactory, HelperFactory, RegistrationFactory, SessionFactory
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db
DAY, AT = date(2020, 3, 17), datetime(2020, 3, 17, 3, tzinfo=UTC)
GOOD, BAD = {"content": 5, "delivery": 4, "useful": 4}, {"content": 1, "delivery": 2, "useful": 3}


@pytest.fixture
def event() -> Event:
    found: Event = EventFactory(announced=True, slug="kota-bertemu", name_id="Kota Bertemu")
    actions.open_survey(found, opens_on=date(2020, 3, 16), closes_on=date(2020, 4, 1), by=PersonFactory(), at=AT)
    return found


@pytest.fixture
def session(event: Event) -> Session:
    found: Session = SessionFactory(event=event, title_id="Banjir")
    return found


def participant(event: Event, **more: object) -> Registration:
    found: Registration = RegistrationFactory(event=event, group__event=event, **more)
    found.token_hash = tickets.hash_of(tickets.token_of(found))
    found.save(update_fields=["token_hash"])
    return found


def say(
    one: Registration, session: Session | None, ratings: dict[str, int], text: str = "", on: date = DAY
) -> Feedback:
    return actions.give(one, session, ratings=ratings, text=text, by=None, on=on, at=AT)


def test_a_participant_says_it_once_per_session_and_a_second_time_changes_it(event: Event, session: Session) -> None:
    one = participant(event)
    say(one, session, BAD)
    say(one, session, GOOD, "Berguna.")
    say(one, None, {"programme": 5, "organisation": 5, "exchange": 4, "useful": 3})
    kept = Feedback.objects.filter(registration=one).order_by("session")
    assert [(given.session, given.ratings.get("content")) for given in kept] == [(session, 5), (None, None)]


@pytest.mark.parametrize("state", ["applied", "cancelled", "rejected"])
def test_only_who_has_a_confirmed_registration_is_asked(event: Event, session: Session, state: str) -> None:
    with pytest.raises(Refusal, match="confirmed registration"):
        say(participant(event, state=state), session, GOOD)
    assert not Feedback.objects.exists()


def test_nothing_is_taken_before_and_after_the_days_of_the_survey(event: Event, session: Session) -> None:
    one = participant(event)
    say(one, session, GOOD, on=date(2020, 4, 1))
    for day in (date(2020, 3, 15), date(2020, 4, 2)):
        with pytest.raises(Refusal, match="cannot be given or changed"):
            say(one, session, BAD, on=day)
    assert Feedback.objects.get().ratings == GOOD
    assert not is_open(survey_of(EventFactory()), on=DAY)


def test_nothing_can_be_said_of_a_session_that_was_cancelled_is_elsewhere_or_still_to_come(event: Event) -> None:
    one = participant(event)
    cancelled = SessionFactory(event=event, state=Session.State.CANCELLED)
    later = SessionFactory(
        event=event, starts_at=datetime(2020, 3, 18, 1, tzinfo=UTC), ends_at=datetime(2020, 3, 18, 2, tzinfo=UTC)
    )
    for session, sentence in (
        (cancelled, "did not take place"),
        (SessionFactory(), "did not take"),
        (later, "not begun"),
    ):
        with pytest.raises(Refusal, match=sentence):
            say(one, session, GOOD)
    assert [subject.session for subject in subjects_of(one, on=DAY)] == [None]


def test_every_statement_needs_one_of_five_answers(event: Event, session: Session) -> None:
    one = participant(event)
    for ratings in ({}, {**GOOD, "useful": 6}, {"content": 5}):
        with pytest.raises(Refusal, match="five answers"):
            say(one, session, ratings)


def test_figures_are_shown_from_three_people_on(event: Event, session: Session) -> None:
    for ratings in (GOOD, GOOD):
        say(participant(event), session, ratings)
    assert [(one.people, list(one.answers)) for one in results(event)] == [(2, [])]
    say(participant(event), session, BAD)
    (result,) = results(event)
    content, delivery, useful = result.answers
    assert (result.people, round(content.agree, 2), round(content.mean, 2)) == (3, 0.67, 3.67)
    assert (delivery.counts, useful.total) == ({5: 0, 4: 2, 3: 0, 2: 1, 1: 0}, 3)


def test_a_text_is_shown_once_a_manager_has_read_it_and_read_again_when_it_changes(
    event: Event, session: Session
) -> None:
    one, manager = participant(event), PersonFactory()
    given = say(one, session, GOOD, "Berguna sekali.")
    assert results(event)[0].texts == []
    actions.judge(given, show=True, by=manager, at=AT)
    assert [text.text for text in results(event)[0].texts] == ["Berguna sekali."]
    say(one, session, BAD, "Berguna sekali.")
    assert len(results(event)[0].texts) == 1
    say(one, session, BAD, "Tidak berguna.")
    assert results(event)[0].texts == []


def test_the_link_of_a_registration_opens_the_questions_and_keeps_the_answers(
    client: Client, event: Event, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "today", lambda: DAY)
    monkeypatch.setattr(clock, "now", lambda: AT)
    token = tickets.token_of(participant(event))
    assert f"/tiket/{token}/umpan-balik/" in client.get(f"/en/tiket/{token}/").content.decode()
    page = client.get(f"/en/tiket/{token}/umpan-balik/").content.decode()
    assert page.count("not answered yet") == 2
    address = f"/en/tiket/{token}/umpan-balik/sesi/{session.number}/"
    wrong = client.post(address, {"content": "5", "text": "Baik"})
    assert (wrong.status_code, Feedback.objects.count()) == (200, 0)
    assert "Baik" in wrong.content.decode()
    assert client.post(address, {**GOOD, "text": "Baik"}).status_code == 302
    assert Feedback.objects.get().text == "Baik"
    assert "you have answered" in client.get(f"/en/tiket/{token}/umpan-balik/").content.decode()
    assert client.get("/tiket/bukan-token/umpan-balik/").status_code == 404


def test_who_is_signed_in_and_registered_comes_to_their_own_questions(client: Client, event: Event) -> None:
    person = PersonFactory()
    one = participant(event, person=person)
    client.force_login(person)
    answer = client.get("/acara/kota-bertemu/umpan-balik/")
    assert (answer.status_code, answer["Location"]) == (302, f"/tiket/{tickets.token_of(one)}/umpan-balik/")
    client.force_login(PersonFactory())
    assert client.get("/acara/kota-bertemu/umpan-balik/").status_code == 404


def test_a_manager_reads_the_texts_and_nobody_else(client: Client, event: Event, session: Session) -> None:
    given = say(participant(event), session, GOOD, "Terlalu lama.")
    address = "/en/acara/kota-bertemu/kelola/laporan/umpan-balik/"
    client.force_login(PersonFactory())
    assert client.get(address).status_code == 403
    assert client.post(f"{address}{given.pk}/", {"show": "1"}).status_code == 403
    client.force_login(HelperFactory(event=event).person)
    assert "Terlalu lama." in client.get(address).content.decode()
    client.post(f"{address}{given.pk}/", {"show": "1"})
    given.refresh_from_db()
    assert given.state == Feedback.State.SHOWN


def test_a_session_shows_its_results_once_nobody_can_answer_any_more(
    client: Client, event: Event, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    released(event, drafted(event))
    for _ in range(3):
        say(participant(event), session, GOOD)
    address = f"/en/acara/kota-bertemu/sesi/{session.number}/"
    monkeypatch.setattr(clock, "today", lambda: date(2020, 4, 1))
    assert "What participants said" not in client.get(address).content.decode()
    monkeypatch.setattr(clock, "today", lambda: date(2020, 4, 2))
    page = client.get(address).content.decode()
    assert "100 of 100 agree: I learned something new" in page
