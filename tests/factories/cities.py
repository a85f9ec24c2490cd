"""Smallest valid records of the room cities."""

from __future__ import annotations

from datetime import UTC, date, datetime

import factory

from jejaring.cities.models import AccountRequest, Department, Holding, Office, Organisation, Region


class RegionFactory(factory.django.DjangoModelFactory[Region]):
    """A made-up city; its code begins with 0, which no real region's does."""

    class Meta:
        model = Region

    class Params:
        is_province = factory.Trait(
            code=factory.Sequence(lambda n: f"0{n % 10}"),
            name=factory.Sequence(lambda n: f"Provinsi Uji {n}"),
            kind=Region.Kind.PROVINCE,
        )
        is_regency = factory.Trait(
            name=factory.Sequence(lambda n: f"Kabupaten Uji {n}"),
            kind=Region.Kind.REGENCY,
        )

    code = factory.Sequence(lambda n: f"0{n // 99 % 10}.{n % 99 + 1:02d}")
    name = factory.Sequence(lambda n: f"Kota Uji {n}")
    kind = Region.Kind.CITY
    source = "tests"


class OrganisationFactory(factory.django.DjangoModelFactory[Organisation]):
    """A city government; `network=True` makes the network itself, `institute=True` a partner."""

    class Meta:
        model = Organisation

    class Params:
        network = factory.Trait(
            kind=Organisation.Kind.NETWORK, region=None, slug="jejaring", name="Jejaring Uji", short_name="Jejaring Uji"
        )
        institute = factory.Trait(
            kind=Organisation.Kind.INSTITUTE,
            region=None,
            name=factory.Sequence(lambda n: f"Lembaga Uji {n}"),
            short_name=factory.Sequence(lambda n: f"Lembaga Uji {n}"),
        )

    kind = Organisation.Kind.CITY
    slug = factory.Sequence(lambda n: f"kota-uji-{n}")
    name = factory.Sequence(lambda n: f"Pemerintah Kota Uji {n}")
    short_name = factory.Sequence(lambda n: f"Kota Uji {n}")
    region = factory.SubFactory(RegionFactory)


class DepartmentFactory(factory.django.DjangoModelFactory[Department]):
    class Meta:
        model = Department

    organisation = factory.SubFactory(OrganisationFactory)
    name = factory.Sequence(lambda n: f"Dinas Uji {n}")


class OfficeFactory(factory.django.DjangoModelFactory[Office]):
    class Meta:
        model = Office

    organisation = factory.SubFactory(OrganisationFactory)
    role = Office.Role.LIAISON
    title = factory.Sequence(lambda n: f"Jabatan Uji {n}")


class HoldingFactory(factory.django.DjangoModelFactory[Holding]):
    """A holding that is open since long ago; `office__role=…` and `office__organisation=…` place it."""

    class Meta:
        model = Holding

    office = factory.SubFactory(OfficeFactory)
    holder = factory.SubFactory("tests.factories.people.PersonFactory")
    since = date(2015, 1, 1)


class AccountRequestFactory(factory.django.DjangoModelFactory[AccountRequest]):
    """A request for an account that waits for its answer."""

    class Meta:
        model = AccountRequest

    region = factory.SubFactory(RegionFactory)
    name = "Kepala Humas"
    position = "Diskominfo"
    email = factory.Sequence(lambda n: f"humas{n}@contoh.id")
    phone = "(0751) 123456"
    language = "id"
    asked_at = datetime(2019, 10, 16, 9, tzinfo=UTC)
