"""The letters that the demo would have sent: its mail goes to a folder, and a page shows it."""

from __future__ import annotations

from dataclasses import dataclass
from email import message_from_bytes, policy
from pathlib import Path

from django.conf import settings

SHOWN = 30  # the newest
BETWEEN = b"\n" + b"-" * 79 + b"\n"  # what Django writes after each letter


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter as its reader would see it."""

    to: str
    subject: str
    text: str


def newest() -> list[Letter]:
    """Return the newest letters, the last one first; none where mail leaves this machine."""
    folder = Path(getattr(settings, "EMAIL_FILE_PATH", None) or "")
    if not settings.DEMO or not folder.name or not folder.is_dir():
        return []
    files = sorted(folder.glob("*.log"), key=lambda file: file.stat().st_mtime_ns, reverse=True)
    texts = (text for file in files[:SHOWN] for text in reversed(file.read_bytes().split(BETWEEN)) if text.strip())
    return [letter for letter, _rank in zip(map(_read, texts), range(SHOWN), strict=False)]


def _read(text: bytes) -> Letter:
    message = message_from_bytes(text, policy=policy.default)
    body = message.get_body(preferencelist=("plain",))
    return Letter(str(message["To"]), str(message["Subject"]), body.get_content() if body else "")
