"""Certificates: issued for many or one by hand, corrected by a new one, revoked."""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction

from django.db import transaction
from django.utils.translation import gettext as _

from jejaring.certificates import papers, queries
from jejaring.certificates.models import Certificate, Template
from jejaring.cities.letters import issue_letter
from jejaring.documents.actions import revoke_document
from jejaring.documents.models import Document
from jejaring.events.models import Event
from jejaring.kit import jobs
from jejaring.kit.models import Job
from jejaring.kit.refusal import Refusal
from jejaring.ledger.actions import record
from jejaring.people.models import Person
from jejaring.registration.models import Registration

KIND = "certificate"


def begin_batch(event: Event, *, checked: bool, by: Person, on: date, at: datetime) -> Job:
    """Start the job that issues a certificate to everyone who has earned one and has none, see `jobs.issue_batch`.

    With `checked` only to those who checked their name; else the manager answers for the names. Raises Refusal before
    the event's last day, without a template, or if there is nobody.
    """
    ready_template(event, on=on)
    if not to_issue(event, checked=checked):
        raise Refusal(_("Nobody is to get one now: nobody has earned one, all have theirs, or no name was checked."))
    return jobs.start("certificates.issue_batch", owner=by, at=at, event_id=event.pk, checked=checked)


def to_issue(event: Event, *, checked: bool) -> list[queries.Standing]:
    """Return for whom the next batch issues a certificate, sorted by name."""
    return [
        one
        for one in queries.standings(event)
        if one.to_issue and (one.registration.name_checked_at is not None or not checked)
    ]


def ready_template(event: Event, *, on: date) -> Template:
    """Return the template of an event whose certificates can be issued. Raises Refusal if they cannot yet."""
    template = queries.template_of(event)
    if template is None:
        raise Refusal(_("Save the template of the certificates first."))
    if event.state == Event.State.CANCELLED:
        raise Refusal(_("The event was cancelled; nobody attended it."))
    if on < event.ends_on:
        raise Refusal(_("Certificates are issued from the last day of the event on."))
    return template


@transaction.atomic
def issue(standing: queries.Standing, template: Template, *, by: Person, on: date, at: datetime) -> Certificate | None:
    """Issue the certificate that one person has earned; None if one was issued, or they are not confirmed any more.

    The registration is locked, so two batches at once issue one.
    """
    registration = _locked(standing.registration)
    if registration.state != Registration.State.CONFIRMED or registration.certificates.exists():
        return None
    return _issued(standing.registration, template, standing.hours, by=by, on=on, at=at)


@transaction.atomic
def issue_by_hand(registration: Registration, *, reason: str, by: Person, on: date, at: datetime) -> Certificate:
    """Issue a certificate to one person whatever the rules say, with the reason why, which stays within the room.

    Who issues it answers for the name. Raises Refusal without a reason, if one is in force, or the person is not
    confirmed.
    """
    template = ready_template(registration.event, on=on)
    locked = _locked(registration)
    if not reason.strip():
        raise Refusal(_("Write why this person gets a certificate."), field="reason")
    if locked.state != Registration.State.CONFIRMED:
        raise Refusal(_("This person is not confirmed for the event."))
    if locked.certificates.filter(current=True).exists():
        raise Refusal(_("This person has a certificate in force. Correct that one instead."))
    return _issued(registration, template, queries.hours_of(registration), by=by, on=on, at=at, reason=reason)


@transaction.atomic
def correct(certificate: Certificate, *, reason: str, by: Person, on: date, at: datetime) -> Certificate:
    """Issue a new certificate from what is recorded now; the old one stays as it is, and answers "replaced".

    Raises Refusal without a reason, if it is not in force, or nothing in it would change.
    """
    template = ready_template(certificate.event, on=on)
    registration = _locked(certificate.registration)
    old = Certificate.objects.select_for_update(of=("self",)).select_related("document").get(pk=certificate.pk)
    if not reason.strip():
        raise Refusal(_("Write what is corrected."), field="reason")
    if not old.current or old.document is None:
        raise Refusal(_("This certificate is no longer in force."))
    old.current = False
    old.save(update_fields=["current"])
    time = queries.hours_of(registration)
    return _issued(registration, template, time, by=by, on=on, at=at, reason=reason, replaces=old.document)


@transaction.atomic
def revoke(certificate: Certificate, *, reason: str, by: Person, on: date, at: datetime) -> None:
    """End a certificate; verification shows the reason to everyone. Raises Refusal if it has ended, or without one."""
    if not reason.strip():
        raise Refusal(_("Write why it is revoked; everyone who verifies it reads this."), field="reason")
    locked = Certificate.objects.select_for_update(of=("self",)).select_related("document").get(pk=certificate.pk)
    if not locked.current or locked.document is None:
        raise Refusal(_("This certificate is no longer in force."))
    locked.current = False
    locked.save(update_fields=["current"])
    revoke_document(locked.document, reason=reason.strip(), by=by, on=on)
    record("certificates.revoke", locked, by=by, at=at, on=on, data={"number": locked.document.number})


def _locked(registration: Registration) -> Registration:
    return Registration.objects.select_for_update(of=("self",)).select_related("event").get(pk=registration.pk)


def _issued(
    registration: Registration,
    template: Template,
    time: Fraction | None,
    *,
    by: Person,
    on: date,
    at: datetime,
    reason: str = "",
    replaces: Document | None = None,
) -> Certificate:
    """Issue the document of a certificate with the next number of the signing office's register."""
    certificate = Certificate.objects.create(
        event=registration.event,
        registration=registration,
        office=template.office,
        reason=reason.strip(),
        issued_at=at,
        issued_by=by,
    )
    paper = papers.outline(template, papers.certified(registration, time), on=on)
    certificate.document = issue_letter(
        template.office.organisation,
        KIND,
        lambda number: paper,
        record=certificate,
        by=by,
        on=on,
        at=at,
        replaces=replaces,
    )
    certificate.save(update_fields=["document"])
    verb = "certificates.correct" if replaces else "certificates.issue"
    record(verb, certificate, by=by, at=at, on=on, data={"number": certificate.document.number})
    return certificate
