"""Removing examples takes all that is an example, nothing that is not, and leaves the ledger whole."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from jejaring.admission.models import Journey, Step
from jejaring.cities.models import Department, Holding, Organisation
from jejaring.dues.actions import load_example_table, set_dues
from jejaring.dues.models import DuesBand, DuesTable
from jejaring.ledger import checking as ledger
from jejaring.ledger.actions import record
from jejaring.ledger.agreement import disagreements
from jejaring.ledger.models import Entry
from jejaring.membership.actions.members import admit, load_kinds
from jejaring.membership.models import Membership, NumberSeries, ParticipationKind
from jejaring.people.models import Person
from jejaring.portal.demo.removal import Removed, remove_examples
from tests.factories.admission import JourneyFactory
from tests.factories.cities import DepartmentFactory, HoldingFactory, OrganisationFactory
from tests.factories.membership import MembershipFactory
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def real() -> Membership:
    """A real member with a department of its own and one that is an example."""
    OrganisationFactory(network=True)
    member: Membership = MembershipFactory(number=25)
    DepartmentFactory(organisation=member.organisation, name="Nyata")
    DepartmentFactory(organisation=member.organisation, name="Contoh", example=True)
    NumberSeries.objects.create(pk=1, opening_count=24, last_number=25)
    return member


@pytest.fixture
def tried(real: Membership) -> Person:
    """Someone who tried a whole journey to member number 26."""
    person: Person = PersonFactory(example=True)
    city: Organisation = OrganisationFactory(example=True)
    HoldingFactory(office__organisation=city, office__example=True, holder=person)
    member: Membership = MembershipFactory(organisation=city, number=26, example=True)
    journey: Journey = JourneyFactory(
        organisation=city, membership=member, state=Journey.State.MEMBER, closed_on=date(2019, 12, 2), example=True
    )
    Step.objects.create(
        journey=journey,
        verb="grant_membership",
        from_state="agreement_signed",
        to_state="member",
        decided_on=date(2019, 12, 2),
        recorded_at="2019-12-02T02:00:00Z",
        by=person,
    )
    record("admission.grant_membership", journey, by=person)
    NumberSeries.objects.update(last_number=26)
    return person


@pytest.mark.usefixtures("tried")
def test_examples_go_and_what_is_real_stays(real: Membership) -> None:
    PersonFactory(example=True, email="tidak.berbuat@contoh.id")
    done = remove_examples()
    assert (done.persons, done.kept_persons) == (1, 1)
    assert list(Membership.objects.all()) == [real]
    assert [department.name for department in Department.objects.all()] == ["Nyata"]
    assert not Journey.objects.exists()
    assert not Step.objects.exists()
    assert set(Organisation.objects.values_list("example", flat=True)) == {False}
    assert NumberSeries.objects.get().last_number == 25


def test_the_ledger_stays_whole_and_who_acted_can_no_longer_sign_in(tried: Person) -> None:
    remove_examples()
    tried.refresh_from_db()
    assert (tried.is_active, tried.has_usable_password()) == (False, False)
    assert not Holding.objects.filter(holder=tried).exists()
    assert [entry.verb for entry in Entry.objects.order_by("pk")] == [
        "admission.grant_membership",
        "portal.remove_examples",
    ]
    assert list(ledger.faults()) == []


@pytest.mark.usefixtures("tried")
def test_removing_twice_removes_nothing_more() -> None:
    remove_examples()
    entries = Entry.objects.count()
    assert remove_examples() == Removed(records=0, persons=0, kept_persons=1)
    assert Entry.objects.count() == entries


def test_a_real_citys_journey_is_no_example_because_it_is_open(real: Membership) -> None:
    journey = JourneyFactory()
    remove_examples()
    assert list(Journey.objects.all()) == [journey]


def test_the_example_of_a_table_of_dues_goes_and_a_decided_one_stays(real: Membership) -> None:
    load_example_table(by=None, on=date(2019, 10, 17))
    decided = set_dues(2021, [DuesBand(amount_idr=7_500_000)], decision="Kongres", by=None, on=date(2020, 12, 1))
    remove_examples()
    assert list(DuesTable.objects.all()) == [decided]
    assert set(DuesBand.objects.values_list("table", flat=True)) == {decided.pk}


def test_a_removed_example_is_not_missed_by_the_comparison_with_the_ledger(real: Membership) -> None:
    load_kinds()
    kind = ParticipationKind.objects.get(pk="full")
    day, at = date(2019, 12, 2), datetime(2019, 12, 2, 2, tzinfo=UTC)
    example = admit(OrganisationFactory(example=True), kind, by=None, on=day, at=at, example=True)
    remove_examples()
    assert not Membership.objects.filter(pk=example.pk).exists()
    assert [one for one in disagreements() if f"membership.membership {example.pk}:" in one] == []
