"""Smallest valid records of the room admission."""

from __future__ import annotations

from datetime import date

import factory

from jejaring.admission.models import Journey
from tests.factories.cities import OrganisationFactory
from tests.factories.membership import ParticipationKindFactory


class JourneyFactory(factory.django.DjangoModelFactory[Journey]):
    """A journey that has just begun."""

    class Meta:
        model = Journey

    organisation = factory.SubFactory(OrganisationFactory)
    kind = factory.SubFactory(ParticipationKindFactory)
    state = Journey.State.INTEREST
    state_since = date(2019, 10, 16)
    opened_on = date(2019, 10, 16)
