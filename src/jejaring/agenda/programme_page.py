"""What of a released programme a page shows: the reader's choice of day, track and hall, and its days in order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from django.http import QueryDict
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from engines.schedule import Programme, Session
from jejaring.events import times
from jejaring.events.times import language
from jejaring.kit.words import number

LARGE = 150  # sessions from which on a page shows one day
WHOLE = "semua"
KEY_LETTERS = 8  # of a guid, in an address


@dataclass(frozen=True, slots=True)
class Choice:
    """What a reader narrows the programme to: a day, or every day in one page (`whole`); a track; a hall."""

    day: date | None = None
    whole: bool = False
    track: str = ""
    hall: str = ""

    @classmethod
    def read(cls, query: QueryDict, programme: Programme) -> Choice:
        """Return the choice of an address; what the programme does not have is left out."""
        chosen = query.get("hari", "")
        return cls(
            day=next((day for day in programme.days if day.isoformat() == chosen), None),
            whole=chosen == WHOLE,
            track=_known(query.get("jalur", ""), (one.guid for one in programme.tracks)),
            hall=_known(query.get("ruang", ""), (one.guid for one in programme.halls)),
        )

    @property
    def query(self) -> str:
        """Return the choice as an address has it: "?hari=2019-10-16", or "?" for none."""
        day = self.day.isoformat() if self.day else WHOLE if self.whole else ""
        given = {"hari": day, "jalur": key_of(self.track), "ruang": key_of(self.hall)}
        return f"?{urlencode({key: value for key, value in given.items() if value})}"

    @property
    def narrows(self) -> bool:
        return bool(self.track or self.hall)

    def takes(self, session: Session) -> bool:
        """Tell whether a session is of the chosen track and hall."""
        return self.track in ("", session.track) and self.hall in ("", session.hall)


def key_of(guid: str) -> str:
    """Return how an address names a hall or a track, whatever it is called."""
    return guid[:KEY_LETTERS]


def _known(key: str, guids: Iterable[str]) -> str:
    return next((guid for guid in guids if key and key_of(guid) == key), "")


@dataclass(frozen=True, slots=True)
class DayLink:
    """The way to a day of the programme; `here` if it is the one that is shown."""

    label: str
    url: str
    here: bool


@dataclass(frozen=True)
class ProgrammePage:
    """The programme as it is shown to one choice on one day."""

    programme: Programme
    choice: Choice
    today: date

    @cached_property
    def sessions(self) -> list[Session]:
        return [one for one in self.programme.sessions if self.choice.takes(one)]

    @cached_property
    def days(self) -> dict[date, list[Session]]:
        """Return the sessions by the day they begin on, by time, hall and number."""
        halls = {hall.guid: place for place, hall in enumerate(self.programme.halls)}
        placed = [
            (one.starts_at, halls.get(one.hall, len(halls)), one.number, one) for one in self.sessions if one.starts_at
        ]
        found: dict[date, list[Session]] = {}
        for starts_at, _hall, _number, one in sorted(placed, key=lambda row: row[:3]):
            found.setdefault(times.local_day(starts_at, self.programme.zone), []).append(one)
        return found

    @property
    def is_large(self) -> bool:
        return len(self.sessions) > LARGE

    @cached_property
    def shown(self) -> list[date]:
        """Return the days of this page: all, the chosen one, or of a large programme today's or the first."""
        if self.choice.day:
            return [self.choice.day] if self.choice.day in self.days else []
        if self.choice.whole or not self.is_large:
            return list(self.days)
        return [self.today if self.today in self.days else next(iter(self.days))]

    @property
    def links(self) -> list[DayLink]:
        """Return the way to each day: on this page where all are shown, or to a page of its own."""
        if len(self.shown) == len(self.days) and not self.choice.day:
            return [DayLink(times.weekday(day), f"#{anchor(day)}", here=False) for day in self.days]
        found = [self._link_to(day) for day in self.days]
        whole = replace(self.choice, day=None, whole=self.is_large)
        return [*found, DayLink(_("All days"), whole.query, here=False)]

    def _link_to(self, day: date) -> DayLink:
        choice = replace(self.choice, day=day, whole=False)
        return DayLink(times.weekday(day), choice.query, here=self.shown == [day])

    @property
    def tracks(self) -> list[tuple[str, str]]:
        """Return the tracks to choose from, by their key in an address."""
        return [(key_of(one.guid), one.name.in_language(language())) for one in self.programme.tracks]

    @property
    def halls(self) -> list[tuple[str, str]]:
        """Return the halls to choose from, by their key in an address."""
        return [(key_of(one.guid), one.name) for one in self.programme.halls]

    @property
    def sentence(self) -> str:
        """Return how much the choice has found."""
        found = ngettext("%(count)s session", "%(count)s sessions", len(self.sessions))
        return found % {"count": number(len(self.sessions))}


def anchor(day: date) -> str:
    """Return the anchor of a day on the page."""
    return f"hari-{day.isoformat()}"
