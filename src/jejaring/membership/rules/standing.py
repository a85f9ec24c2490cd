"""Who may decide on a member's standing."""

from __future__ import annotations

from datetime import date

from engines.lifecycle.standing import CITY, DECISIONS, STANDING
from engines.lifecycle.tables import Move
from jejaring.cities.models import Office
from jejaring.cities.queries import SECRETARIAT, Reader, holds_network_office, holds_office
from jejaring.membership.models import Membership

RECORDERS = (*SECRETARIAT, Office.Role.PRESIDENT, Office.Role.EXECUTIVE)
LEAVERS = (Office.Role.HEAD, Office.Role.REGIONAL_SECRETARY, Office.Role.LIAISON)


def may_decide(person: Reader, membership: Membership, verb: str, *, on: date) -> bool:
    """The network's secretariat and executive record every decision; a member those that the table gives to it."""
    if may_resolve(person, on=on):
        return True
    return DECISIONS[verb].party == CITY and holds_office(person, membership.organisation, *LEAVERS, on=on)


def may_resolve(person: Reader, *, on: date) -> bool:
    """Proposals are followed or dismissed by the network's secretariat and executive."""
    return holds_network_office(person, *RECORDERS, on=on)


def decisions_open_to(person: Reader, membership: Membership, *, on: date) -> list[Move]:
    """Return the decisions that are possible in the member's present standing and that `person` may record."""
    possible = STANDING.moves_from(membership.standing)
    return [move for move in possible if may_decide(person, membership, move.verb, on=on)]
