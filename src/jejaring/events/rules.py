"""Who may do what to an event: the secretariat everything, its helpers what their task is."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from jejaring.cities.queries import SECRETARIAT, Reader, holds_network_office
from jejaring.events.models import Event, Helper, Session
from jejaring.events.queries import helps_on, is_helper


def may_open_event(person: Reader, *, on: date) -> bool:
    """The secretariat opens events."""
    return holds_network_office(person, *SECRETARIAT, on=on)


def may_manage(person: Reader, event: Event, *, on: date) -> bool:
    """The secretariat and the event's managers change the event, its programme and its participants."""
    return may_open_event(person, on=on) or is_helper(person, event, Helper.Role.MANAGER, on=on)


def may_work(person: Reader, event: Event, *, on: date) -> bool:
    """Everyone who has a task in an event sees its overview."""
    own = person.is_authenticated and helps_on(on).filter(event=event, person=person).exists()
    return own or may_open_event(person, on=on)


def may_manage_session(person: Reader, session: Session, *, on: date) -> bool:
    """Who manages the event, or this session, changes its text and materials."""
    own = may_manage(person, session.event, on=on)
    return own or is_helper(person, session.event, Helper.Role.SESSION, session=session, on=on)


def may_stand_at_door(person: Reader, event: Event, *, on: date) -> bool:
    """Managers and door stewards read codes."""
    return may_manage(person, event, on=on) or is_helper(person, event, Helper.Role.STEWARD, on=on)


def may_keep_materials(person: Reader, session: Session, *, on: date, opened: Collection[str] = frozenset()) -> bool:
    """Who manages the session keeps its materials, and so does who speaks in it.

    `opened` are the ids of the speakers whose page this browser has opened by a link.
    """
    if may_manage_session(person, session, on=on):
        return True
    speakers = session.parts.values_list("speaker_id", "speaker__person_id")
    return any(str(pk) in opened or (account and account == person.pk) for pk, account in speakers)
