"""Draw a programme: a grid of halls on a wide page, one session under the other on a phone and in print.

Drawn in Python, for a page may have hundreds of sessions: a template per session would cost more than all the rest.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from html import escape
from itertools import groupby
from typing import cast

from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from engines.schedule import BREAK, CANCELLED, CEREMONY, TENTATIVE, Programme, Session
from jejaring.agenda.programme_page import ProgrammePage, anchor
from jejaring.events import models, times
from jejaring.events.times import language
from jejaring.kit.drawing import example_mark
from jejaring.kit.markup import NONE, joined, markup
from jejaring.kit.navigation import address
from jejaring.kit.words import number

MOST_LANES = 8  # halls side by side on a wide page; with more of them the sessions of a time flow into rows
MOST_ROWS = 12  # times that a long session spans
UNNAMED = {"talk", BREAK}  # kinds that the title says, or that are the rule
CLASSES = {BREAK: "pause", CEREMONY: "rite"}


@dataclass(frozen=True, slots=True)
class Plan:
    """Where the sessions of a day stand on a wide page: `lanes` are halls with their columns.

    What nothing else overlaps is as wide as the day (`alone`); `rows` is how many times begin while a session lasts.
    """

    lanes: Mapping[str, int]
    alone: frozenset[str]
    rows: Mapping[str, int]

    @classmethod
    def of(cls, sessions: Sequence[Session], halls: Sequence[str]) -> Plan:
        """Return the plan of sessions that are in order of their start."""
        starts, ends = [_start(one) for one in sessions], [one.ends_at or _start(one) for one in sessions]
        alone, latest = set(), None
        for place, one in enumerate(sessions):
            follows = latest is None or starts[place] >= latest
            if follows and (place + 1 == len(sessions) or starts[place + 1] >= ends[place]):
                alone.add(one.guid)
            latest = ends[place] if latest is None else max(latest, ends[place])
        used = {one.hall for one in sessions if one.guid not in alone}
        lanes = [hall for hall in halls if hall in used] + ([""] if used - set(halls) else [])
        moments = sorted(set(starts))
        rows = {
            one.guid: bisect_left(moments, end) - bisect_left(moments, start)
            for one, start, end in zip(sessions, starts, ends, strict=True)
        }
        return cls({hall: place + 2 for place, hall in enumerate(lanes)}, frozenset(alone), rows)

    @property
    def is_grid(self) -> bool:
        return 1 < len(self.lanes) <= MOST_LANES

    def classes(self, one: Session) -> str:
        """Return the classes that place a session: column 2 to 9 (1 is the time), rows if more than one."""
        if not self.is_grid:
            return ""
        if one.guid in self.alone:
            return "w"
        rows = min(self.rows[one.guid], MOST_ROWS)
        return f"c{self.lanes.get(one.hall, self.lanes.get('', 2))}" + (f" s{rows}" if rows > 1 else "")


def _start(one: Session) -> datetime:
    return cast(datetime, one.starts_at)  # a version has placed sessions only


@dataclass(frozen=True, slots=True)
class Words:
    """What is looked up once for a whole page: names by guid, and the words of kinds and states."""

    programme: Programme
    base: str
    language: str
    halls: Mapping[str, str]
    tracks: Mapping[str, tuple[str, str]]
    speakers: Mapping[str, str]
    kinds: Mapping[str, str]
    cancelled: str
    tentative: str
    example: SafeString

    @classmethod
    def of(cls, programme: Programme, base: str) -> Words:
        now = language()
        return cls(
            programme=programme,
            base=base,
            language=now,
            halls={one.guid: escape(one.name) for one in programme.halls},
            tracks={one.guid: (escape(one.name.in_language(now)), one.dimension) for one in programme.tracks},
            speakers={one.guid: escape(one.name) for one in programme.speakers},
            kinds={
                key: escape(capfirst(str(label))) for key, label in models.Session.Kind.choices if key not in UNNAMED
            },
            cancelled=escape(_("Cancelled")),
            tentative=escape(_("not yet certain")),
            example=example_mark(),
        )


def draw(page: ProgrammePage, base: str = "") -> SafeString:
    """Return the days of a page; `base` leads from its address to that of the event."""
    words = Words.of(page.programme, base)
    return joined(_day(day, page.days[day], words) for day in page.shown)


def _day(day: date, sessions: Sequence[Session], words: Words) -> SafeString:
    plan = Plan.of(sessions, [hall.guid for hall in words.programme.halls])
    slots = [_slot(starts_at, list(group), plan, words) for starts_at, group in groupby(sessions, key=_start)]
    counted = ngettext("%(count)s entry", "%(count)s entries", len(sessions)) % {"count": number(len(sessions))}
    calendar = address("agenda:day_calendar", words.programme.slug, day)
    return markup(
        '<section class="day {}" id="{}"><header><h2>{}</h2><p class="muted">{} · {}{}</p></header>'
        '<div class="slots">{}{}</div></section>',
        f"grid n{len(plan.lanes)}" if plan.is_grid else "flow",
        anchor(day),
        times.weekday(day),
        counted,
        _("times in %(zone)s") % {"zone": models.Event.Zone(words.programme.zone).label},
        markup(' <a class="screen-only" href="{}">{}</a>', calendar, _("Add to my calendar")) if calendar else NONE,
        _lane_names(plan, words) if plan.is_grid else NONE,
        joined(map(SafeString, slots)),
    )


def _lane_names(plan: Plan, words: Words) -> SafeString:
    """Name the halls above their columns; every session names its own for those who hear the page."""
    names = (f'<b class="c{column}">{words.halls.get(hall, "")}</b>' for hall, column in plan.lanes.items())
    return SafeString(f'<p class="lanes" aria-hidden="true">{"".join(names)}</p>')


def _slot(starts_at: datetime, sessions: Sequence[Session], plan: Plan, words: Words) -> str:
    zone = words.programme.zone
    (end, _count), *_others = Counter(one.ends_at for one in sessions if one.ends_at).most_common(1)
    time = times.span(starts_at, end, zone)
    example = words.example if (same := all(one.example for one in sessions)) else ""
    drawn = (_session(one, _until(one, end, zone), not same, plan, words) for one in sessions)
    local = times.local(starts_at, zone).isoformat(timespec="minutes")
    return (
        f'<div class="slot"><h3><time datetime="{local}">{escape(time)}</time>{example}</h3>'
        f"<ul>{''.join(drawn)}</ul></div>"
    )


def _until(one: Session, end: datetime, zone: str) -> str:
    """Return when a session ends, where that is not when most others of its time do."""
    return times.until(one.ends_at, zone) if one.ends_at and one.ends_at != end else ""


def _session(one: Session, until: str, says_example: bool, plan: Plan, words: Words) -> str:
    track, dimension = words.tracks.get(one.track, ("", ""))
    classes = [plan.classes(one), CLASSES.get(one.kind, ""), dimension, "off" if one.state == CANCELLED else ""]
    attribute = " ".join(filter(None, classes))
    example = words.example if says_example and one.example else ""
    what = " · ".join(filter(None, [until and escape(until), words.kinds.get(one.kind, ""), track]))
    hall = words.halls.get(one.hall, "")
    place = f'<span class="hall">{hall}{" · " if what else ""}</span>' if hall else ""
    meta = f"<p>{place}{what}{example}</p>" if place or what or example else ""
    names = ", ".join(words.speakers[part.speaker] for part in one.parts if part.speaker in words.speakers)
    who = f'<p class="by">{names}</p>' if names else ""
    opened = f'<li class="{attribute}">' if attribute else "<li>"
    return f"{opened}{_title(one, words)}{meta}{who}</li>"


def _title(one: Session, words: Words) -> str:
    title = escape(one.title.in_language(words.language))
    text = f"<b>{title}</b>" if one.kind == BREAK else f'<a href="{words.base}sesi/{one.number}/">{title}</a>'
    if one.state == CANCELLED:
        return f'<b class="no">{words.cancelled}</b> <s>{text}</s>'
    return f"{text} <i>({words.tentative})</i>" if one.state == TENTATIVE else text
