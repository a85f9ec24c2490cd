"""Importing a programme: a schedule.xml or schedule.json kept for a look, and taken over into the draft."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import PurePath
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from engines import schedule
from engines.schedule.voc_reading import UnreadableFile
from jejaring.agenda.exchange_words import unreadable
from jejaring.agenda.queries.exchange import Plan, plan_of
from jejaring.events.actions.common import locked_open
from jejaring.events.models import Event, Hall, Part, ProgrammeImport, Session, Speaker, Track, Venue
from jejaring.events.signals import speakers_changed
from jejaring.kit.refusal import Refusal
from jejaring.ledger.actions import record
from jejaring.people.models import Person


@transaction.atomic
def keep_file(event: Event, file: UploadedFile[Any], *, by: Person, at: datetime) -> ProgrammeImport:
    """Keep a file to be looked at before it is taken over; one that was kept before is forgotten.

    Raises Refusal beside `file` if it cannot be read.
    """
    event, content = locked_open(event), file.read()
    planned(event, content)
    event.imports.filter(state=ProgrammeImport.State.PREVIEW).delete()
    name = PurePath(file.name or "").name[-200:] or "schedule"
    kept = ProgrammeImport.objects.create(event=event, name=name, content=content, by=by, at=at)
    record("events.keep_programme_file", event, by=by, at=at, data={"sha256": hashlib.sha256(content).hexdigest()})
    return kept


@transaction.atomic
def load_file(kept: ProgrammeImport, *, by: Person, at: datetime) -> ProgrammeImport:
    """Take over a file that was kept; the row keeps the report and forgets the content.

    Raises Refusal if it was taken over already.
    """
    kept = ProgrammeImport.objects.select_for_update(of=("self",)).select_related("event").get(pk=kept.pk)
    if kept.state != ProgrammeImport.State.PREVIEW:
        raise Refusal(_("This file has been taken over already."))
    kept.report = import_programme(kept.event, bytes(kept.content), by=by, at=at)
    kept.state, kept.content, kept.by, kept.at = ProgrammeImport.State.LOADED, b"", by, at
    kept.save(update_fields=["report", "state", "content", "by", "at"])
    return kept


@transaction.atomic
def import_programme(event: Event, content: bytes, *, by: Person | None, at: datetime) -> dict[str, Any]:
    """Take a schedule.xml or schedule.json over into the draft of an event; return the report (`Plan.report`).

    What the event has is found again by its identifier, so importing twice is importing once; sessions that the file
    does not name stay. Sessions that cannot be held are left out and named in the report. Raises Refusal if the file
    cannot be read or the event has ended.
    """
    event = locked_open(event)
    plan = planned(event, content)
    report = plan.report()
    spoken = _write(event, plan)
    counts = {key: len(report[key]) for key in ("added", "changed", "refused", "clashes")}
    sha256 = hashlib.sha256(content).hexdigest()
    record("events.import_programme", event, by=by, at=at, data={**counts, "sha256": sha256})
    if spoken:
        speakers_changed.send(Event, event=event, by=by, at=at)
    return report


def planned(event: Event, content: bytes) -> Plan:
    """Return what a file would change. Raises Refusal beside `file` if it cannot be read."""
    try:
        return plan_of(event, content)
    except UnreadableFile as error:
        raise Refusal(unreadable(error), field="file") from error


def _write(event: Event, plan: Plan) -> bool:
    """Write what differs from the draft; return whether who speaks has changed."""
    before, after = plan.draft, plan.merge.programme
    halls = _write_halls(event, before, after)
    tracks = _write_tracks(event, before, after)
    speakers = _write_speakers(event, before, after)
    old = {one.guid: one for one in before.sessions}
    differing = [one for one in after.sessions if one != old.get(one.guid)]
    rows = {str(one.guid): one for one in event.sessions.all()}
    for one in differing:
        row = rows.setdefault(one.guid, Session(event=event, guid=one.guid, number=one.number))
        for name, value in _columns(one).items():
            setattr(row, name, value)
        row.hall, row.track = halls.get(one.hall), tracks.get(one.track)
    _save(Session, [rows[one.guid] for one in differing], (*_COLUMNS, "hall", "track"))
    spoken = [one for one in differing if _speaks(one) != _speaks(old.get(one.guid))]
    Part.objects.filter(session__in=[rows[one.guid] for one in spoken]).delete()
    Part.objects.bulk_create(
        Part(session=rows[one.guid], speaker=speakers[part.speaker], role=part.role, order=order)
        for one in spoken
        for order, part in enumerate(one.parts)
    )
    return bool(spoken) or after.speakers != before.speakers


_COLUMNS = (
    "title_id",
    "title_en",
    "abstract_id",
    "abstract_en",
    "kind",
    "state",
    "language",
    "starts_at",
    "ends_at",
    "example_time",
)


def _columns(one: schedule.Session) -> dict[str, Any]:
    texts = (one.title.id, one.title.en, one.abstract.id, one.abstract.en)
    return dict(
        zip(_COLUMNS, (*texts, one.kind, one.state, one.language, one.starts_at, one.ends_at, one.example), strict=True)
    )


def _speaks(one: schedule.Session | None) -> tuple[Any, ...]:
    return (one.parts, one.state == schedule.CANCELLED) if one else ()


def _write_halls(event: Event, before: schedule.Programme, after: schedule.Programme) -> Mapping[str, Hall]:
    rows = {str(one.guid): one for one in event.halls.all()}
    venues = {one.name: one for one in event.venues.all()}
    last = max((one.order for one in rows.values()), default=0)
    changed = [one for one in after.halls if one not in before.halls]
    for one in changed:
        if one.guid not in rows:
            if one.venue not in venues:
                venues[one.venue] = Venue.objects.create(event=event, name=one.venue)
            last += 1
            rows[one.guid] = Hall(event=event, venue=venues[one.venue], guid=one.guid, order=last)
        rows[one.guid].name, rows[one.guid].capacity = one.name, one.capacity
    _save(Hall, [rows[one.guid] for one in changed], ("name", "capacity"))
    return rows


def _write_tracks(event: Event, before: schedule.Programme, after: schedule.Programme) -> Mapping[str, Track]:
    rows = {str(one.guid): one for one in event.tracks.all()}
    last = max((one.order for one in rows.values()), default=0)
    changed = [one for one in after.tracks if one not in before.tracks]
    for one in changed:
        if one.guid not in rows:
            last += 1
            rows[one.guid] = Track(event=event, guid=one.guid, order=last)
        row = rows[one.guid]
        row.name_id, row.name_en, row.dimension = one.name.in_language("id"), one.name.en, one.dimension
    _save(Track, [rows[one.guid] for one in changed], ("name_id", "name_en", "dimension"))
    return rows


def _write_speakers(event: Event, before: schedule.Programme, after: schedule.Programme) -> Mapping[str, Speaker]:
    rows = {str(one.guid): one for one in Speaker.with_removed.filter(event=event)}
    known = {one.guid: one for one in before.speakers}
    changed = [one for one in after.speakers if one != known.get(one.guid)]
    for one in changed:
        if one.guid not in rows:
            biography = {"biography_id": one.biography.id, "biography_en": one.biography.en}
            rows[one.guid] = Speaker(event=event, guid=one.guid, **biography)
        row = rows[one.guid]
        row.name, row.title_id, row.title_en, row.removed_at = one.name, one.title.id, one.title.en, None
    _save(Speaker, [rows[one.guid] for one in changed], ("name", "title_id", "title_en", "removed_at"))
    return rows


def _save(kind: Any, rows: Iterable[Any], columns: Iterable[str]) -> None:
    """Write new rows and the columns of those that were there, with as many queries for one as for a thousand."""
    found = list(rows)
    new, known = [one for one in found if one.pk is None], [one for one in found if one.pk is not None]
    kind._base_manager.bulk_create(new)
    kind._base_manager.bulk_update(known, list(columns))
