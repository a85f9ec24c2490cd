"""What is done on each page of a journey and by whom; and who must do what next, by the lifecycle table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from engines.lifecycle.journey import CITY, EITHER, JOURNEY, NETWORK, OPEN
from jejaring.cities.models import Office

Role = Office.Role
Roles = frozenset[Office.Role]

PREPARERS = frozenset(
    {Role.LIAISON, Role.DEPARTMENT_HEAD, Role.ASSISTANT, Role.REGIONAL_SECRETARY, Role.DEPUTY_HEAD, Role.HEAD}
)
SECRETARIAT = frozenset({Role.SECRETARIAT, Role.NETWORK_SECRETARY})
DECIDERS = frozenset({Role.PRESIDENT, Role.EXECUTIVE})
# In their own right; the others need a mandate (surat kuasa).
SIGNERS = {CITY: frozenset({Role.HEAD}), NETWORK: frozenset({Role.PRESIDENT})}
MANDATED = {
    CITY: frozenset({Role.ASSISTANT, Role.REGIONAL_SECRETARY}),
    NETWORK: frozenset({Role.VICE_PRESIDENT, Role.NETWORK_SECRETARY}),
}
MAY_SIGN = {party: SIGNERS[party] | MANDATED[party] for party in (CITY, NETWORK)}
LEADERS = {
    CITY: frozenset({Role.HEAD, Role.REGIONAL_SECRETARY}),
    NETWORK: frozenset({Role.PRESIDENT, Role.NETWORK_SECRETARY}),
}
LIAISON = frozenset({Role.LIAISON})


@dataclass(frozen=True, slots=True)
class Task:
    """What a page of a journey is for: its title, the moves that are made on it, and the offices that may, by side.

    A page that revises a letter nobody has signed (`until_signed`) closes with the first signature.
    """

    title: Promise
    moves: tuple[str, ...]
    may: Mapping[str, Roles]
    until_signed: bool = False

    def is_open(self, state: str, *, signed: Iterable[str] = ()) -> bool:
        """Return whether one of the moves can be made in `state`, given the parties that have `signed`."""
        return any(JOURNEY.allows(state, verb) for verb in self.moves) and not (self.until_signed and any(signed))


def _task(title: Promise, may: Mapping[str, Roles], *moves: str, until_signed: bool = False) -> Task:
    """Return a task. Raises ValueError unless offices are named for just the sides the lifecycle table names."""
    sides = {side for party in JOURNEY.parties(*moves) for side in ((CITY, NETWORK) if party == EITHER else (party,))}
    if sides != set(may):
        raise ValueError(f"{', '.join(moves)}: made by {sorted(sides)}, but offices are named for {sorted(may)}")
    return Task(title, moves, may, until_signed)


_SECRETARIAT = {NETWORK: SECRETARIAT}
_CITY = {CITY: PREPARERS}
TASKS: dict[str, Task] = {
    "express_interest": _task(_("Express interest"), _CITY, "express_interest"),
    "draft_loi": _task(
        _("Draft the letter of intent"), {**_SECRETARIAT, CITY: LIAISON}, "draft_loi", "redraft_loi", until_signed=True
    ),
    "sign_loi": _task(_("Sign the letter of intent"), MAY_SIGN, "sign_loi"),
    "return_loi": _task(_("Return the letter of intent with comments"), MAY_SIGN, "return_loi"),
    "call_deliberation": _task(
        _("Invite the departments to the deliberation"), _CITY, "call_deliberation", "recall_deliberation"
    ),
    "cancel_deliberation": _task(_("Cancel the deliberation"), _CITY, "cancel_deliberation"),
    "conclude_deliberation": _task(
        _("Record the outcome of the deliberation"),
        _CITY,
        *("save_minutes", "conclude_deliberation", "correct_deliberation", "decline"),
    ),
    "save_application": _task(_("The application"), _CITY, "save_application", "present_application"),
    "submit_application": _task(
        _("Sign and submit the application"), {CITY: MAY_SIGN[CITY]}, "submit_application", "resubmit_application"
    ),
    "return_draft": _task(
        _("Return the application to the liaison with comments"), {CITY: MAY_SIGN[CITY]}, "return_draft"
    ),
    "verify_application": _task(_("Check the application"), _SECRETARIAT, "verify_application", "return_application"),
    "decide": _task(_("Decide on the application"), {NETWORK: DECIDERS}, "approve", "reject"),
    "draft_agreement": _task(
        _("Draft the cooperation agreement"),
        _SECRETARIAT,
        *("save_agreement", "draft_agreement", "redraft_agreement"),
        until_signed=True,
    ),
    "sign_agreement": _task(_("Sign the cooperation agreement"), MAY_SIGN, "sign_agreement"),
    "return_agreement": _task(_("Return the cooperation agreement with comments"), MAY_SIGN, "return_agreement"),
    "grant_membership": _task(_("Assign the member number"), _SECRETARIAT, "grant_membership"),
    "withdraw": _task(
        _("Withdraw from the journey"),
        {CITY: frozenset({Role.LIAISON, Role.REGIONAL_SECRETARY, Role.HEAD})},
        "withdraw",
    ),
}


@dataclass(frozen=True, slots=True)
class Duty:
    """A task that is due in the states from which one of `moves` can be made: what, and which offices it waits for.

    With `ready` it is due only while a draft is (or is not) ready for its signature.
    """

    verb: str
    party: str
    roles: Roles
    moves: tuple[str, ...]
    what: Promise
    page: str
    ready: bool | None = None

    def is_due(self, *, signed: Iterable[str], ready: bool) -> bool:
        """Return whether it is still to be done, given the parties that have `signed` and whether a draft is ready."""
        if self.verb.startswith("sign_") and self.party in signed:
            return False
        return self.ready is None or self.ready == ready


def _duty(verb: str, party: str, roles: Roles, *moves: str, what: Promise | None = None, **options: Any) -> Duty:
    page = options.pop("page", verb)
    page = page if ":" in page else f"admission:{page}"
    return Duty(verb, party, roles, moves or (verb,), what or TASKS[verb].title, page, **options)


_ANSWER = _("Answer the comments on the application")
DUTIES = (
    _duty("draft_loi", NETWORK, SECRETARIAT),
    *(_duty("sign_loi", party, MAY_SIGN[party]) for party in (CITY, NETWORK)),
    _duty("call_deliberation", CITY, LIAISON, page="deliberation:call"),
    _duty("conclude_deliberation", CITY, LIAISON, page="deliberation:conclude"),
    _duty(
        "save_application",
        CITY,
        LIAISON,
        "submit_application",
        what=_("Complete the application"),
        page="application",
        ready=False,
    ),
    _duty("save_application", CITY, LIAISON, "resubmit_application", what=_ANSWER, page="application", ready=False),
    _duty("submit_application", CITY, MAY_SIGN[CITY], "submit_application", "resubmit_application", ready=True),
    _duty("verify_application", NETWORK, SECRETARIAT, page="review_application"),
    _duty("decide", NETWORK, DECIDERS, "approve", "reject"),
    _duty("draft_agreement", NETWORK, SECRETARIAT),
    *(_duty("sign_agreement", party, MAY_SIGN[party]) for party in (CITY, NETWORK)),
    _duty("grant_membership", NETWORK, SECRETARIAT),
)
_BY_STATE = {state: tuple(duty for duty in DUTIES if state in JOURNEY.sources(*duty.moves)) for state in JOURNEY.states}


def duties(state: str, *, signed: Iterable[str] = (), ready: bool = False) -> tuple[Duty, ...]:
    """Return what must be done in `state`, given the parties that have `signed` and whether a draft is `ready`."""
    parties = set(signed)
    return tuple(duty for duty in _BY_STATE[state] if duty.is_due(signed=parties, ready=ready))


def states_for(party: str, roles: Iterable[str]) -> list[str]:
    """Return the states in which a side's holders of one of `roles` may have something to do."""
    held = set(roles)
    return [state for state in OPEN if any(duty.party == party and duty.roles & held for duty in _BY_STATE[state])]


def waiting_on(found: Iterable[Duty]) -> str:
    """Return which side is waited for: "city", "network", "both" or nobody ("")."""
    parties = {duty.party for duty in found}
    return "both" if len(parties) == 2 else next(iter(parties), "")
