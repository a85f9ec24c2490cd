"""Smallest valid records of the room minutes, and one of everything around speakers for tests of all pages."""

from __future__ import annotations

from datetime import UTC, date, datetime

import factory
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Model

from jejaring.events.models import Event
from jejaring.minutes.models import ActionItem, Minutes
from jejaring.people.models import Person
from jejaring.speakers.actions.materials import MaterialFacts, upload_material
from tests.factories.events import EventFactory, PartFactory, SessionFactory
from tests.factories.people import PersonFactory
from tests.factories.proposals import CallFactory, ProposalFactory


class MinutesFactory(factory.django.DjangoModelFactory[Minutes]):
    """A draft of the minutes of a meeting of 16 March 2020."""

    class Meta:
        model = Minutes

    event = factory.SubFactory(EventFactory)
    title = factory.Sequence(lambda n: f"Rapat Uji {n}")
    held_at = datetime(2020, 3, 16, 1, tzinfo=UTC)


class ActionItemFactory(factory.django.DjangoModelFactory[ActionItem]):
    class Meta:
        model = ActionItem

    minutes = factory.SubFactory(MinutesFactory)
    number = factory.Sequence(lambda n: n + 1)
    text = factory.Sequence(lambda n: f"Tindak lanjut {n}")
    owner = factory.SubFactory(PersonFactory)
    due_on = date(2020, 4, 1)


def spoken_and_written(event: Event, *, by: Person, at: datetime) -> list[Model]:
    """Return an event with a speaker, a session with a material, a call with a proposal, and minutes with an item."""
    part = PartFactory(session=SessionFactory(event=event))
    file = SimpleUploadedFile("paparan.txt", b"paparan")
    material = upload_material(part.session, MaterialFacts("Paparan", "CC0"), file, by=by, at=at)
    proposal = ProposalFactory(call=CallFactory(event=event))
    item = ActionItemFactory(minutes=MinutesFactory(event=event))
    return [event, part.speaker, part.session, material, proposal.call, proposal, item.minutes, item]
