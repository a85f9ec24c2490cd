"""iCalendar (RFC 5545) of a programme: of the whole event, one day, or the sessions that somebody chose."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, date
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from engines.schedule.programme import CANCELLED, TENTATIVE, Programme, ScheduleError, Session, Text
from engines.schedule.voc import Addresses

PRODUCT = "-//Jejaring//Jejaring//ID"
EXAMPLE = Text("Waktu ini contoh: tidak ada sumber yang menyebutnya.", "This time is an example: no source gives it.")
_STATUS = {TENTATIVE: "TENTATIVE", CANCELLED: "CANCELLED"}


def calendar(
    programme: Programme,
    *,
    language: str,
    addresses: Addresses | None = None,
    day: date | None = None,
    sessions: Collection[str] | None = None,
) -> bytes:
    """Return the placed sessions of a version, in one language; the same bytes for the same programme.

    With `day` those that begin on it, with `sessions` those of these guids. A session keeps its UID, its guid,
    wherever it is moved; one that is cancelled stays, with STATUS:CANCELLED. Moments are in the event's zone, which
    the calendar describes. Raises ScheduleError for a programme that was not released.
    """
    if programme.released_at is None:
        raise ScheduleError("a calendar is of a released programme")
    found = Calendar()
    for name, value in (
        ("prodid", PRODUCT),
        ("version", "2.0"),
        ("method", "PUBLISH"),
        ("name", programme.name.in_language(language)),
        ("x-wr-calname", programme.name.in_language(language)),
        ("x-wr-timezone", programme.zone),
    ):
        found.add(name, value)
    where = addresses or Addresses()
    for one in (session for on in _days(programme, day) for session in programme.on_day(on)):
        if sessions is None or one.guid in sessions:
            found.add_component(_event(programme, one, language, where))
    if found.events:
        found.add_missing_timezones()
    return bytes(found.to_ical())


def _days(programme: Programme, only: date | None) -> list[date]:
    days = {day for one in programme.sessions if (day := programme.day_of(one))}
    return sorted(days if only is None else days & {only})


def _event(programme: Programme, session: Session, language: str, where: Addresses) -> Event:
    zone = ZoneInfo(programme.zone)
    event = Event()
    event.add("uid", session.guid)
    for name, at, of in (
        ("dtstamp", programme.released_at, UTC),
        ("dtstart", session.starts_at, zone),
        ("dtend", session.ends_at, zone),
    ):
        if at:
            event.add(name, at.astimezone(of))
    event.add("summary", session.title.in_language(language))
    event.add("sequence", session.sequence)
    event.add("status", _STATUS.get(session.state, "CONFIRMED"))
    for name, value in (
        ("location", _place(programme, session)),
        ("description", _description(programme, session, language)),
        ("url", where.of(session)),
    ):
        if value:
            event.add(name, value)
    if track := next((one for one in programme.tracks if one.guid == session.track), None):
        event.add("categories", [track.name.in_language(language)])
    return event


def _place(programme: Programme, session: Session) -> str:
    hall = next((one for one in programme.halls if one.guid == session.hall), None)
    return ", ".join(filter(None, (hall.name, hall.venue))) if hall else programme.place


def _description(programme: Programme, session: Session, language: str) -> str:
    speakers = {one.guid: one for one in programme.speakers}
    known = [speakers[part.speaker] for part in session.parts if part.speaker in speakers]
    names = [", ".join(filter(None, (one.name, one.title.in_language(language)))) for one in known]
    example = EXAMPLE.in_language(language) if session.example else ""
    return "\n\n".join(filter(None, (session.abstract.in_language(language), "\n".join(names), example)))
