"""The people of a journey in tests, and a walk through it by actions as far as a test needs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.core.files.uploadedfile import SimpleUploadedFile

from engines.lifecycle.journey import CITY, NETWORK
from jejaring.admission.actions import agreement, application, loi
from jejaring.admission.actions import journey as moves
from jejaring.admission.letters import Terms
from jejaring.admission.models import Journey
from jejaring.admission.queries.application import draft_of
from jejaring.admission.queries.texts import agreement_parts
from jejaring.cities.models import Department, Office, Organisation
from jejaring.deliberation import actions as deliberation
from jejaring.deliberation.actions import Outcome, Seat
from jejaring.deliberation.models import Attendance, Deliberation
from jejaring.membership.models import Membership, ParticipationKind
from jejaring.people.models import Person
from tests.factories.admission import JourneyFactory
from tests.factories.cities import DepartmentFactory, HoldingFactory, OfficeFactory, OrganisationFactory, RegionFactory
from tests.factories.membership import ParticipationKindFactory
from tests.factories.people import PersonFactory

WITA = ZoneInfo("Asia/Makassar")


def a_pdf() -> bytes:
    """Return the smallest sound PDF."""
    parts = [
        b"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n",
        b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n",
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\n",
    ]
    body, places = b"%PDF-1.7\n", []
    for part in parts:
        places.append(len(body))
        body += part
    lines = b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = b"trailer<</Size 4/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % len(body)
    return body + b"xref\n0 4\n0000000000 65535 f \n" + lines + trailer


PDF = a_pdf()

Role = Office.Role

WAY = (
    "interest",
    "loi_drafted",
    "loi_signed",
    "deliberating",
    "deliberated",
    "submitted",
    "verified",
    "approved",
    "agreement_drafted",
    "agreement_signed",
    "member",
)


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=WITA)


def surat_kuasa(name: str = "surat-kuasa.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PDF, content_type="application/pdf")


@dataclass
class Cast:
    """A network, a city with two departments, and who holds their offices since 2015."""

    network: Organisation
    city: Organisation
    kind: ParticipationKind
    departments: list[Department]
    liaison: Person
    assistant: Person
    mayor: Person
    secretariat: Person
    president: Person

    def begin(self, on: date) -> Journey:
        return moves.express_interest(
            self.city, kind=self.kind, reason="Mempercepat rencana induk.", by=self.liaison, on=on, at=noon(on)
        )

    def answers(self) -> dict[str, str]:
        return {
            "name": self.city.name,
            "head_title": "Wali Kota Uji",
            "address": "Jalan Uji 1",
            "phone": "0751 1234",
            "email": "kota@contoh.id",
            "population": "950000",
            "contact_unit": "Dinas Komunikasi dan Informatika",
            "contact_title": "Narahubung",
            "contact_email": "narahubung@contoh.id",
            "reason": "Kerangka berpikir yang jelas.",
            "benefits": "Pertukaran praktik baik.",
            "contribution": "Pengalaman pelayanan.",
            "masterplan": "drafting",
            "budget": "APBD",
        }

    def outcome(self, *, joins: bool = True) -> Outcome:
        first, second = self.departments
        return Outcome(
            joins=joins,
            summary="Semua perangkat daerah menyampaikan pendapat.",
            rationale="Rencana induk dipercepat.",
            expected_benefits="Praktik baik.",
            seats={
                first.pk: Seat("present", "Kepala Dinas", "mendukung"),
                second.pk: Seat("excused"),
            },
        )

    def step(self, journey: Journey, state: str, on: date) -> None:
        """Make the moves that lead from the state before to `state` on one day."""
        at = noon(on)
        if state == "loi_drafted":
            loi.draft_loi(journey, place="Kupang", by=self.secretariat, on=on, at=at)
        elif state == "loi_signed":
            loi.sign_loi(journey, party=CITY, by=self.assistant, on=on, at=at, mandate=surat_kuasa())
            loi.sign_loi(journey, party=NETWORK, by=self.president, on=on, at=at + timedelta(minutes=1))
        elif state == "deliberating":
            held = at + timedelta(hours=2)
            deliberation.call_deliberation(
                journey,
                held_at=held,
                place="Balai kota",
                agenda="Urgensi bergabung\nManfaat",
                departments=self.departments,
                by=self.liaison,
                on=on,
                at=at,
            )
        elif state == "deliberated":
            deliberation.conclude_deliberation(journey, self.outcome(), by=self.liaison, on=on, at=at)
        elif state == "submitted":
            self.present(journey, on)
            draft = draft_of(journey)
            assert draft
            application.submit_application(journey, revision=draft.revision, by=self.mayor, on=on, at=at)
        elif state == "verified":
            application.verify_application(journey, result="Lengkap.", by=self.secretariat, on=on, at=at)
        elif state == "approved":
            moves.approve(journey, reason="Memenuhi syarat.", by=self.president, on=on, at=at)
        elif state == "agreement_drafted":
            agreement.draft_agreement(
                journey,
                Terms({part.key: "Isi bagian ini." for part in agreement_parts()}, on, on.replace(year=on.year + 4)),
                by=self.secretariat,
                on=on,
                at=at,
            )
        elif state == "agreement_signed":
            agreement.sign_agreement(journey, party=NETWORK, by=self.president, on=on, at=at)
            agreement.sign_agreement(journey, party=CITY, by=self.mayor, on=on, at=at + timedelta(minutes=1))
        elif state == "member":
            moves.grant_membership(journey, by=self.secretariat, on=on, at=at)

    def present(self, journey: Journey, on: date) -> None:
        draft = draft_of(journey)
        application.present_application(
            journey,
            answers=self.answers(),
            revision=draft.revision if draft else 0,
            by=self.liaison,
            at=noon(on),
        )

    def walk_to(self, state: str, *, start: date = date(2019, 10, 16)) -> Journey:
        """Return a journey that has come as far as `state`, one day a stage."""
        journey = self.begin(start)
        for number, stage in enumerate(WAY[1 : WAY.index(state) + 1], 1):
            self.step(journey, stage, start + timedelta(days=number))
        journey.refresh_from_db()
        return journey

    def placed(self, state: str, *, on: date = date(2019, 10, 20)) -> Journey:
        """Return a journey put straight into `state`, without the documents of the way there: quick."""
        journey: Journey = JourneyFactory(
            organisation=self.city, kind=self.kind, state=state, state_since=on, opened_on=on
        )
        if state in ("deliberating", "deliberated"):
            meeting = Deliberation.objects.create(journey=journey, held_at=noon(on), place="Balai kota", agenda="x")
            Attendance.objects.bulk_create(Attendance(deliberation=meeting, department=one) for one in self.departments)
        if state in ("submitted", "verified"):
            journey.applications.create(
                number=1, answers=self.answers(), submitted_on=on, submitted_at=noon(on), submitted_by=self.mayor
            )
        return journey

    def membership(self) -> Membership:
        return Membership.objects.get(organisation=self.city)


def cast() -> Cast:
    """Return the people of one journey."""
    network = OrganisationFactory(network=True, head_title="Presiden Jejaring", seat="Kupang", letter_unit="NET")
    city = OrganisationFactory(
        head_title="Wali Kota Uji", seat="Uji", letter_unit="KU", region=RegionFactory(population=950_000)
    )
    return Cast(
        network=network,
        city=city,
        kind=ParticipationKindFactory(),
        departments=DepartmentFactory.create_batch(2, organisation=city),
        liaison=hold(city, Role.LIAISON, "Narahubung"),
        assistant=hold(city, Role.ASSISTANT, "Asisten Ekbangkesra"),
        mayor=hold(city, Role.HEAD, "Wali Kota Uji"),
        secretariat=hold(network, Role.SECRETARIAT, "Sekretariat"),
        president=hold(network, Role.PRESIDENT, "Presiden Jejaring"),
    )


def hold(organisation: Organisation, role: Office.Role, title: str) -> Person:
    """Return a new person who holds a new office there since 2015."""
    person: Person = PersonFactory(password=None)  # nobody types it, and hashing is slow by design
    HoldingFactory(office=OfficeFactory(organisation=organisation, role=role, title=title), holder=person)
    return person
