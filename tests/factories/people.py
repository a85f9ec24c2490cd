"""Smallest valid records of the room people."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

import factory
from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password

from jejaring.people import queries
from jejaring.people.models import FactorReset, Invitation, Person, PersonalDataRead

PASSWORD = "kata-sandi-untuk-uji-24"
TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


hash_of = cache(make_password)  # once per password and process


class PersonFactory(factory.django.DjangoModelFactory[Person]):
    """Someone with an account and a second factor, as whoever signs must have one.

    The password is `PASSWORD`; `PersonFactory(second_factor=False)` has no second factor.
    """

    class Meta:
        model = Person
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"orang-{n}@contoh.id")
    name = factory.Sequence(lambda n: f"Orang Uji {n}")
    password = factory.Transformer(PASSWORD, transform=hash_of)

    @factory.post_generation
    def second_factor(self: Person, create: bool, wanted: bool | None, **options: Any) -> None:
        if create and wanted is not False:
            Authenticator.objects.create(user=self, type=Authenticator.Type.TOTP, data={"secret": TOTP_SECRET})


class InvitationFactory(factory.django.DjangoModelFactory[Invitation]):
    """An invitation that is open for a fortnight from its day; `queries.token_of` knows its link."""

    class Meta:
        model = Invitation

    email = factory.Sequence(lambda n: f"undangan-{n}@contoh.id")
    name = factory.Sequence(lambda n: f"Narahubung Uji {n}")
    invited_at = datetime(2019, 10, 17, 3, tzinfo=UTC)
    expires_at = factory.LazyAttribute(lambda row: row.invited_at + timedelta(days=14))
    token_hash = factory.LazyAttribute(
        lambda row: queries.hash_of(queries.token_of(Invitation(public_id=row.public_id)))
    )
    public_id = factory.Faker("uuid4", cast_to=None)


class PersonalDataReadFactory(factory.django.DjangoModelFactory[PersonalDataRead]):
    class Meta:
        model = PersonalDataRead

    person = factory.SubFactory(PersonFactory)
    reader = factory.SubFactory(PersonFactory)
    purpose = "Uji"
    page = "/ruang/"
    at = datetime(2019, 10, 17, 3, tzinfo=UTC)


class FactorResetFactory(factory.django.DjangoModelFactory[FactorReset]):
    """A request of 17 October 2019 that waits for a second person, valid for three days."""

    class Meta:
        model = FactorReset

    person = factory.SubFactory(PersonFactory)
    asked_by = factory.SubFactory(PersonFactory)
    reason = "Telepon hilang"
    asked_at = datetime(2019, 10, 17, 3, tzinfo=UTC)
    expires_on = date(2019, 10, 20)
