"""Who a session belongs to: Django's and allauth's backends, with the person read by a compiled query.

Every page of a signed-in person asks it.
"""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth import backends
from django.db.models import QuerySet

from jejaring.kit.compiled import compiled
from jejaring.people.models import Person


class _ReadsPerson(backends.ModelBackend):
    def get_user(self, user_id: int) -> Person | None:
        """Return the person of a session, or None if the account is gone or closed."""
        person = _persons.first(user_id)
        return person if person and self.user_can_authenticate(person) else None


class ModelBackend(_ReadsPerson):
    """For the admin and the demo, which name the account by its e-mail address."""


class AccountBackend(_ReadsPerson, AuthenticationBackend):  # type: ignore[misc]  # allauth has no types
    """For the sign-in pages."""


@compiled
def _persons(pk: int) -> QuerySet[Person, Any]:
    return Person.objects.filter(pk=pk).order_by()
