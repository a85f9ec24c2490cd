"""What form pages share: the reader, the moment, and a form that keeps what was typed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, cast

from django import forms
from django.http import HttpRequest

from jejaring.kit import clock
from jejaring.kit.refusal import Refusal
from jejaring.people.models import Person


def reader(request: HttpRequest) -> Person:
    """Return the signed-in person; LoginRequiredMiddleware has seen to it."""
    return cast(Person, request.user)


def act(form: forms.Form, do: Callable[[], Any], places: Mapping[str, str] | None = None) -> bool:
    """Do it; a Refusal goes beside its field. Return whether it was done."""
    try:
        do()
    except Refusal as refusal:
        put_beside(form, refusal, places)
        return False
    return True


def put_beside(form: forms.BaseForm, refusal: Refusal, places: Mapping[str, str] | None = None) -> None:
    """Put a refusal beside its field, or on top; `places` gives the form's own name of a field."""
    field = (places or {}).get(refusal.field or "", refusal.field)
    form.add_error(field if field in form.fields else None, str(refusal))


def now() -> tuple[date, datetime]:
    """Return today and the present moment: an edge reads the clock once."""
    moment = clock.now()
    return moment.date(), moment
