"""Smallest valid records of the room membership."""

from __future__ import annotations

from datetime import date

import factory

from jejaring.cities.models import Organisation
from jejaring.membership.models import Membership, Officer, Organ, OrganTerm, ParticipationKind
from tests.factories.cities import OrganisationFactory, RegionFactory


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


class OrganFactory(factory.django.DjangoModelFactory[Organ]):
    class Meta:
        model = Organ

    code = factory.Sequence(lambda n: f"organ-uji-{n}")
    name_id = factory.Sequence(lambda n: f"Organ Uji {n}")
    name_en = factory.Sequence(lambda n: f"Test Body {n}")


class TermFactory(factory.django.DjangoModelFactory[OrganTerm]):
    class Meta:
        model = OrganTerm

    first_year = factory.Sequence(lambda n: 1950 + n % 100)
    last_year = factory.LazyAttribute(lambda one: one.first_year + 3)
    source = "https://contoh.jejaring.id/keputusan"


class OfficerFactory(factory.django.DjangoModelFactory[Officer]):
    """The presidency of a made-up body, in a term of four years."""

    class Meta:
        model = Officer

    organ = factory.SubFactory(OrganFactory)
    term = factory.SubFactory(TermFactory)
    title_id = "Presiden"
    title_en = "President"
    region = factory.SubFactory(RegionFactory)
    source = "https://contoh.jejaring.id/keputusan"
