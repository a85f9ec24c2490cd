"""A file brought into a draft: nothing comes twice, nothing of the draft is lost."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings

from engines.schedule import CANCELLED, Hall, Part, Programme, Speaker, Text, Track, voc_json, voc_xml
from engines.schedule.changes import SPEAKERS, TIME
from engines.schedule.merge import RESTATED, merge
from engines.schedule.voc_reading import Reading
from tests.engines.schedule.programmes import (
    BALLROOM,
    GUEST,
    HOST,
    ROOM,
    TRACK,
    at,
    guid,
    programme,
    programmes,
    session,
)

EMPTY = programme(halls=(), tracks=(), speakers=())
FIRST = session(1, at(16, 9), hall=BALLROOM.guid, track=TRACK.guid, parts=(Part(HOST.guid, "moderator"),))


@settings(max_examples=25, deadline=None)
@given(programmes())
def test_complaint_5_reading_the_same_file_again_makes_nothing_new_and_changes_nothing(found: Programme) -> None:
    reading = voc_xml.read(voc_xml.write(found))
    once = merge(EMPTY, reading, next_number=1)
    assert (len(once.added), once.changed, once.kept) == (len(found.sessions), (), ())
    assert [one.number for one in once.added] == [one.number for one in reading.programme.sessions]
    again = merge(once.programme, voc_json.read(voc_json.write(found)), next_number=99)
    assert (again.programme, again.added, again.changed) == (once.programme, (), ())


def test_complaint_5_a_hall_that_was_renamed_here_or_in_the_file_stays_the_same_hall_and_moves_no_session() -> None:
    draft = programme(FIRST)
    renamed = programme(FIRST, halls=(replace(BALLROOM, name="Aula"), ROOM))
    merged = merge(draft, Reading(renamed, own=True), next_number=2)
    assert merged.programme.halls == (replace(BALLROOM, name="Aula"), ROOM)
    assert (merged.unchanged, merged.changed) == ((FIRST,), ())


def test_a_hall_track_or_speaker_of_the_same_name_is_the_same_even_under_another_identifier() -> None:
    hall, track, speaker = (
        Hall(guid("h"), "ballroom"),
        Track(guid("t"), Text("Tata Kelola")),
        Speaker(guid("s"), "NARASUMBER"),
    )
    found = session(1, at(16, 9), hall=hall.guid, track=track.guid, parts=(Part(speaker.guid),))
    reading = Reading(programme(found, halls=(hall,), tracks=(track,), speakers=(speaker,)))
    merged = merge(programme(), reading, next_number=1)
    assert [(one.hall, one.track, one.parts) for one in merged.added] == [
        (BALLROOM.guid, TRACK.guid, (Part(HOST.guid),))
    ]
    lengths = [len(group) for group in (merged.programme.halls, merged.programme.tracks, merged.programme.speakers)]
    assert lengths == [2, 1, 2]


def test_a_name_that_another_hall_of_the_venue_has_is_not_taken_from_it() -> None:
    beside = replace(ROOM, venue=BALLROOM.venue)
    draft, new = programme(halls=(BALLROOM, beside)), replace(beside, guid=guid("new"))
    reading = Reading(programme(halls=(replace(BALLROOM, name=beside.name), beside, new)))
    merged = merge(draft, reading, next_number=1)
    assert merged.programme.halls == (BALLROOM, beside, replace(new, name=f"{new.name} (2)"))
    assert merged.kept_names == (beside.name,)


def test_what_a_file_of_another_program_has_no_place_for_is_kept() -> None:
    before = replace(FIRST, title=Text("Judul", "Title"), abstract=Text("Isi", "Text"), state=CANCELLED, example=True)
    found = replace(FIRST, title=Text("Judul baru"), kind="panel", parts=(Part(HOST.guid), Part(GUEST.guid)))
    speakers = (HOST, replace(GUEST, title=Text(""), name="Tamu"))
    merged = merge(programme(before), Reading(programme(found, speakers=speakers)), next_number=2)
    kept = replace(before, title=Text("Judul baru", "Title"), parts=(Part(HOST.guid, "moderator"), Part(GUEST.guid)))
    assert merged.changed == ((kept, (RESTATED,)),)
    assert merged.programme.halls == (BALLROOM, ROOM)
    assert merged.programme.speakers == (HOST, replace(GUEST, name="Tamu"))


def test_sessions_that_the_file_does_not_name_stay_and_numbers_are_never_given_twice() -> None:
    other, new, third = session(2, at(17, 9)), session(9, at(18, 9)), session(1, at(18, 11), guid=guid("third"))
    moved = replace(FIRST, starts_at=at(16, 10), ends_at=at(16, 11), parts=())
    merged = merge(programme(FIRST, other), Reading(programme(moved, new, third), own=True), next_number=5)
    assert merged.kept == (other,)
    assert [(one.guid, one.number) for one in merged.added] == [(new.guid, 9), (third.guid, 10)]
    assert merged.changed == ((moved, (TIME, SPEAKERS)),)


def test_a_speaker_who_was_merged_into_another_is_that_one() -> None:
    gone = Speaker(guid("gone"), "Bapak Narasumber")
    found = session(1, at(16, 9), parts=(Part(gone.guid), Part(HOST.guid)))
    reading = Reading(programme(found, speakers=(gone, HOST)), own=True)
    merged = merge(programme(), reading, next_number=1, aliases={gone.guid: HOST.guid})
    assert [one.parts for one in merged.added] == [(Part(HOST.guid),)]
    assert merged.programme.speakers == (HOST, GUEST)
