"""What is done to organisations, offices and requests for an account leaves one entry per step in the ledger."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from jejaring.cities import actions
from jejaring.cities.actions.account_requests import decline_requester, invite_requester
from jejaring.cities.actions.invitations import invite_to_office
from jejaring.cities.models import AccountRequest, Office, OfficeInvitation
from jejaring.kit.refusal import Refusal
from jejaring.ledger.models import Entry
from jejaring.notices.models import Notice
from tests.factories.cities import (
    AccountRequestFactory,
    DepartmentFactory,
    HoldingFactory,
    OfficeFactory,
    OrganisationFactory,
)
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db

DAY = date(2019, 10, 16)
AT = datetime(2019, 10, 16, 3, tzinfo=UTC)


def recorded() -> list[tuple[str, dict[str, Any]]]:
    """Return verb and data of all entries, in their order."""
    return [(one.verb, json.loads(one.data)) for one in Entry.objects.order_by("pk")]


def test_a_department_is_added_and_closed_once_and_each_is_recorded() -> None:
    city, keeper = OrganisationFactory(), PersonFactory()
    added = actions.add_department(city, name="Dinas A", by=keeper, on=DAY)
    with pytest.raises(Refusal):
        actions.add_department(city, name="dinas a", by=keeper, on=DAY)
    actions.close_department(added, by=keeper, on=DAY)
    with pytest.raises(Refusal):
        actions.close_department(added, by=keeper, on=DAY)
    department = {"department": "Dinas A"}
    assert recorded() == [("cities.add_department", department), ("cities.close_department", department)]
    added.refresh_from_db()
    assert added.closed_on == DAY


def test_a_department_whose_office_is_held_is_not_closed() -> None:
    department = DepartmentFactory()
    HoldingFactory(office__organisation=department.organisation, office__department=department, office__title="Kadis")
    with pytest.raises(Refusal, match="Kadis"):
        actions.close_department(department, by=PersonFactory(), on=DAY)


def test_an_office_is_opened_held_and_left_with_an_entry_each() -> None:
    city, keeper, holder = OrganisationFactory(), PersonFactory(), PersonFactory()
    office = actions.open_office(city, role=Office.Role.DEPUTY_HEAD, title="Wakil", by=keeper, on=DAY)
    assert actions.open_office(city, role=Office.Role.DEPUTY_HEAD, title="Wakil", by=keeper, on=DAY) == office
    holding = actions.appoint(office, holder, by=keeper, on=DAY)
    actions.end_holding(holding, by=keeper, on=date(2019, 12, 31))
    found = recorded()
    assert [verb for verb, _data in found] == ["cities.open_office", "cities.appoint", "cities.end_holding"]
    assert found[0][1] == {"office": "Wakil", "role": "deputy_head", "seats": 1}
    assert found[2][1] == {"office": "Wakil", "holding": holding.pk}


def test_an_invitation_to_an_office_is_recorded_and_needs_a_name_and_a_day_within_bounds() -> None:
    office, keeper = OfficeFactory(), PersonFactory()
    named: dict[str, Any] = {"email": "baru@contoh.id", "by": keeper, "at": AT}
    cases: list[tuple[dict[str, Any], str]] = [
        ({"name": " ", "on": DAY}, "name"),
        ({"name": "Baru", "on": date(2021, 10, 16)}, "on"),
    ]
    for wrong, field in cases:
        with pytest.raises(Refusal) as refused:
            invite_to_office(office, **named, **wrong)
        assert refused.value.field == field
    planned = invite_to_office(office, **named, name=" Baru ", on=DAY)
    assert (planned.invitation.name, planned.invitation.office_id, planned.since) == ("Baru", str(office.pk), DAY)
    verb, data = recorded()[-1]
    assert (verb, data["office"]) == ("cities.invite_to_office", office.title)


def test_a_request_for_an_account_is_answered_once_and_recorded() -> None:
    keeper = PersonFactory()
    first, second = AccountRequestFactory(), AccountRequestFactory()
    city = invite_requester(first, by=keeper, on=DAY, at=AT)
    assert OfficeInvitation.objects.get().office.role == Office.Role.LIAISON
    with pytest.raises(Refusal) as refused:
        decline_requester(second, reason=" ", by=keeper, at=AT)
    assert refused.value.field == "reason"
    decline_requester(second, reason=" Bukan dari pemerintah. ", by=keeper, at=AT)
    for request in (first, second):
        with pytest.raises(Refusal):
            decline_requester(request, reason="Lagi.", by=keeper, at=AT)
    sent = ProcrastinateJob.objects.filter(task_name="jejaring.cities.tasks.send_answer")
    assert [job.args["request_id"] for job in sent] == [second.pk]
    states = AccountRequest.objects.order_by("pk").values_list("state", "reason", "answered_at")
    assert list(states) == [("invited", "", AT), ("declined", "Bukan dari pemerintah.", AT)]
    answers = [(verb, data) for verb, data in recorded() if verb.endswith("_requester")]
    invited = {"organisation": city.slug, "role": "liaison"}
    assert answers == [("cities.invite_requester", invited), ("cities.decline_requester", {})]


def test_who_has_an_account_is_appointed_at_once_and_a_second_liaison_is_not() -> None:
    keeper, person = PersonFactory(), PersonFactory()
    request = AccountRequestFactory(email=person.email)
    city = invite_requester(request, by=keeper, on=DAY, at=AT)
    assert list(city.offices.filter(role=Office.Role.LIAISON).values_list("holdings__holder", flat=True)) == [person.pk]
    other = AccountRequestFactory(region=request.region)
    with pytest.raises(Refusal):
        invite_requester(other, by=keeper, on=DAY, at=AT)
    other.refresh_from_db()
    assert other.state == AccountRequest.State.WAITING


def test_who_is_appointed_is_notified_where_the_moment_is_known() -> None:
    holder, later = PersonFactory(), PersonFactory()
    actions.appoint(OfficeFactory(), holder, by=None, on=DAY, at=AT)
    actions.appoint(OfficeFactory(), later, by=None, on=DAY)
    assert list(Notice.objects.values_list("recipient", "kind")) == [(holder.pk, "cities.appointed")]


def test_the_network_is_opened_once_with_its_secretariat() -> None:
    opened = actions.open_network(name="Jejaring Uji", short_name="Jejaring Kota", by=None, on=DAY)
    assert actions.open_network(name="Lain", short_name="Lain", by=None, on=DAY) == opened
    assert opened.slug == "jejaring-kota"
    assert list(opened.offices.values_list("role", "title", "seats")) == [
        ("secretariat", "Sekretariat Jejaring Kota", 20)
    ]


@pytest.mark.parametrize("change", [{"letter_pattern": "{nomor_urut:c}"}, {"letter_pattern": "{tahun}"}])
def test_a_pattern_by_which_no_letter_can_be_numbered_is_refused_by_the_action(change: dict[str, str]) -> None:
    city = OrganisationFactory()
    with pytest.raises(Refusal) as refused:
        actions.change_facts(city, by=PersonFactory(), on=DAY, **change)
    assert refused.value.field == "letter_pattern"
    city.refresh_from_db()
    assert (city.letter_pattern, recorded()) == (OrganisationFactory().letter_pattern, [])
