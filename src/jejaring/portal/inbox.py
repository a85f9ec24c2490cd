"""What a person's workroom holds: what waits for them, their rooms, their news."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from jejaring.admission.models import Journey
from jejaring.admission.queries.journey import waiting_for as journeys_waiting_for
from jejaring.cities.models import Holding, Organisation
from jejaring.cities.queries import holdings_of
from jejaring.dues.queries import waiting_for as dues_waiting_for
from jejaring.kit.components import Waiting
from jejaring.kit.words import number
from jejaring.membership.models import Membership
from jejaring.membership.queries.members import waiting_for as members_waiting_for
from jejaring.notices.models import Notice
from jejaring.notices.queries import notices_visible_to
from jejaring.people.models import Person
from jejaring.people.queries import waiting_for as people_waiting_for

NEWEST = 5
AT_ONCE = 25  # what a person can take in; the rest is one click away

# Every room that has something waiting for people; those above the cities are given the person's offices, too.
INBOXES: tuple[Callable[..., Sequence[Waiting]], ...] = (people_waiting_for,)
INBOXES_OF_OFFICES: tuple[Callable[..., Sequence[Waiting]], ...] = (
    journeys_waiting_for,
    members_waiting_for,
    dues_waiting_for,
)

# The network's rooms for those who hold an office of the network, by name of page.
NETWORK_ROOMS: tuple[tuple[str, Promise, Promise], ...] = (
    ("admission:journeys", _("Journeys and applications"), _("Every city on its way, with what it waits for.")),
    ("admission:register", _("Register of members"), _("Status, number and agreement of every member.")),
    ("dues:invoices", _("Dues"), _("Invoices, payments, and what the bank reports.")),
    ("membership:obligations", _("Obligations"), _("Yearly reports, contacts and dues by their due dates.")),
    ("membership:organs", _("Organs and officers"), _("Who holds which office of the network, by term.")),
    ("cities:organisations", _("Organisations"), _("Governments and partners, their departments and offices.")),
    ("cities:holidays_now", _("Holidays"), _("National and regional days off, on which no due date runs.")),
    ("people:invitations", _("Invitations"), _("Invite people to an account.")),
    ("people:deletions", _("Requests for deletion"), _("Accounts whose owners ask to have their data deleted.")),
)


@dataclass(frozen=True, slots=True)
class Room:
    """A link to one of the person's rooms."""

    title: str
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Place:
    """One of the person's organisations: the offices held there and where to go."""

    organisation: Organisation
    offices: list[str]
    rooms: list[Room]


@dataclass(frozen=True, slots=True)
class Workroom:
    """Everything the workroom shows; the number of queries does not grow with what it shows."""

    waiting: list[Waiting]
    waiting_count: int
    places: list[Place]
    network_rooms: list[Room]
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

    @property
    def notices_url(self) -> str:
        return _address("notices:list")


def look(person: Person, *, on: date, everything: bool = False) -> Workroom:
    """Return a person's workroom on that day: the most urgent things that wait, or `everything`."""
    holdings = holdings_of(person, on=on)
    in_network = any(h.office.is_of_network for h in holdings)
    unread = notices_visible_to(person).filter(read_at__isnull=True)
    newest = list(unread[: NEWEST + 1])
    waiting = [item for inbox in INBOXES_OF_OFFICES for item in inbox(person, on=on, holdings=holdings)]
    waiting += [item for inbox in INBOXES for item in inbox(person, on=on)]
    waiting.sort(key=lambda item: item.due or date.max)
    return Workroom(
        waiting=waiting if everything else waiting[:AT_ONCE],
        waiting_count=len(waiting),
        places=_places(holdings),
        network_rooms=_rooms(NETWORK_ROOMS) if in_network else [],
        notices=newest[:NEWEST],
        unread_count=unread.count() if len(newest) > NEWEST else len(newest),
        late_count=sum(item.due is not None and item.due < on for item in waiting),
        has_office=bool(holdings),
    )


def _places(holdings: Sequence[Holding]) -> list[Place]:
    """Return the governments and institutes among a person's organisations."""
    held: dict[Organisation, list[str]] = {}
    for holding in holdings:
        if not holding.office.is_of_network:
            held.setdefault(holding.office.organisation, []).append(holding.office.title)
    if not held:
        return []
    journeys = {j.organisation_id: j for j in Journey.objects.filter(organisation__in=held, closed_on__isnull=True)}
    members = set(
        Membership.objects.filter(organisation__in=held, ended_on__isnull=True).values_list("organisation", flat=True)
    )
    return [
        Place(place, titles, _rooms_of(place, journeys.get(place.pk), place.pk in members))
        for place, titles in held.items()
    ]


def _rooms_of(place: Organisation, journey: Journey | None, is_member: bool) -> list[Room]:
    rooms: list[Room] = []
    if journey:
        rooms.append(Room(str(_("Way into the network")), journey.get_state_display(), journey.get_absolute_url()))
    elif not is_member and (url := _address("admission:express_interest", place.slug)):
        rooms.append(Room(str(_("Way into the network")), str(_("Not begun yet: express interest.")), url))
    if is_member:
        rooms.append(Room(str(_("Membership")), str(_("Standing, agreement and duties.")), place.get_absolute_url()))
        if url := _address("membership:obligations"):
            rooms.append(Room(str(_("Duties of the member")), str(_("Yearly report, contacts, dues.")), url))
    for page, title, text in (
        ("cities:organisation", _("Facts, departments and offices"), _("Typed once here, shown wherever they belong.")),
    ):
        if url := _address(page, place.slug):
            rooms.append(Room(str(title), str(text), url))
    return rooms


def _rooms(table: Sequence[tuple[str, Promise, Promise]]) -> list[Room]:
    """Return the rooms of a table whose pages exist."""
    found = [(str(title), str(text), _address(page)) for page, title, text in table]
    return [Room(*room) for room in found if room[2]]


def _address(page: str, *args: object) -> str:
    try:
        return reverse(page, args=args)
    except NoReverseMatch:
        return ""
