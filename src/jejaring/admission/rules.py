"""Who may do what on a journey."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from engines.lifecycle.journey import CITY, NETWORK
from jejaring.admission.duties import MAY, MAY_SIGN
from jejaring.admission.models import Journey
from jejaring.admission.queries.journey import Reader, side_of
from jejaring.cities.models import Holding, Organisation
from jejaring.cities.queries import holdings_of, holds_network_office, holds_office
from jejaring.people.models import Person


def may_express_interest(person: Reader, organisation: Organisation, *, on: date) -> bool:
    """The people of the organisation who prepare its affairs may."""
    return holds_office(person, organisation, *MAY["express_interest"][CITY], on=on)


def may_make(
    person: Person, journey: Journey, verb: str, *, on: date, holdings: Iterable[Holding] | None = None
) -> bool:
    """Tell whether `person` holds an office that may make the move `verb`, whatever the state.

    `holdings` spares a query: what `holdings_of(person, on=on)` returns, if the caller has it.
    """
    held = holdings_of(person, on=on) if holdings is None else holdings
    return any(one.office.role in MAY[verb].get(side_of(one.office, journey), ()) for one in held)


def may_sign(person: Reader, journey: Journey, party: str, *, on: date) -> bool:
    """Tell whether `person` holds an office that may sign for that side, in its own right or with a mandate."""
    if party == CITY:
        return holds_office(person, journey.organisation, *MAY_SIGN[CITY], on=on)
    return holds_network_office(person, *MAY_SIGN[NETWORK], on=on)
