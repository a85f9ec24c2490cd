"""Checks what cached pages go by: which rooms' tables are read and written, seen from the SQL that is sent."""

from __future__ import annotations

import contextlib
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import FrameType
from typing import Any, TypeVar

from django.apps import apps
from django.db import connection

from jejaring.kit import registry
from jejaring.ledger.models import Entry, RoomVersion

T = TypeVar("T")
SOURCE = Path(__file__).parents[1] / "src" / "jejaring"
DEMO = SOURCE / "portal" / "demo"  # opens its accounts without entries, and caches no page
OF_PEOPLE = {"account", "auth", "mfa", "socialaccount", "usersessions"}  # changed by the room people alone
READ = re.compile(r'\b(?:FROM|JOIN)\s+"?(\w+)"?')
WITHOUT_ENTRIES = {"admin", "kit", "notices", "procrastinate", "sessions"}  # a cached page has these in its `also`
# written without an entry of their own, so on no cached page: what is typed in the admin, numbers of letters (their
# document has the entry), files on their way, meetings (their journey has it), when an invitation was sent, what
# sign-in keeps of sessions, addresses, accounts elsewhere, codes of badges (their registration has the entry)
ON_NO_CACHED_PAGE = {
    "account_emailaddress",
    "cities_regionalholiday",
    "deliberation_attendance",
    "deliberation_deliberation",
    "documents_letternumber",
    "documents_lettersequence",
    "files_piece",
    "files_waitingfile",
    "people_invitation",
    "registration_code",
    "socialaccount_socialaccount",
    "usersessions_usersession",
}
# that somebody signed in, or a factor was used, is no change of an account; no page shows it to others
SIGN_IN = re.compile(r'^UPDATE "(people_person" SET "last_login|mfa_authenticator" SET "last_used_at)" = [^,]+ WHERE')
FIRST_LOOK = re.compile(r'^UPDATE "mfa_authenticator" SET "data" = [^,]+ WHERE')  # at one's recovery codes
WRITTEN = re.compile(r'^\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)"?')


def room_of(verb: str) -> str:
    """Return the room of a verb, as the ledger's trigger finds it: "cities" of "cities.appoint"."""
    return verb.partition(".")[0]


@cache
def rooms_by_table() -> dict[str, str]:
    """Return the room of every table of the database, except the one that holds the rooms' versions."""
    models = [model for model in apps.get_models(include_auto_created=True) if model is not RoomVersion]
    labels = {model._meta.db_table: model._meta.app_label for model in models}
    return {table: "people" if label in OF_PEOPLE else label for table, label in labels.items()}


@dataclass
class Tables:
    """The tables that were read, by a wrapper around every statement."""

    read: set[str] = field(default_factory=set)

    def __call__(self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
        self.read |= rooms_by_table().keys() & set(READ.findall(str(sql)))
        return execute(sql, params, many, context)

    @property
    def rooms(self) -> set[str]:
        return {rooms_by_table()[table] for table in self.read}


@contextmanager
def watched() -> Iterator[Tables]:
    """Give the tables that are read meanwhile."""
    tables = Tables()
    with connection.execute_wrapper(tables):
        yield tables


def drawn(draw: Callable[[], T], rooms: tuple[str, ...], beside: tuple[str, ...] = ()) -> T:
    """Draw what will be cached, and fail if it reads a room that is not named, or names one without entries."""
    silent = set(rooms) - {room_of(verb) for verb, _words in registry.verbs.items()}
    assert not silent, f"nothing is ever recorded in {sorted(silent)}, so a page cannot go by it"
    with watched() as tables:
        found = draw()
    unnamed = {
        table for table in tables.read if rooms_by_table()[table] not in {*rooms, *beside} or table in ON_NO_CACHED_PAGE
    }
    assert not unnamed, f"a cached page reads {sorted(unnamed)}, but names only {sorted({*rooms, *beside})}"
    return found


@dataclass(slots=True)
class Block:
    """An atomic block: whether the product opened it, which tables it has written, in which rooms it has recorded."""

    ours: bool
    written: set[str] = field(default_factory=set)
    recorded: set[str] = field(default_factory=set)


@dataclass
class Writes:
    """Fails when the product writes a room's table in a transaction without an entry of that room.

    A test that is a transaction of its own (`transaction=True`) is not looked at: its outermost blocks have no name.
    """

    blocks: list[Block] = field(default_factory=list)

    def __call__(self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
        found, text = execute(sql, params, many, context), str(sql)
        if text.startswith("SAVEPOINT"):
            self.blocks.append(Block(ours=_is_inside_a_test() and _opened_by_us()))
        elif text.startswith("ROLLBACK TO SAVEPOINT") and self.blocks:
            self.blocks[-1] = Block(ours=self.blocks[-1].ours)
        elif text.startswith("RELEASE SAVEPOINT") and self.blocks:
            self._close(self.blocks.pop())
        elif self.blocks and not _is_of_sign_in(text, params) and (match := WRITTEN.match(text)):
            self._note(match[1], params)
        return found

    def _note(self, table: str, params: Any) -> None:
        if table == Entry._meta.db_table:
            self.blocks[-1].recorded.add(room_of(str(params[1])))
        elif rooms_by_table().get(table, "sessions") not in WITHOUT_ENTRIES and table not in ON_NO_CACHED_PAGE:
            self.blocks[-1].written.add(table)

    def _close(self, block: Block) -> None:
        if self.blocks and any(outer.ours for outer in self.blocks):
            self.blocks[-1].written |= block.written
            self.blocks[-1].recorded |= block.recorded
        elif block.ours and "portal" not in block.recorded:
            unrecorded = {table for table in block.written if rooms_by_table()[table] not in block.recorded}
            assert not unrecorded, f"{sorted(unrecorded)} is written, but entries only in {sorted(block.recorded)}"


def _is_of_sign_in(sql: str, params: Any) -> bool:
    """Tell whether a statement only notes that somebody signed in, used a factor or first saw their recovery codes."""
    return bool(SIGN_IN.match(sql) or (FIRST_LOOK.match(sql) and "viewed_at" in params[0].obj))


def _is_inside_a_test() -> bool:
    """Tell whether the test itself is a transaction, so that the product's are all blocks with a name."""
    blocks = connection.atomic_blocks
    return bool(blocks) and getattr(blocks[0], "_from_testcase", False)


def _opened_by_us() -> bool:
    """Tell whether the product, not a test or a library, opened the atomic block that begins."""
    frame: FrameType | None = sys._getframe(2)
    while frame and "/django/" in frame.f_code.co_filename:
        frame = frame.f_back
    if frame is None:
        return False
    decorates = frame.f_code.co_filename == contextlib.__file__  # `@transaction.atomic`
    code = frame.f_locals["func"].__code__ if decorates else frame.f_code
    path = Path(code.co_filename)
    return path.is_relative_to(SOURCE) and not path.is_relative_to(DEMO)
