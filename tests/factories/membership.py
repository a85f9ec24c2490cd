"""Smallest valid records of the room membership."""

from __future__ import annotations

from datetime import date

import factory

from jejaring.cities.models import Organisation
from jejaring.membership.models import Membership, ParticipationKind
from tests.factories.cities import OrganisationFactory


class ParticipationKindFactory(factory.django.DjangoModelFactory[ParticipationKind]):
    """The full membership of cities, as the data file has it."""

    class Meta:
        model = ParticipationKind
        django_get_or_create = ("code",)

    code = "full"
    name_id = "Anggota penuh"
    name_en = "Full member"
    organisation_kinds = factory.LazyFunction(lambda: [Organisation.Kind.CITY.value])
    can_vote = True
    numbered = True
    pays_dues = True


class MembershipFactory(factory.django.DjangoModelFactory[Membership]):
    """A full member since 2019; `named_only=True` is one that only a source names."""

    class Meta:
        model = Membership

    class Params:
        named_only = factory.Trait(number=None, since=None, source="Berita", attested="2019-09-03")

    organisation = factory.SubFactory(OrganisationFactory)
    kind = factory.SubFactory(ParticipationKindFactory)
    number = factory.Sequence(lambda n: 1001 + n)
    since = date(2019, 12, 2)
