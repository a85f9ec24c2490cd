"""Delegations: a city is invited by letter, answers, names its people within its seats, and is reminded."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from jejaring.cities.queries import holdings_of
from jejaring.delegations.actions import delegations as actions
from jejaring.delegations.actions.reminders import daily_round
from jejaring.delegations.jobs.delegations import invite_cities, sign_invitations
from jejaring.delegations.queries.delegations import waiting_for
from jejaring.documents.models import Document
from jejaring.events.models import Event
from jejaring.kit.refusal import Refusal
from jejaring.registration import seats
from jejaring.registration.actions import registrations
from jejaring.registration.actions.registrations import Entrant
from jejaring.registration.models import Delegation, Message, ParticipantGroup, Registration
from tests.factories.cities import RegionFactory
from tests.factories.events import DelegationFactory, EventFactory, GroupFactory, HelperFactory
from tests.membership.desk import AT, DAY, Desk, Role, a_desk, holder

State, Seat = Delegation.State, Registration.State
DUE = date(2020, 3, 9)
pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Desk:
    return a_desk()


@pytest.fixture
def group() -> ParticipantGroup:
    return GroupFactory(event=EventFactory(announced=True), seats=4)


@pytest.fixture
def president(desk: Desk) -> Any:
    return holder(desk.network, Role.PRESIDENT)


def invited(group: ParticipantGroup, desk: Desk, *, seats: int = 2) -> Delegation:
    made = actions.invite(
        group, desk.member.organisation, seats=seats, answer_by=DUE, by=desk.secretariat, on=DAY, at=AT
    )
    assert made
    return made


@pytest.fixture
def coming(group: ParticipantGroup, desk: Desk) -> Delegation:
    return actions.accept(
        DelegationFactory(event=group.event, group=group, organisation=desk.member.organisation, seats=2),
        contact=desk.liaison,
        by=desk.liaison,
        on=DAY,
        at=AT,
    )


def name(delegation: Delegation, who: str, desk: Desk, role: str = Registration.Role.DELEGATE) -> Registration:
    return actions.name_member(delegation, Entrant(name=who, role=role), by=desk.liaison, at=AT)


def test_a_city_is_invited_by_a_numbered_letter_and_told_once_it_is_signed(
    group: ParticipantGroup, desk: Desk, president: Any
) -> None:
    delegation = invited(group, desk)
    letter = Document.objects.get(kind="event_invitation")
    assert (delegation.letter, letter.number, Message.objects.count()) == (letter, "UND/1/SEK", 0)
    assert [one.action for one in waits(president)] == ["Tanda tangani"]
    assert waits(desk.liaison) == []
    actions.sign_invitation(delegation, by=president, on=DAY, at=AT)
    message = Message.objects.get()
    assert (message.recipient, "UND/1/SEK" in message.body, "9 Maret 2020" in message.body) == (
        desk.liaison.email,
        True,
        True,
    )
    (asked,) = waits(desk.liaison)
    assert (asked.due, waits(president)) == (DUE, [])


def waits(person: Any) -> list[Any]:
    return waiting_for(person, on=DAY, holdings=holdings_of(person, on=DAY))


def test_only_the_president_or_the_secretary_signs_and_once(
    group: ParticipantGroup, desk: Desk, president: Any
) -> None:
    delegation = invited(group, desk)
    with pytest.raises(Refusal, match="presiden atau sekretaris"):
        actions.sign_invitation(delegation, by=desk.secretariat, on=DAY, at=AT)
    actions.sign_invitation(delegation, by=president, on=DAY, at=AT)
    with pytest.raises(Refusal):
        actions.sign_invitation(delegation, by=president, on=DAY, at=AT)
    assert Message.objects.count() == 1


def test_a_batch_invites_each_city_once_and_opens_governments_that_were_not(
    group: ParticipantGroup, desk: Desk, president: Any
) -> None:
    region, steps = RegionFactory(), []
    group.event.begins_on, group.event.ends_on = date(2030, 2, 1), date(2030, 2, 2)
    group.event.save()
    for _run in range(2):  # a worker that died begins again
        invite_cities(
            desk.secretariat,
            lambda done, total=None: steps.append((done, total)),
            organisations=[desk.member.organisation.pk],
            regions=[region.pk],
            group_id=group.pk,
            seats=2,
            answer_by="2030-01-01",
        )
    assert steps == [(1, 2), (2, 2)] * 2
    assert group.event.delegations.count() == 2
    assert Document.objects.filter(kind="event_invitation").count() == 2
    assert sign_invitations(president, lambda done, total=None: None, event_id=group.event.pk).endswith("tanda-tangan/")
    assert Message.objects.count() == 1  # the government just opened has neither people nor an address


@pytest.mark.parametrize("state", [Event.State.DRAFT, Event.State.CLOSED, Event.State.CANCELLED])
def test_nobody_is_invited_to_an_event_that_is_not_announced(
    group: ParticipantGroup, desk: Desk, state: Event.State
) -> None:
    Event.objects.filter(pk=group.event.pk).update(state=state)
    with pytest.raises(Refusal, match="diumumkan"):
        invited(group, desk)


def test_people_beyond_the_seats_of_the_delegation_wait_and_move_up(coming: Delegation, desk: Desk) -> None:
    with pytest.raises(Refusal, match="Terima dahulu"):
        name(DelegationFactory(event=coming.event, group=coming.group), "Suparno", desk)
    head, _member, third = name(coming, "Ani", desk, "head"), name(coming, "Budi", desk), name(coming, "Citra", desk)
    assert (head.state, third.state) == (Seat.CONFIRMED, Seat.WAITING)
    with pytest.raises(Refusal, match="sudah ada"):
        name(coming, "ani", desk)
    with pytest.raises(Refusal, match="ketua"):
        name(coming, "Dewi", desk, "head")
    registrations.cancel(head, by=desk.liaison, at=AT)
    third.refresh_from_db()
    assert (third.state, seats.of_delegation(coming)) == (Seat.CONFIRMED, seats.Seats(2, 2, 0))


def test_a_person_is_replaced_by_another_with_seat_role_and_a_new_code(coming: Delegation, desk: Desk) -> None:
    head = name(coming, "Ani", desk, "head")
    name(coming, "Budi", desk)
    waiting = name(coming, "Citra", desk)
    successor = registrations.replace(head, Entrant(name="Dewi"), by=desk.liaison, at=AT)
    head.refresh_from_db()
    waiting.refresh_from_db()
    assert (head.state, head.successor, successor.role, successor.state) == (
        Seat.REPLACED,
        successor,
        Registration.Role.HEAD,
        Seat.CONFIRMED,
    )
    assert waiting.state == Seat.WAITING
    assert successor.codes.get().text != head.codes.get().text


def test_declining_frees_the_seats_of_the_group_for_who_waits(coming: Delegation, desk: Desk) -> None:
    ParticipantGroup.objects.filter(pk=coming.group_id).update(seats=1)
    mine = name(coming, "Ani", desk)
    also_mine = name(coming, "Budi", desk)
    other = actions.accept(
        DelegationFactory(event=coming.event, group=coming.group), contact=None, by=desk.stranger, on=DAY, at=AT
    )
    theirs = actions.name_member(other, Entrant(name="Citra"), by=desk.stranger, at=AT)
    assert (mine.state, also_mine.state, theirs.state) == (Seat.CONFIRMED, Seat.WAITING, Seat.WAITING)
    actions.decline(coming, reason="Banjir", by=desk.liaison, on=DAY, at=AT)
    states = [Registration.objects.get(pk=one.pk).state for one in (mine, also_mine, theirs)]
    assert states == [Seat.CANCELLED, Seat.CANCELLED, Seat.CONFIRMED]
    assert not also_mine.codes.exists()  # never moved up on the way


def test_an_invitation_is_withdrawn_with_a_reason_and_its_letter_revoked(
    group: ParticipantGroup, desk: Desk, president: Any
) -> None:
    delegation = invited(group, desk)
    actions.sign_invitation(delegation, by=president, on=DAY, at=AT)
    with pytest.raises(Refusal, match="alasan"):
        actions.withdraw(delegation, reason=" ", by=desk.secretariat, on=DAY, at=AT)
    actions.withdraw(delegation, reason="Salah alamat", by=desk.secretariat, on=DAY, at=AT)
    letter = Document.objects.get()
    assert (letter.state, Message.objects.count()) == (Document.State.REVOKED, 2)
    assert invited(group, desk).pk != delegation.pk  # it can be invited again


def test_seats_of_a_delegation_are_not_made_fewer_than_are_taken(coming: Delegation, desk: Desk) -> None:
    name(coming, "Ani", desk), name(coming, "Budi", desk)
    third = name(coming, "Citra", desk)
    with pytest.raises(Refusal, match="2 orang"):
        actions.change_terms(coming, seats=1, answer_by=DUE, by=desk.secretariat, at=AT)
    actions.change_terms(coming, seats=3, answer_by=DUE, by=desk.secretariat, at=AT)
    third.refresh_from_db()
    assert third.state == Seat.CONFIRMED


def test_a_late_city_is_reminded_once_per_step(group: ParticipantGroup, desk: Desk, president: Any) -> None:
    delegation = invited(group, desk)
    daily_round(on=DAY, at=AT)
    assert Message.objects.count() == 0  # the letter is not signed
    actions.sign_invitation(delegation, by=president, on=DAY, at=AT)
    steps = {}
    for day in range(12):
        on = DAY + timedelta(days=day)
        if new := sum(daily_round(on=on, at=AT + timedelta(days=day)) for _run in range(2)):
            steps[on] = new
    answers = Message.objects.filter(occasion__startswith="answer-")
    assert sorted(one.occasion.rpartition("-")[2] for one in answers) == ["0", "2", "5"]
    assert set(steps) == {DAY, date(2020, 3, 5), DUE}
    manager = HelperFactory(event=group.event).person
    late = waiting_for(manager, on=DUE + timedelta(days=1), holdings=[])
    assert [one.what for one in late] == ["1 kota belum menjawab"]
    actions.accept(delegation, contact=desk.liaison, by=desk.liaison, on=DAY, at=AT)
    assert daily_round(on=DUE + timedelta(days=2), at=AT) == 0


def test_complaint_18_a_name_is_checked_by_the_contact_and_anew_once_it_changes(coming: Delegation, desk: Desk) -> None:
    long = "Prof. Dr. Ir. H. Muhammad Abdurrahman Wirakusumah Sastranegara Kartadinata, S.T., M.Si., Ph.D."
    named = name(coming, long, desk)
    assert (named.name, named.sort_name) == (long, "Muhammad Abdurrahman Wirakusumah Sastranegara Kartadinata")
    assert actions.check_names(coming, [named], by=desk.liaison, at=AT) == 1
    named.refresh_from_db()
    assert named.name_checked_at == AT
    changed = registrations.change(named, {"name": "Suparno"}, by=desk.liaison, at=AT)
    assert (changed.name_checked_at, changed.sort_name) == (None, "Suparno")
    assert replace(Entrant(name="Ir. Ani"), sort_name="Ir. Ani").values["sort_name"] == "Ir. Ani"
