"""Seats: given once, counted in one place, freed exactly once on any path."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from django.db import connection

from jejaring.events.models import Event, Session
from jejaring.kit.refusal import Refusal
from jejaring.ledger.models import Entry
from jejaring.registration import seats
from jejaring.registration.actions import registrations as actions
from jejaring.registration.actions.registrations import Entrant
from jejaring.registration.actions.sign_ups import leave, sign_up
from jejaring.registration.models import Delegation, ParticipantGroup, Registration, Setup
from jejaring.registration.queries.people import roster
from jejaring.registration.seats import Over, Seats
from tests.factories.events import (
    DelegationFactory,
    EventFactory,
    GroupFactory,
    RegistrationFactory,
    SessionFactory,
)
from tests.factories.people import PersonFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
AT = datetime(2020, 2, 20, 1, tzinfo=UTC)
State, Role = Registration.State, Registration.Role


def enter(group: ParticipantGroup, name: str, *, role: str = Role.PARTICIPANT, **more: object) -> Registration:
    delegation = more.pop("delegation", None)
    over = more.pop("over", None)
    assert delegation is None or isinstance(delegation, Delegation)
    assert over is None or isinstance(over, Over)
    entrant = Entrant(name=name, role=role)
    return actions.register(group.event, entrant, group=group, delegation=delegation, by=None, at=AT, over=over)


def waiting_names(group: ParticipantGroup) -> list[str]:
    queue = group.registrations.filter(state=State.WAITING).order_by("queued_at")
    return list(queue.values_list("name", flat=True))


def test_who_comes_after_the_last_seat_waits_in_the_order_of_arrival() -> None:
    group = GroupFactory(seats=1)
    states = [enter(group, name).state for name in ("Satu", "Dua", "Tiga")]
    assert states == [State.CONFIRMED, State.WAITING, State.WAITING]
    assert waiting_names(group) == ["Dua", "Tiga"]  # though all three came at one moment
    assert seats.of_group(group) == Seats(1, 1, 2)


def test_complaint_8_a_seat_given_up_goes_once_to_the_next_of_the_group() -> None:
    group, other = GroupFactory(seats=1), GroupFactory(seats=1)
    first, second, third = (enter(group, name) for name in ("Satu", "Dua", "Tiga"))
    enter(other, "Lain")
    stranger = enter(other, "Lain lagi")
    actions.cancel(first, by=None, at=AT)
    with pytest.raises(Refusal, match="already “cancelled”"):
        actions.cancel(first, by=None, at=AT)
    assert {one.name: one.state for one in Registration.objects.filter(pk__in=(second.pk, third.pk, stranger.pk))} == {
        "Dua": State.CONFIRMED,
        "Tiga": State.WAITING,
        "Lain lagi": State.WAITING,
    }
    assert second.codes.count() == 1
    assert Entry.objects.filter(verb="registration.move_up").count() == 1


@pytest.mark.parametrize("how", ["date", "over", "closed"])
def test_complaint_8_nobody_moves_up_once_registration_has_closed(how: str) -> None:
    group = GroupFactory(seats=1)
    first, second = enter(group, "Satu"), enter(group, "Dua")
    if how == "date":
        Setup.objects.create(event=group.event, closes_at=AT)
    elif how == "closed":
        Event.objects.filter(pk=group.event.pk).update(state=Event.State.CLOSED)
    actions.cancel(first, by=None, at=AT if how != "over" else datetime(2020, 3, 18, 16, tzinfo=UTC))
    second.refresh_from_db()
    assert (second.state, seats.of_group(group)) == (State.WAITING, Seats(1, 0, 1))


def test_moving_up_goes_on_when_registration_opens_again() -> None:
    group = GroupFactory(seats=1)
    first, second = enter(group, "Satu"), enter(group, "Dua")
    setup = Setup.objects.create(event=group.event, closes_at=AT)
    actions.cancel(first, by=None, at=AT)
    setup.closes_at = AT + timedelta(days=1)
    setup.save()
    assert seats.fill(group, at=AT) == [second]


@pytest.mark.parametrize("path", ["cancel", "reject", "merge", "replace", "role", "group"])
def test_complaint_9_every_path_frees_exactly_one_seat(path: str) -> None:
    group, by = GroupFactory(seats=3), PersonFactory()
    leaving, _two, _three, *waiting = (enter(group, f"Orang {n}") for n in range(6))
    if path == "cancel":
        actions.cancel(leaving, by=None, at=AT)
    elif path == "reject":  # who is confirmed is not rejected; who waits frees nothing
        with pytest.raises(Refusal):
            actions.reject(leaving, reason="Uji", by=by, at=AT)
        actions.reject(waiting.pop(), reason="Uji", by=by, at=AT)
    elif path == "merge":
        actions.merge(leaving, into=_two, by=by, at=AT)
    elif path == "replace":
        actions.replace(leaving, Entrant(name="Ganti"), by=by, at=AT)
    elif path == "role":
        actions.move(leaving, group=group, role=Role.PRESS, by=by, at=AT)
    else:
        actions.move(leaving, group=GroupFactory(event=group.event), role=Role.PARTICIPANT, by=by, at=AT)
    moved = {"reject": 0, "replace": 0}.get(path, 1)
    queued = len(waiting) - moved
    assert seats.of_group(group) == Seats(3, 3, queued)
    assert waiting_names(group) == [one.name for one in waiting[moved:]]


def test_complaint_9_a_group_with_more_people_than_seats_is_never_counted_negative() -> None:
    group = GroupFactory(seats=1)
    over = Over(PersonFactory(), "Ketua panitia")
    enter(group, "Satu")
    beyond = enter(group, "Dua", over=over)
    queued = enter(group, "Tiga")
    assert (seats.of_group(group), seats.of_group(group).free) == (Seats(1, 2, 1), 0)
    actions.cancel(beyond, by=None, at=AT)  # one seat less beyond the seats: nobody moves up
    queued.refresh_from_db()
    assert (queued.state, seats.of_group(group)) == (State.WAITING, Seats(1, 1, 1))


def test_complaint_10_only_confirmed_people_in_roles_that_count_use_a_seat() -> None:
    group = GroupFactory(seats=20)
    ends = {"successor": RegistrationFactory(event=group.event, group=group)}
    for state in State:
        more = ends if state in (State.REPLACED, State.MERGED) else {}
        queued = {"queued_at": AT} if state == State.WAITING else {}
        RegistrationFactory(event=group.event, group=group, state=state, **more, **queued)
    for role in (Role.SPEAKER, Role.PRESS, Role.CREW):
        RegistrationFactory(event=group.event, group=group, role=role)
    counted = [one for one in group.registrations.all() if one.counts]
    assert seats.of_group(group) == Seats(20, 2, 1) == seats.of_groups(group.event)[group.pk]
    assert len(counted) == 2
    assert roster(group.event).count() == 2 + 3  # the door admits them all


def test_complaint_11_going_beyond_the_seats_needs_a_name_and_a_reason() -> None:
    group, by = GroupFactory(seats=0), PersonFactory()
    with pytest.raises(Refusal, match="Give the reason"):
        enter(group, "Satu", over=Over(by, " "))
    one = enter(group, "Satu", over=Over(by, "Tamu wali kota"))
    assert (one.state, one.over_seats_by, one.over_seats_reason) == (State.CONFIRMED, by, "Tamu wali kota")
    within = enter(GroupFactory(), "Dua", over=Over(by, "Tidak perlu"))
    assert (within.over_seats_by, within.over_seats_reason) == (None, "")


def test_complaint_11_a_change_of_group_passes_the_seats_of_the_new_one() -> None:
    group, by = GroupFactory(seats=5), PersonFactory()
    full = GroupFactory(event=group.event, seats=0)
    one = enter(group, "Satu")
    with pytest.raises(Refusal, match="No seat is free in this group"):
        actions.move(one, group=full, role=Role.PARTICIPANT, by=by, at=AT)
    moved = actions.move(one, group=full, role=Role.PARTICIPANT, by=by, at=AT, over=Over(by, "Keliru daftar"))
    assert (moved.state, moved.over_seats_reason) == (State.CONFIRMED, "Keliru daftar")
    assert (seats.of_group(group), seats.of_group(full)) == (Seats(5), Seats(0, 1))


def test_a_full_delegation_is_passed_over_and_the_next_of_the_group_moves_up() -> None:
    group = GroupFactory(seats=2)
    padang = DelegationFactory(event=group.event, group=group, seats=1)
    bogor = DelegationFactory(event=group.event, group=group, seats=2)
    enter(group, "Padang 1", role=Role.DELEGATE, delegation=padang)
    leaving = enter(group, "Bogor 1", role=Role.DELEGATE, delegation=bogor)
    late = enter(group, "Padang 2", role=Role.DELEGATE, delegation=padang)
    following = enter(group, "Bogor 2", role=Role.DELEGATE, delegation=bogor)
    actions.cancel(leaving, by=None, at=AT)
    late.refresh_from_db()
    following.refresh_from_db()
    assert (late.state, following.state) == (State.WAITING, State.CONFIRMED)
    assert seats.of_delegation(padang) == Seats(1, 1, 1)


def test_a_head_who_is_replaced_hands_over_seat_role_and_place() -> None:
    group = GroupFactory(seats=1)
    delegation = DelegationFactory(event=group.event, group=group)
    head = enter(group, "Ketua", role=Role.HEAD, delegation=delegation)
    enter(group, "Menunggu")
    successor = actions.replace(head, Entrant(name="Ketua baru"), by=PersonFactory(), at=AT)
    head.refresh_from_db()
    assert (successor.state, successor.role, successor.delegation) == (State.CONFIRMED, Role.HEAD, delegation)
    assert (head.state, head.successor) == (State.REPLACED, successor)
    assert (waiting_names(group), successor.codes.count()) == (["Menunggu"], 1)


def test_two_registrations_of_one_person_are_merged_into_the_confirmed_one() -> None:
    group, by = GroupFactory(seats=2), PersonFactory()
    session = SessionFactory(event=group.event, capacity=1)
    kept, double = enter(group, "Ratna"), enter(group, "Ratna Dewi")
    waiting = enter(group, "Menunggu")
    sign_up(double, session, by=None, at=AT)
    Registration.objects.filter(pk=double.pk).update(email="ratna@contoh.id", person=by)
    with pytest.raises(Refusal, match="Keep the registration that is confirmed"):
        actions.merge(double, into=waiting, by=by, at=AT)
    kept = actions.merge(double, into=kept, by=by, at=AT)
    double.refresh_from_db()
    assert (double.state, double.successor, kept.email, kept.person) == (State.MERGED, kept, "ratna@contoh.id", by)
    assert [one.registration for one in session.sign_ups.filter(left_at=None)] == [kept]
    assert seats.of_group(group) == Seats(2, 2, 0)


def test_an_account_is_registered_once_and_a_delegation_has_one_head() -> None:
    group, person = GroupFactory(), PersonFactory()
    delegation = DelegationFactory(event=group.event, group=group)
    one = Entrant(name="Satu", person=person, role=Role.HEAD)
    actions.register(group.event, one, group=group, delegation=delegation, by=person, at=AT)
    with pytest.raises(Refusal, match="registered for this event already"):
        actions.register(group.event, Entrant(name="Satu", person=person), group=group, by=person, at=AT)
    with pytest.raises(Refusal, match="has a head already"):
        enter(group, "Dua", role=Role.HEAD, delegation=delegation)
    assert seats.of_group(group).taken == 1


def test_a_session_has_as_many_seats_as_it_says_and_leaving_gives_one_back() -> None:
    group = GroupFactory(seats=9)
    session = SessionFactory(event=group.event, capacity=1)
    first, second = enter(group, "Satu"), enter(group, "Dua")
    sign_up(first, session, by=None, at=AT)
    sign_up(first, session, by=None, at=AT)  # who has a seat keeps it
    with pytest.raises(Refusal, match="Every seat of this session is taken"):
        sign_up(second, session, by=None, at=AT)
    leave(first, session, by=None, at=AT)
    sign_up(second, session, by=None, at=AT)
    assert seats.of_sessions(Session.objects.all()) == {session.pk: Seats(1, 1)}
    actions.cancel(second, by=None, at=AT)
    assert seats.of_sessions(Session.objects.all()) == {session.pk: Seats(1, 0)}


@pytest.mark.django_db(transaction=True)
def test_twelve_people_at_once_get_five_seats_and_seven_places_in_the_order_they_were_locked() -> None:
    group, start = GroupFactory(event=EventFactory(), seats=5), Barrier(4)

    def apply(turn: int) -> None:
        start.wait()
        try:
            enter(group, f"Orang {turn}")
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(apply, range(12)))
    found = list(group.registrations.order_by("pk").values_list("state", "queued_at"))
    assert [state for state, _queued in found] == [State.CONFIRMED] * 5 + [State.WAITING] * 7
    assert [queued for _state, queued in found[5:]] == sorted({queued for _state, queued in found[5:]})


@pytest.mark.django_db(transaction=True)
def test_four_who_cancel_at_once_move_four_up_and_two_moves_between_groups_wait_for_nobody_forever() -> None:
    event, start = EventFactory(), Barrier(4)
    groups = [GroupFactory(event=event, seats=4) for _n in range(2)]
    people = [enter(group, f"Orang {n}") for group in groups for n in range(6)]
    by = PersonFactory()

    def act(turn: int) -> None:
        start.wait()
        try:
            group = groups[turn % 2]
            if turn < 2:
                actions.cancel(people[6 * turn], by=None, at=AT)
            else:
                over = Over(by, "Pindah")
                actions.move(
                    people[6 * (turn % 2) + 1], group=groups[1 - turn % 2], role="participant", by=by, at=AT, over=over
                )
            assert group.pk
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(act, range(4)))
    counted = seats.of_groups(event)
    assert sum(one.taken + one.waiting for one in counted.values()) == 10
    assert all(one.taken >= one.total for one in counted.values())
