"""The one clock of the application. Only edges read it; actions and engines are given dates.

In the demo it runs ahead or behind by the seconds kept in a small file, so that the network
can be shown as it stood in October 2019 and moved forward. Everywhere else it is the real time.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone


def now() -> datetime:
    """Return the present moment, with its zone."""
    return timezone.localtime(timezone.now() + _shift())


def machine_now() -> datetime:
    """Return the machine's own time (UTC), also in the demo: for what other machines check, and for waiting."""
    return timezone.now()


def today() -> date:
    """Return the present day in the network's zone."""
    return now().date()


def set_demo_time(moment: datetime) -> None:
    """Let the demo's clock go on from `moment`. Raises RuntimeError outside the demo."""
    if not settings.DEMO:
        raise RuntimeError("only the demo has a clock of its own")
    shift = (moment - timezone.now()).total_seconds()
    fresh = _file().with_suffix(".new")
    fresh.write_text(str(shift))
    fresh.replace(_file())


def _file() -> Path:
    return Path(settings.DATA) / "clock"


def _shift() -> timedelta:
    if not settings.DEMO:
        return timedelta()
    try:
        return timedelta(seconds=float(_file().read_text()))
    except FileNotFoundError:
        return timedelta()
