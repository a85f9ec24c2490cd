"""What tests of certificates share."""

from __future__ import annotations

import pytest

from jejaring.kit import clock
from tests.factories.certificates import AFTER


@pytest.fixture
def demo_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the clock stand in the evening of the last day of the events of tests."""
    monkeypatch.setattr(clock, "now", lambda: AFTER)
