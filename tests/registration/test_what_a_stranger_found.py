"""What a reader who had not written it found: nothing unreleased is shown, nobody waits for a seat they do not need."""

from __future__ import annotations

import pytest

from jejaring.events.actions.releases import release_programme
from jejaring.events.models import Event
from jejaring.registration.actions.registrations import move
from jejaring.registration.actions.speakers import register_speakers
from jejaring.registration.models import Code, Registration
from jejaring.registration.queries.people import listed
from jejaring.registration.queries.sessions import sessions_to_sign_up_for
from tests.factories.events import EventFactory, GroupFactory, PartFactory, RegistrationFactory, SessionFactory
from tests.factories.people import PersonFactory
from tests.membership.desk import AT

pytestmark = pytest.mark.django_db


@pytest.fixture
def event() -> Event:
    return EventFactory(announced=True)


def test_a_speaker_stands_in_the_public_list_once_the_version_that_names_them_is_released(event: Event) -> None:
    speaker = PartFactory(session__event=event).speaker
    register_speakers(event, by=None, at=AT)
    before = list(listed(event))
    release_programme(event, by=None, at=AT)
    assert (before, [one.speaker for one in listed(event)]) == ([], [speaker])


def test_a_ticket_offers_no_session_before_it_is_released(event: Event) -> None:
    session = SessionFactory(event=event, capacity=5)
    one = RegistrationFactory(event=event)
    before = sessions_to_sign_up_for(one)
    release_programme(event, by=None, at=AT)
    assert (before, [offer.session for offer in sessions_to_sign_up_for(one)]) == ([], [session])


def test_who_waits_and_becomes_press_needs_no_seat_and_is_confirmed_with_a_code(event: Event) -> None:
    waiting = RegistrationFactory(
        event=event, group=GroupFactory(event=event, seats=0), state=Registration.State.WAITING, queued_at=AT
    )
    moved = move(waiting, group=None, role=Registration.Role.PRESS, by=PersonFactory(), at=AT)
    assert moved.state == Registration.State.CONFIRMED
    assert Code.objects.filter(registration=moved, renewed_at=None).count() == 1
