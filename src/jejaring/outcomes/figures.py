"""What a report of an event says, as plain values that are kept with it: who came, what was said, what there is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from engines.schedule import BREAK, CANCELLED, Programme
from jejaring.attendance.queries import GroupNumbers, numbers
from jejaring.charts import Bar, BarChart
from jejaring.cities.models import Holding
from jejaring.cities.queries import holding_on
from jejaring.events import times
from jejaring.events.models import Event
from jejaring.events.queries import released
from jejaring.kit import words
from jejaring.minutes.queries import decisions_of, items_of_event
from jejaring.outcomes.queries import Result, results
from jejaring.registration.models import Delegation
from jejaring.speakers.queries.materials import public_materials

LANGUAGES = ("id", "en")
Content = dict[str, Any]  # by language: what `Figures` has, as JSON


@dataclass(frozen=True, slots=True)
class Row:
    """A group: cities invited, persons registered, persons who came, and how many of them on each day."""

    name: str
    invited: int
    registered: int
    attended: int
    by_day: Sequence[int]


@dataclass(frozen=True, slots=True)
class Said:
    """What was said of the event or of a session: by how many, and per statement how many of 100 agree.

    Of each statement: its words, the number of those who agree of 100, and its few words for a chart.
    """

    of: str
    people: int
    agree: Sequence[tuple[str, int, str]]
    texts: Sequence[str]


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision that minutes record, and where it was taken."""

    text: str
    session: str


@dataclass(frozen=True, slots=True)
class ToDo:
    """An action item: what, who, until when, and whether it is done."""

    text: str
    owner: str
    due: str
    state: str


@dataclass(frozen=True, slots=True)
class Paper:
    """A material that everyone may have: its title, session and licence."""

    title: str
    session: str
    licence: str


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything a report shows, in one language."""

    days: Sequence[str]
    groups: Sequence[Row]
    total: Row
    sessions: int
    speakers: int
    said: Sequence[Said]
    decisions: Sequence[Decided]
    actions: Sequence[ToDo]
    papers: Sequence[Paper]

    @classmethod
    def read(cls, content: Mapping[str, Any], language: str) -> Figures:
        """Return the figures that `compose` kept, in a language."""
        kept = content[language]
        said = [Said(**{**one, "agree": [tuple(row) for row in one["agree"]]}) for one in kept["said"]]
        return cls(
            **{
                **kept,
                "groups": [Row(**one) for one in kept["groups"]],
                "total": Row(**kept["total"]),
                "said": said,
                "decisions": [Decided(**one) for one in kept["decisions"]],
                "actions": [ToDo(**one) for one in kept["actions"]],
                "papers": [Paper(**one) for one in kept["papers"]],
            }
        )


def compose(event: Event, *, at: datetime) -> Content:
    """Return the figures of an event at a moment, in both languages."""
    content = {}
    for language in LANGUAGES:
        with translation.override(language):
            content[language] = asdict(figures_of(event, at=at))
    return content


def figures_of(event: Event, *, at: datetime) -> Figures:
    """Return the figures of an event at a moment, in the active language."""
    found, invited = numbers(event), _invited(event)
    sessions, speakers = _held(released(event))
    return Figures(
        days=[words.long_date(day) for day in found.days],
        groups=[_row(one, invited.get(one.name, 0)) for one in found.groups],
        total=_row(found.total, sum(invited.values())),
        sessions=sessions,
        speakers=speakers,
        said=[said_of(one) for one in results(event) if one.answers],
        decisions=_decisions(event),
        actions=_actions(event, on=times.local_day(at, event.time_zone)),
        papers=[Paper(one.title, str(one.session.title), one.licence) for one in public_materials(event, at=at)],
    )


def _invited(event: Event) -> Counter[str]:
    """Return how many cities of each group were invited, by the group's name."""
    rows = event.delegations.exclude(state=Delegation.State.WITHDRAWN).select_related("group")
    return Counter(str(one.group) for one in rows)


def _row(one: GroupNumbers, invited: int) -> Row:
    return Row(one.name, invited, one.confirmed, one.attended, list(one.by_day))


def _held(programme: Programme | None) -> tuple[int, int]:
    """Return how many sessions were held and how many people spoke, by the released programme."""
    sessions = [one for one in programme.sessions if one.state != CANCELLED] if programme else []
    return sum(one.kind != BREAK for one in sessions), len({part.speaker for one in sessions for part in one.parts})


def said_of(one: Result) -> Said:
    """Return what was said of the event or a session, in the active language."""
    of = str(one.session.title) if one.session else _("The whole event")
    agree = [
        (str(answer.question.text), round(100 * answer.agree), str(answer.question.short)) for answer in one.answers
    ]
    return Said(of, one.people, agree, [given.text for given in one.texts])


def _decisions(event: Event) -> list[Decided]:
    """Return the decisions in the approved minutes of an event."""
    return [
        Decided(line.strip(), str(version.content["title"])) for version, lines in decisions_of(event) for line in lines
    ]


def _actions(event: Event, *, on: date) -> list[ToDo]:
    """Return the action items of an event by their day; their owners by office, for the report is public."""
    items = list(items_of_event(event))
    offices = _offices({one.owner_id for one in items}, on=on)
    return [
        ToDo(
            one.text,
            offices.get(one.owner_id, _("a participant")),
            words.long_date(one.due_on),
            pgettext("action item", "done") if one.done_at else pgettext("action item", "open"),
        )
        for one in items
    ]


def _offices(people: Collection[int], *, on: date) -> dict[int, str]:
    """Return an office of each of these people on a day, with the city or network whose it is. One query."""
    found = Holding.objects.filter(holding_on(on), holder__in=people).select_related("office__organisation")
    return {one.holder_id: f"{one.office.title}, {one.office.organisation}" for one in found.order_by("-pk")}


# --- pictures -------------------------------------------------------------------------------------
def attendance_chart(figures: Figures) -> BarChart | None:
    """Return who came per group, if anyone did."""
    if not figures.total.attended:
        return None
    most = max(figures.groups, key=lambda one: one.attended)
    words_of = {"attended": words.number(figures.total.attended), "registered": words.number(figures.total.registered)}
    return BarChart(
        title=_("%(attended)s of %(registered)s who had registered came") % words_of,
        subtitle=_("Persons who were there on at least one day, by group"),
        words=words.number,
        bars=[Bar(one.name, one.attended, emphasis=one is most) for one in figures.groups],
        label=_("Group"),
        measure=_("Persons"),
    )


def feedback_chart(said: Said) -> BarChart:
    """Return how many of 100 agree with each statement."""
    best = max(said.agree, key=lambda one: one[1])
    counted = {"share": words.number(best[1]), "text": best[0].rstrip(".")}
    return BarChart(
        title=_("%(share)s of 100 agree: %(text)s") % counted,
        subtitle=_("Those who agree or fully agree, of 100 answers; %(count)s people answered")
        % {"count": words.number(said.people)},
        words=words.number,
        bars=[Bar(row[2], row[1], emphasis=row is best) for row in said.agree],
        label=_("Statement"),
        measure=_("Of 100"),
    )


def dates_of(event: Event) -> str:
    """Return the days of an event in the active language."""
    return times.days(event.begins_on, event.ends_on)
