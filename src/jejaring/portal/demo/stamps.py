"""In the demo, what the ledger records carries the demo's time, not the machine's."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models.expressions import DatabaseDefault
from django.db.models.signals import pre_save

from jejaring.kit import clock
from jejaring.ledger.models import Entry

START = datetime(2019, 10, 17, 9, 0, tzinfo=ZoneInfo("Asia/Makassar"))  # the day of the letter of intent, in Kupang


def clock_file() -> Path:
    """Return where the clock keeps the demo's time (see kit.clock)."""
    return Path(settings.DATA) / "clock"


UID = "portal.demo.stamp"


def stamp(sender: type[Entry], instance: Entry, **_: Any) -> None:
    """Give an entry without a time of its own the demo's present, or its beginning before the clock is set."""
    if settings.DEMO and isinstance(instance.at, DatabaseDefault):
        instance.at = clock.now() if clock_file().exists() else START


def begin() -> None:
    """Stamp every entry from now on."""
    pre_save.connect(stamp, sender=Entry, dispatch_uid=UID)
