"""Versions: what a release keeps, which sequences grow, and what is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from engines.schedule import CANCELLED, TENTATIVE, Part, ScheduleError, Text
from engines.schedule import changes as words
from engines.schedule.changes import Renaming, changes, renamings
from engines.schedule.release import BEYOND_EVENT, NEGATIVE_DURATION, NO_DURATION, faults, release
from tests.engines.schedule.programmes import BALLROOM, GUEST, HOST, ROOM, TRACK, at, guid, programme, session

MORNING = session(1, at(16, 9), hall=BALLROOM.guid, track=TRACK.guid, parts=(Part(HOST.guid),))
NOON = session(2, at(16, 12), hall=ROOM.guid)
FIRST = release(programme(MORNING, NOON), None, 1, at(1, 8))


def test_complaint_4_a_session_that_vanished_stays_cancelled_with_its_guid_and_a_higher_sequence_once() -> None:
    second = release(programme(NOON, halls=(ROOM,), tracks=(), speakers=(GUEST,)), FIRST, 2, at(2, 8))
    assert second.sessions == (NOON, replace(MORNING, state=CANCELLED, sequence=1))
    assert second.halls == (ROOM, BALLROOM)  # a released version keeps the names of what it shows
    assert (second.tracks, second.speakers) == ((TRACK,), (GUEST, HOST))
    third = release(programme(NOON), second, 3, at(3, 8))
    assert third.sessions == second.sessions
    back = release(programme(MORNING, NOON), third, 4, at(4, 8))
    assert back.sessions == (replace(MORNING, sequence=2), NOON)


def test_complaint_4_moving_keeps_the_guid_and_sequences_grow_only_where_something_changed() -> None:
    moved = replace(MORNING, starts_at=at(17, 9), ends_at=at(17, 10))
    second = release(programme(moved, NOON), FIRST, 2, at(2, 8))
    assert [(one.guid, one.sequence) for one in second.sessions] == [(guid("1"), 1), (guid("2"), 0)]
    assert release(programme(moved, NOON), second, 3, at(3, 8)).sessions == second.sessions
    assert (second.version, second.released_at) == (2, at(2, 8))


def test_complaint_5_a_renamed_hall_moves_no_session() -> None:
    renamed = programme(MORNING, NOON, halls=(replace(BALLROOM, name="Aula"), ROOM))
    second = release(renamed, FIRST, 2, at(2, 8))
    assert second.sessions == FIRST.sessions
    assert changes(FIRST, second) == ()
    assert renamings(FIRST, second) == (Renaming("hall", BALLROOM.guid, Text("Ballroom"), Text("Aula")),)


@pytest.mark.parametrize(
    ("begins", "hours", "kind"),
    [
        (at(16, 9), 0, NO_DURATION),
        (at(16, 9), -1, NEGATIVE_DURATION),
        (at(15, 23), 2, BEYOND_EVENT),
        (at(18, 9), 24, BEYOND_EVENT),
        (at(19, 0), 1, BEYOND_EVENT),
    ],
)
def test_complaint_6_durations_of_zero_negative_or_beyond_the_event_are_refused_naming_the_session(
    begins: datetime, hours: float, kind: str
) -> None:
    wrong = session(7, begins, hours, title=Text("Makan malam"))
    draft = programme(MORNING, wrong)
    assert [(one.kind, one.session) for one in faults(draft)] == [(kind, wrong)]
    with pytest.raises(ScheduleError, match=r"session 7 \(Makan malam\)"):
        release(draft, None, 1, at(1, 8))


def test_the_last_evening_may_go_on_over_midnight_and_days_do_not_bind_what_is_cancelled() -> None:
    party, cancelled = session(1, at(18, 20), 6), session(2, at(20, 9), state=CANCELLED)
    assert faults(programme(party, cancelled)) == ()


def test_a_session_without_a_time_is_released_when_it_has_one_and_is_cancelled_when_it_loses_it() -> None:
    unplaced = replace(MORNING, starts_at=None, ends_at=None)
    assert release(programme(unplaced, NOON), None, 1, at(1, 8)).sessions == (NOON,)
    second = release(programme(unplaced, NOON), FIRST, 2, at(2, 8))
    assert second.sessions == (NOON, replace(MORNING, state=CANCELLED, sequence=1))


def test_two_sessions_of_one_number_are_refused() -> None:
    other = replace(NOON, guid=guid("other"), number=1)
    with pytest.raises(ScheduleError, match="session 1 is two sessions: Sesi 1 and Sesi 2"):
        release(programme(MORNING, other), None, 1, at(1, 8))


def test_changes_name_what_differs_per_session_and_whom_it_concerns() -> None:
    after = (
        replace(MORNING, starts_at=at(17, 9), ends_at=at(17, 10), hall=ROOM.guid, parts=(Part(GUEST.guid),)),
        replace(NOON, title=Text("Sesi dua"), state=TENTATIVE),
        session(3, at(18, 9)),
    )
    found = changes(FIRST, programme(*after))
    assert [(one.session.number, one.what, one.affected) for one in found] == [
        (2, (words.TITLE, words.STATE), ()),
        (1, (words.TIME, words.HALL, words.SPEAKERS), tuple(sorted((HOST.guid, GUEST.guid)))),
        (3, (words.ADDED,), ()),
    ]
    assert (found[1].before, found[1].after) == (MORNING, after[0])


def test_changes_show_what_was_cancelled_gone_or_restored_and_not_what_stays_cancelled() -> None:
    cancelled = replace(MORNING, state=CANCELLED)
    assert [(one.what, one.session.number) for one in changes(FIRST, programme(cancelled))] == [
        ((words.DROPPED,), 1),
        ((words.DROPPED,), 2),
    ]
    assert changes(programme(cancelled), programme(replace(cancelled, title=Text("lain")))) == ()
    assert [one.what for one in changes(programme(cancelled), programme(MORNING))] == [(words.RESTORED,)]
    assert [one.what for one in changes(None, FIRST)] == [(words.ADDED,), (words.ADDED,)]
