"""The stages of a journey as its page shows them: what was done, by which office, with which evidence."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from engines.lifecycle import journey as states
from engines.lifecycle.journey import CITY, NETWORK
from jejaring.admission.duties import Duty
from jejaring.admission.models import Evidence, Journey, Step
from jejaring.admission.occasions import occasions_of
from jejaring.admission.queries.evidence import EVIDENCE_WORDS
from jejaring.admission.queries.journey import (
    OWN_LETTERS,
    duty_url,
    latest_document,
    under_signature,
    unused_evidence,
)
from jejaring.admission.queries.stages import STAGES, present_stage, steps_in
from jejaring.admission.verbs import VERBS
from jejaring.cities.queries import the_network
from jejaring.documents.models import Document, StoredFile
from jejaring.kit import components as kit
from jejaring.kit import words

SIGNING = next(n for n, stage in enumerate(STAGES) if "complete_loi" in stage.verbs)
# Moves whose page tells what was done, because the state they lead to was there before.
CORRECTIONS = {verb for stage in STAGES for verb in stage.returns} - {"return_application"}


def stages_of(found: Journey, steps: list[Step], duties: tuple[Duty, ...], mine: Duty | None) -> list[kit.Step]:
    """Return the eight stages: those done with their evidence, the present one with its button, those to come."""
    present, stopped = present_stage(found, steps), found.state in states.ENDS - {states.MEMBER}
    shown: list[kit.Step] = []
    for index, stage in enumerate(STAGES):
        made = steps_in(stage, index, present, steps)
        if index < present:
            shown.append(_done(stage.title, made))
        elif index == present and stopped:
            shown.append(_done(found.get_state_display(), made, status="stopped"))
        elif index == present:
            shown.append(_present(found, stage.title, made, duties, mine, _places(found, steps)))
        elif not stopped:
            shown.append(kit.Step(stage.title, "todo", meta=str(stage.who)))
    return [_with_occasions(one, occasions_of(found)) if n == SIGNING else one for n, one in enumerate(shown)]


def _with_occasions(step: kit.Step, held: Sequence[kit.Link]) -> kit.Step:
    """Return the stage of the letter of intent with the sessions at which it is signed, for those who open it."""
    context = {**step.context, "occasions": held}
    return replace(step, context=context, body_template="admission/_stage.html") if held else step


@dataclass(frozen=True, slots=True)
class Shown:
    """A piece of evidence as the page lists it; `unsigned` if it is a letter that the city has not signed."""

    label: Promise
    text: str
    document: Document | None
    file: StoredFile | None
    mandate: StoredFile | None
    unsigned: bool = False


@dataclass(frozen=True, slots=True)
class Made:
    """A step that was made, as the page shows it; `recorded_at` is given if that was another day."""

    what: str
    decided_on: date
    recorded_at: datetime | None
    late: str
    remark: str
    pieces: list[Shown]


def _made(step: Step) -> Made:
    late = ""
    if step.was_due_on and step.decided_on > step.was_due_on:
        late = _("was due on %(day)s") % {"day": words.long_date(step.was_due_on)}
    codes = {one.code for one in step.pieces}
    pieces = [_shown(one, codes) for one in step.pieces if one.text != step.remark or one.document or one.file]
    recorded_at = step.recorded_at if localtime(step.recorded_at).date() != step.decided_on else None
    what = VERBS[f"admission.{step.verb}"] if step.verb in CORRECTIONS else step.get_to_state_display()
    return Made(str(what), step.decided_on, recorded_at, late, step.remark, pieces)


def _shown(piece: Evidence, codes: Collection[str]) -> Shown:
    """Return a piece of evidence for the page: a signature by its office and day, all else by what it holds.

    `codes` are those of its whole step.
    """
    label, paper = EVIDENCE_WORDS[piece.code], piece.document
    if "_signature_" in piece.code:
        title = piece.signatory.title if piece.signatory else ""
        return Shown(label, f"{title}, {words.long_date(piece.decided_on)}", None, piece.file, piece.mandate)
    unsigned = piece.code in OWN_LETTERS and f"{piece.code}_signature_{CITY}" not in codes
    return Shown(label, "" if paper else _text(piece), paper, piece.file, piece.mandate, unsigned)


def _text(piece: Evidence) -> str:
    """Return a text as people read it: a bare number says what it counts."""
    if piece.code == "application":
        return _("version %(number)s") % {"number": piece.text}
    if piece.code == "answers" and piece.text == words.NOTHING:
        return _("every field with a comment was changed")
    if piece.code == "remarks" and piece.text.isdecimal():
        count = int(piece.text)
        return ngettext("on %(count)s field", "on %(count)s fields", count) % {"count": words.number(count)}
    return piece.text


def _done(title: Any, made: list[Step], *, status: Any = "done") -> kit.Step:
    return kit.Step(
        title,
        status,
        when=made[-1].decided_on if made else None,
        meta=list(dict.fromkeys(line for step in made for line in _signers(step))),
        body_template="admission/_stage.html",
        context={"made": [_made(step) for step in made]},
        open=status == "stopped",
    )


def _signers(step: Step) -> list[str]:
    """Return who signed or decided in a step: office and day, a line each."""
    return [_signed_line(one) for one in step.pieces if one.signatory]


def _signed_line(piece: Evidence) -> str:
    title = piece.signatory.title if piece.signatory else ""
    return _("Signed: %(title)s, %(day)s") % {"title": title, "day": words.long_date(piece.decided_on)}


@dataclass(frozen=True, slots=True)
class SignaturePlace:
    """A place to sign on the letter under signature: whose it is, and when and by which office it was signed."""

    organisation: str
    title: str
    signed_on: date | None


def _places(found: Journey, steps: list[Step]) -> list[SignaturePlace]:
    """Return the places to sign on the letter of the present state, signed and unsigned."""
    code = under_signature(found)
    letter = latest_document(steps, code)
    if letter is None or letter.document is None:
        return []
    gathered = unused_evidence(found)
    places = []
    for slot in letter.document.slots:
        piece = gathered.get(f"{code}_signature_{slot['slot']}")
        office = piece.signatory if piece else None
        title = office.title if office else slot["title"]
        places.append(SignaturePlace(slot["organisation"], title, piece.decided_on if piece else None))
    return places


def _present(
    found: Journey,
    title: Any,
    made: list[Step],
    duties: tuple[Duty, ...],
    mine: Duty | None,
    places: list[SignaturePlace],
) -> kit.Step:
    names = {CITY: found.organisation.short_name}
    if any(duty.party == NETWORK for duty in duties):
        names[NETWORK] = the_network().short_name
    lines = [f"{names[duty.party]}: {duty.what}" for duty in duties]
    due = _("due on %(day)s") % {"day": words.long_date(found.due_on)} if found.due_on else None
    button = {"text": mine.what, "url": duty_url(mine, found)} if mine else None
    return kit.Step(
        title,
        "now",
        when=due,
        meta=lines,
        body_template="admission/_stage.html",
        context={"made": [_made(step) for step in made], "button": button, "to_sign": places, "present": True},
        open=True,
    )
