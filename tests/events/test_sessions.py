"""Sessions of the draft: what is refused, in words; numbers; parts; what is in use is not removed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from jejaring.events.actions import lives, places, sessions
from jejaring.events.actions.lives import EventFacts
from jejaring.events.actions.sessions import SessionFacts, Slot, Speaking
from jejaring.events.forms.lives import facts_of
from jejaring.events.models import Session
from jejaring.events.queries import drafted
from jejaring.events.queries.work import draft_of
from jejaring.events.signals import speakers_changed
from jejaring.kit.refusal import Refusal
from jejaring.ledger.models import Entry
from tests.events.work import AT, TODAY, an_event_in_work
from tests.factories.events import EventFactory, HallFactory, SpeakerFactory, TrackFactory

pytestmark = pytest.mark.django_db


def test_complaint_1_a_session_over_midnight_stands_once_under_the_day_it_begins_and_takes_its_hall_once() -> None:
    work = an_event_in_work()
    night = work.session("Malam budaya", work.slot(16, "22:00", "00:30", work.a))
    work.session("Sarapan", work.slot(17, "00:30", "02:00", work.a))
    programme = drafted(work.event)
    days = {day: [one.number for one in programme.on_day(day)] for day in programme.days}
    assert days == {date(2020, 3, 16): [night.number], date(2020, 3, 17): [2], date(2020, 3, 18): []}
    assert draft_of(work.event).clashes == ()


@pytest.mark.parametrize("first", [0, 1])
def test_complaint_2_clash_marks_are_symmetric_whatever_was_written_first(first: int) -> None:
    work = an_event_in_work()
    slots = [work.slot(16, "09:00", "10:00", work.a), work.slot(16, "09:30", "10:30", work.a)]
    for n in (first, 1 - first):
        work.session(f"Sesi {n}", slots[n])
    [clash] = draft_of(work.event).clashes
    assert set(clash.sessions) == {str(one.guid) for one in work.event.sessions.all()}


def test_complaint_2_identical_slots_mark_both_and_touching_ones_none() -> None:
    work = an_event_in_work()
    one, same = (work.session(title, work.slot(16, "09:00", "10:00", work.a)) for title in ("Satu", "Dua"))
    work.session("Tiga", work.slot(16, "10:00", "11:00", work.a))
    [clash] = draft_of(work.event).clashes
    assert set(clash.sessions) == {str(one.guid), str(same.guid)}


@pytest.mark.parametrize(
    ("day", "start", "minutes", "sentence"),
    [
        (16, "09:00", 0, "“Sesi pembuka” akan berakhir pada saat dimulai"),
        (16, "09:00", -30, "“Sesi pembuka” akan berakhir sebelum dimulai"),
        (15, "09:00", 60, "“Sesi pembuka” tidak berada dalam hari-hari acara"),
        (18, "22:00", 600, "“Sesi pembuka” tidak berada dalam hari-hari acara"),
    ],
)
def test_complaint_6_a_duration_of_zero_negative_or_beyond_the_event_is_refused_naming_the_session(
    day: int, start: str, minutes: int, sentence: str
) -> None:
    from datetime import timedelta

    work = an_event_in_work()
    starts_at = work.slot(day, start, "23:59").starts_at
    assert starts_at
    slot = Slot(starts_at, starts_at + timedelta(minutes=minutes), work.a)
    with pytest.raises(Refusal, match=sentence):
        work.session("Sesi pembuka", slot)
    session = work.session("Sesi pembuka")
    with pytest.raises(Refusal, match=sentence):
        sessions.place_session(session, slot, by=work.manager, at=AT)
    session.refresh_from_db()
    assert session.starts_at is None


def test_complaint_7_what_is_in_use_is_not_removed_and_the_refusal_lists_the_sessions() -> None:
    work = an_event_in_work()
    track = TrackFactory(event=work.event)
    session = work.session("Layanan darurat", work.slot(18, "09:00", "10:00", work.a), track=track)
    listed = rf"{session.number} \(Layanan darurat\)"
    with pytest.raises(Refusal, match=listed):
        places.remove_hall(work.a, by=work.manager, at=AT)
    with pytest.raises(Refusal, match=listed):
        places.remove_venue(work.a.venue, by=work.manager, at=AT)
    with pytest.raises(Refusal, match=listed):
        places.remove_track(track, by=work.manager, at=AT)
    fewer = replace(EventFacts(**facts_of(work.event)), ends_on=date(2020, 3, 17))
    with pytest.raises(Refusal, match=listed) as refused:
        lives.change_event(work.event, fewer, by=work.manager, on=TODAY, at=AT)
    assert refused.value.field == "ends_on"
    assert work.event.halls.count() == 2


def test_what_is_not_in_use_is_removed_and_a_day_without_sessions_left_out() -> None:
    work = an_event_in_work()
    work.session("Layanan darurat", work.slot(17, "09:00", "10:00", work.a))
    places.remove_hall(work.b, by=work.manager, at=AT)
    fewer = replace(EventFacts(**facts_of(work.event)), ends_on=date(2020, 3, 17))
    changed = lives.change_event(work.event, fewer, by=work.manager, on=TODAY, at=AT)
    assert (changed.ends_on, list(work.event.halls.all())) == (date(2020, 3, 17), [work.a])


def test_a_number_is_never_given_twice_even_after_its_session_was_removed() -> None:
    work = an_event_in_work()
    work.session("Satu")
    last = work.session("Dua")
    sessions.remove_session(last, by=work.manager, at=AT)
    assert work.session("Tiga").number == 3


def test_every_act_is_one_ledger_entry() -> None:
    work = an_event_in_work()
    session = work.session("Satu", work.slot(16, "09:00", "10:00", work.a))
    sessions.place_session(session, work.slot(16, "10:00", "11:00", work.b), by=work.manager, at=AT)
    sessions.cancel_session(session, by=work.manager, at=AT)
    sessions.reinstate_session(session, by=work.manager, at=AT)
    verbs = Entry.objects.order_by("id").values_list("verb", flat=True)
    assert list(verbs) == [
        "events.add_session",
        "events.place_session",
        "events.cancel_session",
        "events.reinstate_session",
    ]


def test_another_zone_leaves_the_clock_times_of_sessions_as_they_are() -> None:
    work = an_event_in_work()
    session = work.session("Satu", work.slot(16, "09:00", "10:00", work.a))
    moved = replace(EventFacts(**facts_of(work.event)), time_zone="Asia/Jayapura")
    lives.change_event(work.event, moved, by=work.manager, on=TODAY, at=AT)
    session.refresh_from_db()
    assert session.starts_at is not None
    assert session.starts_at.isoformat() == "2020-03-16T00:00:00+00:00"


def test_halls_tracks_and_speakers_of_another_event_are_refused() -> None:
    work, other = an_event_in_work(), EventFactory()
    with pytest.raises(Refusal) as hall:
        work.session("Satu", work.slot(16, "09:00", "10:00", HallFactory(event=other)))
    with pytest.raises(Refusal) as track:
        work.session("Satu", track=TrackFactory(event=other))
    speaking = [Speaking(SpeakerFactory(event=other))]
    with pytest.raises(Refusal) as speaker:
        sessions.add_session(work.event, SessionFacts("Satu"), speaking=speaking, by=work.manager, at=AT)
    assert [one.value.field for one in (hall, track, speaker)] == ["hall", "track", "speakers"]
    assert not Session.objects.exists()


def test_rooms_above_hear_that_speakers_changed_only_when_they_did() -> None:
    work, heard = an_event_in_work(), []
    speaker = SpeakerFactory(event=work.event)

    def hear(sender: object, **more: object) -> None:
        heard.append(more["event"])

    speakers_changed.connect(hear)
    try:
        session = work.session("Satu")
        facts, speaking = SessionFacts("Satu"), [Speaking(speaker)]
        for _again in range(2):
            sessions.change_session(session, facts, Slot(), speaking, by=work.manager, at=AT)
        assert len(heard) == 1
        sessions.cancel_session(session, by=work.manager, at=AT)
    finally:
        speakers_changed.disconnect(hear)
    assert len(heard) == 2


def test_an_event_that_was_cancelled_is_not_changed_any_more() -> None:
    work = an_event_in_work()
    lives.cancel_event(work.event, "Banjir", by=work.manager, on=TODAY, at=AT)
    with pytest.raises(Refusal, match="dibatalkan"):
        work.session("Satu")
