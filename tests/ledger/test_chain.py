"""The ledger refuses change, and whatever is changed, removed or switched off shows."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.db import DatabaseError, connection, transaction

from jejaring.config import cli
from jejaring.ledger import checking, queries
from jejaring.ledger.actions import record
from jejaring.ledger.models import Entry, Link
from jejaring.people.models import Person

LINK_ENTRY = (
    import_module("jejaring.ledger.migrations.0002_chain")
    .LINK.partition("CREATE CONSTRAINT TRIGGER")[0]
    .replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
)
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
    assert list(checking.faults()) == []


@pytest.mark.parametrize(
    "statement", ["UPDATE ledger_entry SET verb = 'x'", "DELETE FROM ledger_link", "TRUNCATE ledger_link"]
)
def test_the_database_refuses_to_change_the_ledger(entries: list[Entry], statement: str) -> None:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert list(checking.faults()) == []


def test_one_changed_byte_is_found(entries: list[Entry]) -> None:
    tamper(f"UPDATE ledger_entry SET data = replace(data, 'Padang', 'Pidang') WHERE id = {entries[1].pk}")
    assert [fault.number for fault in checking.faults()] == [2]


def test_a_removed_entry_is_found(entries: list[Entry]) -> None:
    tamper(f"DELETE FROM ledger_link WHERE entry_id = {entries[1].pk}")
    assert [fault.number for fault in checking.faults()] == [2, 3, 0]


def test_a_change_whose_link_was_made_anew_breaks_the_chain(entries: list[Entry]) -> None:
    tamper(f"UPDATE ledger_entry SET verb = 'test.forged' WHERE id = {entries[0].pk}")
    forged = queries.link_hash(queries.BEGINNING, Entry.objects.get(pk=entries[0].pk))
    tamper(f"UPDATE ledger_link SET hash = '{forged}' WHERE number = 1")
    assert [fault.number for fault in checking.faults()] == [2]


def sentences(*heads: str) -> list[str]:
    return [fault.sentence for fault in checking.faults(heads)]


def test_an_entry_that_was_deleted_while_its_link_stayed_is_found(entries: list[Entry]) -> None:
    tamper(f"DELETE FROM ledger_entry WHERE id = {entries[1].pk}")
    assert sentences(Link.objects.latest("number").hash) == [f"entry {entries[1].pk} of link 2 is missing"]
    assert checking.sizes() == (2, 3)
    tamper(f"DELETE FROM ledger_link WHERE entry_id = {entries[1].pk}")  # or emptying the tables ends in an error


def test_an_entry_without_actor_is_not_one_of_the_account_0() -> None:
    person = Person.objects.create_user("narahubung@contoh.id", name="Narahubung")
    entry = record("test.verb", person, by=None)
    tamper(f"UPDATE ledger_entry SET actor_id = 0 WHERE id = {entry.pk}")
    assert sentences() == [f"entry {entry.pk} is not what was recorded"]


def test_an_end_that_was_cut_off_with_its_links_is_found(entries: list[Entry]) -> None:
    tamper("DELETE FROM ledger_link WHERE number > 1; DELETE FROM ledger_entry WHERE id > " + str(entries[0].pk))
    assert sentences() == ["links 2 to 3 are missing at the end"]


def test_a_ledger_that_was_emptied_is_not_a_new_one(entries: list[Entry]) -> None:
    tamper("DELETE FROM ledger_link; DELETE FROM ledger_entry")
    assert sentences() == ["links 1 to 3 are missing at the end"]


def test_a_head_one_has_kept_is_found_until_the_chain_is_rewritten(entries: list[Entry]) -> None:
    kept = Link.objects.get(number=2).hash
    assert sentences(kept) == []
    rewrite("test.forged")
    assert sentences() == []  # whoever owns the database makes a chain that holds
    assert sentences(kept) == [f"head {kept} is not in the chain: what was recorded up to it was changed or removed"]


def rewrite(verb: str) -> None:
    """Change the first entry and compute every link anew, as an owner of the database could."""
    tamper(f"UPDATE ledger_entry SET verb = '{verb}' WHERE id = (SELECT min(id) FROM ledger_entry)")
    previous = queries.BEGINNING
    for link in Link.objects.order_by("number").select_related("entry"):
        forged = queries.link_hash(previous, link.entry)
        tamper(f"UPDATE ledger_link SET previous = '{previous}', hash = '{forged}' WHERE number = {link.number}")
        previous = forged


@pytest.mark.parametrize(
    ("change", "undo", "found"),
    [
        (
            "ALTER TABLE ledger_entry DISABLE TRIGGER ledger_entry_is_append_only",
            "ALTER TABLE ledger_entry ENABLE TRIGGER ledger_entry_is_append_only",
            "trigger ledger_entry_is_append_only on ledger_entry is switched off",
        ),
        (
            "ALTER TABLE ledger_link RENAME TO links; ALTER TRIGGER ledger_link_is_append_only ON links RENAME TO x;"
            " ALTER TABLE links RENAME TO ledger_link",
            "ALTER TRIGGER x ON ledger_link RENAME TO ledger_link_is_append_only",
            "trigger ledger_link_is_append_only on ledger_link is missing",
        ),
        (
            "CREATE FUNCTION lets() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;"
            " CREATE OR REPLACE TRIGGER ledger_entry_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE"
            " ON ledger_entry FOR EACH STATEMENT EXECUTE FUNCTION lets()",
            "CREATE OR REPLACE TRIGGER ledger_entry_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE"
            " ON ledger_entry FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse(); DROP FUNCTION lets()",
            "trigger ledger_entry_is_append_only on ledger_entry is not the one that was installed",
        ),
        (
            "CREATE OR REPLACE TRIGGER ledger_link_is_append_only BEFORE UPDATE"
            " ON ledger_link FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse()",
            "CREATE OR REPLACE TRIGGER ledger_link_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE"
            " ON ledger_link FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse()",
            "trigger ledger_link_is_append_only on ledger_link is not the one that was installed",
        ),
        (
            LINK_ENTRY.replace("RETURN NULL;", "RETURN NEW;"),
            LINK_ENTRY,
            "trigger ledger_entry_is_linked on ledger_entry is not the one that was installed",
        ),
        (
            "SET session_replication_role = replica",
            "SET session_replication_role = DEFAULT",
            "triggers do not run: session_replication_role is replica",
        ),
    ],
    ids=["switched off", "missing", "another function", "another event", "another body", "replica"],
)
def test_a_trigger_that_no_longer_keeps_the_ledger_is_found(
    entries: list[Entry], change: str, undo: str, found: str
) -> None:
    with connection.cursor() as cursor:
        cursor.execute(change)
        try:
            assert sentences() == [found]
        finally:
            cursor.execute(undo)
    assert sentences() == []


def test_entries_in_no_link_are_all_counted(entries: list[Entry], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "LISTED", 1)
    tamper("DELETE FROM ledger_link WHERE number > 1")
    loose = [f"entry {entries[1].pk} is in no link", "2 entries are in no link"]
    assert sentences() == ["links 2 to 3 are missing at the end", *loose]


def test_the_command_counts_both_sides_and_takes_a_kept_head(
    entries: list[Entry], capsys: pytest.CaptureFixture[str]
) -> None:
    head = Link.objects.latest("number").hash
    assert cli.main(["ledger", "verify", "--head", head.upper()]) == 0
    assert capsys.readouterr().out == f"ledger: valid, unbroken; 3 entries, 3 links, 1 kept heads; head {head}\n"
    assert cli.main(["ledger", "verify", "--head", "f" * 64]) == 1
    assert capsys.readouterr().out.splitlines()[1:] == ["ledger: not valid; 3 entries, 3 links"]
    with pytest.raises(SystemExit):
        cli.main(["ledger", "verify", "--head", "short"])
