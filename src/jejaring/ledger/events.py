"""Which entries are public events: their type, their words, and what other systems may know of them.

A room lists its events in `<room>/events.py` and publishes them when it starts (`registrations.py`). A type is a
promise to other systems and never changes; the verb it comes from is the room's own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Model
from django.utils import translation

from jejaring.kit.components import Text
from jejaring.kit.registry import Registry, RegistryError

Facts = Mapping[str, Any]
Describe = Callable[[Any, Facts], Facts | None]


@dataclass(frozen=True, slots=True)
class PublicEvent:
    """One kind of public event.

    `type` is what receivers filter by ("member.granted"), `verb` the ledger's verb it comes from, `label` its
    words for people. `describe(record, data)` returns the facts that are sent (plain values: ids, a public
    address, no personal data), or None if this entry is not public; `data` is what the entry holds.
    """

    type: str
    verb: str
    label: Text
    describe: Describe


_by_verb = Registry[PublicEvent]("public event")  # by the verb of its entries


def publish_events(events: Iterable[PublicEvent]) -> None:
    """Publish entries with these events' verbs to other systems. Raises RegistryError if a verb or type is taken."""
    for event in events:
        if any(other.type == event.type for other in _by_verb):
            raise RegistryError(f"{event.type} is already the type of another event")
        _by_verb.add(event.verb, event)


def public_event_of(verb: str) -> PublicEvent | None:
    """Return the public event that entries with this verb are, if any."""
    return _by_verb.find(verb)


def public_events() -> list[PublicEvent]:
    """Return all public events, by type."""
    return sorted(_by_verb, key=lambda event: event.type)


def public_address(thing: Model) -> str:
    """Return the absolute address of a record's public page, in the installation's first language."""
    with translation.override(settings.LANGUAGE_CODE):
        return f"{settings.PUBLIC_URL}{thing.get_absolute_url()}"  # type: ignore[attr-defined]  # records with a page
