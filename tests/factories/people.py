"""Smallest valid records of the room people."""

from __future__ import annotations

import factory

from jejaring.people.models import Person

PASSWORD = "kata-sandi-untuk-uji-24"


class PersonFactory(factory.django.DjangoModelFactory[Person]):
    """Someone with an account; the password is `PASSWORD`."""

    class Meta:
        model = Person
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"orang-{n}@contoh.id")
    name = factory.Sequence(lambda n: f"Orang Uji {n}")
    password = factory.django.Password(PASSWORD)
