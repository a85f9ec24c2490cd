"""Offices for people who have no account yet: held once their invitation is accepted."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from jejaring.cities.actions.offices import appoint, hand_over, recorded_on, refuse_wrong_term
from jejaring.cities.models import Office, OfficeInvitation
from jejaring.kit.refusal import Refusal
from jejaring.ledger.actions import record
from jejaring.notices.actions import notify
from jejaring.notices.models import Words
from jejaring.people.actions.invitations import invite
from jejaring.people.models import Invitation, Person


@transaction.atomic
def invite_to_office(
    office: Office,
    *,
    email: str,
    name: str,
    by: Person | None,
    at: datetime,
    on: date,
    until: date | None = None,
    decree: str = "",
    giver: Person | None = None,
    language: str = Person.Language.INDONESIAN,
) -> OfficeInvitation:
    """Invite someone to an account with which they hold the office from the day `on`.

    With `giver` the office is handed over by that person when the invitation is accepted.
    Raises Refusal if there is no name to write to, a day is out of bounds or the address already has an account.
    """
    if not name.strip():
        raise Refusal(_("Write the name for the invitation."), field="name")
    refuse_wrong_term(on, until, today=recorded_on(at, otherwise=on))
    held = {"office_id": str(office.pk), "office_name": f"{office.title}, {office.organisation.name}"}
    invitation = invite(email, name=name.strip(), language=language, by=by, at=at, **held)
    planned = OfficeInvitation.objects.create(
        office=office, invitation=invitation, since=on, until=until, decree=decree, giver=giver
    )
    data = {"office": office.title, "role": office.role, "invitation": str(invitation.public_id)}
    record("cities.invite_to_office", office.organisation, by=by, on=on, data=data)
    return planned


def take_office(invitation: Invitation, person: Person, *, at: datetime) -> None:
    """Give the office of an accepted invitation; if that has become impossible, tell who invited."""
    planned = OfficeInvitation.objects.filter(invitation=invitation).select_related("office", "giver").first()
    if planned is None:
        return
    try:
        with transaction.atomic():
            _take(planned, person, by=invitation.invited_by, at=at)
    except Refusal as refusal:
        if invitation.invited_by:
            _tell_inviter(planned, invitation.invited_by, str(refusal), at)


def _take(planned: OfficeInvitation, person: Person, *, by: Person | None, at: datetime) -> None:
    if planned.giver:
        day = max(planned.since, at.date())
        hand_over(planned.office, person, by=by, on=day, decree=planned.decree, giver=planned.giver, at=at)
    else:
        first, last = planned.since, planned.until
        appoint(planned.office, person, by=by, on=first, until=last, decree=planned.decree, at=at)


def _tell_inviter(planned: OfficeInvitation, inviter: Person, why: str, at: datetime) -> None:
    def say() -> Words:
        words = {"office": planned.office.title, "why": why}
        return Words(
            subject=_("Accepted, but not appointed: %(office)s") % words,
            body=_("The invitation was accepted, but the office %(office)s could not be given: %(why)s") % words,
        )

    notify(inviter, say, kind="cities.office_not_taken", at=at, key=f"office_not_taken:{planned.pk}")
