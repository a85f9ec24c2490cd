"""In the demo, what the ledger records carries the demo's time, not the machine's."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db.models.expressions import DatabaseDefault
from django.db.models.signals import pre_save

from jejaring.kit import clock
from jejaring.ledger.models import Entry


def stamp(sender: type[Entry], instance: Entry, **_: Any) -> None:
    """Give an entry without a time of its own the demo's present."""
    if settings.DEMO and isinstance(instance.at, DatabaseDefault):
        instance.at = clock.now()


def begin() -> None:
    """Stamp every entry from now on."""
    pre_save.connect(stamp, sender=Entry, dispatch_uid="portal.demo.stamp")
