"""Reads: a person's notices."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from jejaring.notices.models import Notice


def notices_visible_to(reader: Any) -> QuerySet[Notice]:
    """A notice is seen by its recipient only."""
    return Notice.objects.filter(recipient=reader) if reader.is_authenticated else Notice.objects.none()
