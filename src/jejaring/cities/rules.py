"""Who may do what to an organisation. Authority comes from an office held on the day."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date

from jejaring.cities.models import Office, Organisation
from jejaring.cities.queries import (
    KEEPERS,
    MEMBER_ROLES,
    NETWORK_ROLES,
    ONE_HOLDER,
    SECRETARIAT,
    USUAL_ROLES,
    Reader,
    holds_network_office,
    holds_office,
)

APPOINTED_BY_LIAISON = (Office.Role.LIAISON, Office.Role.DEPARTMENT_HEAD)


def may_open_organisation(person: Reader, *, on: date) -> bool:
    """The secretariat opens organisations by hand; the journey opens a city's own."""
    return holds_network_office(person, *SECRETARIAT, on=on)


def may_answer_account_requests(person: Reader, *, on: date) -> bool:
    """The secretariat invites or declines who asks for an account."""
    return holds_network_office(person, *SECRETARIAT, on=on)


def may_keep_holidays(person: Reader, *, on: date) -> bool:
    """The secretariat keeps the days on which regions do not work."""
    return holds_network_office(person, *SECRETARIAT, on=on)


def may_keep(person: Reader, organisation: Organisation, *, on: date) -> bool:
    """Facts and departments are kept by the secretariat and by the organisation's own keepers."""
    return holds_network_office(person, *SECRETARIAT, on=on) or holds_office(person, organisation, *KEEPERS, on=on)


def may_fill(person: Reader, office: Office, *, on: date) -> bool:
    """Who may appoint to an office, end its holding or hand it over.

    The secretariat any; the head of region and the regional secretary those of their government; a
    liaison only offices that sign nothing, so that nobody can make their own signatory.
    """
    return power_to_fill(person, office.organisation, on=on)(office)


def power_to_fill(person: Reader, organisation: Organisation, *, on: date) -> Callable[[Office], bool]:
    """Return the answer of `may_fill` for every office of one organisation, asked at once."""
    if holds_network_office(person, *SECRETARIAT, on=on):
        return lambda office: True
    if holds_office(person, organisation, Office.Role.HEAD, Office.Role.REGIONAL_SECRETARY, on=on):
        return lambda office: True
    if holds_office(person, organisation, Office.Role.LIAISON, on=on):
        return lambda office: office.role in APPOINTED_BY_LIAISON
    return lambda office: False


def roles_to_open(
    organisation: Organisation, power: Callable[[Office], bool], *, there: Collection[str]
) -> list[Office.Role]:
    """Return the roles of which a person with this power may open an office, of those of its kind of organisation.

    A role with one holder that is `there` already, or is opened with a government, is not among them.
    """
    of_its_kind = NETWORK_ROLES if organisation.kind == Organisation.Kind.NETWORK else MEMBER_ROLES
    taken = {*ONE_HOLDER} & {*there, *USUAL_ROLES}
    return [role for role in of_its_kind if role not in taken and power(Office(organisation=organisation, role=role))]
