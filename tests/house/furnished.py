"""A house with something in every room: the demo, a journey at every stage, and a record of every kind."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from allauth.usersessions.models import UserSession
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import transaction
from django.db.models import Model
from django.db.models.signals import pre_save
from django.test import Client, override_settings
from django.urls import get_resolver

from jejaring.admission.models import Journey
from jejaring.cities.models import Holding, Office, Organisation, Region, RegionalHoliday
from jejaring.documents.actions import store_upload
from jejaring.documents.models import StoredFile
from jejaring.dues.models import BankImport, Invoice, Payment
from jejaring.events.models import Event, ProgrammeImport
from jejaring.kit import clock
from jejaring.kit.models import Job
from jejaring.ledger.actions import record
from jejaring.ledger.models import Entry
from jejaring.membership.models import Membership, Obligation, ParticipationKind, StandingProposal
from jejaring.people.models import DeletionRequest, Person
from jejaring.people.second_factor import DEMO_MARK
from jejaring.portal.demo import seed, stamps
from jejaring.portal.demo.accounts import ACCOUNTS, KUPANG, NETWORK
from jejaring.registration.models import Message, RosterImport
from tests.admission.cast import Cast, hold
from tests.admission.test_writing import typed as agreement_typed
from tests.deliberation.test_writing import typed as minutes_typed
from tests.events.work import planned_and_staffed
from tests.factories import documents as make_document
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
    ProgrammeVersionFactory,
    RegistrationFactory,
    ScanFactory,
)
from tests.factories.membership import OfficerFactory
from tests.factories.minutes import spoken_and_written
from tests.factories.notices import DeliveryFactory, NoticeFactory
from tests.factories.outcomes import FeedbackFactory
from tests.factories.people import FactorResetFactory, InvitationFactory
from tests.house.crawler import as_of_a_test

WALKED = ("loi_drafted", "deliberating", "agreement_drafted")  # stages with papers that their pages show
PLACED = ("interest", "loi_signed", "deliberated", "submitted", "verified", "approved", "agreement_signed")


@dataclass
class House:
    """Who lives in the furnished house (by the demo's names, and the people of the journeys), and what is in it."""

    roles: dict[str, Person]
    records: dict[str, Model]
    journeys: list[Journey] = field(default_factory=list)

    def enter(self, role: str) -> Client:
        """Return a browser in which a role is signed in, or a visitor's for ""."""
        client = Client(raise_request_exception=False)
        if role:
            client.force_login(self.roles[role], backend="jejaring.people.backends.ModelBackend")
            session = client.session
            session[DEMO_MARK] = True  # as signed in by the demo's start page: no second factor is asked for
            session.save()
        return client


@contextmanager
def furnished(folder: Path, *, keep: bool = False) -> Iterator[House]:
    """Lay out everything in one transaction and take it back at the end, unless it is to be kept."""
    assert get_resolver().url_patterns  # read before the demo is switched on, whose addresses would stay
    with override_settings(DEMO=True, DATA=folder), as_of_a_test():
        stamps.begin()
        try:
            call_command("load_regions", verbosity=0)
            call_command("load_reference", verbosity=0)
            seed.lay_out()
            yield _house()
        finally:
            pre_save.disconnect(sender=Entry, dispatch_uid=stamps.UID)
        transaction.set_rollback(not keep)


def _house() -> House:
    roles = {one.key: Person.objects.get(email=one.email) for one in ACCOUNTS}
    network = Organisation.objects.get(slug=NETWORK)
    roles["bendahara"] = hold(network, Office.Role.TREASURER, "Bendahara")
    house = House(roles, {})
    today = clock.today()
    for number, stage in enumerate((*WALKED, *PLACED)):
        people = _cast_of(house, number)
        if stage in WALKED:
            start = today - timedelta(days=12)
            house.journeys.append(people.walk_to(stage, start=start))
        else:
            house.journeys.append(people.placed(stage, on=today - timedelta(days=3)))
        _drafted(people, house.journeys[-1])
        if stage == "agreement_drafted":
            roles |= {"kota": people.liaison, "wali-kota": people.mayor, "asisten": people.assistant}
    for organisation in Organisation.objects.filter(slug__startswith="kota-uji"):
        for role in ("kota", "wali-kota", "asisten"):  # one hand in every city of a journey, so that few walk
            place = {"kota": Office.Role.LIAISON, "wali-kota": Office.Role.HEAD, "asisten": Office.Role.ASSISTANT}
            office = Office.objects.get(organisation=organisation, role=place[role])
            Holding.objects.filter(office=office).update(holder=roles[role])
    house.records = {one._meta.label_lower: one for one in _records(house)}
    return house


def _drafted(people: Cast, journey: Journey) -> None:
    """Write a whole draft of the letter that waits to be checked, if there is one at this stage."""
    day = clock.today().isoformat()
    end = clock.today().replace(day=1, year=clock.today().year + 4).isoformat()
    whole = {
        Journey.State.DELIBERATING: ("minutes", minutes_typed(people, held_on=day, on=day)),
        Journey.State.APPROVED: ("agreement", agreement_typed(on=day, valid_from=day, valid_until=end)),
    }
    if draft := whole.get(Journey.State(journey.state)):
        journey.letter_drafts.create(code=draft[0], revision=1, answers=draft[1])


def _cast_of(house: House, number: int) -> Cast:
    region = RegionFactory(province_id="13")
    city = OrganisationFactory(
        region=region, slug=f"kota-uji-{number}", head_title="Wali Kota Uji", seat="Uji", letter_unit="KU"
    )
    return Cast(
        network=Organisation.objects.get(slug=NETWORK),
        city=city,
        kind=ParticipationKind.objects.get(code="full"),
        departments=DepartmentFactory.create_batch(2, organisation=city),
        liaison=hold(city, Office.Role.LIAISON, "Narahubung"),
        assistant=hold(city, Office.Role.ASSISTANT, "Asisten"),
        mayor=hold(city, Office.Role.HEAD, "Wali Kota Uji"),
        secretariat=house.roles["sekretariat"],
        president=house.roles["presiden"],
    )


def _records(house: House) -> list[Model]:
    """Return one record of each kind that an address names, most of them the secretariat's or Kupang's."""
    at, day, person = clock.now(), clock.today(), house.roles["sekretariat"]
    member = Membership.objects.get(organisation__slug=KUPANG)
    document = make_document.issued(record=member, by=person, issuer_name="Kota Kupang", at=at, on=day)
    file = store_upload(SimpleUploadedFile("catatan.txt", b"catatan"), record=house.journeys[0], by=person, at=at)
    office = OfficeFactory(organisation=member.organisation)
    delivery, officer, event = DeliveryFactory(webhook__owner=person), OfficerFactory(), EventFactory(announced=True)
    invoice = Invoice.objects.create(
        membership=member,
        year=day.year,
        number="1",
        amount_idr=10_000,
        issued_on=day,
        due_on=day + timedelta(days=30),
        document=document,
    )
    return [
        *(delivery, delivery.webhook, member, member.organisation, document, file, invoice, house.journeys[0]),
        *(office, HoldingFactory(office=office), DepartmentFactory(organisation=member.organisation), person),
        Region.objects.get(code="13"),
        RegionalHoliday.objects.create(region_id="13.71", day=day, name="Hari jadi", decision="Keputusan Uji"),
        AccountRequestFactory(region=Region.objects.get(code="13.71")),
        NoticeFactory(recipient=person, created_at=at),
        InvitationFactory(invited_by=person, invited_at=at),
        Obligation.objects.create(membership=member, kind="dues", year=day.year, due_on=day),
        StandingProposal.objects.create(membership=member, verb="hold", raised_on=day),
        BankImport.objects.create(file=file, at=at, by=person),
        Payment.objects.create(amount_idr=1, paid_on=day, reference="1", recorded_by=person),
        Job.objects.create(owner=person, kind="dues.read_statement", created_at=at),
        UserSession.objects.create(user=person, ip="127.0.0.1", session_key="x", user_agent="x"),
        FactorResetFactory(person=person, asked_at=at, expires_on=day),
        *(officer, officer.organ, officer.term),
        *planned_and_staffed(EventFactory(announced=True)),
        DeletionRequest.objects.create(person=house.roles["kupang-narahubung"], asked_at=at, due_on=day),
        record("admission.express_interest", house.journeys[0], by=person),
        *spoken_and_written(event, by=person, at=at),
        *(ProgrammeVersionFactory(event=event), FeedbackFactory(event=event)),
        *(CodeFactory(registration__event__announced=True), CertificateFactory(document=document)),
        *_of_kupang(),
        ProgrammeImport.objects.create(event=EventFactory(), name="jadwal.xml", content=b"", by=person, at=at),
        *_of_a_delegation(member.organisation, person, file, at),
        *(ScanFactory(registration__event__announced=True, conflict=True), HallFactory(event__announced=True)),
    ]


def _of_kupang() -> list[Model]:
    """Return the demo's event with a group and one who is registered."""
    event = Event.objects.get(slug="kupang-2019")
    found = (event.groups.first(), event.registrations.first())
    return [event, *(one for one in found if one)]


def _of_a_delegation(city: Organisation, person: Person, file: StoredFile, at: datetime) -> list[Model]:
    """Return a city's delegation to an event, with someone who comes, a message and a list that was read."""
    delegation = DelegationFactory(organisation=city, event__announced=True, state="accepted", contact=person)
    named = RegistrationFactory(event=delegation.event, group=delegation.group, delegation=delegation)
    letter = {"occasion": "x", "recipient": "x@contoh.id", "language": "id", "subject": "Perihal", "body": "Isi"}
    message = Message.objects.create(event=delegation.event, queued_at=at, failed_at=at, **letter)
    roster = RosterImport.objects.create(delegation=delegation, file=file, at=at, by=person)
    return [delegation, delegation.event, delegation.group, named, message, roster]
