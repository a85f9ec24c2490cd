"""Delegations: invited by letter, signed, answered, changed, withdrawn; their members named and replaced."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from engines.lifecycle.meeting import DELEGATION
from engines.lifecycle.tables import LifecycleError
from jejaring.cities.letters import issue_letter
from jejaring.cities.models import Organisation
from jejaring.cities.queries import holdings_of, the_network
from jejaring.delegations.invitation_letters import NETWORK, invitation
from jejaring.delegations.queries.delegations import COMES, SIGNERS, to_sign, whom_to_ask
from jejaring.documents.actions import revoke_document, sign_document
from jejaring.events.models import Event
from jejaring.kit import jobs, words
from jejaring.kit.days import Limit, refuse_outside, today_is
from jejaring.kit.models import Job
from jejaring.kit.refusal import Refusal
from jejaring.ledger.actions import record
from jejaring.people.models import Person
from jejaring.registration import mail
from jejaring.registration import seats as seating
from jejaring.registration.actions import registrations
from jejaring.registration.actions.registrations import Entrant
from jejaring.registration.models import Delegation, ParticipantGroup, Registration
from jejaring.registration.queries.people import ACTIVE

State = Delegation.State


# --- by the network -----------------------------------------------------------------------------
@transaction.atomic
def invite(
    group: ParticipantGroup,
    organisation: Organisation,
    *,
    seats: int,
    answer_by: date,
    by: Person,
    on: date,
    at: datetime,
) -> Delegation | None:
    """Invite a city by a letter of the network, and return its delegation; None if it is invited already.

    The city is told once the letter is signed. Raises Refusal if the event is not announced, or (field "answer_by")
    the answer would be due in the past or after the event.
    """
    event = Event.objects.select_for_update(of=("self",), no_key=True).get(pk=group.event_id)
    _refuse_invitation(event, answer_by, on=on)
    if event.delegations.filter(organisation=organisation).exclude(state=State.WITHDRAWN).exists():
        return None
    network = the_network()
    invited = Delegation.objects.create(
        event=event,
        group=group,
        organisation=organisation,
        seats=seats,
        invited_on=on,
        answer_by=answer_by,
        example=event.example,
    )
    invited.letter = issue_letter(
        network,
        "event_invitation",
        lambda number: invitation(invited, network, number=number, on=on),
        record=invited,
        by=by,
        on=on,
        at=at,
    )
    invited.save(update_fields=["letter"])
    data = {"organisation": organisation.short_name, "group": group.key, "seats": seats}
    record("registration.invite", invited, by=by, at=at, on=on, data=data)
    return invited


@transaction.atomic
def start_inviting(
    group: ParticipantGroup,
    organisations: Sequence[int],
    regions: Sequence[str],
    *,
    seats: int,
    answer_by: date,
    by: Person,
    on: date,
    at: datetime,
) -> Job:
    """Start the job that invites these cities. Raises Refusal as `invite` does, before anything is written."""
    _refuse_invitation(group.event, answer_by, on=on)
    return jobs.start(
        "registration.invite_cities",
        owner=by,
        at=at,
        group_id=group.pk,
        organisations=list(organisations),
        regions=list(regions),
        seats=seats,
        answer_by=answer_by.isoformat(),
    )


@transaction.atomic
def start_signing(event: Event, *, by: Person, at: datetime) -> Job:
    """Start the job that signs every letter that waits. Raises Refusal if none does."""
    if not to_sign(event).exists():
        raise Refusal(_("No invitation waits for a signature."))
    return jobs.start("registration.sign_invitations", owner=by, at=at, event_id=event.pk)


def _refuse_invitation(event: Event, answer_by: date, *, on: date) -> None:
    if event.state != Event.State.ANNOUNCED:
        raise Refusal(_("Only to an event that is announced, and not over, can cities be invited."))
    last_day = Limit(event.ends_on, _("the last day of the event"))
    refuse_outside(answer_by, earliest=today_is(on), latest=last_day, field="answer_by")


@transaction.atomic
def sign_invitation(delegation: Delegation, *, by: Person, on: date, at: datetime) -> Delegation:
    """Sign the letter of an invitation for the network, and send it to the city.

    Raises Refusal if it is signed or no longer in force, or `by` holds no office that signs it on that day.
    """
    signed = _locked(delegation)
    offices = [one.office for one in holdings_of(by, on=on) if one.office.is_of_network and one.office.role in SIGNERS]
    if not offices:
        raise Refusal(_("The president or the secretary of the network signs invitations."))
    if signed.letter is None:
        raise Refusal(_("This invitation has no letter."))
    sign_document(
        signed.letter,
        slot=NETWORK,
        organisation_name=the_network().name,
        signer_title=min(offices, key=lambda office: SIGNERS.index(office.role)).title,
        by=by,
        at=at,
    )
    record("registration.sign_invitation", signed, by=by, at=at, on=on, data={"document": signed.letter.number})
    _tell(signed, "invitation", on=on, at=at, by=by)
    return signed


@transaction.atomic
def change_terms(delegation: Delegation, *, seats: int, answer_by: date | None, by: Person, at: datetime) -> Delegation:
    """Change how many seats a delegation has, and by when it answers; seats that become free go to who waits.

    Raises Refusal (field "seats") if more people than that are confirmed.
    """
    group = seating.lock(delegation.group_id)
    changed = _locked(delegation)
    taken = seating.of_delegation(changed).taken
    if seats < taken:
        sentence = _("%(count)s people of this delegation are confirmed. Withdraw some first.")
        raise Refusal(sentence % {"count": taken}, field="seats")
    changed.seats, changed.answer_by = seats, answer_by
    changed.save(update_fields=["seats", "answer_by"])
    record("registration.change_terms", changed, by=by, at=at, data={"seats": seats})
    seating.fill(group, at=at)
    return changed


@transaction.atomic
def withdraw(delegation: Delegation, *, reason: str, by: Person, on: date, at: datetime) -> Delegation:
    """Withdraw an invitation: its letter is revoked, its people's seats are free, and the city is told why.

    Raises Refusal without a reason, or if it is withdrawn already.
    """
    reason = reason.strip()
    ended = _move(delegation, "withdraw", reason=reason, at=at)
    if ended.letter:
        revoke_document(ended.letter, reason=reason, by=by, on=on)
    record("registration.withdraw_invitation", ended, by=by, at=at, on=on, data={"reason": reason})
    _tell(ended, "invitation_withdrawn", on=on, at=at, by=by)
    return ended


# --- by the city --------------------------------------------------------------------------------
@transaction.atomic
def accept(delegation: Delegation, *, contact: Person | None, by: Person, on: date, at: datetime) -> Delegation:
    """Answer that a delegation comes; `contact` is written to about it from now on.

    Raises Refusal if it comes already, the invitation is withdrawn, or the event is over.
    """
    accepted = _move(delegation, "accept", at=at)
    accepted.contact = contact
    accepted.save(update_fields=["contact"])
    record("registration.accept_invitation", accepted, by=by, at=at, on=on)
    return accepted


@transaction.atomic
def decline(delegation: Delegation, *, reason: str, by: Person, on: date, at: datetime) -> Delegation:
    """Answer that a delegation does not come: the seats of its people are free. Raises Refusal if it is withdrawn."""
    declined = _move(delegation, "decline", reason=reason.strip(), at=at)
    record("registration.decline_invitation", declined, by=by, at=at, on=on, data={"reason": reason.strip()})
    return declined


@transaction.atomic
def set_contact(delegation: Delegation, *, contact: Person, by: Person, at: datetime) -> Delegation:
    """Have another person written to about a delegation."""
    changed = _locked(delegation)
    changed.contact = contact
    changed.save(update_fields=["contact"])
    record("registration.set_contact", changed, by=by, at=at)
    return changed


@transaction.atomic
def name_member(delegation: Delegation, entrant: Entrant, *, by: Person, at: datetime) -> Registration:
    """Name a person of a delegation, and return the registration: beyond the seats it is on the waiting list.

    Raises Refusal unless the delegation comes, if it has a head already, or one of that name.
    """
    _refuse_unless_coming(delegation)
    same = delegation.registrations.filter(state__in=ACTIVE, name__iexact=entrant.name)
    if same.exists():
        raise Refusal(_("%(name)s is in this delegation already.") % {"name": entrant.name}, field="name")
    return registrations.register(
        delegation.event, entrant, group=delegation.group, delegation=delegation, by=by, at=at
    )


@transaction.atomic
def check_names(delegation: Delegation, people: Collection[Registration], *, by: Person, at: datetime) -> int:
    """Confirm that these names stand as they are to be printed; return how many were not confirmed before."""
    unchecked = [one.pk for one in people if one.name_checked_at is None and one.delegation_id == delegation.pk]
    checked = Registration.objects.filter(pk__in=unchecked).update(name_checked_at=at) if unchecked else 0
    record("registration.check_names", delegation, by=by, at=at, data={"names": checked})
    return checked


# --- shared -------------------------------------------------------------------------------------
def _locked(delegation: Delegation) -> Delegation:
    found = Delegation.objects.select_for_update(of=("self",), no_key=True)
    return found.select_related("event", "organisation", "group", "letter", "contact").get(pk=delegation.pk)


def _refuse_unless_coming(delegation: Delegation) -> None:
    if delegation.state != State.ACCEPTED:
        raise Refusal(_("Accept the invitation first; then the delegation is named."))


def _move(delegation: Delegation, verb: str, *, at: datetime, reason: str = "") -> Delegation:
    """Change the state of a delegation by a move of the table; one that does not come has no people any more."""
    seating.lock(delegation.group_id)
    moved = _locked(delegation)
    if moved.event.state in (Event.State.CLOSED, Event.State.CANCELLED):
        raise Refusal(_("This event is over or cancelled."))
    try:
        moved.state = DELEGATION.apply(moved.state, verb, {"reason"} if reason else ())
    except LifecycleError as error:
        if "reason" in getattr(error, "missing", ()):
            raise Refusal(_("Give the reason."), field="reason") from error
        raise Refusal(_("This delegation is already “%(state)s”.") % {"state": moved.get_state_display()}) from error
    moved.end_reason = reason
    moved.save(update_fields=["state", "end_reason"])
    if moved.state not in COMES:
        for one in moved.registrations.filter(state__in=ACTIVE).order_by(
            "-state", "pk"
        ):  # who waits goes first, and does not move up
            seating.free(one, "cancel", at=at, reason=reason)
    return moved


def _tell(delegation: Delegation, template: str, *, on: date, at: datetime, by: Person | None) -> None:
    """Write to a city about its delegation, once per occasion."""
    mail.write(
        delegation.event,
        f"{template}-{delegation.pk}",
        whom_to_ask(delegation, on=on),
        template=template,
        values=lambda: values_of(delegation),
        link=lambda: reverse("delegations:delegation", args=[delegation.public_id]),
        by=by,
        at=at,
    )


def values_of(delegation: Delegation) -> dict[str, str]:
    """Return what a letter about a delegation can name, in the active language."""
    return {
        "city": delegation.organisation.short_name,
        "seats": str(delegation.seats),
        "answer_by": words.long_date(delegation.answer_by),
        "number": delegation.letter.number if delegation.letter else "–",
        "reason": delegation.end_reason,
    }
