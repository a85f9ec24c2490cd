"""What the tests of this room share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.utils.translation import override


@pytest.fixture
def in_english() -> Iterator[None]:
    """Read refusals in the language of the source."""
    with override("en"):
        yield
