"""Who works for an event: appointed by e-mail address, with an account or invited to one, until they are dismissed."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from jejaring.events.actions.common import locked
from jejaring.events.models import Event, Helper, HelperInvitation, Session
from jejaring.kit.days import Limit, refuse_outside, years_after
from jejaring.kit.refusal import Refusal
from jejaring.ledger.actions import record
from jejaring.notices.actions import notify
from jejaring.notices.models import Words
from jejaring.people.actions.invitations import invite, withdraw_invitation
from jejaring.people.models import Invitation, Person
from jejaring.people.queries import person_at

Role = Helper.Role


@transaction.atomic
def appoint_helper(
    event: Event,
    role: str,
    person: Person,
    *,
    by: Person | None,
    on: date,
    at: datetime,
    session: Session | None = None,
    until: date | None = None,
) -> Helper:
    """Let someone with an account work for an event from today, until the last day if there is one, and let them know.

    Raises Refusal if they have the task already, or the task and the session do not go together.
    """
    event = locked(event)
    refuse_wrong_task(event, role, session, until, on=on)
    in_force = event.helpers.filter(Q(until=None) | Q(until__gte=on), person=person, role=role, session=session)
    if in_force.exists():
        raise Refusal(_("%(name)s has this task already.") % {"name": person.name}, field="email")
    helper = Helper.objects.create(event=event, person=person, role=role, session=session, since=on, until=until)
    record("events.appoint_helper", event, by=by, on=on, at=at, data=_facts(helper))
    _let_know(helper, at=at)
    return helper


@transaction.atomic
def appoint_at(
    event: Event,
    role: str,
    email: str,
    *,
    by: Person,
    on: date,
    at: datetime,
    name: str = "",
    session: Session | None = None,
    until: date | None = None,
) -> Helper | HelperInvitation:
    """Appoint who has this e-mail address; someone without an account is invited to one, and appointed with it.

    Raises Refusal as `appoint_helper` does, and without the name of someone who is to be invited.
    """
    if person := person_at(email):
        if not person.is_active:
            raise Refusal(_("This account cannot sign in at present."), field="email")
        return appoint_helper(event, role, person, by=by, on=on, at=at, session=session, until=until)
    event = locked(event)
    refuse_wrong_task(event, role, session, until, on=on)
    if not name.strip():
        raise Refusal(_("Nobody has an account with this address. Write the name for the invitation."), field="name")
    language = by.language
    task = f"{Role(role).label}, {event.name}"
    invitation = invite(email, name=name.strip(), language=language, by=by, at=at, office_name=task)
    planned = HelperInvitation.objects.create(
        event=event, role=role, session=session, until=until, invitation=invitation
    )
    data = {"role": role, "invitation": str(invitation.public_id)}
    record("events.invite_helper", event, by=by, on=on, at=at, data=data)
    return planned


def take_task(invitation: Invitation, person: Person, *, at: datetime) -> None:
    """Give the task that an accepted invitation promised, unless its last day is over."""
    planned = HelperInvitation.objects.filter(invitation=invitation).select_related("event", "session").first()
    if planned and (planned.until is None or planned.until >= at.date()):
        session, until = planned.session, planned.until
        by, on = invitation.invited_by, at.date()
        appoint_helper(planned.event, planned.role, person, by=by, on=on, at=at, session=session, until=until)


@transaction.atomic
def dismiss_helper(helper: Helper, *, by: Person | None, on: date, at: datetime) -> Helper:
    """End someone's task at once: yesterday was its last day. Raises Refusal if it has ended before."""
    helper = (
        Helper.objects.select_for_update(of=("self",)).select_related("event", "session", "person").get(pk=helper.pk)
    )
    if helper.until and helper.until < on:
        raise Refusal(_("This task has ended already."))
    helper.until = on - timedelta(days=1)
    helper.save(update_fields=["until"])
    record("events.dismiss_helper", helper.event, by=by, on=on, at=at, data=_facts(helper))
    return helper


@transaction.atomic
def withdraw_helper(planned: HelperInvitation, *, by: Person, on: date, at: datetime) -> None:
    """Take back the invitation of someone who was to work for an event. Raises Refusal if it was accepted."""
    withdraw_invitation(planned.invitation, by=by, at=at)
    data = {"role": planned.role, "invitation": str(planned.invitation.public_id)}
    record("events.withdraw_helper", planned.event, by=by, on=on, at=at, data=data)


def refuse_wrong_task(event: Event, role: str, session: Session | None, until: date | None, *, on: date) -> None:
    """Raise Refusal if a task lacks its session or has one too many, or ends at no possible day."""
    if role == Role.SESSION and session is None:
        raise Refusal(_("Choose the session."), field="session")
    if role != Role.SESSION and session is not None:
        raise Refusal(_("Only a session manager has a session."), field="session")
    if session is not None and session.event_id != event.pk:
        raise Refusal(_("This session belongs to another event."), field="session")
    if until is not None:
        latest = Limit(max(years_after(event.ends_on, 1), on), _("a year after the event"))
        refuse_outside(until, earliest=Limit(on, _("today")), latest=latest, field="until")


def _facts(helper: Helper) -> dict[str, object]:
    session = {"session": helper.session.number} if helper.session else {}
    return {"role": helper.role, "person": str(helper.person.public_id), **session}


def _let_know(helper: Helper, *, at: datetime) -> None:
    def say() -> Words:
        names = {"event": helper.event.name, "task": helper.get_role_display(), "session": helper.session or ""}
        sentence = (
            _("You are %(task)s of “%(session)s” at %(event)s.")
            if helper.session
            else _("You are %(task)s of %(event)s.")
        )
        return Words(subject=_("Your task: %(event)s") % names, body=sentence % names, link=reverse("events:work"))

    notify(helper.person, say, kind="events.appointed", at=at, key=f"events.helper:{helper.pk}")
