"""An event in work, in tests: its manager, the secretariat, two halls, and how to reach its pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Model

from jejaring.events.actions.sessions import NOT_PLACED, SessionFacts, Slot, add_session
from jejaring.events.models import Availability, Event, Hall, Helper, HelperInvitation, Session
from jejaring.people.models import Person
from tests.factories.events import (
    EventFactory,
    HallFactory,
    HelperFactory,
    PartFactory,
    SessionFactory,
    TrackFactory,
    VenueFactory,
)
from tests.factories.people import InvitationFactory

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


def planned_and_staffed(event: Event) -> list[Model]:
    """Return an event with a hall and its hours, a track, a session, a speaker, a manager, and one who is invited."""
    hall, manager = HallFactory(event=event), HelperFactory(event=event)
    part = PartFactory(session=SessionFactory(event=event, hall=hall, track=TrackFactory(event=event)))
    session, role = part.session, Helper.Role.STEWARD
    invited = HelperInvitation.objects.create(event=event, role=role, invitation=InvitationFactory())
    hours = Availability.objects.create(hall=hall, begins_at=session.starts_at, ends_at=session.ends_at)
    return [event, hall.venue, hall, session.track, session, part.speaker, manager, invited, hours]
