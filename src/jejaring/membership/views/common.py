"""A form that keeps what was typed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django import forms

from jejaring.kit.refusal import Refusal


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
