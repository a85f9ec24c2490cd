"""Signing what was issued: one act of the office's holder for all that wait, and a signature in each file."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from jejaring.certificates import queries
from jejaring.certificates.models import Certificate
from jejaring.certificates.papers import SLOT
from jejaring.certificates.rules import may_sign_for
from jejaring.documents.actions import sign_document
from jejaring.events.models import Event
from jejaring.kit import jobs
from jejaring.kit.models import Job
from jejaring.kit.refusal import Refusal
from jejaring.ledger.actions import record
from jejaring.people.models import Person
from jejaring.registration import mail


def begin_signing(event: Event, *, by: Person, at: datetime) -> Job:
    """Start the job that signs the certificates that wait now, see `jobs.sign_batch`; later ones wait for another act.

    Raises Refusal if none waits for an office that `by` holds.
    """
    waiting = [one.pk for one in queries.to_sign(event) if may_sign_for(by, one.office, on=at.date())]
    if not waiting:
        raise Refusal(_("No certificate waits for your signature."))
    return jobs.start("certificates.sign_batch", owner=by, at=at, event_id=event.pk, certificates=waiting)


@transaction.atomic
def sign(certificate: Certificate, *, by: Person, at: datetime) -> bool:
    """Sign one certificate and write to its person; return False if it was signed before or is no longer in force.

    Raises Refusal if `by` does not hold the office any more, or the key cannot be used.
    """
    locked = (
        Certificate.objects.select_for_update(of=("self",)).select_related("document", "event").get(pk=certificate.pk)
    )
    if not locked.current or locked.document is None or locked.document.signatures.exists():
        return False
    office = locked.office
    if not may_sign_for(by, office, on=at.date()):
        raise Refusal(_("You no longer hold the office that signs these certificates."))
    sign_document(
        locked.document, slot=SLOT, organisation_name=office.organisation.name, signer_title=office.title, by=by, at=at
    )
    record("certificates.sign", locked, by=by, at=at, on=at.date(), data={"number": locked.document.number})
    mail.write(
        locked.event,
        f"certificate-{locked.pk}",
        [mail.of_registration(locked.registration)],
        template="certificate",
        at=at,
        link=lambda: queries.address_for_person(locked),
        by=by,
    )
    return True
