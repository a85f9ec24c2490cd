"""What a room offers to the whole: its menu entries, inbox, search, verbs, and answers to what lower rooms ask.

Every room registers its offers in `AppConfig.ready()`, under a key; nobody names a page or a record of another
room by text. A key that is taken, or that cannot exist, stops the start with a `RegistryError`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, Generic, Protocol, TypeVar

from django.apps import apps
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from jejaring.kit.appearance import Brand
from jejaring.kit.components import Hit, Link, Text, Waiting

T = TypeVar("T")
Row = Mapping[str, Any]
PersonQuestion = Callable[[Any, date], bool]


class RegistryError(ValueError):
    """Something was registered twice, cannot exist, or was asked for and is not there."""


class Registry(Generic[T]):
    """The offers of one kind, by key; those with an `order` come in that order, others as they were registered.

    `Registry.version` grows whenever an offer of any kind changes: it is in the key of whatever is cached of offers.
    """

    version = 0

    def __init__(self, kind: str, check: Callable[[str], None] | None = None) -> None:
        self._kind = kind
        self._check = check
        self._offers: dict[str, T] = {}
        self._sorted: tuple[tuple[str, T], ...] | None = None

    def add(self, key: str, offer: T) -> None:
        """Register an offer. Raises RegistryError if the key is taken or cannot exist."""
        if key in self._offers:
            raise RegistryError(f"{self._kind}: {key!r} is registered twice")
        if self._check:
            self._check(key)
        self._offers[key] = offer
        self._changed()

    def add_all(self, offers: Mapping[str, T]) -> None:
        """Register several offers by their keys. Raises RegistryError as `add` does."""
        for key, offer in offers.items():
            self.add(key, offer)

    def __getitem__(self, key: str) -> T:
        if key not in self._offers:
            raise RegistryError(f"{self._kind}: {key!r} is not registered")
        return self._offers[key]

    def find(self, key: str) -> T | None:
        """Return the offer of that key, or None."""
        return self._offers.get(key)

    def items(self) -> tuple[tuple[str, T], ...]:
        """Return keys and offers in their order."""
        if self._sorted is None:
            self._sorted = tuple(sorted(self._offers.items(), key=lambda item: getattr(item[1], "order", 0)))
        return self._sorted

    def __iter__(self) -> Iterator[T]:
        return iter([offer for _key, offer in self.items()])

    def keys(self) -> Collection[str]:
        return self._offers.keys()

    def __contains__(self, key: str) -> bool:
        return key in self._offers

    @contextmanager
    def lent(self, key: str, offer: T, *, alone: bool = False) -> Iterator[None]:
        """Register an offer for the length of a `with` block, in place of the one of that key or `alone`: for tests."""
        before, self._offers = self._offers, {} if alone else {**self._offers}
        self._offers.pop(key, None)
        try:
            self.add(key, offer)
            yield
        finally:
            self._offers = before
            self._changed()

    def _changed(self) -> None:
        self._sorted = None
        Registry.version += 1


def _is_a_model(record_type: str) -> None:
    try:
        apps.get_model(record_type)
    except (LookupError, ValueError) as error:
        raise RegistryError(f"there is no kind of record called {record_type!r}") from error


# --- places to go -----------------------------------------------------------------------------
class Shown(Protocol):
    """Tell whether a menu shows an entry to a person, who holds these offices on the day."""

    def __call__(self, person: Any, *, on: date, holdings: Sequence[Any]) -> bool: ...


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """A link to a page, registered under the page's name: "membership:register"; `to` asks who is shown it."""

    label: Text
    order: int = 0
    text: Text = ""
    to: Shown | None = None
    column: str = ""  # of the footer: "network", "check", "data" or "help"


@dataclass(frozen=True, slots=True)
class Door:
    """A page that a landing page leads to, registered under the page's name. `landing` is the purpose of the landing
    page: "network" (see `pages`).
    """

    landing: str
    label: Text
    text: Text = ""
    order: int = 0


class RoomsOfCities(Protocol):
    """Return, for each of a person's organisations (by pk), where to go in a room."""

    def __call__(self, organisations: Collection[Any], *, on: date) -> Mapping[int, Sequence[Link]]: ...


header_menu = Registry[MenuEntry]("menu of the header")  # landing pages only
doors = Registry[Door]("door of a landing page")
footer_menu = Registry[MenuEntry]("menu of the footer")
account_menu = Registry[MenuEntry]("menu of the account")
network_menu = Registry[MenuEntry]("rooms of the network")  # in the workroom of those who hold an office of it


# The page for a purpose, so that other rooms can lead there: pages["register"] is "membership:register".
pages = Registry[str]("page")
brands = Registry[Callable[[HttpRequest], Brand]]("brand of the network")  # asked by every page that is drawn


# --- records ----------------------------------------------------------------------------------
class Visible(Protocol):
    """Return the records of a kind that a reader (a person or an anonymous visitor) may see on that day."""

    def __call__(self, reader: Any, *, on: date) -> QuerySet[Any]: ...


class MaySee(Protocol):
    """Tell whether a reader may see the one record of that id on that day."""

    def __call__(self, reader: Any, record_id: str, *, on: date) -> bool: ...


