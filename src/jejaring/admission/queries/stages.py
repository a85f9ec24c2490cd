"""A journey as its eight stages, for the page that shows it and the page that explains it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from engines.lifecycle import journey as states
from engines.lifecycle.journey import JOURNEY
from jejaring.admission.models import Journey, Step
from jejaring.admission.queries.texts import deadlines


@dataclass(frozen=True, slots=True)
class Stage:
    """A stretch of the journey: its moves, what it needs, who acts. `returns` are moves back, and corrections."""

    title: Promise
    verbs: tuple[str, ...]
    needs: tuple[Promise, ...]
    who: Promise
    returns: tuple[str, ...] = ()

    @property
    def states(self) -> frozenset[str]:
        """Return the states in which it is the present stage."""
        return JOURNEY.sources(*self.verbs)

    @property
    def workdays(self) -> int:
        """Return the working days the network gives for the whole stage."""
        return sum(deadlines().workdays.get(state, 0) for state in self.states)


STAGES = (
    Stage(
        _("Interest"),
        ("express_interest",),
        (_("A few words on why you want to join"), _("If you like, a letter of interest")),
        _("The city's liaison"),
    ),
    Stage(
        _("Letter of intent"),
        ("draft_loi", "complete_loi"),
        (
            _("The letter, drafted by the secretariat"),
            _("The signature of the head of region, or of an assistant or the regional secretary with a surat kuasa"),
            _("The president's signature"),
        ),
        _("Secretariat, then both sides"),
        returns=("return_loi",),
    ),
    Stage(
        _("Deliberation with the departments"),
        ("call_deliberation", "conclude_deliberation", "decline"),
        (
            _("Invitation and agenda"),
            _("The attendance of each department invited"),
            _("Minutes with the rationale, the potential and the expected benefits, and with the decision"),
        ),
        _("The city's liaison with the departments"),
        returns=("recall_deliberation", "cancel_deliberation", "correct_deliberation"),
    ),
    Stage(
        _("Application"),
        ("submit_application", "resubmit_application"),
        (_("The application form"), _("The letter of application, signed by the head of region or with a surat kuasa")),
        _("The city's liaison and its head"),
        returns=("return_application",),
    ),
    Stage(
        _("Check by the secretariat"),
        ("verify_application",),
        (_("Nothing, unless it comes back with comments on particular answers"),),
        _("Secretariat"),
    ),
    Stage(
        _("Decision of the executive"),
        ("approve", "reject"),
        (_("Nothing; the decision comes with its date, its reason and its document"),),
        _("President or member of the executive"),
    ),
    Stage(
        _("Cooperation agreement"),
        ("draft_agreement", "complete_agreement"),
        (_("The agreement (PKS), drafted by the secretariat"), _("The signatures of both sides")),
        _("Secretariat, then both sides"),
        returns=("return_agreement",),
    ),
    Stage(
        _("Member number assigned"),
        ("grant_membership",),
        (_("Nothing; the number appears in the public register"),),
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
    verbs = {*stage.verbs, *stage.returns}
    return [step for step in steps if step.verb in verbs or (step.verb == "withdraw" and index == present)]
