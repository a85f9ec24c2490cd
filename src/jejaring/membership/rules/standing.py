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
    """The network's secretariat and executive record decisions, on other members than their own.

    What the table gives to the member itself its own people record as well.
    """
    if DECISIONS[verb].party == CITY and holds_office(person, membership.organisation, *LEAVERS, on=on):
        return True
    return may_resolve(person, membership, on=on)


def may_resolve(person: Reader, membership: Membership, *, on: date) -> bool:
    """Proposals are followed or dismissed by the network's secretariat and executive, but not by the member's people.

    The executive's members are heads of member cities: nobody decides on their own.
    """
    if holds_office(person, membership.organisation, on=on):
        return False
    return holds_network_office(person, *RECORDERS, on=on)


def decisions_open_to(person: Reader, membership: Membership, *, on: date) -> list[Move]:
    """Return the decisions that are possible in the member's present standing and that `person` may record."""
    possible = STANDING.moves_from(membership.standing)
    return [move for move in possible if may_decide(person, membership, move.verb, on=on)]
