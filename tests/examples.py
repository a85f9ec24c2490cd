"""How many examples Hypothesis tries: all in `make test`, a fifth in `make test-fast` (profile `fast`)."""

from __future__ import annotations

from typing import Any

from hypothesis import settings

WHOLE = 100  # Hypothesis' own number of examples, which the profile `fast` lowers


def examples(count: int, **others: Any) -> settings:
    """Return settings for `count` examples, or for its part under the profile that is loaded."""
    return settings(max_examples=max(2, count * settings().max_examples // WHOLE), deadline=None, **others)
