"""Writes of this room: one verb, one transaction, one ledger entry."""

from jejaring.cities.actions.account_requests import (
    ask_for_account,
    decline_requester,
    erase_answered,
    invite_requester,
    send_answer,
)
from jejaring.cities.actions.holidays import add_holiday, remove_holiday
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
    "add_holiday",
    "appoint",
    "ask_for_account",
    "change_facts",
    "close_department",
    "decline_requester",
    "end_holding",
    "erase_answered",
    "hand_over",
    "invite_requester",
    "invite_to_office",
    "load_regions",
    "open_network",
    "open_office",
    "open_organisation",
    "remove_holiday",
    "send_answer",
    "take_office",
]
