"""An event in work, in tests: its manager, the secretariat, two halls, and how to reach its pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from jejaring.events.actions.sessions import NOT_PLACED, SessionFacts, Slot, add_session
from jejaring.events.models import Event, Hall, Session
from jejaring.people.models import Person
from tests.factories.events import EventFactory, HallFactory, HelperFactory, VenueFactory

TODAY = date(2020, 2, 3)
AT = datetime(2020, 2, 3, 2, tzinfo=UTC)
WITA = ZoneInfo("Asia/Makassar")


@dataclass
class Work:
    """An event of 16 to 18 March 2020 in WITA, with the halls A and B of one venue."""

    event: Event
    manager: Person
    a: Hall
    b: Hall

    def slot(self, day: int, start: str, end: str, hall: Hall | None = None) -> Slot:
        """Return a slot on that day of March; an end that is no later than the start is on the day after."""
        starts, ends = (
            datetime.fromisoformat(f"2020-03-{day:02d}T{clock}").replace(tzinfo=WITA) for clock in (start, end)
        )
        return Slot(starts, ends if ends > starts else ends + timedelta(days=1), hall)

    def session(self, title: str, slot: Slot = NOT_PLACED, **facts: object) -> Session:
        """Add a session to the draft by its action."""
        given = SessionFacts(title_id=title, **facts)  # type: ignore[arg-type]  # as the test has them
        return add_session(self.event, given, slot, by=self.manager, at=AT)

    def url(self, path: str = "") -> str:
        return f"/acara/{self.event.slug}/kelola/{path}"


def an_event_in_work() -> Work:
    event = EventFactory()
    venue = VenueFactory(event=event, name="Hotel Uji")
    halls = [HallFactory(event=event, venue=venue, name=name, order=n) for n, name in enumerate(("Aula A", "Aula B"))]
    return Work(event, HelperFactory(event=event).person, *halls)
