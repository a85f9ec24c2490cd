"""What the tests of this room share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.utils.translation import override


@pytest.fixture
def in_english() -> Iterator[None]:
    """Let sentences be compared in the language they are written in."""
    with override("en"):
        yield
