"""Who may do what on a journey."""

from __future__ import annotations

from datetime import date

from engines.lifecycle.journey import CITY, NETWORK
from jejaring.cities.models import Organisation
from jejaring.cities.queries import holds_network_office, holds_office
from jejaring.membership.models import Journey
from jejaring.membership.queries.duties import MAY, MAY_SIGN
from jejaring.membership.queries.journey import Reader


def may_express_interest(person: Reader, organisation: Organisation, *, on: date) -> bool:
    """The people of the organisation who prepare its affairs may."""
    return holds_office(person, organisation, *MAY["express_interest"][CITY], on=on)


def may_make(person: Reader, journey: Journey, verb: str, *, on: date) -> bool:
    """Tell whether `person` holds an office that may make the move `verb`, whatever the state."""
    who = MAY[verb]
    if CITY in who and holds_office(person, journey.organisation, *who[CITY], on=on):
        return True
    return NETWORK in who and holds_network_office(person, *who[NETWORK], on=on)


def may_sign(person: Reader, journey: Journey, party: str, *, on: date) -> bool:
    """Tell whether `person` holds an office that may sign for that side, in its own right or with a mandate."""
    if party == CITY:
        return holds_office(person, journey.organisation, *MAY_SIGN[CITY], on=on)
    return holds_network_office(person, *MAY_SIGN[NETWORK], on=on)
