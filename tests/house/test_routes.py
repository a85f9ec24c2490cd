"""Every route is listed with who may open it, and nothing of another city's draft leaks anywhere."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Model
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from jejaring.admission.models import Journey
from jejaring.cities.models import Holding, Office, Organisation, RegionalHoliday
from jejaring.documents.actions import store_upload
from jejaring.documents.models import StoredFile
from jejaring.dues.models import BankImport, Invoice, Payment
from jejaring.events.models import ProgrammeImport
from jejaring.kit import clock, registry
from jejaring.kit.models import Job
from jejaring.kit.registry import Who
from jejaring.ledger.actions import record
from jejaring.membership.actions.members import load_kinds
from jejaring.membership.models import Membership, Obligation, StandingProposal
from jejaring.people.models import Person
from jejaring.registration.models import Message, RosterImport
from tests.events.work import planned_and_staffed
from tests.factories import documents as make_document
from tests.factories.admission import JourneyFactory
from tests.factories.certificates import CertificateFactory
from tests.factories.cities import (
    AccountRequestFactory,
    DepartmentFactory,
    HoldingFactory,
    OfficeFactory,
    OrganisationFactory,
    RegionFactory,
)
from tests.factories.events import (
    CodeFactory,
    DelegationFactory,
    EventFactory,
    HallFactory,
    RegistrationFactory,
    ScanFactory,
)
from tests.factories.membership import MembershipFactory, OfficerFactory
from tests.factories.minutes import spoken_and_written
from tests.factories.notices import DeliveryFactory, NoticeFactory
from tests.factories.outcomes import FeedbackFactory
from tests.factories.people import FactorResetFactory, InvitationFactory

HIDDEN = "Tersembunyi"
DEVELOPMENT_ONLY = {"gallery:page", "gallery:job", "gallery:job_page"}
pytestmark = pytest.mark.django_db


def all_routes() -> Iterator[tuple[str, URLPattern]]:
    def walk(patterns: list[URLPattern | URLResolver], space: str = "") -> Iterator[tuple[str, URLPattern]]:
        for pattern in patterns:
            if isinstance(pattern, URLResolver):
                yield from walk(pattern.url_patterns, f"{pattern.namespace}:" if pattern.namespace else space)
            else:
                yield f"{space}{pattern.name}", pattern

    yield from walk(get_resolver().url_patterns)


def test_the_routes_are_exactly_the_listed_ones() -> None:
    found = {name for name, _ in all_routes() if not name.startswith("admin:")}
    assert found - DEVELOPMENT_ONLY == set(registry.routes.keys())


def test_a_route_needs_no_account_only_if_the_list_or_its_doorway_says_so() -> None:
    open_routes = {name for name, route in all_routes() if not getattr(route.callback, "login_required", True)}
    # public documents and public histories are read without an account; their doorway answers for the others
    by_doorway = {"documents:pdf", "documents:docx", "ledger:record", "admin:login"}
    assert open_routes - DEVELOPMENT_ONLY - by_doorway == {
        name for name, one in registry.routes.items() if one.who == Who.ANYONE
    }


@dataclass
class World:
    """A city whose draft nobody else may see, another city's liaison, and one record of every kind that routes name."""

    journey: Journey
    stranger: Person
    records: dict[str, Model]

    def address(self, name: str, language: str = "id") -> str:
        arguments = registry.routes[name].example(self.records)
        return ("/en" if language == "en" else "") + reverse(name, kwargs=arguments)


@pytest.fixture
def world() -> World:
    load_kinds()
    HoldingFactory(office=OfficeFactory(organisation=OrganisationFactory(network=True), role=Office.Role.SECRETARIAT))
    city = OrganisationFactory(slug="tersembunyi", name=f"Pemerintah Kota {HIDDEN}", short_name=f"Kota {HIDDEN}")
    own = HoldingFactory(office=OfficeFactory(organisation=city, role=Office.Role.LIAISON))
    journey = JourneyFactory(organisation=city, state=Journey.State.LOI_DRAFTED, waiting_on="city")
    stranger = HoldingFactory(office__role=Office.Role.LIAISON).holder
    MembershipFactory(organisation=stranger.holdings.get().office.organisation)
    return World(journey, stranger, {one._meta.label_lower: one for one in _records(city, own, journey)})


