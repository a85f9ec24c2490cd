"""Heads of the chain that are kept outside the database: a line per day in a file, and a letter to those who asked.

Whoever owns the database can rewrite the chain to its end, but not what others have received.
"""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from jejaring.kit import registry
from jejaring.kit.refusal import Refusal
from jejaring.ledger.checking import lost_heads
from jejaring.ledger.queries import BEGINNING, head

HASH = re.compile(r"[0-9a-f]{64}")
NOTE, SEAL = "ujung.txt", "ujung.txt.p7s"  # what a letter brings: the head as a line of the file, and its seal
CHECK = f"openssl cms -verify -binary -inform DER -in {SEAL} -content {NOTE} -CAfile akar.pem"

# Who seals a head: `seal(data, at=…)` returns a detached CMS signature (DER) over the bytes.
seals = registry.Registry[Callable[..., bytes]]("seal of the ledger's heads")

logger = logging.getLogger(__name__)


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
    if settings.LEDGER_HEADS_TO:
        seal = _seal(present, at)
        for address in settings.LEDGER_HEADS_TO:
            _letter(present, lost, seal, address).send()
    _append(present)
    return present


def _note(kept: Head) -> bytes:
    """Return the bytes that are sealed: the head as a line of the file, for `verify --heads`."""
    return f"{kept}\n".encode()


def _seal(kept: Head, at: datetime) -> bytes | None:
    """Return the seal of a head; None, with a line in the log, where it cannot be made: the head must go out."""
    try:
        return seals["ledger"](_note(kept), at=at)
    except (Refusal, ValueError, LookupError, OSError):
        logger.exception("the head after %s entries is sent without a seal", kept.number)
        return None


def _append(kept: Head) -> None:
    file: Path = settings.LEDGER_HEADS
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a", encoding="utf-8") as stream:
        stream.write(_note(kept).decode())
        stream.flush()
        os.fsync(stream.fileno())


def _letter(kept: Head, lost: Sequence[str], seal: bytes | None, address: str) -> EmailMessage:
    """Return the letter with a head, in both languages; it names the kept heads that the chain has lost."""
    texts = []
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            texts.append(_text(kept, lost, is_sealed=seal is not None))
    subject = texts[0].partition("\n")[0]
    letter = EmailMessage(subject, "\n\n".join(texts) + "\n", to=[address])
    letter.attach(NOTE, _note(kept), "application/octet-stream")  # as text, its line ends might change on the way
    if seal is not None:
        letter.attach(SEAL, seal, "application/pkcs7-signature")
    return letter


def _text(kept: Head, lost: Sequence[str], *, is_sealed: bool) -> str:
    values: dict[str, Any] = {"network": settings.NETWORK_NAME, "number": kept.number, "lost": "\n".join(lost)}
    keep = _(
        "Keep this letter: “jejaring ledger verify --head” with the 64 digits above shows whether anything "
        "recorded until then has been changed or removed."
    )
    first = [_("Ledger of %(network)s: head after %(number)s entries") % values]
    if lost:
        missing = _("These heads are no longer in the chain; what was recorded up to them was changed or removed:")
        first = [_("Ledger of %(network)s: heads kept earlier are missing") % values, missing, values["lost"]]
    return "\n\n".join([*first, str(kept), keep, *_on_the_seal(is_sealed)])


def _on_the_seal(is_sealed: bool) -> list[str]:
    if not is_sealed:
        return [_("This head is not sealed: no seal could be made. The reason is in the server’s log; ask for it.")]
    roots = f"{settings.PUBLIC_URL}{reverse(registry.pages['root certificates'])}"
    how = _(
        "The attached %(note)s holds this head, and %(seal)s the seal of %(network)s over it. "
        "With the root certificate of %(address)s anyone can check the seal:"
    )
    return [how % {"note": NOTE, "seal": SEAL, "network": settings.NETWORK_NAME, "address": roots}, CHECK]
