"""Who must have a second factor, asked of the rooms above.

Offices live in a room above this one, which answers in `registry.second_factor_needed`; one "yes" is
enough. Until such a person has a second factor, `middleware.SecondFactorMiddleware` leaves only its
set-up open to them.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest

from jejaring.kit import registry
from jejaring.kit.compiled import compiled
from jejaring.people.models import Person

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
DEMO_MARK = "demo"


def must_have(person: Person, *, on: date) -> bool:
    """Tell whether this person may not work without a second factor on that day."""
    return person.is_staff or person.is_superuser or any(needed(person, on) for needed in registry.second_factor_needed)


def has(person: Person) -> bool:
    """Tell whether this person has an authenticator app or a passkey (recovery codes alone are none)."""
    return bool(_factors(person.pk))


@compiled
def _factors(person: int) -> QuerySet[Any, tuple[int]]:
    found: QuerySet[Any, tuple[int]] = Authenticator.objects.filter(user=person, type__in=FACTORS).values_list("pk")
    return found[:1]


def is_exempt(request: HttpRequest) -> bool:
    """Tell whether the demo signed this session in with one click; never outside the demo."""
    return bool(settings.DEMO and request.session.get(DEMO_MARK))
