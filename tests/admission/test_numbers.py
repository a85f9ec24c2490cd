"""Member numbers: gap-free, never used twice, whoever asks at the same moment."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from threading import Barrier

import pytest
from django.db import connection

from jejaring.admission.actions import journey as moves
from jejaring.admission.models import Journey
from jejaring.cities.models import Organisation
from jejaring.kit.refusal import Refusal
from jejaring.ledger.models import Entry
from jejaring.membership.actions import members
from jejaring.membership.models import Membership, NumberSeries, ParticipationKind
from tests.factories.admission import JourneyFactory
from tests.factories.cities import OrganisationFactory
from tests.processes import environment

DAY, AT = date(2019, 12, 2), datetime(2019, 12, 2, 3, tzinfo=UTC)
SOURCE = "artikel 17 Oktober 2019"


@pytest.fixture
def series() -> NumberSeries:
    members.load_kinds()
    return members.open_register(24, SOURCE, by=None, on=DAY)


def grant(journey: Journey) -> Membership:
    return moves.grant(journey, by=None, on=DAY, at=AT)


def numbers() -> list[int]:
    return sorted(number for number in Membership.objects.values_list("number", flat=True) if number)


@pytest.mark.django_db
def test_the_first_number_follows_the_count_of_older_members(series: NumberSeries) -> None:
    membership = grant(JourneyFactory())
    assert (membership.number, membership.since, membership.standing) == (25, DAY, Membership.Standing.ACTIVE)
    assert Entry.objects.filter(verb="membership.grant", decided_on=DAY).count() == 1


@pytest.mark.django_db
def test_a_register_that_is_not_opened_begins_at_one() -> None:
    members.load_kinds()
    assert grant(JourneyFactory()).number == 1


@pytest.mark.django_db
def test_opening_the_register_again_with_the_same_count_changes_nothing(series: NumberSeries) -> None:
    grant(JourneyFactory())
    assert members.open_register(24, SOURCE, by=None, on=DAY).last_number == 25


@pytest.mark.django_db
def test_the_opening_count_cannot_be_changed(series: NumberSeries) -> None:
    with pytest.raises(Refusal):
        members.open_register(23, SOURCE, by=None, on=DAY)
    assert NumberSeries.objects.get().opening_count == 24


@pytest.mark.django_db
def test_a_refused_grant_leaves_no_hole(series: NumberSeries) -> None:
    member = grant(JourneyFactory(closed_on=DAY)).organisation
    with pytest.raises(Refusal, match=r"member already|sudah menjadi anggota"):
        grant(JourneyFactory(organisation=member))
    assert grant(JourneyFactory()).number == 26
    assert numbers() == [25, 26]


@pytest.mark.django_db
@pytest.mark.parametrize(("code", "kind"), [("partner", Organisation.Kind.INSTITUTE), ("observer", "province")])
def test_partners_and_observers_get_no_number(series: NumberSeries, code: str, kind: str) -> None:
    organisation = OrganisationFactory(kind=kind, region=None)
    journey = JourneyFactory(organisation=organisation, kind=ParticipationKind.objects.get(pk=code))
    assert grant(journey).number is None
    assert grant(JourneyFactory()).number == 25


@pytest.mark.django_db
def test_a_kind_of_participation_is_for_its_kinds_of_organisation(series: NumberSeries) -> None:
    journey = JourneyFactory(organisation=OrganisationFactory(institute=True))
    with pytest.raises(Refusal):
        grant(journey)
    assert NumberSeries.objects.get().last_number == 24


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_32_parallel_grants_give_25_to_56(series: NumberSeries) -> None:
    journeys = JourneyFactory.create_batch(32)
    start = Barrier(len(journeys))

    def ask(journey: Journey) -> int | None:
        start.wait()
        try:
            return grant(journey).number
        finally:
            connection.close()

    with ThreadPoolExecutor(len(journeys)) as pool:
        given = list(pool.map(ask, journeys))
    assert sorted(given, key=lambda number: number or 0) == list(range(25, 57))
    assert numbers() == list(range(25, 57))


@pytest.mark.django_db(transaction=True)
def test_one_organisation_asked_for_twice_at_once_is_granted_once(series: NumberSeries) -> None:
    journey = JourneyFactory()
    start = Barrier(8)

    def ask(_turn: int) -> int | None:
        start.wait()
        try:
            return grant(journey).number
        except Refusal:
            return None
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        given = list(pool.map(ask, range(8)))
    assert [number for number in given if number] == [25]
    assert grant(JourneyFactory()).number == 26


WORKER = """
import sys
from datetime import UTC, date, datetime
import django
django.setup()
from jejaring.admission.actions import journey as moves
from jejaring.admission.models import Journey
print("ready", flush=True)
sys.stdin.readline()
for journey in Journey.objects.filter(pk__in=sys.argv[1].split(",")):
    print(moves.grant(journey, by=None, on=date(2019, 12, 2), at=datetime(2019, 12, 2, 3, tzinfo=UTC)).number)
"""


@pytest.mark.kills
@pytest.mark.django_db(transaction=True)
def test_two_worker_processes_never_give_the_same_number(series: NumberSeries) -> None:
    journeys = [journey.pk for journey in JourneyFactory.create_batch(32)]
    workers = [
        subprocess.Popen(
            [sys.executable, "-c", WORKER, ",".join(map(str, share))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment(),
        )
        for share in (journeys[:16], journeys[16:])
    ]
    for worker in workers:
        assert worker.stdout
        assert worker.stdout.readline() == "ready\n"
    given = [line for worker in workers for line in worker.communicate("\n", timeout=60)[0].split()]
    assert sorted(map(int, given)) == list(range(25, 57))
    assert numbers() == list(range(25, 57))
