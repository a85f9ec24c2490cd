"""The network's desk in tests: a secretariat, a member with its liaison, and a stranger from another city."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from allauth.mfa.models import Authenticator
from django.core.files.uploadedfile import SimpleUploadedFile

from jejaring.cities.models import Office, Organisation
from jejaring.membership.models import Membership
from jejaring.people.models import Person
from tests.admission.cast import PDF
from tests.factories.cities import HoldingFactory, OrganisationFactory, RegionFactory
from tests.factories.membership import MembershipFactory
from tests.factories.people import TOTP_SECRET

Role = Office.Role
DAY = date(2020, 3, 2)
AT = datetime(2020, 3, 2, 3, tzinfo=UTC)


def pdf(name: str = "keputusan.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PDF, content_type="application/pdf")


@dataclass
class Desk:
    """Who acts in a test, all holding their offices since 2015."""

    network: Organisation
    member: Membership
    secretariat: Person
    treasurer: Person
    liaison: Person
    stranger: Person


def holder(organisation: Organisation, role: Office.Role) -> Person:
    """Return someone who holds an office of that role; without a password, whose hashing takes its time."""
    number = Person.objects.count() + 1
    person = Person.objects.create(email=f"meja-{number}@contoh.id", name=f"Pemegang {number}", password="!")
    Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={"secret": TOTP_SECRET})
    HoldingFactory(office__organisation=organisation, office__role=role, holder=person)
    return person


def a_desk() -> Desk:
    network = OrganisationFactory(network=True, seat="Sidoarjo", letter_unit="SEK")
    region = RegionFactory(population=900_000, population_year=2024)
    member = MembershipFactory(organisation=OrganisationFactory(region=region), since=date(2019, 12, 2))
    return Desk(
        network=network,
        member=member,
        secretariat=holder(network, Role.SECRETARIAT),
        treasurer=holder(network, Role.TREASURER),
        liaison=holder(member.organisation, Role.LIAISON),
        stranger=holder(OrganisationFactory(), Role.LIAISON),
    )
