"""Offices: authority begins and ends with a day, and nothing is orphaned when it passes on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from jejaring.cities import actions
from jejaring.cities.models import Holding, Office
from jejaring.cities.queries import ONE_HOLDER, holds_office, seats_of
from jejaring.cities.rules import roles_to_open
from jejaring.cities.signals import office_handed_over
from jejaring.documents.models import Signature
from jejaring.kit import registry
from jejaring.kit.refusal import Refusal
from jejaring.ledger.models import Entry
from tests.factories import documents as make_document
from tests.factories.cities import DepartmentFactory, HoldingFactory, OfficeFactory, OrganisationFactory
from tests.factories.people import PersonFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
DAY = date(2019, 10, 17)


def test_a_holder_has_authority_from_the_first_day_to_the_last_and_on_no_other() -> None:
    office, holder = OfficeFactory(), PersonFactory()
    actions.appoint(office, holder, by=PersonFactory(), on=DAY, until=date(2019, 10, 20))
    days = [date(2019, 10, day) for day in (16, 17, 20, 21)]
    assert [holds_office(holder, office.organisation, on=day) for day in days] == [False, True, True, False]
    assert not holds_office(holder, OrganisationFactory(), on=DAY)


def test_an_appointment_is_recorded_without_the_persons_name() -> None:
    office, holder = OfficeFactory(), PersonFactory(name="Nama Rahasia")
    actions.appoint(office, holder, by=PersonFactory(), on=DAY, decree="SK 1/2019")
    entry = Entry.objects.get()
    assert (entry.verb, entry.record_type, entry.record_id, entry.decided_on) == (
        "cities.appoint",
        "cities.organisation",
        str(office.organisation_id),
        DAY,
    )
    assert "Rahasia" not in entry.data


@pytest.mark.parametrize(("seats", "refused"), [(1, True), (2, False)])
def test_an_office_has_as_many_holders_at_once_as_seats(seats: int, refused: bool) -> None:
    office = OfficeFactory(seats=seats)
    HoldingFactory(office=office)
    if refused:
        with pytest.raises(Refusal, match="Every seat"):
            actions.appoint(office, PersonFactory(), by=None, on=DAY)
    else:
        actions.appoint(office, PersonFactory(), by=None, on=DAY)
    assert office.holdings.count() == seats


def test_two_who_follow_one_another_take_one_seat_of_two() -> None:
    office = OfficeFactory(seats=2)
    HoldingFactory(office=office, since=DAY, until=date(2019, 10, 20))
    HoldingFactory(office=office, since=date(2019, 10, 21), until=date(2019, 10, 25))
    actions.appoint(office, PersonFactory(), by=None, on=DAY)
    assert office.holdings.count() == 3


def test_a_person_holds_an_office_once_at_a_time_even_past_the_actions() -> None:
    held = HoldingFactory(office__seats=2)
    with pytest.raises(Refusal, match="already holds"):
        actions.appoint(held.office, held.holder, by=None, on=DAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        Holding.objects.create(office=held.office, holder=held.holder, since=DAY)


def test_nobody_appoints_themselves() -> None:
    office, person = OfficeFactory(), PersonFactory()
    with pytest.raises(Refusal, match="appoint themselves"):
        actions.appoint(office, person, by=person, on=DAY)
    assert not office.holdings.exists()


def test_a_closed_account_a_closed_department_and_days_in_the_wrong_order_are_refused() -> None:
    office = OfficeFactory()
    with pytest.raises(Refusal, match="closed"):
        actions.appoint(office, PersonFactory(is_active=False), by=None, on=DAY)
    with pytest.raises(Refusal, match=r"earliest is 17 October 2019 \(the first day\), the latest"):
        actions.appoint(office, PersonFactory(), by=None, on=DAY, until=date(2019, 10, 1))
    department = DepartmentFactory(organisation=office.organisation, closed_on=date(2019, 1, 1))
    in_it = OfficeFactory(organisation=office.organisation, department=department)
    with pytest.raises(Refusal, match="department"):
        actions.appoint(in_it, PersonFactory(), by=None, on=DAY)
    assert not Holding.objects.exists()


# --- handing over -------------------------------------------------------------------------------
@pytest.fixture
def held() -> Any:
    return HoldingFactory(office__role=Office.Role.LIAISON)


@pytest.fixture
def heard() -> Iterator[list[dict[str, Any]]]:
    told: list[dict[str, Any]] = []

    def hear(sender: object, **said: Any) -> None:
        told.append({key: said[key] for key in ("office", "giver", "taker", "on")})

    office_handed_over.connect(hear)
    yield told
    office_handed_over.disconnect(hear)


def test_a_hand_over_ends_one_holding_the_day_before_the_next_begins(held: Any, heard: Any) -> None:
    taker = PersonFactory()
    begun = actions.hand_over(held.office, taker, by=PersonFactory(), on=DAY, decree="SK 2/2019")
    held.refresh_from_db()
    assert (held.until, begun.since, begun.until, begun.decree) == (date(2019, 10, 16), DAY, None, "SK 2/2019")
    assert heard == [{"office": held.office, "giver": held.holder, "taker": taker, "on": DAY}]
    on_each_day = [
        {h.holder for h in seat.now}
        for day in (16, 17)
        for seat in seats_of(held.office.organisation, on=date(2019, 10, day))
    ]
    assert on_each_day == [{held.holder}, {taker}]
    assert [entry.verb for entry in Entry.objects.all()] == ["cities.hand_over"]


def test_the_end_of_a_term_passes_on_with_the_office(held: Any) -> None:
    Holding.objects.filter(pk=held.pk).update(until=date(2019, 12, 31))
    assert actions.hand_over(held.office, PersonFactory(), by=None, on=DAY).until == date(2019, 12, 31)


def test_a_hand_over_that_would_orphan_something_is_refused_with_the_list_and_changes_nothing(
    held: Any, heard: Any
) -> None:
    def own(holding: Holding, on: date) -> list[str]:
        return ["Draf pribadi permohonan.", "Tanda tangan yang belum selesai."] if holding.pk == held.pk else []

    with registry.unfinished_work.lent("test", own):
        with pytest.raises(actions.Orphans, match="Draf pribadi") as refusal:
            actions.hand_over(held.office, PersonFactory(), by=None, on=DAY)
        with pytest.raises(actions.Orphans):
            actions.end_holding(held, by=None, on=DAY)
    assert refusal.value.things == ["Draf pribadi permohonan.", "Tanda tangan yang belum selesai."]
    held.refresh_from_db()
    assert (held.until, Holding.objects.count(), heard) == (None, 1, [])


def test_an_office_nobody_holds_cannot_be_handed_over() -> None:
    with pytest.raises(Refusal, match="Nobody holds"):
        actions.hand_over(OfficeFactory(), PersonFactory(), by=None, on=DAY)


def test_an_office_is_not_handed_over_to_its_holder_nor_from_before_their_first_day(held: Any) -> None:
    with pytest.raises(Refusal, match="already holds"):
        actions.hand_over(held.office, held.holder, by=None, on=DAY)
    with pytest.raises(Refusal, match=r"earliest is 2 January 2015 .*first day of the present holder.*latest"):
        actions.hand_over(held.office, PersonFactory(), by=None, on=held.since)


def test_of_several_holders_the_one_who_hands_over_must_be_named() -> None:
    office = OfficeFactory(seats=2)
    first, second = HoldingFactory.create_batch(2, office=office)
    with pytest.raises(Refusal, match="choose who hands it over"):
        actions.hand_over(office, PersonFactory(), by=None, on=DAY)
    actions.hand_over(office, PersonFactory(), by=None, on=DAY, giver=second.holder)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.until, second.until) == (None, date(2019, 10, 16))


def test_a_successor_already_appointed_for_later_still_follows(held: Any) -> None:
    Holding.objects.filter(pk=held.pk).update(until=date(2019, 12, 31))
    HoldingFactory(office=held.office, since=date(2020, 1, 1))
    handed = actions.hand_over(held.office, PersonFactory(), by=None, on=DAY)
    assert handed.until == date(2019, 12, 31)


def test_a_holding_ends_once_and_not_before_it_began(held: Any) -> None:
    with pytest.raises(Refusal, match=r"earliest is 1 January 2015 .*latest"):
        actions.end_holding(held, by=None, on=date(2014, 1, 1))
    assert actions.end_holding(held, by=None, on=DAY).until == DAY
    with pytest.raises(Refusal, match="already ended"):
        actions.end_holding(held, by=None, on=DAY)


def test_an_office_is_opened_once_a_title_and_refused_with_another_role() -> None:
    organisation = OrganisationFactory()
    opened = actions.open_office(organisation, role=Office.Role.HEAD, title="Wali Kota Uji", by=None, on=DAY)
    assert actions.open_office(organisation, role=Office.Role.HEAD, title="Wali Kota Uji", by=None, on=DAY) == opened
    with pytest.raises(Refusal, match="another role"):
        actions.open_office(organisation, role=Office.Role.LIAISON, title="Wali Kota Uji", by=None, on=DAY)


@pytest.mark.parametrize("role", ONE_HOLDER)
def test_of_a_role_with_one_holder_there_is_one_office_with_one_seat(role: Office.Role) -> None:
    organisation = OrganisationFactory()
    with pytest.raises(Refusal, match="one seat") as refused:
        actions.open_office(organisation, role=role, title="Jabatan Uji", seats=2, by=None, on=DAY)
    assert refused.value.field == "seats"
    actions.open_office(organisation, role=role, title="Jabatan Uji", by=None, on=DAY)
    with pytest.raises(Refusal, match=r"There is one office of the role .*: Jabatan Uji") as refused:
        actions.open_office(organisation, role=role, title="Jabatan Kedua", by=None, on=DAY)
    assert refused.value.field == "role"
    assert role not in roles_to_open(organisation, lambda office: True, there={role})


@pytest.mark.parametrize(
    ("first", "last", "field"),
    [
        (date(1, 1, 1), None, "on"),
        (date(9999, 12, 31), None, "on"),
        (DAY, date(9999, 12, 31), "until"),
        (DAY, date(2019, 10, 16), "until"),
    ],
)
def test_an_office_is_neither_held_nor_offered_on_days_out_of_bounds(
    first: date, last: date | None, field: str
) -> None:
    office, at = OfficeFactory(), datetime(2019, 10, 17, 5, tzinfo=UTC)
    with pytest.raises(Refusal, match=r"the earliest is .* the latest") as appointing:
        actions.appoint(office, PersonFactory(), by=None, on=first, until=last, at=at)
    with pytest.raises(Refusal) as inviting:
        actions.invite_to_office(
            office, email="baru@contoh.id", name="Baru", by=PersonFactory(), on=first, until=last, at=at
        )
    assert (appointing.value.field, inviting.value.field, Holding.objects.count()) == (field, field, 0)


def test_an_office_is_not_handed_over_or_ended_to_a_day_before_its_holder_signed(held: Any) -> None:
    Signature.objects.create(
        document=make_document.stored(),
        slot="city",
        organisation_name=held.office.organisation.name,
        signer_title=f"a.n. Wali Kota Uji, {held.office.title}",
        signed_by=held.holder,
        signed_at=datetime(2019, 10, 17, 5, tzinfo=UTC),
        order=1,
    )
    with pytest.raises(Refusal, match="the last signature in this office") as handing:
        actions.hand_over(held.office, PersonFactory(), by=None, on=DAY)
    with pytest.raises(Refusal, match="the last signature in this office") as ending:
        actions.end_holding(held, by=None, on=date(2019, 10, 16))
    assert (handing.value.field, ending.value.field) == ("on", "on")
    assert actions.hand_over(held.office, PersonFactory(), by=None, on=date(2019, 10, 18)).since == date(2019, 10, 18)
