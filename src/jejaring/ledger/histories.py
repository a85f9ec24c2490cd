"""Histories as people read them: entries with words, titles and their place in the chain."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.apps import apps
from django.db.models import Model, QuerySet
from django.utils import timezone
from django.utils.text import capfirst

from jejaring.ledger.models import Entry, Link
from jejaring.ledger.queries import canonical_text
from jejaring.ledger.words import titles, verb_in_words


@dataclass(frozen=True, slots=True)
class Line:
    """One entry for a page. `actor` is a title of office, or empty when the system acted or no office was held.

    `text` is what the link's hash covers, after the previous hash and a line end; `url` leads to the record's history.
    """

    what: str
    actor: str
    by_a_person: bool
    at: datetime
    decided_on: date | None
    thing: str
    record_type: str
    record_id: str
    text: str
    link: Link | None
    url: str = ""


def entries_named(record_type: str, record_id: str) -> QuerySet[Entry]:
    """Return the history of a record by its name, newest first; the record itself may be gone."""
    return _with_links(Entry.objects.filter(record_type=record_type, record_id=record_id))


def entries_by(person_id: int) -> QuerySet[Entry]:
    """Return what a person did, newest first."""
    return _with_links(Entry.objects.filter(actor_id=person_id))


def _with_links(entries: QuerySet[Entry]) -> QuerySet[Entry]:
    return entries.select_related("link").order_by("-id")


def lines(entries: Iterable[Entry]) -> list[Line]:
    """Return entries as lines; the actors' titles are found for all of them at once."""
    entries = list(entries)
    days = {entry: timezone.localtime(entry.at).date() for entry in entries}
    known = titles({(entry.actor_id, days[entry]) for entry in entries if entry.actor_id})
    return [_line(entry, known.get((entry.actor_id or 0, days[entry]), "")) for entry in entries]


def _line(entry: Entry, actor: str) -> Line:
    return Line(
        what=capfirst(verb_in_words(entry.verb)),
        actor=actor,
        by_a_person=entry.actor_id is not None,
        at=entry.at,
        decided_on=entry.decided_on,
        thing=capfirst(name_of_kind(entry.record_type)),
        record_type=entry.record_type,
        record_id=entry.record_id,
        text=canonical_text(entry),
        link=getattr(entry, "link", None),
    )


def name_of_kind(record_type: str) -> str:
    """Return what a kind of record is called ("journey"); an unknown kind keeps its technical name."""
    model = _model(record_type)
    return str(model._meta.verbose_name) if model else record_type


def find_record(record_type: str, record_id: str) -> Model | None:
    """Return the record of that name, or None if there is none any more."""
    model = _model(record_type)
    try:
        return model._default_manager.filter(pk=record_id).first() if model else None
    except (ValueError, TypeError):  # an id that this kind of record cannot have
        return None


def _model(record_type: str) -> type[Model] | None:
    try:
        return apps.get_model(record_type)
    except (LookupError, ValueError):
        return None
