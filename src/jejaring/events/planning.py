"""What the planner says of the draft: its clashes and faults as sentences, and the steps by which a session moves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from engines.schedule import Session as Planned
from engines.schedule.clashes import HALL_CLOSED, HALL_TAKEN, SPEAKER_AWAY, SPEAKER_TAKEN, Clash, by_session
from jejaring.events.actions.sessions import WORDS_OF_FAULTS, Slot
from jejaring.events.draft_checks import DraftWarning, draft_checks
from jejaring.events.models import Event, Hall, Session
from jejaring.events.queries.work import Draft
from jejaring.kit import words
from jejaring.kit.components import Button, Text
from jejaring.kit.refusal import Refusal
from jejaring.kit.words import in_language

SHORT: Mapping[str, Text] = {
    HALL_TAKEN: gettext_lazy("%(about)s has two sessions"),
    SPEAKER_TAKEN: gettext_lazy("%(about)s is in two sessions"),
    HALL_CLOSED: gettext_lazy("%(about)s cannot be used then"),
    SPEAKER_AWAY: gettext_lazy("%(about)s cannot come then"),
}
MOST = 50  # warnings that a page lists
QUARTER = timedelta(minutes=15)


class Warnings:
    """The warnings of a draft: all of them, and the marks of one session."""

    def __init__(self, draft: Draft, event: Event) -> None:
        programme = draft.programme
        self._zone = event.time_zone
        self._sessions = {one.guid: one for one in programme.sessions}
        halls = {one.guid: one.name for one in programme.halls}
        self._names = halls | {one.guid: one.name for one in programme.speakers}
        self._draft = draft
        self._of_rooms = [one for check in draft_checks for one in check(event, programme)]

    def __len__(self) -> int:
        return len(self._draft.clashes) + len(self._draft.faults) + len(self._of_rooms)

    @property
    def listed(self) -> list[DraftWarning]:
        """Return the warnings, what cannot be released first, then what clashes; no more than `MOST`."""
        faults = [
            DraftWarning(WORDS_OF_FAULTS[one.kind] % {"session": title_of(one.session)}, (one.session,))
            for one in self._draft.faults
        ]
        clashing = [DraftWarning(self._whole(one), self._of(one)) for one in self._draft.clashes[:MOST]]
        return (faults + self._of_rooms + clashing)[:MOST]

    @property
    def marks(self) -> dict[str, tuple[str, ...]]:
        """Return what the grid writes into each session that clashes, by its guid."""
        marked = by_session(self._draft.clashes)
        return {guid: tuple(dict.fromkeys(map(self._short, found))) for guid, found in marked.items()}

    def _short(self, clash: Clash) -> str:
        return str(SHORT[clash.kind]) % {"about": self._names.get(clash.about, "")}

    def _of(self, clash: Clash) -> tuple[Planned, ...]:
        return tuple(sorted((self._sessions[guid] for guid in clash.sessions), key=lambda one: one.number))

    def _whole(self, clash: Clash) -> str:
        first = min(self._of(clash), key=lambda one: (one.starts_at is None, one.starts_at))
        return f"{self._short(clash)}: {words.moment(first.starts_at, self._zone)}"


def title_of(session: Planned) -> str:
    """Return the title of a planned session in the active language."""
    return in_language(session.title.id, session.title.en)


# --- by button or arrow key --------------------------------------------------------------------
def step_buttons(session: Session, halls: Sequence[Hall]) -> list[Button]:
    """Return the steps that a session can be moved by a button: a quarter of an hour, a room, or out of the grid."""
    if session.starts_at is None:
        return []
    here = _index(session, halls)
    steps = [("earlier", _("15 minutes earlier"), "arrow-up"), ("later", _("15 minutes later"), "arrow-down")]
    steps += [("left", halls[here - 1].name, "arrow-left")] if here > 0 else []
    steps += [("right", halls[here + 1].name, "arrow-right")] if here + 1 < len(halls) else []
    steps += [("out", _("Take it out of the grid"), "x")]
    return [Button(label, name="step", value=value, kind="quiet", icon=icon) for value, label, icon in steps]


def stepped(session: Session, step: str, halls: Sequence[Hall]) -> Slot:
    """Return where one step leads a session. Raises Refusal if it leads nowhere."""
    starts_at, ends_at, hall = session.starts_at, session.ends_at, session.hall
    if step == "out":
        return Slot()
    if starts_at and ends_at and step in ("earlier", "later"):
        by = QUARTER if step == "later" else -QUARTER
        return Slot(starts_at + by, ends_at + by, hall)
    there = _index(session, halls) + {"left": -1, "right": 1}.get(step, len(halls))
    if not 0 <= there < len(halls):
        raise Refusal(_("There is no room on that side."))
    return Slot(starts_at, ends_at, halls[there])


def _index(session: Session, halls: Sequence[Hall]) -> int:
    return next((n for n, hall in enumerate(halls) if hall.pk == session.hall_id), -1)
