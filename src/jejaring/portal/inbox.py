"""What a person's workroom holds: what waits for them, their rooms, their news."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import connection
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from jejaring.admission.rules import may_express_interest
from jejaring.cities.models import Holding, Organisation
from jejaring.cities.queries import holdings_of
from jejaring.kit import registry
from jejaring.kit.components import Link, Tab, Waiting
from jejaring.kit.jobs import jobs_of
from jejaring.kit.models import Job
from jejaring.kit.navigation import Place, address, page_url, places
from jejaring.kit.registry import MenuEntry
from jejaring.kit.words import number
from jejaring.notices.models import Notice
from jejaring.notices.queries import notices_visible_to
from jejaring.people.models import Person

NEWEST = 5
DAYS_OF_JOBS = 7
SHOWN_WITHOUT_AN_ENTRY = """
    SELECT notices.*, jobs.* FROM
    (SELECT count(*), count(*) FILTER (WHERE read_at IS NULL)
     FROM notices_notice WHERE recipient_id = %(person)s) notices,
    (SELECT count(*), count(*) FILTER (WHERE state = 'running'), count(*) FILTER (WHERE ended_at IS NOT NULL),
            coalesce(sum(done) FILTER (WHERE ended_at IS NULL), 0)
     FROM kit_job WHERE owner_id = %(person)s) jobs
"""
AT_ONCE = 25  # what a person can take in; the rest is one click away


@dataclass(frozen=True, slots=True)
class OwnOrganisation:
    """One of the person's organisations: the offices held there and where to go."""

    organisation: Organisation
    offices: list[str]
    rooms: list[Link]


@dataclass(frozen=True, slots=True)
class Workroom:
    """Everything the workroom shows; the number of queries does not grow with what it shows."""

    waiting: list[Waiting]
    waiting_count: int
    all_count: int
    by_room: list[Tab]
    room: str
    first_step: Link | None
    preparing: Place | None  # of who has a new network to prepare
    organisations: list[OwnOrganisation]
    network_rooms: Sequence[Place]
    jobs: list[Job]
    notices: list[Notice]
    unread_count: int
    late_count: int
    has_office: bool

    @property
    def lead(self) -> str:
        """One sentence that says what is so."""
        if not self.waiting_count:
            return ""
        words = ngettext("%(count)s thing waits for you", "%(count)s things wait for you", self.waiting_count)
        sentence = words % {"count": number(self.waiting_count)}
        if not self.late_count:
            return gettext("%(sentence)s; none is overdue.") % {"sentence": sentence}
        return gettext("%(sentence)s; %(count)s of them overdue.") % {
            "sentence": sentence,
            "count": number(self.late_count),
        }

    @property
    def rail(self) -> list[Place]:
        """The rooms of the person, seven at most: what waits, their organisation or the network, news, account."""
        found = [(gettext("Waiting for you"), address("portal:workroom"), self.all_count)]
        if self.organisations:
            name = self.organisations[0].organisation.short_name
            found.append((name if len(self.organisations) == 1 else gettext("Your organisations"), "#daerah", 0))
        if self.network_rooms:
            found.append((gettext("The network's rooms"), "#jejaring", 0))
        found += [
            (gettext("News"), page_url("notices"), self.unread_count),
            (gettext("Jobs"), page_url("jobs"), sum(job.ended_at is None for job in self.jobs)),
            (gettext("What you did"), page_url("own history"), 0),
            (gettext("Account"), page_url("account"), 0),
        ]
        here = address("portal:workroom")
        return [Place(label, url, url == here, number(count) if count else "") for label, url, count in found]

    @property
    def more(self) -> bool:
        """Tell whether something waits that is not shown."""
        return self.waiting_count > len(self.waiting)

    @property
    def empty_text(self) -> str:
        if not self.has_office:
            return gettext("You hold no office today, so no work comes to you. Your city's liaison can appoint you.")
        return gettext("What needs your signature, your answer or your decision appears here, with its due date.")


def recent_jobs(person: Person, *, on: date) -> list[Job]:
    """Return the long jobs a person should find again: those that go on, and those of the last days."""
    since = timezone.make_aware(datetime.combine(on - timedelta(days=DAYS_OF_JOBS), time.min))
    return list(jobs_of(person).filter(Q(ended_at=None) | Q(ended_at__gte=since))[:NEWEST])


