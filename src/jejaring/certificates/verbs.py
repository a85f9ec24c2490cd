"""Words for every verb this room records."""

from __future__ import annotations

from django.utils.functional import Promise

VERBS: dict[str, Promise] = {}
