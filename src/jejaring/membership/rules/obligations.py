"""Who may record that an obligation has been fulfilled, or open it again."""

from __future__ import annotations

from datetime import date

from jejaring.cities.queries import SECRETARIAT, Reader, holds_network_office, holds_office
from jejaring.membership.models import Obligation
from jejaring.membership.queries.members import KEEPERS


def may_fulfil(person: Reader, obligation: Obligation, *, on: date) -> bool:
    """Return whether `person` records it as fulfilled, or open again.

    The member's keepers may, and the secretariat for what reached it on paper.
    """
    if holds_network_office(person, *SECRETARIAT, on=on):
        return True
    return holds_office(person, obligation.membership.organisation, *KEEPERS, on=on)
