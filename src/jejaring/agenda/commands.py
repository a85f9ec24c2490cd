"""`jejaring events`: a programme imported into an event's draft, and the released one exported."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from jejaring.console import terminal

Installation = Callable[[argparse.Namespace], AbstractContextManager[None]]
FORMATS = ("xml", "json", "ics")
MOST_BYTES = 50 * 1024 * 1024


def add_commands(commands: terminal.Commands, installation: Installation) -> None:
    """Add the commands; `installation` loads the one that is meant."""

    def load(arguments: argparse.Namespace) -> int:
        """Import a schedule.xml or schedule.json into the draft of an event; exit with 1 if a session is refused."""
        content = _content(arguments.file)
        with installation(arguments):
            return _load(arguments.event, arguments.file, content)

    def write(arguments: argparse.Namespace) -> int:
        """Print the released programme of an event, or its draft, as schedule.xml, schedule.json or iCalendar."""
        with installation(arguments):
            content = _exported(arguments.slug, arguments.format, arguments.language, draft=arguments.draft)
        if arguments.out:
            arguments.out.write_bytes(content)
        else:
            terminal.say(content.decode().rstrip("\r\n"))
        return 0

    taken = terminal.add(commands, "import", load)
    taken.add_argument("file", type=Path, metavar="FILE", help="schedule.xml or schedule.json; - reads standard input")
    taken.add_argument("--event", required=True, metavar="SLUG", help="the event, as in its address /acara/SLUG/")
    given = terminal.add(commands, "export", write)
    given.add_argument("slug", metavar="SLUG", help="the event, as in its address /acara/SLUG/")
    given.add_argument("--format", choices=FORMATS, required=True, help="schedule.xml, schedule.json or iCalendar")
    given.add_argument("--draft", action="store_true", help="the draft and not the released version")
    given.add_argument("--language", choices=("id", "en"), default="id", help="of iCalendar and of addresses (id)")
    given.add_argument("--out", type=Path, metavar="FILE", help="write there and not to standard output")
    for one in (taken, given):
        one.set_defaults(data=None)


def _content(file: Path) -> bytes:
    """Return the bytes of a file. Raises Refused if there is none, or it is far too large."""
    try:
        content = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    except OSError as error:
        raise terminal.Refused([f"{file} cannot be read: {error.strerror}."]) from error
    if len(content) > MOST_BYTES:
        raise terminal.Refused([f"{file} is larger than {MOST_BYTES // 1024**2} MB."])
    return content


def _event(slug: str) -> Any:
    from jejaring.events.models import Event

    found = Event.objects.filter(slug=slug).first()
    if found is None:
        raise terminal.Refused([f"There is no event {slug}."])
    return found


def _load(slug: str, file: Path, content: bytes) -> int:
    from django.utils.translation import override

    from jejaring.agenda.actions.exchange import import_programme
    from jejaring.kit import clock
    from jejaring.kit.refusal import Refusal

    event = _event(slug)
    with override("en"):
        try:
            report = import_programme(event, content, by=None, at=clock.now())
        except Refusal as refusal:
            raise terminal.Refused([f"{file}: {refusal}"]) from refusal
        for line in _lines(report):
            terminal.say(line)
    return 1 if report["refused"] else 0


def _lines(report: Mapping[str, Any]) -> list[str]:
    """Return a report as lines: figures, what is refused, what conflicts, and remarks."""
    from jejaring.agenda import exchange_words

    counts = {key: len(report[key]) for key in ("added", "changed", "refused", "clashes")}
    figures = "sessions: {added} new, {changed} changed, {unchanged} unchanged, {refused} refused; conflicts: {clashes}"
    return [
        figures.format(**counts, unchanged=report["unchanged"]),
        *(
            f"refused: line {one['line']}, session {one['session']}: {exchange_words.REFUSED[one['kind']]}"
            for one in report["refused"]
        ),
        *(
            f"conflict: {exchange_words.CLASHES[one['kind']]}: {exchange_words.sessions(one['sessions'])}"
            for one in report["clashes"]
        ),
        *exchange_words.remarks(report),
    ]


def _exported(slug: str, ending: str, language: str, *, draft: bool) -> bytes:
    from dataclasses import replace

    from jejaring.agenda.exported import FORMATS, addresses
    from jejaring.events.queries import drafted, released
    from jejaring.kit import clock

    event = _event(slug)
    programme = replace(drafted(event), released_at=clock.now()) if draft else released(event)
    if programme is None:
        raise terminal.Refused([f"The programme of {slug} is not released yet; --draft exports the draft."])
    return FORMATS[ending].write(programme, addresses(slug, language), language)
