"""Heads of the chain that are kept outside the database: a line per day in a file, and a letter to those who asked.

Whoever owns the database can rewrite the chain to its end, but not what others have received.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from jejaring.ledger.checking import lost_heads
from jejaring.ledger.queries import BEGINNING, head

HASH = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Head:
    """A line of the file: when the head was written down (UTC), how many entries it covers, its hash."""

    at: datetime
    number: int
    hash: str

    @classmethod
    def read(cls, line: str) -> Head:
        """Return what a line holds. Raises ValueError if it is not a time, a number and a hash."""
        at, number, hash_ = line.split()
        if not HASH.fullmatch(hash_):
            raise ValueError(f"{hash_!r} is not a hash of 64 hexadecimal digits")
        return cls(datetime.fromisoformat(at), int(number), hash_)

    def __str__(self) -> str:
        return f"{self.at.astimezone(UTC).isoformat(timespec='seconds')} {self.number} {self.hash}"


def heads_in(file: Path) -> list[Head]:
    """Return the heads in a file, oldest first; none if it is not there. Raises ValueError for another line."""
    if not file.exists():
        return []
    lines = file.read_text(encoding="utf-8").splitlines()
    return [_read(file, place, line) for place, line in enumerate(lines, start=1) if line.strip()]


def _read(file: Path, place: int, line: str) -> Head:
    try:
        return Head.read(line)
    except ValueError as fault:
        raise ValueError(f"{file}, line {place}, is not a head (time, number, hash): {fault}") from fault


def keep_head(*, on: date, at: datetime) -> Head | None:
    """Send today's head to those who asked and add it to the file; return it, or None if nothing is due.

    A head is due on a day on which none was kept yet, if something was recorded since the last one or the chain
    has lost a kept one. The letters go first: if one cannot be sent, nothing is kept and the next round tries again.
    """
    kept, newest = heads_in(settings.LEDGER_HEADS), head()
    lost = lost_heads([one.hash for one in kept])
    last = kept[-1] if kept else None
    if last and timezone.localtime(last.at).date() >= on:
        return None
    if not lost and (newest is None or (last and last.hash == newest.hash)):
        return None
    present = Head(at, newest.number, newest.hash) if newest else Head(at, 0, BEGINNING)
    for address in settings.LEDGER_HEADS_TO:
        _letter(present, lost, address).send()
    _append(present)
    return present


def _append(kept: Head) -> None:
    file: Path = settings.LEDGER_HEADS
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a", encoding="utf-8") as stream:
        stream.write(f"{kept}\n")
        stream.flush()
        os.fsync(stream.fileno())


def _letter(kept: Head, lost: Sequence[str], address: str) -> EmailMessage:
    """Return the letter with a head, in both languages; it names the kept heads that the chain has lost."""
    texts = []
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            texts.append(_text(kept, lost))
    subject = texts[0].partition("\n")[0]
    return EmailMessage(subject, "\n\n".join(texts) + "\n", to=[address])


def _text(kept: Head, lost: Sequence[str]) -> str:
    values: dict[str, Any] = {
        "network": settings.NETWORK_NAME,
        "number": kept.number,
        "head": str(kept),
        "lost": "\n".join(lost),
    }
    keep = _(
        "Keep this letter: “jejaring ledger verify --head” with the 64 digits above shows whether anything "
        "recorded until then has been changed or removed."
    )
    if not lost:
        return "\n\n".join([_("Ledger of %(network)s: head after %(number)s entries") % values, values["head"], keep])
    first = _("Ledger of %(network)s: heads kept earlier are missing") % values
    missing = _("These heads are no longer in the chain; what was recorded up to them was changed or removed:")
    return "\n\n".join([first, missing, values["lost"], values["head"], keep])
