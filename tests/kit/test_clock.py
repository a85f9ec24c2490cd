"""The demo's clock and the machine's own."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from jejaring.kit import clock


def test_the_demos_clock_does_not_move_the_machines(settings: Any, tmp_path: Path) -> None:
    settings.DEMO, settings.DATA = True, tmp_path
    clock.set_demo_time(datetime(2019, 10, 17, 3, tzinfo=UTC))
    assert clock.now().date().isoformat() == "2019-10-17"
    assert abs(clock.machine_now() - datetime.now(UTC)) < timedelta(seconds=5)
