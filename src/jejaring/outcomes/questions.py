"""What participants are asked: statements on a scale from 1 to 5, of a session and of the whole event."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from jejaring.kit.components import Text
from jejaring.kit.refusal import Refusal


@dataclass(frozen=True, slots=True)
class Question:
    """A statement that one agrees with or not, and its few words for a chart."""

    key: str
    text: Text
    short: Text  # beside a bar


OF_SESSION = (
    Question("content", _("I learned something new."), _("learned something")),
    Question("delivery", _("It was presented clearly."), _("clearly presented")),
    Question("useful", _("My city can use it."), _("can use it")),
)
OF_EVENT = (
    Question("programme", _("The programme was worth the journey."), _("worth the journey")),
    Question("organisation", _("The event was well organised."), _("well organised")),
    Question("exchange", _("I have met people from whom my city learns."), _("met people")),
    Question("useful", _("My city will do something differently."), _("will do differently")),
)
SCALE: Mapping[int, Text] = {
    5: _("I fully agree"),
    4: _("I agree"),
    3: _("partly"),
    2: _("I disagree"),
    1: _("I disagree fully"),
}


def questions_of(session: object | None) -> tuple[Question, ...]:
    """Return what is asked of a session, or of the whole event for None."""
    return OF_EVENT if session is None else OF_SESSION


def checked(ratings: Mapping[str, int], session: object | None) -> dict[str, int]:
    """Return the answers by question. Raises Refusal (field: the question's key) for one that is missing or unknown."""
    for question in questions_of(session):
        if ratings.get(question.key) not in SCALE:
            raise Refusal(_("Choose one of the five answers."), field=question.key)
    return {question.key: ratings[question.key] for question in questions_of(session)}
