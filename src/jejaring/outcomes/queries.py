"""Reads: what participants can say and have said, in numbers and words, and the reports that were published."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import fmean
from typing import Any

from django.db.models import QuerySet

from jejaring.attendance.queries import sessions_held
from jejaring.events.models import Event, Session
from jejaring.events.times import local_day
from jejaring.outcomes.models import Feedback, Report, Survey
from jejaring.outcomes.questions import SCALE, Question, questions_of
from jejaring.people.models import Person
from jejaring.registration.models import Registration

LEAST_ANSWERS = 3  # with fewer a figure would show what one person said


def survey_of(event: Event) -> Survey | None:
    """Return the survey of an event, if its manager has opened one. One query."""
    return Survey.objects.filter(event=event).first()


def is_open(survey: Survey | None, *, on: date) -> bool:
    """Tell whether feedback can be given and changed on that day."""
    return survey is not None and survey.opens_on <= on <= survey.closes_on


def is_over(survey: Survey | None, *, on: date) -> bool:
    """Tell whether feedback was asked for and nobody can give it any more."""
    return survey is not None and on > survey.closes_on


# --- one participant ------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Subject:
    """What a participant can say something of, a session or (None) the whole event, and what they have said."""

    session: Session | None
    given: Feedback | None


def subjects_of(registration: Registration, *, on: date) -> list[Subject]:
    """Return the event and every session that has begun by that day, in order, with what was said. Three queries."""
    given = {one.session_id: one for one in Feedback.objects.filter(registration=registration)}
    begun = [
        one
        for one in sessions_held(registration.event)
        if one.kind != Session.Kind.BREAK
        and one.starts_at
        and local_day(one.starts_at, registration.event.time_zone) <= on
    ]
    return [Subject(None, given.get(None)), *(Subject(one, given.get(one.pk)) for one in begun)]


def feedback_of(person: Person) -> list[dict[str, Any]]:
    """Return what someone has said, for the copy of their data."""
    found = Feedback.objects.filter(registration__person=person).select_related("event", "session")
    return [
        {
            "event": str(one.event),
            "session": str(one.session or ""),
            "answers": one.ratings,
            "text": one.text,
            "given_at": one.given_at,
        }
        for one in found
    ]


# --- all of them ----------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Answers:
    """How a question was answered: how often each of the five answers was chosen, and their mean."""

    question: Question
    counts: Mapping[int, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def mean(self) -> float:
        """Return the mean of the answers, from 1 to 5."""
        return fmean(value for value, count in self.counts.items() for _one in range(count))

    @property
    def agree(self) -> float:
        """Return the share of those who agree or fully agree, 0 to 1."""
        return (self.counts.get(4, 0) + self.counts.get(5, 0)) / self.total


@dataclass(frozen=True, slots=True)
class Result:
    """What was said of a session, or (None) of the whole event, by so many people; without figures if too few."""

    session: Session | None
    people: int
    answers: Sequence[Answers]
    texts: Sequence[Feedback]


def results(event: Event) -> list[Result]:
    """Return what was said of an event and of its sessions, the event first. Two queries."""
    given = event.feedback.select_related("session").order_by("session__starts_at", "session__number", "given_at")
    by_subject: dict[Session | None, list[Feedback]] = defaultdict(list)
    for one in given:
        by_subject[one.session].append(one)
    ordered = sorted(by_subject.items(), key=lambda item: item[0] is not None)
    return [_result(session, found) for session, found in ordered]


def result_of(session: Session) -> Result | None:
    """Return what was said of one session, if anything was. One query."""
    found = list(session.feedback.order_by("given_at"))
    return _result(session, found) if found else None


def _result(session: Session | None, found: Sequence[Feedback]) -> Result:
    enough = len(found) >= LEAST_ANSWERS
    answers = [Answers(one, _counted(one, found)) for one in questions_of(session)] if enough else []
    return Result(session, len(found), answers, [one for one in found if one.text and one.state == one.State.SHOWN])


def _counted(question: Question, found: Iterable[Feedback]) -> Mapping[int, int]:
    counts = Counter(one.ratings.get(question.key) for one in found)
    return {value: counts[value] for value in SCALE}


def texts_to_read(event: Event) -> QuerySet[Feedback]:
    """Return what was written in words, those first that nobody has read."""
    found = event.feedback.exclude(text="").select_related("session", "judged_by")
    return found.order_by("-state", "changed_at", "pk")


# --- reports --------------------------------------------------------------------------------------
def current_report(event: Event) -> Report | None:
    """Return the report that is valid, if one is published. One query."""
    return event.reports.select_related("document").order_by("-number").first()