@dataclass(frozen=True, slots=True)
class Doorway:
    """Who may see the history and the files of a kind of record: a query, or a question where none can tell.

    With `in_search` the documents of what the query finds are searched, too.
    """

    visible: Visible | None = None
    may_see: MaySee | None = None
    in_search: bool = False

    def __post_init__(self) -> None:
        if (self.visible is None) == (self.may_see is None):
            raise RegistryError("a doorway has either a query or a question")
        if self.in_search and self.visible is None:
            raise RegistryError("only what a query finds can be searched")


doorways = Registry[Doorway]("doorway", _is_a_model)  # by kind of record: "membership.journey"
verbs = Registry[Text]("verb of the ledger")  # what was done, in words

# --- what waits, what is found ------------------------------------------------------------------
Holdings = Sequence[Any]  # the offices a person holds on the day, read once for all rooms


class Inbox(Protocol):
    """Return what waits for a person in a room."""

    def __call__(self, person: Any, *, on: date, holdings: Holdings) -> Sequence[Waiting]: ...


@dataclass(frozen=True, slots=True)
class Search:
    """What a room lets people search: the records a reader may see, by names that stand in ORM `paths`.

    `all_page` names the room's own list, which takes the same words.
    """

    title: Text
    visible: Visible
    paths: Sequence[str]
    hit: Callable[[Any], Hit]
    all_page: str = ""
    order: int = 0
    needs_account: bool = False


@dataclass(frozen=True, slots=True)
class RoomInbox:
    """What waits in a room, under its name: the workroom narrows the list by it."""

    title: Text
    waiting_for: Inbox
    order: int = 0


inboxes = Registry[RoomInbox]("inbox")
searches = Registry[Search]("search")

# --- a city's page ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CitySection:
    """A section of a city's public page, at the anchor it is registered under.

    `look` returns its template's context, or None where there is nothing to show: then its title stands in one line
    with those of the other empty ones. `finding` in the context, a sentence with a figure, takes the title's place.
    """

    title: Text
    template: str
    look: Callable[[Any, date], Mapping[str, Any] | None]
    order: int = 0


city_sections = Registry[CitySection]("section of a city's page")  # by anchor: "kontak"
rooms_of_cities = Registry[RoomsOfCities]("rooms of a city")


# --- persons ----------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Export:
    """What a room adds to the copy of their data that a person asks for: rows of plain values."""

    title: Text
    collect: Callable[[Any], list[dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class PersonalData:
    """What a room keeps about people, in words of the public page on privacy: why, until when, and who sees it."""

    what: Text
    held: Text
    why: Text
    until: Text
    seen_by: Text
    order: int = 0


Actor = tuple[int, date]  # who acted (pk) and when

exports = Registry[Export]("export of personal data")
personal_data = Registry[PersonalData]("kind of personal data")
deletion_hindrances = Registry[Callable[[Any, date], Sequence[str]]]("hindrance to a deletion")
unfinished_work = Registry[Callable[[Any, date], Sequence[str]]]("what only the holder of an office can finish")
second_factor_needed = Registry[PersonQuestion]("who needs a second factor")
secretariat_members = Registry[PersonQuestion]("who acts for the secretariat")
actor_titles = Registry[Callable[[Collection[Actor]], Mapping[Actor, str]]]("titles of those who acted")


# --- long jobs --------------------------------------------------------------------------------
class Report(Protocol):
    """Tell how far a job is. Raises JobStopped if its owner has asked for that."""

    def __call__(self, done: int, total: int | None = None) -> None: ...


@dataclass(frozen=True, slots=True)
class JobKind:
    """What a kind of job is called, and what does it.

    `run(owner, report, **arguments)` returns the address of what it made, or "". It may run twice: a job whose
    worker died begins again. A Refusal ends it with that sentence.
    """

    title: Text
    run: Callable[..., str]


job_kinds = Registry[JobKind]("kind of job")


# --- routes -----------------------------------------------------------------------------------
class Who(StrEnum):
    """Who may open a page."""

    ANYONE = "anyone"  # no account needed
    PERSON = "person"  # one's own things, for whoever is signed in
    OFFICE = "office"  # who holds an office that the room's rules name; closed (403) or not there (404) for others


@dataclass(frozen=True, slots=True)
class Route:
    """Who may open a page, and an example of its address, which the tests ask for.

    `arguments` are the address's own, as they are; `of` names the kind of record whose attributes give the
    others: `Route(Who.OFFICE, of="cities.organisation", take={"slug": "slug"})`.
    """

    who: Who
    of: str = ""
    take: Mapping[str, str] = field(default_factory=dict)
    arguments: Mapping[str, Any] = field(default_factory=dict)

    def example(self, records: Mapping[str, Model]) -> dict[str, Any]:
        """Return the arguments of an address, with one record of each kind given."""
        found = dict(self.arguments)
        if self.take:
            record = records[self.of]
            found |= {name: _attribute(record, path) for name, path in self.take.items()}
        return found


def _attribute(record: Any, path: str) -> Any:
    for name in path.split("."):
        record = getattr(record, name)
    return record


routes = Registry[Route]("route")  # by name of page
# Query keys of a page that have a new name: moved_keys["people:deletions"] is {"state": "keadaan"}.
moved_keys = Registry[Mapping[str, str]]("moved query keys")
