"""Smallest valid records of the room proposals."""

from __future__ import annotations

from datetime import UTC, datetime

import factory

from jejaring.proposals.models import Call, Proposal, Review
from tests.factories.events import EventFactory
from tests.factories.people import PersonFactory

OPENED, CLOSED = datetime(2020, 1, 6, tzinfo=UTC), datetime(2020, 2, 28, tzinfo=UTC)


class CallFactory(factory.django.DjangoModelFactory[Call]):
    """A call of January and February 2020 with two criteria."""

    class Meta:
        model = Call

    event = factory.SubFactory(EventFactory, announced=True)
    opens_at = OPENED
    closes_at = CLOSED
    text_id = "Usulkan sesi Anda."
    criteria = factory.LazyFunction(
        lambda: [
            {"key": "relevansi", "label_id": "Relevansi", "label_en": "Relevance"},
            {"key": "mutu", "label_id": "Mutu", "label_en": "Quality"},
        ]
    )


class ProposalFactory(factory.django.DjangoModelFactory[Proposal]):
    """A submitted proposal from Kota Uji; `draft=True` is one whose address is confirmed."""

    class Meta:
        model = Proposal

    class Params:
        draft = factory.Trait(state=Proposal.State.DRAFT, submitted_at=None)

    call = factory.SubFactory(CallFactory)
    state = Proposal.State.SUBMITTED
    email = factory.Sequence(lambda n: f"pengusul-{n}@contoh.id")
    begun_at = OPENED
    confirmed_at = OPENED
    submitted_at = OPENED
    title = factory.Sequence(lambda n: f"Usulan Uji {n}")
    abstract = "Ringkasan."
    name = "Sukarno"
    affiliation = "Kota Khayalan"


class ReviewFactory(factory.django.DjangoModelFactory[Review]):
    class Meta:
        model = Review

    proposal = factory.SubFactory(ProposalFactory)
    reviewer = factory.SubFactory(PersonFactory)
    points = factory.LazyFunction(lambda: {"relevansi": 3, "mutu": 3})
    score = factory.LazyAttribute(lambda one: sum(one.points.values()) / len(one.points))
    reviewed_at = OPENED
