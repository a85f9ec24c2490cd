"""Who may do what, in which state: rules, tables and pages that write are asked, and compared whole with a file.

`who_may.txt` has what rules and tables answer, `who_gets_through.txt` what pages answer. They are to be read by a
person whenever they change: `JEJARING_WRITE_WHO_MAY=yes` and these tests write them anew.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from engines.lifecycle.journey import CITY, EITHER, JOURNEY, NETWORK
from engines.lifecycle.standing import DECISIONS, STANDING
from engines.lifecycle.tables import Lifecycle, Move
from jejaring.admission.duties import TASKS
from jejaring.admission.models import Journey
from jejaring.admission.rules import may_do, may_express_interest, may_sign
from jejaring.cities.models import Holding, Office, Organisation
from jejaring.cities.queries import holdings_of
from jejaring.cities.rules import may_fill, may_keep, may_open_organisation
from jejaring.dues.rules import may_keep_dues
from jejaring.kit import clock, registry
from jejaring.kit.registry import Who
from jejaring.membership.actions.members import load_kinds
from jejaring.membership.models import Membership, Obligation
from jejaring.membership.rules.members import may_see_desk
from jejaring.membership.rules.obligations import may_fulfil
from jejaring.membership.rules.standing import decisions_open_to, may_decide, may_resolve
from tests.factories.admission import JourneyFactory
from tests.factories.cities import HoldingFactory, OfficeFactory, OrganisationFactory
from tests.house.crawler import undone
from tests.house.test_routes import _records
from tests.membership.desk import holder

Role = Office.Role
HERE = Path(__file__).parent
OF_A_CITY = (
    *(Role.HEAD, Role.DEPUTY_HEAD, Role.REGIONAL_SECRETARY),
    *(Role.ASSISTANT, Role.DEPARTMENT_HEAD, Role.LIAISON),
)
OF_THE_NETWORK = tuple(role for role in Role if role not in OF_A_CITY)
CLOSED = (403, 404)
pytestmark = pytest.mark.django_db
Person = Any


@dataclass
class World:
    """One city with a journey and a membership, and everyone who might act, by a name for the file."""

    city: Organisation
    journey: Journey
    member: Membership
    obligation: Obligation
    records: dict[str, Model]
    persons: dict[str, Person]

    def who(self, may: Callable[[Person], bool]) -> str:
        """Return the names of those for whom `may` answers yes."""
        return ", ".join(name for name, person in self.persons.items() if may(person)) or "nobody"


@pytest.fixture
def world() -> World:
    load_kinds()
    network = OrganisationFactory(network=True)
    city, other = OrganisationFactory(slug="kota"), OrganisationFactory()
    own = HoldingFactory(office=OfficeFactory(organisation=city, role=Role.LIAISON, seats=9))
    journey = JourneyFactory(organisation=city, state=Journey.State.LOI_DRAFTED, waiting_on=CITY)
    records = {one._meta.label_lower: one for one in _records(city, own, journey)}
    member: Any = records["membership.membership"]
    member.organisation = city
    member.save()
    obligation: Any = records["membership.obligation"]
    return World(city, journey, member, obligation, records, dict(_persons(network, city, other)))


def _persons(network: Organisation, city: Organisation, other: Organisation) -> Iterator[tuple[str, Person]]:
    yield "a visitor", AnonymousUser()
    someone = holder(other, Role.LIAISON)
    Holding.objects.filter(holder=someone).delete()
    yield "an account without office", someone
    former = holder(city, Role.LIAISON)
    Holding.objects.filter(holder=former).update(until=date(2016, 1, 1))
    yield "former liaison", former
    yield "another city's liaison", holder(other, Role.LIAISON)
    yield "another city's head", holder(other, Role.HEAD)
    yield from ((role.value, holder(city, role)) for role in OF_A_CITY)
    yield from ((role.value, holder(network, role)) for role in OF_THE_NETWORK)
    both = holder(city, Role.HEAD)
    HoldingFactory(office__organisation=network, office__role=Role.EXECUTIVE, holder=both)
    yield "head who is of the executive", both


def test_who_may_do_what_is_what_the_file_says(world: World) -> None:
    _compare([*_journey(world), *_standing(world), *_rules(world)], HERE / "who_may.txt")


@pytest.mark.slow
def test_who_gets_through_to_a_page_that_writes_is_what_the_file_says(world: World, client: Client) -> None:
    _compare([*_doors(world, client)], HERE / "who_gets_through.txt")


def _compare(found: list[str], file: Path) -> None:
    if os.environ.get("JEJARING_WRITE_WHO_MAY"):
        file.write_text("\n".join([*found, ""]), encoding="utf-8")
    assert found == file.read_text(encoding="utf-8").splitlines()


# --- the two tables of steps ----------------------------------------------------------------------
def _table(table: Lifecycle, who: Callable[[Move], str], parties: Callable[[Move], str]) -> Iterator[str]:
    """Return every verb in every state; a state that a verb is not possible in has no line."""
    for move in table.moves:
        for state in sorted(move.sources):
            yield f"{move.verb}: {state} -> {move.target or state}"
            yield f"  needs {', '.join(sorted(move.requires)) or 'nothing'}; by the {parties(move)}: {who(move)}"
    ends = sorted(table.ends)
    yield f"nothing follows: {', '.join(ends)}"


def _journey(world: World) -> Iterator[str]:
    on = clock.today()
    tasks = {verb: name for name, task in TASKS.items() for verb in task.moves}
    held = {one.pk: holdings_of(one, on=on) for one in world.persons.values() if one.is_authenticated}

    def who(move: Move) -> str:
        if move.verb == "express_interest":
            return world.who(lambda person: may_express_interest(person, world.city, on=on))
        if move.verb not in tasks:  # completed by the second signature
            parties = (CITY, NETWORK) if move.party == EITHER else (move.party,)
            return world.who(lambda person: any(may_sign(person, world.journey, one, on=on) for one in parties))
        return world.who(
            lambda person: (
                person.is_authenticated
                and may_do(person, world.journey, tasks[move.verb], on=on, holdings=held[person.pk])
            )
        )

    yield "# The journey: verb, from state -> to state, what it needs, the side it belongs to, who may"
    yield from _table(JOURNEY, who, lambda move: move.party)
    yield "# Signing letters of the journey, by side"
    for party in (CITY, NETWORK):
        signers = world.who(partial(_may_sign, world.journey, party))
        yield f"sign for the {party}: {signers}"


def _standing(world: World) -> Iterator[str]:
    on = clock.today()

    def who(move: Move) -> str:
        return world.who(lambda person: may_decide(person, world.member, move.verb, on=on))

    yield "# A member's standing: verb, from standing -> to standing, what it needs, the side it belongs to, who may"
    yield from _table(STANDING, who, lambda move: move.party)
    for standing in sorted(STANDING.states):
        world.member.standing = standing
        for name in ("liaison", "secretariat", "head who is of the executive"):
            offered = decisions_open_to(world.persons[name], world.member, on=on)
            yield f"{name} is offered, {standing}: {', '.join(move.verb for move in offered) or 'nothing'}"


# --- rules that know no state ---------------------------------------------------------------------
def _rules(world: World) -> Iterator[str]:
    on = clock.today()
    yield "# Whatever the state"
    asked: dict[str, Callable[[Person], bool]] = {
        "follow or dismiss a proposal": lambda person: may_resolve(person, world.member, on=on),
        "record an obligation as fulfilled": lambda person: may_fulfil(person, world.obligation, on=on),
        "see the network's desk": lambda person: may_see_desk(person, on=on),
        "keep the dues": lambda person: may_keep_dues(person, on=on),
        "open an organisation": lambda person: may_open_organisation(person, on=on),
        "keep the organisation's facts": lambda person: may_keep(person, world.city, on=on),
    }
    for what, may in asked.items():
        yield f"{what}: {world.who(may)}"
    for role in OF_A_CITY:
        office = OfficeFactory.build(organisation=world.city, role=role)
        yield f"fill the office {role.value}: {world.who(partial(_may_fill, office))}"


def _may_sign(journey: Journey, party: str, person: Person) -> bool:
    return may_sign(person, journey, party, on=clock.today())


def _may_fill(office: Office, person: Person) -> bool:
    return may_fill(person, office, on=clock.today())


# --- pages that write -----------------------------------------------------------------------------
def _doors(world: World, client: Client) -> Iterator[str]:
    yield "# Who gets through to a page that writes: a POST is answered neither 403 nor 404, nor by the sign-in"
    addresses = dict(_addresses(world))
    answers = {who: _answers(client, person, addresses) for who, person in world.persons.items()}
    for name in addresses:
        if all(codes[name] != 405 for codes in answers.values()):
            yield f"{name}: {', '.join(who for who, codes in answers.items() if codes[name] not in CLOSED) or 'nobody'}"


def _addresses(world: World) -> Iterator[tuple[str, str]]:
    for name in sorted(registry.routes.keys()):
        route = registry.routes[name]
        if route.who != Who.OFFICE:
            continue
        arguments = route.example(world.records)
        if name == "membership:decide_standing":
            yield from ((f"{name} {verb}", reverse(name, kwargs={**arguments, "verb": verb})) for verb in DECISIONS)
        else:
            yield name, reverse(name, kwargs=arguments)


def _answers(client: Client, person: Person, addresses: Mapping[str, str]) -> dict[str, int]:
    """Return the answers' codes, 404 for the way to the sign-in; what a POST has written is undone."""
    client.logout()
    if person.is_authenticated:
        client.force_login(person)
    return {name: _code(client, address) for name, address in addresses.items()}


def _code(client: Client, address: str) -> int:
    with undone():
        answer = client.post(address)
    to_sign_in = answer.status_code == 302 and "/akun/" in answer["Location"]
    return 404 if to_sign_in else answer.status_code
