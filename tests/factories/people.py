"""Smallest valid records of the room people."""

from __future__ import annotations

from typing import Any

import factory
from allauth.mfa.models import Authenticator

from jejaring.people.models import Person

PASSWORD = "kata-sandi-untuk-uji-24"
TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


class PersonFactory(factory.django.DjangoModelFactory[Person]):
    """Someone with an account and a second factor, as whoever signs must have one.

    The password is `PASSWORD`; `PersonFactory(second_factor=False)` has no second factor.
    """

    class Meta:
        model = Person
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"orang-{n}@contoh.id")
    name = factory.Sequence(lambda n: f"Orang Uji {n}")
    password = factory.django.Password(PASSWORD)

    @factory.post_generation
    def second_factor(self: Person, create: bool, wanted: bool | None, **options: Any) -> None:
        if create and wanted is not False:
            Authenticator.objects.create(user=self, type=Authenticator.Type.TOTP, data={"secret": TOTP_SECRET})
