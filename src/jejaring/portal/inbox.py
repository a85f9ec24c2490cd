"""What a person's workroom holds: what waits for them, their rooms, their news."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext, ngettext

from jejaring.cities.models import Holding, Organisation
from jejaring.cities.queries import holdings_of
from jejaring.kit import registry
from jejaring.kit.components import Link, Waiting
from jejaring.kit.navigation import Place, places
from jejaring.kit.words import number
from jejaring.notices.models import Notice
from jejaring.notices.queries import notices_visible_to
from jejaring.people.models import Person

NEWEST = 5
AT_ONCE = 25  # what a person can take in; the rest is one click away


@dataclass(frozen=True, slots=True)
class OwnOrganisation:
    """One of the person's organisations: the offices held there and where to go."""

    organisation: Organisation
    offices: list[str]
    rooms: list[Link]


@dataclass(frozen=True, slots=True)
class Workroom:
    """Everything the workroom shows; the number of queries does not grow with what it shows."""

    waiting: list[Waiting]
    waiting_count: int
    organisations: list[OwnOrganisation]
    network_rooms: list[Place]
    notices: list[Notice]
    unread_count: int
    late_count: int
    has_office: bool

    @property
    def lead(self) -> str:
        """One sentence that says what is so."""
        if not self.waiting_count:
            return ""
        words = ngettext("%(count)s thing waits for you", "%(count)s things wait for you", self.waiting_count)
        sentence = words % {"count": number(self.waiting_count)}
        if not self.late_count:
            return gettext("%(sentence)s; none is late.") % {"sentence": sentence}
        late = ngettext("%(count)s of them is late", "%(count)s of them are late", self.late_count)
        return f"{sentence}; {late % {'count': number(self.late_count)}}."

    @property
    def more(self) -> bool:
        """Tell whether something waits that is not shown."""
        return self.waiting_count > len(self.waiting)

    @property
    def empty_text(self) -> str:
        if not self.has_office:
            return gettext("You hold no office today, so no work comes to you. Your city's liaison can appoint you.")
        return gettext("What needs your signature, your answer or your decision will stand here, with its due date.")


def look(person: Person, *, on: date, everything: bool = False) -> Workroom:
    """Return a person's workroom on that day: the most urgent things that wait, or `everything`."""
    holdings = holdings_of(person, on=on)
    in_network = any(h.office.is_of_network for h in holdings)
    unread = notices_visible_to(person).filter(read_at__isnull=True)
    newest = list(unread[: NEWEST + 1])
    waiting = [item for inbox in registry.inboxes for item in inbox(person, on=on, holdings=holdings)]
    waiting.sort(key=lambda item: item.due or date.max)
    return Workroom(
        waiting=waiting if everything else waiting[:AT_ONCE],
        waiting_count=len(waiting),
        organisations=_organisations(holdings, on),
        network_rooms=places(registry.network_menu, "") if in_network else [],
        notices=newest[:NEWEST],
        unread_count=unread.count() if len(newest) > NEWEST else len(newest),
        late_count=sum(item.due is not None and item.due < on for item in waiting),
        has_office=bool(holdings),
    )


def _organisations(holdings: Sequence[Holding], on: date) -> list[OwnOrganisation]:
    """Return the governments and institutes among a person's organisations."""
    held: dict[Organisation, list[str]] = {}
    for holding in holdings:
        if not holding.office.is_of_network:
            held.setdefault(holding.office.organisation, []).append(holding.office.title)
    if not held:
        return []
    rooms = [find(held, on=on) for find in registry.rooms_of_cities]
    return [
        OwnOrganisation(one, titles, [link for found in rooms for link in found.get(one.pk, ())])
        for one, titles in held.items()
    ]
