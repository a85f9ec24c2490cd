"""Who may do what on a journey."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from engines.lifecycle.journey import CITY, NETWORK
from jejaring.admission.duties import MAY_SIGN, PREPARERS, TASKS
from jejaring.admission.models import Journey
from jejaring.admission.queries.journey import Reader, side_of
from jejaring.cities.models import Holding, Organisation
from jejaring.cities.queries import holdings_of, holds_network_office, holds_office
from jejaring.people.models import Person


def may_express_interest(person: Reader, organisation: Organisation, *, on: date) -> bool:
    """Return whether `person` prepares the affairs of the organisation on that day."""
    return holds_office(person, organisation, *PREPARERS, on=on)


def may_do(person: Person, journey: Journey, task: str, *, on: date, holdings: Iterable[Holding] | None = None) -> bool:
    """Return whether `person` holds an office that may do `task` (a key of `TASKS`), whatever the state.

    Who holds an office of the city does nothing on its journey in the network's name: nobody decides on their own.
    `holdings` spares a query: what `holdings_of(person, on=on)` returns, if the caller has it.
    """
    held = holdings_of(person, on=on) if holdings is None else holdings
    may = TASKS[task].may
    sides = [(side_of(one.office, journey), one.office.role) for one in held]
    own = [role for side, role in sides if side == CITY]
    return any(role in may.get(side, ()) for side, role in sides if side == CITY or not own)


def may_sign(person: Reader, journey: Journey, party: str, *, on: date) -> bool:
    """Return whether `person` holds an office that may sign for that side, in its own right or with a mandate."""
    if party == CITY:
        return holds_office(person, journey.organisation, *MAY_SIGN[CITY], on=on)
    return holds_network_office(person, *MAY_SIGN[NETWORK], on=on)