def shown_without_an_entry(person: Person) -> tuple[int, ...]:
    """Return what the workroom shows of a person that changes without an entry of the ledger, as numbers.

    How many notices, how many unread, how many jobs, and how many of them in which state. In plain SQL: the
    workroom asks this before it is drawn, and through the ORM it would cost twice as much.
    """
    with connection.cursor() as cursor:
        cursor.execute(SHOWN_WITHOUT_AN_ENTRY, {"person": person.pk})
        row: tuple[int, ...] = cursor.fetchone()
    return row


def look(person: Person, *, on: date, everything: bool = False, room: str = "") -> Workroom:
    """Return a person's workroom on that day: the most urgent things that wait (in one `room`), or `everything`."""
    holdings = holdings_of(person, on=on)
    in_network = any(h.office.is_of_network for h in holdings)
    unread = notices_visible_to(person).filter(read_at__isnull=True)
    newest = list(unread[: NEWEST + 1])
    by_room = {key: inbox.waiting_for(person, on=on, holdings=holdings) for key, inbox in registry.inboxes.items()}
    room = room if by_room.get(room) else ""
    waiting = [item for key, found in by_room.items() if room in ("", key) for item in found]
    waiting.sort(key=lambda item: item.due or date.max)
    organisations = _organisations(holdings, on)
    all_count = sum(map(len, by_room.values()))
    rooms = places(registry.network_menu, "", _shown_to(person, on, holdings)) if in_network else []
    preparing = next((one for one in rooms if one.url == page_url("prepare the network")), None)
    return Workroom(
        waiting=waiting if everything else waiting[:AT_ONCE],
        waiting_count=len(waiting),
        all_count=all_count,
        by_room=_tabs(by_room, all_count),
        room=room,
        first_step=None if all_count else _first_step(person, organisations, on),
        organisations=organisations,
        preparing=preparing,
        network_rooms=[one for one in rooms if one is not preparing],
        jobs=recent_jobs(person, on=on),
        notices=newest[:NEWEST],
        unread_count=unread.count() if len(newest) > NEWEST else len(newest),
        late_count=sum(item.due is not None and item.due < on for item in waiting),
        has_office=bool(holdings),
    )


def _shown_to(person: Person, on: date, holdings: Sequence[Holding]) -> Callable[[MenuEntry], bool]:
    """Return whether a menu shows an entry to this person; each question is asked once, however many entries ask it."""
    answers: dict[object, bool] = {}

    def shown(entry: MenuEntry) -> bool:
        if entry.to is not None and entry.to not in answers:
            answers[entry.to] = entry.to(person, on=on, holdings=holdings)
        return entry.to is None or answers[entry.to]

    return shown


def _tabs(by_room: Mapping[str, Sequence[Waiting]], count: int) -> list[Tab]:
    """Return the rooms in which something waits; none where all of it waits in one."""
    tabs = [
        Tab(key, registry.inboxes[key].title, f"?ruang={key}", len(found)) for key, found in by_room.items() if found
    ]
    return [Tab("", gettext("All"), "?", count), *tabs] if len(tabs) > 1 else []


def _first_step(person: Person, organisations: Sequence[OwnOrganisation], on: date) -> Link | None:
    """Return the one thing to do for who has begun nothing yet: their city's way into the network."""
    for one in organisations:
        step = next((link for link in one.rooms if link.action), None)
        if step and may_express_interest(person, one.organisation, on=on):
            return step
    return None


def _organisations(holdings: Sequence[Holding], on: date) -> list[OwnOrganisation]:
    """Return the governments and institutes among a person's organisations."""
    held: dict[Organisation, list[str]] = {}
    for holding in holdings:
        if not holding.office.is_of_network:
            held.setdefault(holding.office.organisation, []).append(holding.office.title)
    if not held:
        return []
    rooms = [find(held, on=on) for find in registry.rooms_of_cities]
    return [
        OwnOrganisation(one, titles, [link for found in rooms for link in found.get(one.pk, ())])
        for one, titles in held.items()
    ]
