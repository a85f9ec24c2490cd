"""Smallest valid records of the room certificates, and an event with what its certificates rest on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import factory

from jejaring.attendance.models import Scan
from jejaring.certificates.actions import issuing, signing
from jejaring.certificates.models import Certificate, Rule, Template
from jejaring.cities.models import Office
from jejaring.events.models import Event, Helper, Session
from jejaring.people.models import Person
from jejaring.registration.models import Registration
from tests.factories import documents as make_document
from tests.factories.cities import HoldingFactory, OfficeFactory, OrganisationFactory
from tests.factories.events import EventFactory, HelperFactory, RegistrationFactory, SessionFactory
from tests.factories.people import PersonFactory

AFTER = datetime(2020, 3, 18, 9, tzinfo=UTC)
LAST_DAY = date(2020, 3, 18)
SESSION = datetime(2020, 3, 16, 1, tzinfo=UTC)


class TemplateFactory(factory.django.DjangoModelFactory[Template]):
    """A landscape certificate with a band, signed by the office that is given."""

    class Meta:
        model = Template

    event = factory.SubFactory(EventFactory)
    title_id = "Sertifikat"
    text_id = "atas partisipasinya sebagai {role} dalam {event}, {days}."


class CertificateFactory(factory.django.DjangoModelFactory[Certificate]):
    """A certificate of a public event that waits for its signature; its document has no bytes."""

    class Meta:
        model = Certificate

    event = factory.SubFactory(EventFactory, announced=True)
    registration = factory.SubFactory(RegistrationFactory, event=factory.SelfAttribute("..event"))
    office = factory.SubFactory(OfficeFactory)
    issued_at = AFTER
    issued_by = factory.SubFactory(PersonFactory)

    @factory.lazy_attribute
    def document(self) -> Any:
        return make_document.stored(kind="certificate", record_type="certificates.certificate", record_id="0")


@dataclass
class Hall:
    """An event of five sessions of an hour with its template and rules, who manages it and who signs."""

    event: Event
    sessions: list[Session]
    template: Template
    manager: Person
    signer: Person

    def person(self, *, sessions: int = 0, **changes: Any) -> Registration:
        """Return a confirmed person whose name was checked and who was read at the door of so many sessions."""
        registration = RegistrationFactory(event=self.event, **{"name_checked_at": SESSION, **changes})
        for session in self.sessions[:sessions]:
            assert session.starts_at is not None
            Scan.objects.create(
                event=self.event,
                session=session,
                registration=registration,
                code="TEST",
                verdict=Scan.Verdict.ADMITTED,
                scanned_at=session.starts_at,
                received_at=session.starts_at,
            )
        return registration

    def issued(self, registration: Registration | None = None, **changes: Any) -> Certificate:
        """Return a certificate that was issued by hand, not signed yet."""
        person = registration or self.person(**changes)
        return issuing.issue_by_hand(person, reason="Uji.", by=self.manager, on=LAST_DAY, at=AFTER)

    def sign(self, certificate: Certificate) -> bool:
        return signing.sign(certificate, by=self.signer, at=AFTER)


def a_hall(**changes: Any) -> Hall:
    """Return an announced event of the network with what its certificates need."""
    network = OrganisationFactory(network=True, seat="Sidoarjo", letter_unit="SEK")
    holding = HoldingFactory(
        office__organisation=network,
        office__role=Office.Role.PRESIDENT,
        office__title="Presiden",
        since=date(2015, 1, 1),
    )
    event = EventFactory(announced=True, **changes)
    for audience, percent in ((Rule.Audience.PARTICIPANTS, 80), (Rule.Audience.SPEAKERS, None)):
        Rule.objects.create(event=event, audience=audience, percent=percent)
    return Hall(
        event=event,
        sessions=[
            SessionFactory(event=event, starts_at=SESSION + n * HOUR, ends_at=SESSION + (n + 1) * HOUR)
            for n in range(5)
        ],
        template=TemplateFactory(event=event, office=holding.office),
        manager=HelperFactory(event=event, role=Helper.Role.MANAGER).person,
        signer=holding.holder,
    )


HOUR = timedelta(hours=1)
