"""A network of 10,000 organisations with 200,000 ledger entries, or of another size, made in bulk and without names."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection, transaction

from benchmarks.conference import SESSIONS, SLUG, conference
from jejaring.admission.models import Journey
from jejaring.agenda.actions.exchange import import_programme
from jejaring.cities.models import Holding, Office, Organisation
from jejaring.events.actions.releases import release_programme
from jejaring.events.models import Event
from jejaring.kit import clock
from jejaring.membership.models import Membership, ParticipationKind
from jejaring.people.models import Person

ORGANISATIONS = 10_000
ENTRIES_EACH = 20
ENTRIES = ORGANISATIONS * ENTRIES_EACH
MEMBERS, JOURNEYS = 0.9, 0.05  # shares of the organisations
BATCH = 2_000
SINCE = date(2015, 1, 1)


@dataclass(frozen=True, slots=True)
class Cast:
    """Whom and what the pages are measured with."""

    secretariat: Person
    city: Organisation
    journey: Journey


def make(organisations: int = ORGANISATIONS) -> Cast:
    """Fill the empty database and return the records the pages need."""
    cast = _make(organisations)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as autovacuum does within minutes; without it the plans are guesses
    return cast


@transaction.atomic
def _make(organisations: int) -> Cast:
    network = Organisation.objects.create(kind="network", slug="jejaring", name="Jejaring", short_name="Jejaring")
    cities = _organisations(organisations)
    _members(cities[: int(MEMBERS * organisations)])
    journeys = _journeys(cities[-max(1, int(JOURNEYS * organisations)) :])
    secretariat = _secretariat(network)
    _event()
    _entries(journeys, secretariat, ENTRIES_EACH * organisations)
    return Cast(secretariat, cities[0], journeys[0])


def _event() -> None:
    """Make an announced event of 800 sessions in seven halls, with its programme released."""
    days = {"begins_on": date(2020, 3, 16), "ends_on": date(2020, 3, 18), "time_zone": Event.Zone.WITA}
    state = Event.State.ANNOUNCED
    event = Event.objects.create(slug=SLUG, name_id="Konferensi Contoh", state=state, example=True, **days)
    import_programme(event, conference(SESSIONS), by=None, at=clock.now())
    release_programme(event, by=None, at=clock.now())


def _organisations(count: int) -> list[Organisation]:
    rows = [
        Organisation(
            public_id=uuid.UUID(int=number),
            slug=f"contoh-{number}",
            kind="city",
            name=f"Pemerintah Contoh {number:05}",
            short_name=f"Contoh {number:05}",
            example=True,
        )
        for number in range(1, count + 1)
    ]
    return Organisation.objects.bulk_create(rows, BATCH)


def _members(cities: list[Organisation]) -> None:
    full = ParticipationKind.objects.get(code="full")
    rows = [
        Membership(
            organisation=city,
            kind=full,
            number=number,
            since=SINCE + timedelta(days=number % 3000),
            standing="on_hold" if number % 50 == 0 else "active",
            example=True,
        )
        for number, city in enumerate(cities, start=1)
    ]
    Membership.objects.bulk_create(rows, BATCH)


def _journeys(cities: list[Organisation]) -> list[Journey]:
    full = ParticipationKind.objects.get(code="full")
    today = clock.today()
    states = ("interest", "loi_drafted", "submitted", "verified", "agreement_drafted")
    rows = [
        Journey(
            organisation=city,
            kind=full,
            state=states[number % len(states)],
            state_since=today,
            opened_on=today,
            due_on=today + timedelta(days=number % 30 - 5),
            waiting_on="network" if number % 2 else "city",
            example=True,
        )
        for number, city in enumerate(cities)
    ]
    return Journey.objects.bulk_create(rows, BATCH)


def _secretariat(network: Organisation) -> Person:
    person = Person.objects.create_user("sekretariat@contoh.id", name="Sekretariat")
    office = Office.objects.create(organisation=network, role=Office.Role.SECRETARIAT, title="Sekretariat")
    Holding.objects.create(office=office, holder=person, since=SINCE)
    return person


def _entries(journeys: list[Journey], person: Person, count: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ledger_entry (verb, record_type, record_id, actor_id, data)"
            " SELECT 'admission.verify_application', 'admission.journey', (%s + n %% %s)::text, %s, '{}'"
            " FROM generate_series(1, %s) AS n",
            [journeys[0].pk, len(journeys), person.pk, count],
        )
