"""What the public pages of events say, from their rows and their released programme."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from engines.schedule import BREAK, CANCELLED, CEREMONY, Hall, Programme, Session, Track
from jejaring.agenda.programme_markup import draw
from jejaring.agenda.programme_page import Choice, DayLink, ProgrammePage, key_of
from jejaring.agenda.programme_picture import draw_picture
from jejaring.agenda.queries.public import act_is_public, coming, programme_of, versions_of
from jejaring.events import models, times
from jejaring.events.models import Event, ProgrammeVersion
from jejaring.events.times import language
from jejaring.kit.components import Download, Fact, Link
from jejaring.kit.navigation import address
from jejaring.kit.words import moment, number


@dataclass(frozen=True)
class Events:
    """All public events on a day: the next one large, the others to come, and those that are over."""

    events: Sequence[Event]
    day: date

    @cached_property
    def coming(self) -> list[Event]:
        return coming(self.events, on=self.day)

    @property
    def first(self) -> Event | None:
        """The event that goes on or comes next; where none does, the last one."""
        return next(iter(self.coming), None) or next(iter(self.over), None)

    @property
    def later(self) -> list[EventPage]:
        return [EventPage(one, None, self.day) for one in self.coming[1:]]

    @cached_property
    def over(self) -> list[Event]:
        known = {one.pk for one in self.coming}
        return [one for one in self.events if one.pk not in known]

    @property
    def earlier(self) -> list[EventPage]:
        """Those that are over, but for the one that is shown large."""
        return [EventPage(one, None, self.day) for one in self.over if one != self.first]

    @property
    def title(self) -> str:
        """The finding."""
        if not self.events:
            return _("No meeting of the network has been announced yet")
        return finding(self.first, on=self.day) if self.first else ""

    @property
    def lead(self) -> str:
        if not self.coming:
            return _("Nothing is announced at present. What was said and shown at earlier meetings stays here.")
        return ""


def finding(one: Event, *, on: date) -> str:
    """Return in a sentence what an event is to a reader of that day."""
    words = {"place": str(one.host or ""), "when": times.days(one.begins_on, one.ends_on), "name": one.name}
    if one.ends_on < on:
        met = _("The cities met in %(place)s on %(when)s") if one.host else _("The cities last met on %(when)s")
        return met % words
    if one.begins_on <= on:
        now = _("The cities are meeting in %(place)s") if one.host else _("The cities are meeting now")
        return now % words
    to_come = _("The cities meet in %(place)s on %(when)s") if one.host else _("The cities meet on %(when)s")
    return to_come % words


@dataclass(frozen=True)
class EventPage:
    """An event with its released version, without the programme itself."""

    event: Event
    version: ProgrammeVersion | None
    day: date

    @property
    def eyebrow(self) -> str:
        kind = capfirst(self.event.get_kind_display())
        return f"{kind} · {self.event.host}" if self.event.host else kind

    @property
    def is_cancelled(self) -> bool:
        return self.event.state == Event.State.CANCELLED

    @property
    def finding(self) -> str:
        return finding(self.event, on=self.day)

    @property
    def dates(self) -> str:
        return times.days(self.event.begins_on, self.event.ends_on)

    @property
    def zone(self) -> str:
        return str(self.event.get_time_zone_display())

    @property
    def manage_url(self) -> str:
        """Where the event is run from."""
        return address("events:manage", self.event.slug)

    @property
    def released(self) -> str:
        """When the version was released, in the event's zone."""
        return moment(self.version.released_at, self.event.time_zone) if self.version else ""

    @property
    def downloads(self) -> list[Download]:
        """The programme in the formats that other programs read."""
        found = (
            (_("Calendar"), "agenda:calendar", _("iCalendar, for your telephone")),
            (_("Programme as data"), "agenda:schedule_json", "JSON"),
            (_("Programme as data"), "agenda:schedule_xml", "XML"),
        )
        return [Download(label, url, note) for label, page, note in found if (url := address(page, self.event.slug))]


def picture_of(event: Event | None) -> SafeString | None:
    """Return the picture of an event's released programme, if there is one. Two queries at most."""
    version = versions_of(event).first() if event else None
    return draw_picture(programme_of(version)) if version else None


def crumbs_to(event: Event) -> list[tuple[str, str]]:
    """Return the way to an event."""
    return [(pgettext("meetings", "Events"), reverse("agenda:events")), (event.name, event.get_absolute_url())]


