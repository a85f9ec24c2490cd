"""Who may do what with proposals: managers decide, reviewers judge those that are not of their own city."""

from __future__ import annotations

from datetime import date

from jejaring.cities.queries import Reader
from jejaring.events.models import Event, Helper
from jejaring.events.queries import is_helper
from jejaring.events.rules import may_manage
from jejaring.people.models import Person
from jejaring.proposals.models import Proposal
from jejaring.proposals.queries import is_of_own_city


def may_read_proposals(person: Reader, event: Event, *, on: date) -> bool:
    """Managers and reviewers read what was proposed for an event."""
    return may_manage(person, event, on=on) or is_helper(person, event, Helper.Role.REVIEWER, on=on)


def may_review(person: Person, proposal: Proposal, *, on: date) -> bool:
    """A reviewer by name judges, unless the proposal is their own or of their own city."""
    is_reviewer = is_helper(person, proposal.call.event, Helper.Role.REVIEWER, on=on)
    return is_reviewer and not is_of_own_city(person, proposal, on=on)
