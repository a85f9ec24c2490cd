"""Writes of this room, by theme."""

from jejaring.people.actions.account import change_profile, end_sessions, sweep_sessions
from jejaring.people.actions.factors import ask_factor_reset, confirm_factor_reset, stop_factor_reset
from jejaring.people.actions.invitations import (
    accept_invitation,
    erase_unanswered,
    invite,
    send_invitation,
    withdraw_invitation,
)
from jejaring.people.actions.links import (
    erase_ended_links,
    renew_link,
    send_link,
    send_link_letter,
    use_link,
    withdraw_links,
)
from jejaring.people.actions.locks import lock, unlock
from jejaring.people.actions.privacy import (
    cancel_deletion,
    delete,
    export,
    give_consent,
    log_read,
    request_deletion,
    withdraw_consent,
)

__all__ = [
    "accept_invitation",
    "ask_factor_reset",
    "cancel_deletion",
    "change_profile",
    "confirm_factor_reset",
    "delete",
    "end_sessions",
    "erase_ended_links",
    "erase_unanswered",
    "export",
    "give_consent",
    "invite",
    "lock",
    "log_read",
    "renew_link",
    "request_deletion",
    "send_invitation",
    "send_link",
    "send_link_letter",
    "stop_factor_reset",
    "sweep_sessions",
    "unlock",
    "use_link",
    "withdraw_consent",
    "withdraw_invitation",
    "withdraw_links",
]
