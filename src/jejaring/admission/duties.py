"""Who must do what next on a journey, as a table; and who may make each move."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from engines.lifecycle import journey as states
from engines.lifecycle.journey import CITY, NETWORK
from jejaring.cities.models import Office

Role = Office.Role

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

# Who may make each move, whoever it waits for; a move may be open to both sides.
MAY: dict[str, dict[str, frozenset[Office.Role]]] = {
    "express_interest": {CITY: PREPARERS},
    "draft_loi": {NETWORK: SECRETARIAT, CITY: frozenset({Role.LIAISON})},
    "call_deliberation": {CITY: PREPARERS},
    "conclude_deliberation": {CITY: PREPARERS},
    "save_application": {CITY: PREPARERS},
    "submit_application": {CITY: MAY_SIGN[CITY]},
    "return_application": {NETWORK: SECRETARIAT},
    "verify_application": {NETWORK: SECRETARIAT},
    "decide": {NETWORK: DECIDERS},
    "draft_agreement": {NETWORK: SECRETARIAT},
    "grant_membership": {NETWORK: SECRETARIAT},
    "withdraw": {CITY: frozenset({Role.LIAISON, Role.REGIONAL_SECRETARY, Role.HEAD})},
}


@dataclass(frozen=True, slots=True)
class Duty:
    """Something one side must do now: what, which offices it waits for, and the page to do it on."""

    verb: str
    party: str
    roles: frozenset[Office.Role]
    what: Promise
    button: Promise
    page: str


def _duty(
    verb: str, party: str, roles: frozenset[Office.Role], what: Promise, page: str, button: Promise | None = None
) -> Duty:
    return Duty(verb, party, roles, what, button or what, f"admission:{page}")


_LIAISON = frozenset({Role.LIAISON})
DRAFT_LOI = _duty("draft_loi", NETWORK, SECRETARIAT, _("Draft the letter of intent"), "draft_loi")
CALL = _duty("call_deliberation", CITY, _LIAISON, _("Invite the departments to the deliberation"), "call_deliberation")
CONCLUDE = _duty(
    "conclude_deliberation", CITY, _LIAISON, _("Record the outcome of the deliberation"), "conclude_deliberation"
)
APPLY = _duty("save_application", CITY, _LIAISON, _("Complete the application"), "application")
SUBMIT = _duty("submit_application", CITY, MAY_SIGN[CITY], _("Sign and submit the application"), "submit_application")
REVISE = _duty("save_application", CITY, _LIAISON, _("Answer the remarks on the application"), "application")
REVIEW = _duty("verify_application", NETWORK, SECRETARIAT, _("Check the application"), "review_application")
DECIDE = _duty("decide", NETWORK, DECIDERS, _("Decide on the application"), "decide")
DRAFT_AGREEMENT = _duty(
    "draft_agreement", NETWORK, SECRETARIAT, _("Draft the cooperation agreement"), "draft_agreement"
)
GRANT = _duty("grant_membership", NETWORK, SECRETARIAT, _("Grant the member number"), "grant_membership")
SIGN_LOI = {
    party: _duty("sign_loi", party, MAY_SIGN[party], _("Sign the letter of intent"), "sign_loi")
    for party in (CITY, NETWORK)
}
SIGN_AGREEMENT = {
    party: _duty("sign_agreement", party, MAY_SIGN[party], _("Sign the cooperation agreement"), "sign_agreement")
    for party in (CITY, NETWORK)
}

_BY_STATE = {
    states.INTEREST: (DRAFT_LOI,),
    states.LOI_SIGNED: (CALL,),
    states.DELIBERATING: (CONCLUDE,),
    states.SUBMITTED: (REVIEW,),
    states.VERIFIED: (DECIDE,),
    states.APPROVED: (DRAFT_AGREEMENT,),
    states.AGREEMENT_SIGNED: (GRANT,),
}


def duties(state: str, *, signed: Iterable[str] = (), ready: bool = False) -> tuple[Duty, ...]:
    """Return what must be done in `state`, given the parties that have `signed` and whether a draft is `ready`."""
    if state in (states.LOI_DRAFTED, states.AGREEMENT_DRAFTED):
        table = SIGN_LOI if state == states.LOI_DRAFTED else SIGN_AGREEMENT
        return tuple(table[party] for party in (CITY, NETWORK) if party not in set(signed))
    if state in (states.DELIBERATED, states.RETURNED):
        if ready:
            return (SUBMIT,)
        return (APPLY if state == states.DELIBERATED else REVISE,)
    return _BY_STATE.get(state, ())


def states_for(party: str, roles: Iterable[str]) -> list[str]:
    """Return the states in which a side's holders of one of `roles` may have something to do."""
    held = set(roles)
    return [
        state
        for state in states.OPEN
        if any(
            duty.party == party and duty.roles & held for ready in (False, True) for duty in duties(state, ready=ready)
        )
    ]


def waiting_on(found: Iterable[Duty]) -> str:
    """Return which side is waited for: "city", "network", "both" or nobody ("")."""
    parties = {duty.party for duty in found}
    return "both" if len(parties) == 2 else next(iter(parties), "")
