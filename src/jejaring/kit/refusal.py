"""How a rule's and an action's "no" reaches the person."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _

UNAVAILABLE = "jejaring.unavailable"  # in a request's META: its answer gets status 503


class Refusal(Exception):
    """An action cannot be done now; its text is a sentence for the person who asked.

    `field` names the form field the sentence belongs beside, if any.
    """

    def __init__(self, sentence: str | Promise, *, field: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field

    def __str__(self) -> str:
        return str(self.sentence)


class Unavailable(Refusal):
    """Something that an action or a page needs does not answer now; nothing was changed, and later it may be done.

    Where a form was sent it is shown again with the sentence, elsewhere a page with the sentence; by 503 both times.
    """


def no_room() -> Unavailable:
    """Return what is raised where a disk is full."""
    return Unavailable(_("There is no room left here to store anything; those who run this site have to make some."))


def require(allowed: bool) -> None:
    """Answer 403 unless a rule said yes."""
    if not allowed:
        raise PermissionDenied


@contextmanager
def unless_taken(constraint: str, sentence: str | Promise, *, field: str | None = None) -> Iterator[None]:
    """Write a row that the constraint of that name may refuse, because somebody else did the same at once.

    Raises Refusal with the sentence then; what was written before in the transaction stays.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if getattr(getattr(error.__cause__, "diag", None), "constraint_name", "") != constraint:
            raise
        raise Refusal(sentence, field=field) from error
