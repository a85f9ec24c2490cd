"""Opening an office on its page: who may, of which roles, and what is refused."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from jejaring.cities.models import Office, Organisation
from jejaring.ledger.models import Entry
from jejaring.people.models import Person
from tests.factories.cities import DepartmentFactory, HoldingFactory, OrganisationFactory

Role = Office.Role
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture
def network() -> Organisation:
    return OrganisationFactory(network=True)


@pytest.fixture
def city() -> Organisation:
    return OrganisationFactory()


def holder(organisation: Organisation, role: Role) -> Person:
    found: Person = HoldingFactory(office__organisation=organisation, office__role=role).holder
    return found


def page(organisation: Organisation) -> str:
    return "/en" + reverse("cities:open_office", args=[organisation.slug]).removeprefix("/en")


def offered(client: Client, organisation: Organisation) -> list[str]:
    form = client.get(page(organisation)).context["form"]
    nothing, *roles = [value for value, _label in form.fields["role"].choices]
    assert nothing == "", "a role is chosen, not found there"
    return roles


def test_the_secretariat_opens_an_office_of_the_network(client: Client, network: Organisation) -> None:
    person = holder(network, Role.SECRETARIAT)
    client.force_login(person)
    assert offered(client, network) == [
        "president",
        "vice_president",
        "network_secretary",
        "secretariat",
        "treasurer",
        "executive",
    ]
    typed = {"role": "president", "title": "Presiden Jejaring Uji", "seats": "1"}
    answer = client.post(page(network), typed, follow=True)
    assert "The office Presiden Jejaring Uji is open." in answer.content.decode()
    assert network.offices.get(title="Presiden Jejaring Uji").role == Role.PRESIDENT
    entry = Entry.objects.get(verb="cities.open_office")
    assert (entry.actor, entry.record_id) == (person, str(network.pk))
    assert "president" not in offered(client, network)


@pytest.mark.parametrize(
    ("role", "roles"),
    [
        (Role.HEAD, ["deputy_head", "assistant", "department_head", "liaison"]),
        (Role.REGIONAL_SECRETARY, ["deputy_head", "assistant", "department_head", "liaison"]),
        (Role.LIAISON, ["department_head", "liaison"]),
    ],
)
def test_a_governments_people_open_the_offices_that_they_may_fill(
    client: Client, city: Organisation, role: Role, roles: list[str]
) -> None:
    client.force_login(holder(city, role))
    assert offered(client, city) == roles
    assert page(city) in client.get(f"/en/ruang/organisasi/{city.slug}/").content.decode()


def test_who_fills_no_office_opens_none(client: Client, city: Organisation, network: Organisation) -> None:
    client.force_login(holder(city, Role.ASSISTANT))
    assert client.get(page(city)).status_code == 403
    assert client.get(page(network)).status_code == 404
    assert page(city) not in client.get(f"/en/ruang/organisasi/{city.slug}/").content.decode()


def test_an_office_of_a_department_names_it(client: Client, city: Organisation) -> None:
    department, strange = DepartmentFactory(organisation=city), DepartmentFactory()
    client.force_login(holder(city, Role.LIAISON))
    typed = {"role": "department_head", "title": "Kepala Dinas", "seats": "1"}
    assert client.post(page(city), {**typed, "department": strange.pk}).context["form"].errors.keys() == {"department"}
    client.post(page(city), {**typed, "department": department.pk})
    assert city.offices.get(title="Kepala Dinas").department == department


def test_a_role_that_is_not_offered_and_a_title_of_another_role_are_refused(client: Client, city: Organisation) -> None:
    client.force_login(holder(city, Role.LIAISON))
    title = city.offices.get().title
    before = city.offices.count()
    for typed, field in (
        ({"role": "head", "title": "X"}, "role"),
        ({"role": "department_head", "title": title}, "title"),
    ):
        answer = client.post(page(city), {**typed, "seats": "1"})
        assert answer.context["form"].errors.keys() == {field}
    assert city.offices.count() == before
