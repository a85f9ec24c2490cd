"""What allauth's pages do is done whole or not at all: the change, its ledger entry and the letter about it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse

from jejaring.people.models import Person


@contextmanager
def _nothing_put_off() -> Iterator[None]:
    """Run allauth's callbacks for the commit when the block ends, inside its transaction."""
    connection = transaction.get_connection()
    before = len(connection.run_on_commit)
    yield
    registered = connection.run_on_commit[before:]
    allauths = [one for one in registered if one[1].__module__.startswith("allauth.")]
    connection.run_on_commit[before:] = [one for one in registered if one not in allauths]
    for _savepoints, callback, *_robust in allauths:
        callback()


def whole(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Return `view` in one transaction, in which no other page of sign-in changes the same account.

    What allauth puts off until the commit (its signals, which are recorded, and its letters, which are queued) is done
    before it.
    """

    @wraps(view)
    def in_one_transaction(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        person = request.user.pk
        with transaction.atomic():
            if person and request.method == "POST":
                Person.objects.select_for_update().get(pk=person)
            with _nothing_put_off():
                return view(request, *args, **kwargs)

    return in_one_transaction