@dataclass(frozen=True, slots=True)
class DrawnProgramme:
    """A programme as it is shown to one choice: HTML, ways to its days, what to choose from, and its figures."""

    html: SafeString
    links: Sequence[DayLink]
    tracks: Sequence[tuple[str, str]]
    halls: Sequence[tuple[str, str]]
    track: str
    hall: str
    day: str
    sentence: str
    facts: Sequence[Fact]
    place: str
    shows_all: bool


def drawn_programme(programme: Programme, choice: Choice, *, on: date, base: str = "") -> DrawnProgramme:
    """Return a programme drawn for a choice. `base` leads from the page to that of the event."""
    page = ProgrammePage(programme, choice, on)
    return DrawnProgramme(
        html=draw(page, base),
        links=page.links,
        tracks=page.tracks,
        halls=page.halls,
        track=key_of(choice.track),
        hall=key_of(choice.hall),
        day=choice.day.isoformat() if choice.day else "",
        sentence=page.sentence,
        facts=facts_of(programme),
        place=programme.place,
        shows_all=len(page.shown) == len(page.days),
    )


def facts_of(programme: Programme) -> list[Fact]:
    """Return the figures of a programme: sessions, halls, speakers."""
    held = [one for one in programme.sessions if one.state != CANCELLED and one.kind != BREAK]
    speaking = {part.speaker for one in held for part in one.parts}
    found = [Fact(_("Sessions"), number(len(held)), _("on %(count)s days") % {"count": number(len(programme.days))})]
    if len(programme.halls) > 1:
        found.append(Fact(_("Rooms"), number(len(programme.halls)), programme.place))
    if speaking:
        found.append(Fact(_("Speakers"), number(len(speaking))))
    return found


@dataclass(frozen=True)
class SessionPage:
    """One released session. `row` is its row in the draft, which links it to acts and materials; None if deleted."""

    event: Event
    programme: Programme
    session: Session
    row: models.Session | None

    @property
    def title(self) -> str:
        return self.session.title.in_language(language())

    @property
    def abstract(self) -> str:
        return self.session.abstract.in_language(language())

    @property
    def abstract_language(self) -> str:
        """In which language the abstract is shown: the reader's, if it is written in it."""
        return language() if (self.session.abstract.en if language() == "en" else self.session.abstract.id) else "id"

    @property
    def crumbs(self) -> list[tuple[str, str]]:
        return [*crumbs_to(self.event), (self.title, "")]

    @property
    def kind(self) -> str:
        return capfirst(str(models.Session.Kind(self.session.kind).label))

    @property
    def is_cancelled(self) -> bool:
        return self.session.state == CANCELLED or self.event.state == Event.State.CANCELLED

    @property
    def time(self) -> str:
        """When it begins and ends, with the zone."""
        one = self.session
        return times.span(one.starts_at, one.ends_at, self.programme.zone) if one.starts_at and one.ends_at else ""

    @property
    def day(self) -> str:
        day = self.programme.day_of(self.session)
        return times.weekday(day) if day else ""

    @property
    def hall(self) -> Hall | None:
        return next((one for one in self.programme.halls if one.guid == self.session.hall), None)

    @property
    def track(self) -> Track | None:
        return next((one for one in self.programme.tracks if one.guid == self.session.track), None)

    @property
    def facts(self) -> list[Fact]:
        found = [Fact(_("When"), self.time, self.day)] if self.time else []
        if self.hall:
            found.append(Fact(_("Where"), self.hall.name, self.hall.venue))
        if self.track:
            found.append(Fact(_("Track"), self.track.name.in_language(language())))
        spoken = {"id": "Bahasa Indonesia", "en": "English"}[self.session.language]
        return [*found, Fact(_("Language"), spoken)] if self.session.kind != BREAK else found

    @property
    def speakers(self) -> list[Link]:
        """Who speaks, with their part and position; each leads to their page, where there is one."""
        known = {one.guid: one for one in self.programme.speakers}
        roles = dict(models.Part.Role.choices)
        found = [(known[part.speaker], part.role) for part in self.session.parts if part.speaker in known]
        return [
            Link(
                one.name,
                address("speakers:speaker", self.event.slug, one.guid),
                one.title.in_language(language()),
                capfirst(str(roles.get(role, role))),
            )
            for one, role in found
        ]

    @property
    def act(self) -> Link | None:
        """The letter of intent that is signed in this ceremony, once it is public; it leads to the city's page."""
        journey = self.row.journey if self.row and self.session.kind == CEREMONY else None
        if journey is None or not act_is_public(journey):
            return None
        city = journey.organisation
        text = _("The letter of intent of %(city)s is signed here") % {"city": city.short_name}
        return Link(text, f"{city.get_absolute_url()}#perjalanan")
