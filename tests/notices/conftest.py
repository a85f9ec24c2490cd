"""A receiver of webhooks for the tests of this room."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.notices.receiver import Receiver, receiving


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as found:
        yield found
