"""Released programmes in the formats that other programs read, each made once per version and language."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from threading import Lock

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from engines.schedule import Programme, voc_json, voc_xml
from engines.schedule.calendar import calendar
from engines.schedule.voc import Addresses
from jejaring.agenda.queries.public import programme_of
from jejaring.events.models import ProgrammeVersion

KEPT = 24  # files of a programme, of which each may have half a megabyte


@dataclass(frozen=True, slots=True)
class Format:
    """A format: its ending, its media type, and what writes it."""

    ending: str
    content_type: str
    write: Callable[[Programme, Addresses, str], bytes]


FORMATS = {
    one.ending: one
    for one in (
        Format("xml", "text/xml; charset=utf-8", lambda found, where, _language: voc_xml.write(found, where)),
        Format("json", "application/json", lambda found, where, _language: voc_json.write(found, where)),
        Format(
            "ics",
            "text/calendar; charset=utf-8",
            lambda found, where, language: calendar(found, language=language, addresses=where),
        ),
    )
}


def addresses(slug: str, language: str) -> Addresses:
    """Return where an event and its sessions are read in a language."""
    with override(language):
        event = f"{settings.PUBLIC_URL}{reverse('agenda:event', args=[slug])}"
    return Addresses(event, f"{event}sesi/{{number}}/")


def exported(version: ProgrammeVersion, slug: str, ending: str, language: str) -> bytes:
    """Return a released version in a format. No query for one that was exported lately: versions never change.

    Where many ask for one that was just released, it is made once and the others wait for it.
    """
    with _making:
        return _exported(_Key(version), ending, addresses(slug, language), language)


_making = Lock()


class _Key:
    """A version as the key of what was made of it."""

    def __init__(self, version: ProgrammeVersion) -> None:
        self.version, self.key = version, (version.pk, version.sha256)

    def __hash__(self) -> int:
        return hash(self.key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and other.key == self.key


@lru_cache(maxsize=KEPT)
def _exported(key: _Key, ending: str, where: Addresses, language: str) -> bytes:
    return FORMATS[ending].write(programme_of(key.version), where, language)


def calendar_of_day(version: ProgrammeVersion, slug: str, language: str, day: date) -> bytes:
    """Return the calendar of what begins on one day of a version. Kept as `exported` is."""
    with _making:
        return _of_day(_Key(version), day, addresses(slug, language), language)


@lru_cache(maxsize=KEPT)
def _of_day(key: _Key, day: date, where: Addresses, language: str) -> bytes:
    return calendar(programme_of(key.version), language=language, addresses=where, day=day)


def calendar_of(version: ProgrammeVersion, slug: str, language: str, numbers: Collection[int]) -> bytes:
    """Return the calendar of the sessions of these numbers."""
    programme = programme_of(version)
    chosen = {one.guid for one in programme.sessions if one.number in numbers}
    return calendar(programme, language=language, addresses=addresses(slug, language), sessions=chosen)
