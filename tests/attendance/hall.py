"""What the tests of the doors share: an event on its first day, its steward, a session, and someone with a code."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from jejaring.attendance import actions
from jejaring.attendance.models import Scan
from jejaring.events.models import Event, Helper, Session, Speaker
from jejaring.people.models import Person
from jejaring.registration.models import Code, Registration
from tests.factories.events import CodeFactory, EventFactory, HelperFactory, SessionFactory

NINE = datetime(2020, 3, 16, 1, tzinfo=UTC)  # 09.00 WITA on the first day of the event
MINUTE = timedelta(minutes=1)


@dataclass
class House:
    """An announced event in WITA with a session from nine to ten, and whoever works for it."""

    event: Event
    session: Session
    steward: Person
    manager: Person

    def guest(self, **given: Any) -> Registration:
        """Return a confirmed participant with a code."""
        guest: Registration = CodeFactory(registration__event=self.event, **given).registration
        return guest

    def speaking(self, speaker: Speaker) -> Registration:
        """Return the registration of a speaker, with a code."""
        role = Registration.Role.SPEAKER
        return self.guest(registration__speaker=speaker, registration__group=None, registration__role=role)

    def read(
        self, guest: Registration | str, minutes: int = 0, *, session: Session | None = None, **given: Any
    ) -> Scan:
        """Report a scan so many minutes after nine, by the steward."""
        code = guest if isinstance(guest, str) else code_of(guest)
        at = NINE + minutes * MINUTE
        given.setdefault("guid", uuid.uuid4())
        read = actions.Report(code=code, scanned_at=at, session=session, **given)
        return actions.report(self.event, read, by=self.steward, at=max(at, NINE + 60 * MINUTE))


def code_of(guest: Registration) -> str:
    return Code.objects.get(registration=guest, renewed_at=None).text


def a_house() -> House:
    event = EventFactory(announced=True)
    steward = HelperFactory(event=event, role=Helper.Role.STEWARD).person
    return House(event, SessionFactory(event=event), steward, HelperFactory(event=event).person)
