"""Who may decide on a member's standing."""

from __future__ import annotations

from datetime import date

from engines.lifecycle.standing import CITY, STANDING
from jejaring.cities.models import Office
from jejaring.cities.queries import SECRETARIAT, Reader, holds_network_office, holds_office
from jejaring.membership.models import Membership

RECORDERS = (*SECRETARIAT, Office.Role.PRESIDENT, Office.Role.EXECUTIVE)
LEAVERS = (Office.Role.HEAD, Office.Role.REGIONAL_SECRETARY, Office.Role.LIAISON)


def may_decide(person: Reader, membership: Membership, verb: str, *, on: date) -> bool:
    """The network's secretariat and executive record decisions; a member itself records that it leaves."""
    if holds_network_office(person, *RECORDERS, on=on):
        return True
    own = any(move.verb == verb and move.party == CITY for move in STANDING.moves)
    return own and holds_office(person, membership.organisation, *LEAVERS, on=on)


def may_resolve(person: Reader, *, on: date) -> bool:
    """Proposals are followed or dismissed by those who record decisions."""
    return holds_network_office(person, *RECORDERS, on=on)