def _records(city: Organisation, own: Holding, journey: Journey) -> list[Model]:
    """Return one record of each kind; all but the public ones belong to the hidden city or to nobody."""
    person, at = own.holder, clock.now()
    document = make_document.issued(record=journey, by=person, issuer_name=city.name)
    file = store_upload(SimpleUploadedFile("catatan.txt", b"rahasia"), record=journey, by=person, at=at)
    member = MembershipFactory()
    day, delivery, officer = date(2019, 12, 31), DeliveryFactory(), OfficerFactory()
    return [
        *(delivery, delivery.webhook, Job.objects.create(owner=person, kind="test", created_at=at)),
        *(city, own, own.office, DepartmentFactory(organisation=city), journey, person, document, file, member),
        *(RegionFactory(is_province=True), NoticeFactory(recipient=person), InvitationFactory()),
        Obligation.objects.create(membership=member, kind="dues", year=2019, due_on=day),
        StandingProposal.objects.create(membership=member, verb="hold", raised_on=day),
        _invoice(member, document),
        BankImport.objects.create(file=file, at=at, by=person),
        Payment.objects.create(amount_idr=1, paid_on=date(2019, 11, 1), reference="1", recorded_by=person),
        Job.objects.create(owner=person, kind="test", created_at=at),
        UserSession.objects.create(user=person, ip="127.0.0.1", session_key="x", user_agent="x"),
        RegionalHoliday.objects.create(region=RegionFactory(), day=date(2019, 8, 7), name="Hari jadi", decision="-"),
        *(AccountRequestFactory(), FactorResetFactory(expires_on=clock.today())),
        *(officer, officer.organ, officer.term),
        *_of_a_delegation(city, person, file),
        *planned_and_staffed(EventFactory(name_id=f"Kota {HIDDEN}")),
        *spoken_and_written(EventFactory(name_id=f"Kota {HIDDEN}"), by=person, at=at),
        FeedbackFactory(event__name_id=f"Kota {HIDDEN}"),
        record("admission.express_interest", journey, by=person),
        *(CodeFactory(registration__event__announced=True), CertificateFactory()),
        ProgrammeImport.objects.create(event=EventFactory(), name="jadwal.xml", content=b"", by=person, at=at),
        *(ScanFactory(registration__event__announced=True, conflict=True), HallFactory(event__announced=True)),
    ]


def _of_a_delegation(city: Organisation, person: Person, file: StoredFile) -> list[Model]:
    """Return the hidden city's delegation to an event in preparation, with what belongs to it."""
    delegation, at = DelegationFactory(organisation=city, event__name_id=f"Kota {HIDDEN}"), clock.now()
    named = RegistrationFactory(event=delegation.event, group=delegation.group, delegation=delegation)
    letter = {"occasion": "x", "recipient": "x@contoh.id", "language": "id", "subject": HIDDEN, "body": HIDDEN}
    message = Message.objects.create(event=delegation.event, queued_at=at, **letter)
    roster = RosterImport.objects.create(delegation=delegation, file=file, at=at, by=person)
    own = (delegation, delegation.event, delegation.group, named, CodeFactory(registration=named))
    return [*own, message, roster]


def _invoice(member: Membership, document: Any) -> Invoice:
    return Invoice.objects.create(
        membership=member,
        year=2019,
        number="1",
        amount_idr=1,
        issued_on=date(2019, 1, 1),
        due_on=date(2019, 2, 1),
        document=document,
    )


@pytest.mark.parametrize("language", ["id", "en"])
def test_a_visitor_without_account_is_sent_to_sign_in(world: World, client: Client, language: str) -> None:
    closed = [name for name, one in registry.routes.items() if one.who != Who.ANYONE]
    answers = {name: client.get(world.address(name, language)) for name in closed}
    # an unknown or closed record of a route that serves public ones too may also say that it does not exist
    wrong = {
        name: answer.status_code
        for name, answer in answers.items()
        if not (answer.status_code == 404 or (answer.status_code == 302 and "/akun/" in answer["Location"]))
    }
    assert wrong == {}


@pytest.mark.slow
@pytest.mark.parametrize("method", ["get", "post"])
def test_another_citys_liaison_finds_every_closed_page_closed(world: World, client: Client, method: str) -> None:
    client.force_login(world.stranger)
    closed = [name for name, one in registry.routes.items() if one.who == Who.OFFICE]
    answers = {name: getattr(client, method)(world.address(name)) for name in closed}
    wrong = {name: answer.status_code for name, answer in answers.items() if answer.status_code not in (403, 404, 405)}
    assert wrong == {}


def test_what_does_not_exist_and_what_is_hidden_answer_alike(world: World, client: Client) -> None:
    client.force_login(world.stranger)
    hidden = client.get(world.address("admission:journey"))
    unknown = client.get(reverse("admission:journey", args=[uuid.uuid4()]))
    assert (hidden.status_code, unknown.status_code) == (404, 404)


@pytest.mark.slow
@pytest.mark.parametrize("who", ["visitor", "stranger"])
def test_another_citys_draft_stands_in_no_list_search_or_export(world: World, client: Client, who: str) -> None:
    levels = {Who.ANYONE}
    if who == "stranger":
        client.force_login(world.stranger)
        levels.add(Who.PERSON)
    names = [name for name, one in registry.routes.items() if one.who in levels]
    queries = ["", f"?q={HIDDEN}", "?format=csv", "?format=json", f"?q={HIDDEN}&format=json"]
    leaks = []
    for name in names:
        for query in queries:
            answer = client.get(world.address(name) + query)
            text = (
                answer.getvalue().decode(errors="replace").replace(f'value="{HIDDEN}"', "").replace(f"q={HIDDEN}", "")
            )
            if f"Kota {HIDDEN}" in text and name != "documents:verify":
                leaks.append(name + query)
    assert leaks == []
