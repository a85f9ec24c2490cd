"""A journey as its eight stages, for the page that shows it and the page that explains it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from engines.lifecycle import journey as states
from jejaring.admission.models import Journey, Step
from jejaring.admission.queries.texts import deadlines


@dataclass(frozen=True, slots=True)
class Stage:
    """A stretch of the journey: its moves, the states in which it is the present one, and what it needs."""

    title: Promise
    verbs: tuple[str, ...]
    states: tuple[str, ...]
    needs: tuple[Promise, ...]
    who: Promise

    @property
    def workdays(self) -> int:
        """Return the working days the network gives for the whole stage."""
        return sum(deadlines().workdays.get(state, 0) for state in self.states)


STAGES = (
    Stage(
        _("Interest"),
        ("express_interest",),
        (),
        (_("a few words on why you want to join"), _("optionally a letter of interest")),
        _("The city's liaison"),
    ),
    Stage(
        _("Letter of intent"),
        ("draft_loi", "complete_loi"),
        (states.INTEREST, states.LOI_DRAFTED),
        (
            _("the letter, made by the secretariat from data"),
            _("the signature of the head of region, or of an assistant or the regional secretary with a surat kuasa"),
            _("the president's signature"),
        ),
        _("Secretariat, then both sides"),
    ),
    Stage(
        _("Deliberation with the departments"),
        ("call_deliberation", "conclude_deliberation", "decline"),
        (states.LOI_SIGNED, states.DELIBERATING),
        (
            _("invitation and agenda"),
            _("the attendance of each department invited"),
            _("minutes with the frame of thinking, the benefits expected and the decision"),
        ),
        _("The city's liaison with the departments"),
    ),
    Stage(
        _("Application"),
        ("submit_application", "return_application", "resubmit_application"),
        (states.DELIBERATED, states.RETURNED),
        (_("the application form"), _("the letter of application, signed by the head of region or with a surat kuasa")),
        _("The city's liaison and its head"),
    ),
    Stage(
        _("Check by the secretariat"),
        ("verify_application",),
        (states.SUBMITTED,),
        (_("nothing from you, unless it is returned with remarks on single fields"),),
        _("Secretariat"),
    ),
    Stage(
        _("Decision of the executive"),
        ("approve", "reject"),
        (states.VERIFIED,),
        (_("nothing from you; the decision has its date, its reason and its document"),),
        _("President or member of the executive"),
    ),
    Stage(
        _("Cooperation agreement"),
        ("draft_agreement", "complete_agreement"),
        (states.APPROVED, states.AGREEMENT_DRAFTED),
        (_("the agreement (PKS), drafted by the secretariat"), _("the signatures of both sides")),
        _("Secretariat, then both sides"),
    ),
    Stage(
        _("Member with number"),
        ("grant_membership",),
        (states.AGREEMENT_SIGNED,),
        (_("nothing from you; the number appears in the public register"),),
        _("Secretariat"),
    ),
)


def present_stage(journey: Journey, steps: Iterable[Step]) -> int:
    """Return the index of the stage a journey stands in, or ended in; past the last one for a member."""
    state = journey.state
    if state == states.MEMBER:
        return len(STAGES)
    if state in states.ENDS:
        state = list(steps)[-1].from_state
    return next(index for index, stage in enumerate(STAGES) if state in stage.states)


def steps_in(stage: Stage, index: int, present: int, steps: Iterable[Step]) -> list[Step]:
    """Return the steps that were made in a stage; a withdrawal belongs to the stage it ended."""
    return [step for step in steps if step.verb in stage.verbs or (step.verb == "withdraw" and index == present)]
