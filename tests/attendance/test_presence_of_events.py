"""Presence of an event, computed from its scans: every page, file and room reads the same."""

from __future__ import annotations

import json
from datetime import date, timedelta
from fractions import Fraction

import pytest

from engines.presence import Rule
from engines.schedule import CANCELLED, Programme
from jejaring.attendance import actions, queries
from jejaring.events.models import Event, ProgrammeVersion
from jejaring.events.queries import drafted
from jejaring.registration.models import Registration
from tests.attendance.hall import MINUTE, NINE, House, a_house
from tests.factories.events import GroupFactory, PartFactory, RegistrationFactory, SessionFactory, SpeakerFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def house() -> House:
    return a_house()


def release(event: Event, programme: Programme) -> None:
    content = json.loads(json.dumps(programme.as_json()))
    ProgrammeVersion.objects.create(event=event, number=1, released_at=NINE, content=content, sha256="0" * 64)


def test_complaint_12_present_counts_persons_however_often_and_wherever_they_are_read(house: House) -> None:
    one, other = house.guest(), house.guest()
    for minute in (0, 3, 6):
        house.read(one, minute)
        house.read(one, minute + 1, session=house.session)
    house.read(other, 8, session=house.session)
    numbers = queries.numbers(house.event)
    assert set(queries.presence(house.event)) == {one.pk, other.pk}
    assert (numbers.total.attended, numbers.total.by_day) == (2, (2, 0, 0))
    assert queries.inside(house.event, at=NINE + 10 * MINUTE) == {one.pk, other.pk}
    assert [queries.attended(guest).days for guest in (one, other)] == [(date(2020, 3, 16),)] * 2


def test_complaint_14_an_entry_without_exit_is_credited_to_the_end_of_the_session_and_marked(house: House) -> None:
    guest = house.guest()
    house.read(guest, 15, session=house.session)
    [credit] = queries.attended(guest).credits
    assert (credit.time, credit.marks) == (45 * MINUTE, ("closed_by_rule",))


def test_numbers_are_by_group_and_by_role_for_those_without_a_group(house: House) -> None:
    members = GroupFactory(event=house.event, name_id="Anggota", order=1)
    guests = GroupFactory(event=house.event, name_id="Undangan", order=2)
    came = house.guest(registration__group=members)
    RegistrationFactory(event=house.event, group=members)
    house.guest(registration__group=guests)
    speaks = house.guest(registration__group=None, registration__role=Registration.Role.SPEAKER)
    house.read(came)
    house.read(speaks, 24 * 60)
    found = queries.numbers(house.event)
    assert [(one.name, one.confirmed, one.attended, one.by_day) for one in found.groups] == [
        ("Anggota", 2, 1, (1, 0, 0)),
        ("Undangan", 1, 0, (0, 0, 0)),
        (str(speaks.get_role_display()), 1, 1, (0, 1, 0)),
    ]
    assert (found.total.confirmed, found.total.attended, found.total.by_day) == (4, 2, (1, 1, 0))


def test_a_registration_that_was_merged_counts_as_the_one_it_was_merged_with(house: House) -> None:
    kept, double = house.guest(), house.guest()
    house.read(double, 0, session=house.session)
    house.read(double, 20, session=house.session, direction="out")
    house.read(kept, 40, session=house.session)
    Registration.objects.filter(pk=double.pk).update(state=Registration.State.MERGED, successor=kept)
    assert list(queries.presence(house.event)) == [kept.pk]
    assert queries.attended(kept).time == 40 * MINUTE
    assert queries.numbers(house.event).total.attended == 1


def test_who_is_replaced_after_they_came_keeps_their_own_presence(house: House) -> None:
    first, second = house.guest(), house.guest()
    house.read(first)
    Registration.objects.filter(pk=first.pk).update(state=Registration.State.REPLACED, successor=second)
    assert set(queries.presence(house.event)) == {first.pk}


def test_undone_scans_count_nothing(house: House) -> None:
    guest = house.guest()
    actions.undo(house.read(guest), by=house.steward, at=NINE)
    assert queries.presence(house.event) == {}
    assert queries.inside(house.event, at=NINE + 5 * MINUTE) == set()


def test_times_are_those_of_the_released_programme_whatever_is_drafted_since(house: House) -> None:
    session, guest = house.session, house.guest()
    release(house.event, drafted(house.event))
    session.starts_at, session.ends_at = NINE + timedelta(hours=5), NINE + timedelta(hours=6)
    session.save()
    SessionFactory(event=house.event)  # in draft only
    house.read(guest, 0, session=queries.sessions_held(house.event)[0])
    assert [one.pk for one in queries.sessions_held(house.event)] == [session.pk]
    assert queries.attended(guest).time == 60 * MINUTE


def test_cancelled_sessions_and_those_without_a_time_have_no_door(house: House) -> None:
    SessionFactory(event=house.event, state=CANCELLED)
    SessionFactory(event=house.event, starts_at=None, ends_at=None)
    assert queries.sessions_held(house.event) == [house.session]


def test_eligibility_leaves_out_breaks_and_names_what_was_missed(house: House) -> None:
    later = NINE + 60 * MINUTE
    SessionFactory(event=house.event, kind="break", starts_at=later, ends_at=later + 30 * MINUTE)
    second = SessionFactory(event=house.event, starts_at=later + 30 * MINUTE, ends_at=later + 90 * MINUTE)
    guest = house.guest()
    house.read(guest, 0, session=house.session)
    found = queries.eligible(house.event, Rule(percent=80))[guest.pk]
    assert (found.met, found.reached, found.possible) == (False, Fraction(1), Fraction(2))
    assert (found.attended, found.missed) == ((str(house.session.pk),), (str(second.pk),))
    assert queries.eligible(house.event, Rule(percent=50))[guest.pk].met


def test_a_speaker_has_arrived_once_they_were_read_today_and_not_after_they_left(house: House) -> None:
    speaker = SpeakerFactory(event=house.event)
    PartFactory(session=house.session, speaker=speaker)
    guest = house.speaking(speaker)
    assert queries.arrived(house.event, at=NINE) == set()
    house.read(guest)
    assert queries.arrived(house.event, at=NINE + 5 * MINUTE) == {speaker.pk}
    house.read(guest, 10, direction="out")
    assert queries.arrived(house.event, at=NINE + 15 * MINUTE) == set()
    assert queries.arrived(house.event, at=NINE + timedelta(days=1)) == set()


@pytest.mark.parametrize("persons", [1, 5])
def test_presence_and_numbers_cost_the_same_queries_for_one_and_five(
    house: House, persons: int, django_assert_num_queries: type
) -> None:
    for _number in range(persons):
        guest = house.guest()
        house.read(guest)
        house.read(guest, 5, session=house.session)
    with django_assert_num_queries(5):
        queries.numbers(house.event)
