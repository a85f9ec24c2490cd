"""Clashes: what cannot be true at once, whoever was edited last."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from engines.schedule import CANCELLED, Part, Programme, Session
from engines.schedule.clashes import (
    HALL_CLOSED,
    HALL_TAKEN,
    SPEAKER_AWAY,
    SPEAKER_TAKEN,
    Available,
    Clash,
    by_session,
    clashes,
)
from tests.engines.schedule.programmes import BALLROOM, GUEST, HOST, ROOM, at, guid, programme, programmes, session

PAIR = tuple(sorted((guid("1"), guid("2"))))


def test_complaint_1_a_session_over_midnight_is_one_span_and_clashes_only_with_what_it_overlaps() -> None:
    night = session(1, at(16, 22), 4, hall=BALLROOM.guid)
    morning, next_evening = session(2, at(17, 2), hall=BALLROOM.guid), session(3, at(17, 22), 4, hall=BALLROOM.guid)
    found = programme(night, morning, next_evening)
    assert clashes(found) == ()
    assert [found.day_of(one) for one in found.sessions] == [at(16, 0).date(), at(17, 0).date(), at(17, 0).date()]
    assert found.on_day(at(16, 0).date()) == (night,)
    early = session(4, at(17, 1), hall=BALLROOM.guid)
    assert [one.sessions for one in clashes(programme(night, early))] == [tuple(sorted((night.guid, early.guid)))]


def test_complaint_2_identical_slots_mark_both_and_touching_ones_none() -> None:
    first, same = session(1, at(16, 9), hall=BALLROOM.guid), session(2, at(16, 9), hall=BALLROOM.guid)
    clash = Clash(HALL_TAKEN, BALLROOM.guid, PAIR)
    assert clashes(programme(first, same)) == (clash,)
    assert by_session([clash]) == {first.guid: (clash,), same.guid: (clash,)}
    assert clashes(programme(first, session(2, at(16, 10), hall=BALLROOM.guid))) == ()


@settings(max_examples=40, deadline=None)
@given(programmes(), st.randoms(use_true_random=False))
def test_complaint_2_clashes_are_symmetric_and_independent_of_the_order_of_editing(
    found: Programme, chance: Random
) -> None:
    shuffled = list(found.sessions)
    chance.shuffle(shuffled)
    assert clashes(replace(found, sessions=tuple(shuffled))) == clashes(found)
    of_pairs = {one: {clash for clash in clashes(found) if one in clash.sessions} for one in by_session(clashes(found))}
    assert all(set(by_session(clashes(found))[one]) == those for one, those in of_pairs.items())
    placed = [one for one in found.sessions if one.state != CANCELLED and one.hall]
    expected = {
        tuple(sorted((one.guid, other.guid)))
        for one in placed
        for other in placed
        if one.number < other.number and one.hall == other.hall and _overlap(one, other)
    }
    assert {clash.sessions for clash in clashes(found) if clash.kind == HALL_TAKEN} == expected


def _overlap(one: Session, other: Session) -> bool:
    assert one.starts_at
    assert one.ends_at
    assert other.starts_at
    assert other.ends_at
    return one.starts_at < other.ends_at and other.starts_at < one.ends_at


def test_cancelled_and_unplaced_sessions_and_other_halls_clash_with_nothing() -> None:
    first = session(1, at(16, 9), hall=BALLROOM.guid)
    others = (
        session(2, at(16, 9), hall=BALLROOM.guid, state=CANCELLED),
        session(3, None, hall=BALLROOM.guid),
        session(4, at(16, 9), hall=ROOM.guid),
        session(5, at(16, 9)),
        session(6, at(16, 9)),
    )
    assert clashes(programme(first, *others)) == ()


def test_a_speaker_cannot_be_in_two_sessions_at_once_whatever_the_role() -> None:
    one = session(1, at(16, 9), parts=(Part(HOST.guid), Part(GUEST.guid)))
    other = session(2, at(16, 9, 30), parts=(Part(GUEST.guid, "moderator"),))
    assert clashes(programme(one, other)) == (Clash(SPEAKER_TAKEN, GUEST.guid, PAIR),)


def test_availability_is_the_union_of_its_spans_and_without_any_always() -> None:
    early, over_both, late = (
        session(n, at(16, hour), hours, hall=hall, parts=(Part(HOST.guid),))
        for n, hour, hours, hall in ((1, 8, 1, BALLROOM.guid), (2, 11, 2, BALLROOM.guid), (3, 20, 1, ROOM.guid))
    )
    hours = [
        Available(BALLROOM.guid, at(16, 12), at(16, 18)),
        Available(BALLROOM.guid, at(16, 9), at(16, 12)),
        Available(HOST.guid, at(16, 7), at(16, 19)),
    ]
    expected = (Clash(HALL_CLOSED, BALLROOM.guid, (early.guid,)), Clash(SPEAKER_AWAY, HOST.guid, (late.guid,)))
    assert clashes(programme(early, over_both, late), hours) == expected
    assert clashes(programme(late, early, over_both), reversed(hours)) == expected
