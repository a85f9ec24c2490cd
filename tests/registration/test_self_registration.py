"""People register themselves: seats in the order of arrival, a link to confirm by, and one row however often sent."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core import mail as outbox

from jejaring.events.models import Event
from jejaring.kit.refusal import Refusal
from jejaring.registration import seats, tickets
from jejaring.registration.actions import erasing, sending, setup
from jejaring.registration.actions import registrations as actions
from jejaring.registration.actions.registrations import Entrant
from jejaring.registration.actions.self_registration import CONFIRM_WITHIN, confirm, end_unconfirmed, register_self
from jejaring.registration.models import ParticipantGroup, Registration, Setup
from jejaring.registration.seats import Seats
from tests.factories.cities import OrganisationFactory
from tests.factories.events import EventFactory, GroupFactory, RegistrationFactory
from tests.factories.people import PersonFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
AT = datetime(2020, 2, 20, 1, tzinfo=UTC)
LATER = AT + CONFIRM_WITHIN
State = Registration.State
RATNA = Entrant(name="Ratna", email="Ratna@contoh.id")


@pytest.fixture
def group() -> ParticipantGroup:
    OrganisationFactory(network=True, name="Jejaring Uji")
    group = GroupFactory(alone=True, seats=1, event=EventFactory(announced=True))
    Setup.objects.create(event=group.event, opens_at=AT, closes_at=AT + timedelta(days=9))
    return group


def come(group: ParticipantGroup, entrant: Entrant = RATNA, at: datetime = AT, **more: Any) -> Registration:
    return register_self(group.event, replace(entrant, **more), group=group, at=at)


def occasions(event: Event) -> list[str]:
    return [one.rpartition("-")[0] for one in event.messages.order_by("pk").values_list("occasion", flat=True)]


def test_a_letter_leads_to_the_own_page_and_its_secret_is_stored_nowhere(group: ParticipantGroup) -> None:
    one = come(group)
    message = group.event.messages.get()
    token = tickets.token_of(one)
    assert (message.recipient, token in message.body, f"/tiket/{one.public_id}/" in message.body) == (
        "ratna@contoh.id",
        False,
        True,
    )
    sending.send_message(message.pk, at=AT)
    assert f"/tiket/{token}/" in outbox.outbox[0].body
    assert tickets.registration_with(token) == one
    assert tickets.registration_with(str(one.token_hash)) is None


def test_who_sends_the_form_twice_is_registered_once_and_gets_the_link_again(group: ParticipantGroup) -> None:
    assert come(group) == come(group, email="ratna@contoh.ID") == come(group, name="RATNA")
    assert occasions(group.event) == ["confirmed", f"link-{AT:%y%m%d%H}"]
    assert seats.of_group(group) == Seats(1, 1, 0)


def test_complaint_20_people_who_share_an_address_have_a_place_a_code_and_a_page_each(group: ParticipantGroup) -> None:
    setup.save_group(
        group.event, group, {"name_id": "Uji", "seats": 5, "by_delegation": False}, by=PersonFactory(), at=AT
    )
    both = [come(group), come(group, name="Suparno")]
    without = [actions.register(group.event, Entrant(name=name), group=group, by=None, at=AT) for name in ("A", "B")]
    everyone = [*both, *without]
    assert len({one.codes.get().text for one in everyone}) == len({tickets.token_of(one) for one in everyone}) == 4
    assert group.event.messages.count() == 2  # one each to the address they share


def test_an_unconfirmed_registration_ends_and_its_seat_goes_to_the_next(group: ParticipantGroup) -> None:
    never, waiting = come(group), come(group, name="Menunggu")
    confirm(waiting, at=AT)
    assert (end_unconfirmed(at=LATER - timedelta(seconds=1)), end_unconfirmed(at=LATER)) == (0, 1)
    assert end_unconfirmed(at=LATER) == 0
    never.refresh_from_db()
    waiting.refresh_from_db()
    assert (never.state, waiting.state) == (State.CANCELLED, State.CONFIRMED)
    assert occasions(group.event) == ["confirmed", "waiting", "moved-up"]


def test_a_confirmed_registration_stays_and_one_that_ended_is_not_confirmed(group: ParticipantGroup) -> None:
    one = come(group)
    confirm(one, at=AT)
    confirm(one, at=AT)
    assert end_unconfirmed(at=LATER) == 0
    actions.cancel(one, by=None, at=AT)
    with pytest.raises(Refusal, match="has ended"):
        confirm(one, at=AT)


@pytest.mark.parametrize("how", ["early", "late", "draft", "unset"])
def test_nobody_registers_before_it_opens_after_it_closes_or_where_it_was_never_set_up(
    group: ParticipantGroup, how: str
) -> None:
    at = {"early": AT - timedelta(seconds=1), "late": AT + timedelta(days=9)}.get(how, AT)
    if how == "draft":
        Event.objects.update(state=Event.State.DRAFT)
        group.event.refresh_from_db()
    if how == "unset":
        Setup.objects.all().delete()
    with pytest.raises(Refusal, match="Registration is not open"):
        come(group, at=at)
    assert not Registration.objects.exists()


def test_nobody_registers_alone_in_a_group_that_comes_as_delegations(group: ParticipantGroup) -> None:
    with pytest.raises(Refusal, match="invited city by city"):
        come(GroupFactory(event=group.event))


def test_an_application_waits_for_approval_and_uses_no_seat_until_then(group: ParticipantGroup) -> None:
    by = PersonFactory()
    group.needs_approval = True
    group.save()
    first, second, third = come(group), come(group, name="Dua"), come(group, name="Tiga")
    assert (first.state, seats.of_group(group)) == (State.APPLIED, Seats(1, 0, 0))
    assert actions.approve(first, by=by, at=AT).state == State.CONFIRMED
    assert actions.approve(second, by=by, at=AT).state == State.WAITING
    with pytest.raises(Refusal, match="Give the reason"):
        actions.reject(third, reason=" ", by=by, at=AT)
    actions.reject(third, reason="Kelompok lain", by=by, at=AT)
    assert occasions(group.event) == ["applied"] * 3 + ["confirmed", "waiting", "rejected"]
    with pytest.raises(Refusal, match="already “not accepted”"):
        actions.approve(third, by=by, at=AT)


def test_more_seats_move_up_who_waits_and_fewer_take_none_away(group: ParticipantGroup) -> None:
    first, second = come(group), come(group, name="Dua")
    values = {"name_id": "Uji", "by_delegation": False}
    setup.save_group(group.event, group, {**values, "seats": 2}, by=PersonFactory(), at=AT)
    second.refresh_from_db()
    assert second.state == State.CONFIRMED
    setup.save_group(group.event, group, {**values, "seats": 0}, by=PersonFactory(), at=AT)
    first.refresh_from_db()
    assert (first.state, seats.of_group(group)) == (State.CONFIRMED, Seats(0, 2, 0))


def test_a_group_in_which_somebody_is_registered_stays(group: ParticipantGroup) -> None:
    come(group)
    with pytest.raises(Refusal, match="1 registrations and 0 delegations"):
        setup.remove_group(group, by=PersonFactory(), at=AT)
    empty = setup.save_group(group.event, None, {"name_id": "Kosong", "seats": 3}, by=PersonFactory(), at=AT)
    with pytest.raises(Refusal, match="a group of this name"):
        setup.save_group(group.event, None, {"name_id": "Kosong", "seats": 3}, by=PersonFactory(), at=AT)
    setup.remove_group(empty, by=PersonFactory(), at=AT)
    assert list(group.event.groups.all()) == [group]


def test_an_account_that_is_deleted_leaves_no_trace_of_its_person_and_gives_its_seat_on(
    group: ParticipantGroup,
) -> None:
    person = PersonFactory()
    own = come(group, person=person, phone="0751 123456", listed=True, answers={"q1": "rahasia"})
    waiting = come(group, name="Menunggu")
    erasing.erase_person(person, by=person, at=AT)
    own.refresh_from_db()
    waiting.refresh_from_db()
    assert (own.name, own.email, own.phone, own.answers, own.listed) == ("–", "", "", {}, False)
    assert (own.state, waiting.state) == (State.CANCELLED, State.CONFIRMED)


def test_contact_details_and_answers_are_erased_two_years_after_the_event_and_names_stay() -> None:
    old = RegistrationFactory(email="a@contoh.id", phone="0751 123456", answers={"q1": "x"})
    day = old.event.ends_on + timedelta(days=erasing.KEPT_DAYS)
    assert erasing.erase_contacts(on=day, at=AT) == 0
    assert erasing.erase_contacts(on=day + timedelta(days=1), at=AT) == 1
    assert erasing.erase_contacts(on=day + timedelta(days=1), at=AT) == 0
    old.refresh_from_db()
    assert (bool(old.name), old.email, old.phone, old.answers) == (True, "", "", {})
