"""What forms of this room share: the six dimensions, and choices that a form sets."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

DIMENSIONS = (
    ("", "–"),
    ("governance", _("Smart governance")),
    ("branding", _("Smart branding")),
    ("economy", _("Smart economy")),
    ("living", _("Smart living")),
    ("society", _("Smart society")),
    ("environment", _("Smart environment")),
)


def choices_of(field: forms.Field) -> forms.ChoiceField:
    """Return a field as what it is: one whose choices a form sets."""
    assert isinstance(field, forms.ChoiceField)  # noqa: S101 - tells the type checker what it is
    return field


def records_of(field: forms.Field, found: QuerySet[Any], label: Callable[[Any], str] | None = None) -> None:
    """Give a choice of records its queryset, and how each is called if not by its own name."""
    assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - tells the type checker what it is
    field.queryset = found
    if label:
        field.label_from_instance = label  # type: ignore[method-assign,assignment]  # as Django's documentation does
