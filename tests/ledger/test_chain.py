"""The ledger refuses change, and a changed byte shows."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from jejaring.ledger import queries
from jejaring.ledger.actions import record
from jejaring.ledger.models import Entry, Link
from jejaring.people.models import Person

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def entries() -> list[Entry]:
    person = Person.objects.create_user("narahubung@contoh.id", name="Narahubung")
    return [record("test.verb", person, by=person, data={"kota": "Padang — é", "langkah": n}) for n in range(3)]


def tamper(sql: str) -> None:
    """Change the ledger as only an owner of the database could: with its triggers off."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(sql)
        cursor.execute("SET session_replication_role = DEFAULT")


def test_every_entry_is_linked_to_the_one_before(entries: list[Entry]) -> None:
    links = list(Link.objects.order_by("number"))
    assert [link.entry_id for link in links] == [entry.pk for entry in entries]
    assert [link.previous for link in links] == [queries.BEGINNING, links[0].hash, links[1].hash]
    assert list(queries.faults()) == []


@pytest.mark.parametrize(
    "statement", ["UPDATE ledger_entry SET verb = 'x'", "DELETE FROM ledger_link", "TRUNCATE ledger_link"]
)
def test_the_database_refuses_to_change_the_ledger(entries: list[Entry], statement: str) -> None:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert list(queries.faults()) == []


def test_one_changed_byte_is_found(entries: list[Entry]) -> None:
    tamper(f"UPDATE ledger_entry SET data = replace(data, 'Padang', 'Pidang') WHERE id = {entries[1].pk}")
    assert [fault.number for fault in queries.faults()] == [2]


def test_a_removed_entry_is_found(entries: list[Entry]) -> None:
    tamper(f"DELETE FROM ledger_link WHERE entry_id = {entries[1].pk}")
    assert [fault.number for fault in queries.faults()] == [2, 3, 0]


def test_a_change_whose_link_was_made_anew_breaks_the_chain(entries: list[Entry]) -> None:
    tamper(f"UPDATE ledger_entry SET verb = 'test.forged' WHERE id = {entries[0].pk}")
    forged = queries.link_hash(queries.BEGINNING, Entry.objects.get(pk=entries[0].pk))
    tamper(f"UPDATE ledger_link SET hash = '{forged}' WHERE number = 1")
    assert [fault.number for fault in queries.faults()] == [2]
