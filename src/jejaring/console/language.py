"""The language of a console command: a room's own catalogue, and numbers as its readers write them; no Django."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

LANGUAGES = ("en", "id")
NOTHING = "–"
_TO_INDONESIAN = str.maketrans(",.", ".,")


@dataclass(frozen=True, slots=True)
class Language:
    """English, the source, or Indonesian: how texts read and numbers are written in it."""

    code: str
    messages: Mapping[str, str]

    def gettext(self, text: str) -> str:
        """Return a text in this language; as it is if it has no translation."""
        return self.messages.get(text, text)

    def number(self, value: Decimal | float | None, decimals: int = 2) -> str:
        """Return 1,234.50 in English and 1.234,50 in Indonesian, with a true minus sign; a dash for None."""
        if value is None:
            return NOTHING
        text = f"{value:,.{decimals}f}"
        if not any(digit in "123456789" for digit in text):
            text = text.removeprefix("-")  # what is rounded to zero has no sign
        return (text.translate(_TO_INDONESIAN) if self.code == "id" else text).replace("-", "−")


def gettext_noop(text: str) -> str:
    """Return the text, which is marked so that it is collected for translation where it is used."""
    return text


def language_of(code: str, room: Path) -> Language:
    """Return a language with the texts of a room, whose folder holds `locale/id/LC_MESSAGES/django.po`.

    The catalogue's source is read, so that a command needs nothing compiled.
    """
    if code == "en":
        return Language(code, {})
    from babel.messages.pofile import read_po

    with (room / "locale" / code / "LC_MESSAGES" / "django.po").open("rb") as file:
        catalogue = read_po(file, locale=code)
    texts = [(message.id, message.string) for message in catalogue if not message.fuzzy]
    return Language(code, {id_: text for id_, text in texts if isinstance(id_, str) and isinstance(text, str) and text})


def with_language(command: argparse.ArgumentParser) -> argparse.ArgumentParser:
    """Let a command be asked for a language; English unless it is."""
    command.add_argument("--language", choices=LANGUAGES, default="en", help="English or Indonesian (en)")
    return command


def aligned(rows: Sequence[Sequence[str]], *, left: int = 1, indent: str = "") -> list[str]:
    """Return rows with their cells below each other: the first `left` columns to the left, the others to the right."""
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    lines = []
    for row in rows:
        cells = [
            cell.ljust(width) if at < left else cell.rjust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append(f"{indent}{'  '.join(cells).rstrip()}")
    return lines
