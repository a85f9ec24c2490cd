"""Smallest valid records of the rooms events, registration and attendance."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from hashlib import sha256
from uuid import uuid4

import factory

from jejaring.attendance.models import Scan
from jejaring.events.models import Event, Hall, Helper, Part, ProgrammeVersion, Session, Speaker, Track, Venue
from jejaring.events.queries import drafted
from jejaring.registration import tickets
from jejaring.registration.models import Code, Delegation, ParticipantGroup, Registration
from tests.factories.cities import OrganisationFactory
from tests.factories.people import PersonFactory

FIRST_DAY, LAST_DAY = date(2020, 3, 16), date(2020, 3, 18)


class EventFactory(factory.django.DjangoModelFactory[Event]):
    """A made-up seminar of three days in WITA; `announced=True` shows it to the public."""

    class Meta:
        model = Event

    class Params:
        announced = factory.Trait(state=Event.State.ANNOUNCED)

    slug = factory.Sequence(lambda n: f"acara-uji-{n}")
    name_id = factory.Sequence(lambda n: f"Acara Uji {n}")
    series = "rangkaian-uji"
    begins_on = FIRST_DAY
    ends_on = LAST_DAY
    time_zone = Event.Zone.WITA


class HelperFactory(factory.django.DjangoModelFactory[Helper]):
    class Meta:
        model = Helper

    event = factory.SubFactory(EventFactory)
    person = factory.SubFactory(PersonFactory)
    role = Helper.Role.MANAGER
    since = date(2020, 1, 1)


class VenueFactory(factory.django.DjangoModelFactory[Venue]):
    class Meta:
        model = Venue

    event = factory.SubFactory(EventFactory)
    name = factory.Sequence(lambda n: f"Gedung Uji {n}")


class HallFactory(factory.django.DjangoModelFactory[Hall]):
    class Meta:
        model = Hall

    event = factory.SubFactory(EventFactory)
    venue = factory.SubFactory(VenueFactory, event=factory.SelfAttribute("..event"))
    name = factory.Sequence(lambda n: f"Ruang Uji {n}")


class TrackFactory(factory.django.DjangoModelFactory[Track]):
    class Meta:
        model = Track

    event = factory.SubFactory(EventFactory)
    name_id = factory.Sequence(lambda n: f"Jalur Uji {n}")


class SessionFactory(factory.django.DjangoModelFactory[Session]):
    """A talk of an hour on the first day at 09.00 WITA, in no room; `starts_at=None, ends_at=None` is not placed."""

    class Meta:
        model = Session

    event = factory.SubFactory(EventFactory)
    number = factory.Sequence(lambda n: n + 1)
    title_id = factory.Sequence(lambda n: f"Sesi Uji {n}")
    starts_at = datetime(2020, 3, 16, 1, tzinfo=UTC)
    ends_at = datetime(2020, 3, 16, 2, tzinfo=UTC)


class SpeakerFactory(factory.django.DjangoModelFactory[Speaker]):
    class Meta:
        model = Speaker

    event = factory.SubFactory(EventFactory)
    name = factory.Sequence(lambda n: f"Pembicara Uji {n}")


class PartFactory(factory.django.DjangoModelFactory[Part]):
    class Meta:
        model = Part

    session = factory.SubFactory(SessionFactory)
    speaker = factory.SubFactory(SpeakerFactory, event=factory.SelfAttribute("..session.event"))


class ProgrammeVersionFactory(factory.django.DjangoModelFactory[ProgrammeVersion]):
    """A released version, first of all; `content` is what `Programme.as_json` returns."""

    class Meta:
        model = ProgrammeVersion

    event = factory.SubFactory(EventFactory, announced=True)
    number = factory.LazyAttribute(lambda one: one.event.versions.count() + 1)
    released_at = datetime(2020, 2, 1, 1, tzinfo=UTC)
    content = factory.LazyAttribute(lambda one: drafted(one.event).as_json())
    sha256 = factory.LazyAttribute(lambda one: sha256(json.dumps(one.content, sort_keys=True).encode()).hexdigest())


class GroupFactory(factory.django.DjangoModelFactory[ParticipantGroup]):
    """A group of ten seats that comes as delegations; `alone=True` registers person by person."""

    class Meta:
        model = ParticipantGroup

    class Params:
        alone = factory.Trait(by_delegation=False)

    event = factory.SubFactory(EventFactory)
    key = factory.Sequence(lambda n: f"kelompok-{n}")
    name_id = factory.Sequence(lambda n: f"Kelompok Uji {n}")
    seats = 10


class DelegationFactory(factory.django.DjangoModelFactory[Delegation]):
    class Meta:
        model = Delegation

    event = factory.SubFactory(EventFactory)
    group = factory.SubFactory(GroupFactory, event=factory.SelfAttribute("..event"))
    organisation = factory.SubFactory(OrganisationFactory)
    seats = 3
    invited_on = date(2020, 2, 3)


class RegistrationFactory(factory.django.DjangoModelFactory[Registration]):
    """A confirmed participant of a group."""

    class Meta:
        model = Registration

    public_id = factory.LazyFunction(uuid4)
    event = factory.SubFactory(EventFactory)
    group = factory.SubFactory(GroupFactory, event=factory.SelfAttribute("..event"))
    name = factory.Sequence(lambda n: f"Peserta Uji {n}")
    sort_name = factory.SelfAttribute("name")
    state = Registration.State.CONFIRMED
    token_hash = factory.LazyAttribute(lambda one: tickets.hash_of(tickets.token_of(one)))
    registered_at = datetime(2020, 2, 10, 1, tzinfo=UTC)


class CodeFactory(factory.django.DjangoModelFactory[Code]):
    class Meta:
        model = Code

    registration = factory.SubFactory(RegistrationFactory)
    text = factory.Sequence(lambda n: f"TEST{n % 10000:04d}")
    made_at = datetime(2020, 2, 10, 1, tzinfo=UTC)


class ScanFactory(factory.django.DjangoModelFactory[Scan]):
    """Someone read at the door of an event on its first day; `conflict=True` as a phone without network reports it."""

    class Meta:
        model = Scan

    class Params:
        conflict = factory.Trait(offline=True, conflicts=["read_elsewhere"], unchecked=["repeat"])

    registration = factory.SubFactory(RegistrationFactory)
    event = factory.SelfAttribute("registration.event")
    code = "TEST0000"
    verdict = Scan.Verdict.ADMITTED
    scanned_at = datetime(2020, 3, 16, 1, tzinfo=UTC)
    received_at = datetime(2020, 3, 16, 1, tzinfo=UTC)
