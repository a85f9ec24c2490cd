"""Speakers are registered by being speakers."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from jejaring.events.models import Session
from jejaring.events.signals import speakers_changed
from jejaring.registration.actions import registrations as actions
from jejaring.registration.actions.registrations import Entrant
from jejaring.registration.models import Registration
from tests.factories.events import GroupFactory, PartFactory, SessionFactory, SpeakerFactory
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db
AT = datetime(2020, 2, 20, 1, tzinfo=UTC)
State, Role = Registration.State, Registration.Role


def tell(session: Session) -> None:
    speakers_changed.send(None, event=session.event, by=None, at=AT)


def test_who_speaks_is_registered_once_and_who_no_longer_does_is_not() -> None:
    part = PartFactory(speaker__name="Suparno")
    PartFactory(speaker=part.speaker, session=SessionFactory(event=part.session.event))
    SpeakerFactory(event=part.session.event, name="Tanpa sesi")
    tell(part.session)
    tell(part.session)
    one = part.session.event.registrations.get()
    assert (one.name, one.role, one.state, one.speaker) == ("Suparno", Role.SPEAKER, State.CONFIRMED, part.speaker)
    assert one.codes.count() == 1
    part.session.event.sessions.update(state=Session.State.CANCELLED)
    tell(part.session)
    one.refresh_from_db()
    assert (one.state, one.speaker) == (State.CANCELLED, None)
    part.session.event.sessions.update(state=Session.State.CONFIRMED)
    tell(part.session)
    assert part.session.event.registrations.get(state=State.CONFIRMED).name == "Suparno"


def test_a_speaker_who_comes_as_participant_by_the_same_account_is_one_person_with_one_code() -> None:
    person, part = PersonFactory(), PartFactory()
    group = GroupFactory(event=part.session.event)
    own = actions.register(group.event, Entrant(name="Ratna", person=person), group=group, by=person, at=AT)
    part.speaker.person = person
    part.speaker.save()
    tell(part.session)
    own.refresh_from_db()
    assert (own.speaker, own.role, group.event.registrations.count()) == (part.speaker, Role.PARTICIPANT, 1)
    part.delete()
    tell(part.session)
    own.refresh_from_db()
    assert (own.speaker, own.state) == (None, State.CONFIRMED)


def test_a_corrected_name_reaches_the_speakers_registration_and_has_to_be_checked_anew() -> None:
    part = PartFactory(speaker__name="Suparmo")
    tell(part.session)
    Registration.objects.update(name_checked_at=AT)
    part.speaker.name = "Suparno"
    part.speaker.save()
    tell(part.session)
    one = part.session.event.registrations.get()
    assert (one.name, one.sort_name, one.name_checked_at) == ("Suparno", "Suparno", None)
