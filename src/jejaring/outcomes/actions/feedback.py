"""Feedback: asking for it, giving and changing it, and letting its texts be shown."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from jejaring.attendance.queries import sessions_held
from jejaring.events.models import Event, Session
from jejaring.events.times import local_day
from jejaring.kit.days import Limit, refuse_outside
from jejaring.kit.refusal import Refusal, unless_taken
from jejaring.ledger.actions import record
from jejaring.outcomes.models import Feedback, Survey
from jejaring.outcomes.queries import is_open, survey_of
from jejaring.outcomes.questions import checked
from jejaring.people.models import Person
from jejaring.registration.models import Registration

LONGEST = timedelta(days=365)  # after the event


@transaction.atomic
def open_survey(event: Event, *, opens_on: date, closes_on: date, by: Person, at: datetime) -> Survey:
    """Ask the participants for feedback between two days, or move the days; return the survey.

    Raises Refusal for days before the event or more than a year after it.
    """
    event = Event.objects.select_for_update(no_key=True).get(pk=event.pk)
    if event.state in (Event.State.DRAFT, Event.State.CANCELLED):
        raise Refusal(_("Only an event that is announced has participants to ask."))
    begins = Limit(event.begins_on, _("the first day of the event"))
    latest = Limit(event.ends_on + LONGEST, _("a year after the event"))
    refuse_outside(opens_on, earliest=begins, latest=latest, field="opens_on")
    refuse_outside(closes_on, earliest=Limit(opens_on, _("the first day")), latest=latest, field="closes_on")
    survey, _new = Survey.objects.update_or_create(event=event, defaults={"opens_on": opens_on, "closes_on": closes_on})
    data = {"opens_on": opens_on.isoformat(), "closes_on": closes_on.isoformat()}
    record("outcomes.open_survey", event, by=by, at=at, data=data)
    return survey


@transaction.atomic
def give(
    registration: Registration,
    session: Session | None,
    *,
    ratings: Mapping[str, int],
    text: str,
    by: Person | None,
    on: date,
    at: datetime,
) -> Feedback:
    """Keep what a participant says of a session or, without one, of the event; a second time changes the first.

    A text that changed waits to be read again. Raises Refusal if the person has no confirmed registration, the survey
    is not open, the session was not held, or an answer is missing.
    """
    registration = Registration.objects.select_for_update().select_related("event").get(pk=registration.pk)
    _refuse_unless_asked(registration, session, on=on)
    answers, event = checked(ratings, session), registration.event
    before = Feedback.objects.select_for_update().filter(registration=registration, event=event, session=session)
    given = before.first()
    if given is None:
        given = Feedback(registration=registration, event=event, session=session, given_at=at)
    changed, same_text = given.pk is not None, given.text == text
    if not same_text:
        given.state, given.judged_by = Feedback.State.WAITING, None
    given.ratings, given.text, given.changed_at = answers, text, at
    given.language = "en" if get_language() == "en" else "id"
    with unless_taken("one_feedback_per_person_and_subject", _("You have just sent this. It is kept.")):
        given.save()
    record("outcomes.change_feedback" if changed else "outcomes.give_feedback", given, by=by, at=at)
    return given


def _refuse_unless_asked(registration: Registration, session: Session | None, *, on: date) -> None:
    if registration.state != Registration.State.CONFIRMED:
        raise Refusal(_("Only who has a confirmed registration can give feedback."))
    if not is_open(survey_of(registration.event), on=on):
        raise Refusal(_("Feedback cannot be given or changed any more."))
    held = {one.pk: one for one in sessions_held(registration.event)}
    if session is None:
        return
    if session.pk not in held:
        raise Refusal(_("This session did not take place."))
    if (start := held[session.pk].starts_at) and local_day(start, registration.event.time_zone) > on:
        raise Refusal(_("This session has not begun yet."))


@transaction.atomic
def judge(given: Feedback, *, show: bool, by: Person, at: datetime) -> Feedback:
    """Let a text be shown, or keep it from being shown. Raises Refusal if there is none."""
    given = Feedback.objects.select_for_update().get(pk=given.pk)
    if not given.text:
        raise Refusal(_("Nothing was written in words."))
    given.state, given.judged_by = (Feedback.State.SHOWN if show else Feedback.State.WITHHELD), by
    given.save(update_fields=["state", "judged_by"])
    record("outcomes.show_feedback" if show else "outcomes.withhold_feedback", given, by=by, at=at)
    return given
