"""How people register for an event: when, for which groups, and what they are asked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from jejaring.events.models import Event
from jejaring.kit.refusal import Refusal, unless_taken
from jejaring.ledger.actions import record
from jejaring.people.models import Person
from jejaring.questionnaires.definition import Questionnaire, QuestionnaireError, questionnaire_from
from jejaring.registration import seats
from jejaring.registration.models import ParticipantGroup, QuestionVersion, Setup
from jejaring.registration.queries.setup import current_questions


@transaction.atomic
def save_setup(
    event: Event,
    *,
    opens_at: datetime | None,
    closes_at: datetime | None,
    contact: str,
    by: Person,
    on: date,
    at: datetime,
) -> Setup:
    """Set when registration opens and closes, and whom to ask. Opened anew, it moves up who waits.

    Raises Refusal (field "closes_at") if it would close before it opens.
    """
    if opens_at and closes_at and closes_at <= opens_at:
        raise Refusal(_("Registration closes after it opens."), field="closes_at")
    setup = _locked(event)
    setup.opens_at, setup.closes_at, setup.contact = opens_at, closes_at, contact
    setup.save()
    record("registration.save_setup", event, by=by, at=at, on=on)
    for group in event.groups.order_by("pk"):
        seats.fill(group, at=at)
    return setup


@transaction.atomic
def save_group(
    event: Event, group: ParticipantGroup | None, values: dict[str, Any], *, by: Person, at: datetime
) -> ParticipantGroup:
    """Add a group, or change one; more seats move up who waits, fewer take none away.

    Raises Refusal if another group has the name's key, or delegations or people hinder a change of how they come.
    """
    found = ParticipantGroup.objects.select_for_update(no_key=True).get(pk=group.pk) if group else None
    one = found or ParticipantGroup(event=event, key=slugify(values["name_id"])[:40] or "kelompok")
    if found and found.by_delegation and not values["by_delegation"] and found.delegations.exists():
        raise Refusal(_("Delegations are invited in this group."), field="by_delegation")
    for name, value in values.items():
        setattr(one, name, value)
    with unless_taken("one_group_per_key", _("There is a group of this name already."), field="name_id"):
        one.save()
    record("registration.save_group", event, by=by, at=at, data={"group": one.key, "seats": one.seats})
    seats.fill(one, at=at)
    return one


@transaction.atomic
def remove_group(group: ParticipantGroup, *, by: Person, at: datetime) -> None:
    """Remove a group in which nobody is registered or invited. Raises Refusal otherwise, with how many there are."""
    locked = ParticipantGroup.objects.select_for_update().get(pk=group.pk)
    people, cities = locked.registrations.count(), locked.delegations.count()
    if people or cities:
        sentence = _("%(people)s registrations and %(cities)s delegations belong to this group: it stays.")
        raise Refusal(sentence % {"people": people, "cities": cities})
    record("registration.remove_group", locked.event, by=by, at=at, data={"group": locked.key})
    locked.delete()


@transaction.atomic
def copy_setup(source: Event, event: Event, *, by: Person | None, at: datetime) -> None:
    """Give a copied event the groups and the drafted questions of its source: no moments, no people, no answers."""
    names = ("key", "name_id", "name_en", "seats", "by_delegation", "delegation_seats", "needs_approval", "order")
    groups = list(source.groups.all())
    ParticipantGroup.objects.bulk_create(
        ParticipantGroup(event=event, example=event.example, **{name: getattr(one, name) for name in names})
        for one in groups
    )
    if before := Setup.objects.filter(event=source).first():
        Setup.objects.update_or_create(event=event, defaults={"questions": before.questions, "contact": before.contact})
    record("registration.copy_setup", event, by=by, at=at, data={"source": source.slug, "groups": len(groups)})


# --- questions ----------------------------------------------------------------------------------
@transaction.atomic
def change_questions(
    event: Event, change: Callable[[Questionnaire], Questionnaire], *, by: Person, at: datetime
) -> None:
    """Apply a change to the questions as they are drafted now. Raises Refusal if they would not hold together."""
    setup = _locked(event)
    try:
        setup.questions = change(questionnaire_from(setup.questions)).as_data()
    except QuestionnaireError as error:
        raise Refusal(str(error)) from error
    setup.save()
    record("registration.change_questions", event, by=by, at=at)


@transaction.atomic
def publish_questions(event: Event, *, by: Person, at: datetime) -> QuestionVersion:
    """Ask whoever registers from now on the questions as they are drafted. Raises Refusal if nothing has changed."""
    setup, before = _locked(event), current_questions(event)
    if (before.questions if before else []) == setup.questions:
        raise Refusal(_("Nothing has changed since the questions were published."))
    version = QuestionVersion.objects.create(
        event=event,
        number=before.number + 1 if before else 1,
        questions=setup.questions,
        published_at=at,
        published_by=by,
    )
    record("registration.publish_questions", event, by=by, at=at, data={"version": version.number})
    return version


def _locked(event: Event) -> Setup:
    Setup.objects.get_or_create(event=event)
    return Setup.objects.select_for_update().get(event=event)
