"""Badges and certificates in the browser: readable on a phone and at a desk, in both languages."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse

from tests.browser.conftest import Visit, fits
from tests.factories.certificates import Hall, a_hall
from tests.factories.events import CodeFactory
from tests.factories.people import TOTP_SECRET

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LONG = "Dr. Ir. H. Muhammad Abdurrahman Wahyuningtyas Kusumaningrat, S.T., M.Sc., Ph.D., IPU., AER."


@pytest.fixture
def hall() -> Hall:
    made = a_hall()
    Authenticator.objects.get_or_create(
        user=made.signer, type=Authenticator.Type.TOTP, defaults={"data": {"secret": TOTP_SECRET}}
    )
    return made


@pytest.mark.parametrize(("width", "scheme", "language"), [(1280, "light", "id"), (360, "dark", "en")])
def test_pages_of_badges_and_certificates_read_well(
    visit: Visit, axe: object, hall: Hall, width: int, scheme: str, language: str
) -> None:
    signed = hall.issued(CodeFactory(registration=hall.person(name=LONG, sessions=5)).registration)
    hall.sign(signed)
    hall.issued(sessions=4)
    slug = [hall.event.slug]
    assert signed.document is not None
    for address, person in (
        (reverse("certificates:certificates", args=slug), hall.manager),
        (reverse("certificates:template", args=slug), hall.manager),
        (reverse("certificates:sign", args=slug), hall.signer),
        (reverse("certificates:own", args=[signed.public_id]), None),
        (signed.document.get_absolute_url(), None),
        (reverse("certificates:badges", args=slug), hall.manager),
        (reverse("certificates:print_badges", args=slug), hall.manager),
    ):
        page = visit(address, language=language, width=width, scheme=scheme, person=person)  # type: ignore[arg-type]
        axe(page)  # type: ignore[operator]
        assert fits(page), address
