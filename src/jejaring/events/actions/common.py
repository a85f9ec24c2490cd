"""What the writes of this room share: the event's row, locked, and sentences that list what is in use."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from engines.lifecycle.meeting import EVENT
from jejaring.events.models import Event, Session
from jejaring.kit import words
from jejaring.kit.refusal import Refusal

LISTED = 10


def locked(event: Event) -> Event:
    """Return an event's row, locked until the transaction ends: whoever changes its programme waits for it."""
    return Event.objects.select_for_update().get(pk=event.pk)


def locked_open(event: Event) -> Event:
    """Return an event's row, locked. Raises Refusal if it is closed or cancelled."""
    found = locked(event)
    if found.state in EVENT.ends:
        raise Refusal(
            _("%(event)s is %(state)s. Nothing of it is changed any more.")
            % {"event": found.name, "state": found.get_state_display()}
        )
    return found


def refuse_in_use(sessions: Iterable[Session], sentence: str, *, field: str | None = None) -> None:
    """Raise Refusal if there are sessions: the sentence, and the sessions that must be moved or changed first."""
    if found := list(sessions):
        raise Refusal(f"{sentence} {listed(found)}", field=field)


def listed(sessions: Sequence[Session]) -> str:
    """Return sessions by number and title, the first of them if there are many."""
    names = [f"{one.number} ({one.title})" for one in sessions[:LISTED]]
    if more := len(sessions) - LISTED:
        names += (
            [ngettext("%(count)s more", "%(count)s more", more) % {"count": words.number(more)}] if more > 0 else []
        )
    return _("Sessions: %(sessions)s.") % {"sessions": "; ".join(names)}
