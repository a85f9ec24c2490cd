"""Who must have a second factor, asked of the rooms above.

Offices live in a room above this one. It registers, when it starts, a question
`(person, day) -> bool`; one "yes" is enough. Until such a person has a second factor,
`middleware.SecondFactorMiddleware` leaves only its set-up open to them.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest

from jejaring.kit.compiled import compiled
from jejaring.people.models import Person

Question = Callable[[Person, date], bool]

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
DEMO_MARK = "demo"

_questions: list[Question] = []


def demand_second_factor(question: Question) -> None:
    """Let `question(person, day)` say who must have a second factor."""
    if question not in _questions:
        _questions.append(question)


def must_have(person: Person, *, on: date) -> bool:
    """Tell whether this person may not work without a second factor on that day."""
    return person.is_staff or person.is_superuser or any(question(person, on) for question in _questions)


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
