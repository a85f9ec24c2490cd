"""Who may do what on a journey."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from jejaring.admission.duties import MAY_SIGN, PREPARERS, TASKS
from jejaring.admission.models import Journey
from jejaring.admission.queries.journey import Reader, acting
from jejaring.cities.models import Holding, Organisation
from jejaring.cities.queries import holdings_of, holds_office
from jejaring.people.models import Person


def may_express_interest(person: Reader, organisation: Organisation, *, on: date) -> bool:
    """Return whether `person` prepares the affairs of the organisation on that day."""
    return holds_office(person, organisation, *PREPARERS, on=on)


def may_do(person: Person, journey: Journey, task: str, *, on: date, holdings: Iterable[Holding] | None = None) -> bool:
    """Return whether `person` holds an office that may do `task` (a key of `TASKS`), whatever the state.

    `holdings` spares a query: what `holdings_of(person, on=on)` returns, if the caller has it.
    """
    held = holdings_of(person, on=on) if holdings is None else holdings
    may = TASKS[task].may
    return any(office.role in may.get(side, ()) for side, office in acting(held, journey.organisation_id))


def may_sign(person: Reader, journey: Journey, party: str, *, on: date) -> bool:
    """Return whether `person` acts for that side in an office that may sign, in its own right or with a mandate."""
    if not person.is_authenticated:
        return False
    offices = acting(holdings_of(person, on=on), journey.organisation_id)
    return any(side == party and office.role in MAY_SIGN[party] for side, office in offices)
