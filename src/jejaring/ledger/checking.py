"""Checking the ledger: links against entries, entries against links, the triggers, the heads one has kept."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from importlib import import_module

from django.db import connection
from django.db.models import Max

from jejaring.ledger.models import Entry, Link, RoomVersion
from jejaring.ledger.queries import BEGINNING, link_hash

CHUNK = 5000
LISTED = 100  # entries without a link that are named one by one
STATEMENT, ROW = 0, 1  # bits of pg_trigger.tgtype
BEFORE, INSERT, DELETE, UPDATE, TRUNCATE = 2, 4, 8, 16, 32
REFUSES = STATEMENT | BEFORE | DELETE | UPDATE | TRUNCATE
GUARDS = {
    ("ledger_entry", "ledger_entry_is_append_only"): ("ledger_refuse", REFUSES, False),
    ("ledger_link", "ledger_link_is_append_only"): ("ledger_refuse", REFUSES, False),
    ("ledger_entry", "ledger_entry_is_linked"): ("ledger_link_entry", ROW | INSERT, True),
}
_FUNCTION = re.compile(r"CREATE FUNCTION (\w+)\(\).*?AS \$\$(.*?)\$\$", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Fault:
    """A place where the ledger does not hold; `number` is the link's, 0 for what has none."""

    number: int
    sentence: str


def faults(heads: Collection[str] = ()) -> Iterator[Fault]:
    """Check the whole ledger, and that the hashes `heads`, kept earlier, are still in it; yield every fault."""
    yield from _missing_guards()
    yield from _missing_end()
    yield from _broken_links()
    yield from _entries_without_link()
    for head in lost_heads(heads):
        yield Fault(0, f"head {head} is not in the chain: what was recorded up to it was changed or removed")


def sizes() -> tuple[int, int]:
    """Return how many entries and how many links there are at one moment."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT (SELECT count(*) FROM ledger_entry), (SELECT count(*) FROM ledger_link)")
        entries, links = cursor.fetchone()
    return entries, links


def lost_heads(heads: Collection[str]) -> list[str]:
    """Return those of `heads` that are the hash of no link, in their order."""
    there = set(Link.objects.filter(hash__in=set(heads)).values_list("hash", flat=True))
    return [head for head in heads if head not in there]


def _missing_guards() -> Iterator[Fault]:
    """Yield what no longer keeps the ledger: triggers missing, switched off or rewritten."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, t.tgname, p.proname, t.tgtype, t.tgdeferrable AND t.tginitdeferred, t.tgenabled,"
            " p.prosrc"
            " FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid"
            " WHERE t.tgrelid IN ('ledger_entry'::regclass, 'ledger_link'::regclass) AND NOT t.tgisinternal"
        )
        found = {(table, name): (tuple(kind), state, source) for table, name, *kind, state, source in cursor.fetchall()}
        cursor.execute("SHOW session_replication_role")
        role = cursor.fetchone()[0]
    if role != "origin":
        yield Fault(0, f"triggers do not run: session_replication_role is {role}")
    for (table, name), expected in GUARDS.items():
        kind, state, source = found.get((table, name), (None, "", ""))
        if kind is None:
            yield Fault(0, f"trigger {name} on {table} is missing")
        elif state not in ("O", "A"):
            yield Fault(0, f"trigger {name} on {table} is switched off")
        elif kind != expected or source != _functions()[expected[0]]:
            yield Fault(0, f"trigger {name} on {table} is not the one that was installed")


def _functions() -> dict[str, str]:
    """Return the text of the triggers' functions, as the migration installs them."""
    chain = import_module("jejaring.ledger.migrations.0002_chain")
    return dict(_FUNCTION.findall(chain.REFUSE + chain.LINK))


def _missing_end() -> Iterator[Fault]:
    """Yield whether a room has gone on to a link after the last one that is there."""
    reached = RoomVersion.objects.aggregate(last=Max("number"))["last"] or 0
    last = Link.objects.aggregate(last=Max("number"))["last"] or 0
    if reached > last:
        yield Fault(last + 1, f"links {last + 1} to {reached} are missing at the end")


def _broken_links() -> Iterator[Fault]:
    previous, number = BEGINNING, 0
    while links := list(Link.objects.filter(number__gt=number).order_by("number")[:CHUNK]):
        entries = Entry.objects.in_bulk([link.entry_id for link in links])
        for link in links:
            yield from _faults_of(link, entries.get(link.entry_id), previous, number + 1)
            previous, number = link.hash, link.number


def _faults_of(link: Link, entry: Entry | None, previous: str, expected: int) -> Iterator[Fault]:
    if link.number != expected:
        yield Fault(expected, f"link {expected} is missing")
    if link.previous != previous:
        yield Fault(link.number, f"link {link.number} does not follow the one before it")
    if entry is None:
        yield Fault(link.number, f"entry {link.entry_id} of link {link.number} is missing")
    elif link.hash != link_hash(link.previous, entry):
        yield Fault(link.number, f"entry {link.entry_id} is not what was recorded")


def _entries_without_link() -> Iterator[Fault]:
    loose = Entry.objects.filter(link__isnull=True)
    for entry in loose.order_by("id")[:LISTED]:
        yield Fault(0, f"entry {entry.pk} is in no link")
    if (count := loose.count()) > LISTED:
        yield Fault(0, f"{count} entries are in no link")
