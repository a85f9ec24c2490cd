"""Every text exists in Indonesian, and a text is the same wherever it stands."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from django.conf import settings

SOURCE = Path(__file__).parents[2] / "src" / "jejaring"
CATALOGUE = Path("locale/id/LC_MESSAGES/django.po")
CONSOLE = ["financing", "indicators"]  # rooms whose texts are on the console only
ROOMS = [*settings.ROOMS, *CONSOLE]


def messages_in(po: Path) -> list[Message]:
    if not po.exists():
        return []
    with po.open("rb") as text:
        catalogue: Catalog = read_po(text, locale="id")
    return [message for message in catalogue if message.id]


def key(message: Message) -> tuple[str, str]:
    return (message.context or "", message.id if isinstance(message.id, str) else message.id[0])


def is_translated(message: Message) -> bool:
    texts = message.string if isinstance(message.string, tuple | list) else (message.string,)
    return not message.fuzzy and bool(texts) and all(texts)


def texts_by_room(copy: Path) -> dict[str, set[tuple[str, str]]]:
    """Return the texts that gettext finds in the source of each room, in one run over a copy without catalogues."""
    for room in ROOMS:
        shutil.copytree(SOURCE / room, copy / room, ignore=shutil.ignore_patterns("locale", "__pycache__", "static"))
    (copy / "locale").mkdir()
    subprocess.run(
        [sys.executable, "-P", "-m", "django", "makemessages", "--locale", "id"],
        cwd=copy,
        check=True,
        capture_output=True,
    )
    found = defaultdict(set)
    for message in messages_in(copy / CATALOGUE):
        for path, _line in message.locations:
            found[Path(path).parts[0]].add(key(message))
    return found


@pytest.mark.slow
def test_every_text_of_every_room_is_translated(tmp_path: Path) -> None:
    found = texts_by_room(tmp_path / "jejaring")
    assert found.keys() >= {"admission", "portal", "financing"}
    translated = {
        room: {key(message) for message in messages_in(SOURCE / room / CATALOGUE) if is_translated(message)}
        for room in found
    }
    assert {room: sorted(texts - translated[room]) for room, texts in found.items() if texts - translated[room]} == {}


def test_a_text_has_the_same_translation_in_every_room() -> None:
    found: dict[tuple[str, str], dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for room in ROOMS:
        for message in messages_in(SOURCE / room / CATALOGUE):
            found[key(message)][str(message.string)].append(room)
    assert {text: dict(by) for text, by in found.items() if len(by) > 1} == {}
