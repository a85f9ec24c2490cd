"""Writes of this room: one verb, one transaction, one ledger entry."""

from jejaring.cities.actions.invitations import invite_to_office, take_office
from jejaring.cities.actions.offices import (
    Orphans,
    appoint,
    end_holding,
    hand_over,
    open_office,
)
from jejaring.cities.actions.organisations import (
    add_department,
    change_facts,
    close_department,
    open_network,
    open_organisation,
)
from jejaring.cities.actions.regions import load_regions

__all__ = [
    "Orphans",
    "add_department",
    "appoint",
    "change_facts",
    "close_department",
    "end_holding",
    "hand_over",
    "invite_to_office",
    "load_regions",
    "open_network",
    "open_office",
    "open_organisation",
    "take_office",
]
