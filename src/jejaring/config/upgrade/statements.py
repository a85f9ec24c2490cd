"""What a statement of a migration does to its table, and who waits meanwhile; by PostgreSQL's rules of locking.

Source: PostgreSQL 15 documentation, "Explicit Locking" (13.3) and the notes of ALTER TABLE and CREATE INDEX.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

NAME = r'(?:"[^"]+"\.)?"?(?P<table>[\w$]+)"?'
CONSTANT_DEFAULT = re.compile(r"DEFAULT\s+(?!.*\b(?:gen_random_uuid|random|clock_timestamp|nextval)\b)", re.IGNORECASE)


class Effect(IntEnum):
    """What happens to a table, from the least to the most that others notice."""

    MADE = 1
    BRIEF = 2
    ROWS = 3
    WRITERS_WAIT = 4
    ALL_WAIT = 5
    REWRITTEN = 6
    LOST = 7
    UNKNOWN = 8

    @property
    def words(self) -> str:
        """What happens, in words."""
        return WORDS[self]


WORDS = {
    Effect.MADE: "is made",
    Effect.BRIEF: "changes; locked for a moment",
    Effect.ROWS: "rows are changed",
    Effect.WRITERS_WAIT: "gets an index or a foreign key; read but not written to meanwhile",
    Effect.ALL_WAIT: "is searched under a lock; neither read nor written to meanwhile",
    Effect.REWRITTEN: "may be rewritten; neither read nor written to meanwhile",
    Effect.LOST: "loses what it holds in a column, or is removed",
    Effect.UNKNOWN: "a program of the migration runs, which cannot be told from outside",
}

# the first that matches counts
PATTERNS = [
    (Effect.MADE, rf"CREATE TABLE (?:IF NOT EXISTS )?{NAME}"),
    (Effect.LOST, rf"DROP TABLE (?:IF EXISTS )?{NAME}"),
    (Effect.LOST, rf"ALTER TABLE {NAME}.* DROP COLUMN\b"),
    (Effect.REWRITTEN, rf"ALTER TABLE {NAME}.* ALTER COLUMN .* TYPE "),
    (Effect.REWRITTEN, rf"ALTER TABLE {NAME}.* ADD COLUMN .*(?:GENERATED|\bserial\b|\bbigserial\b)"),
    (Effect.BRIEF, rf"ALTER TABLE {NAME}.* NOT VALID"),
    (Effect.WRITERS_WAIT, rf"ALTER TABLE {NAME}.* (?:VALIDATE CONSTRAINT|FOREIGN KEY|REFERENCES)\b"),
    (Effect.ALL_WAIT, rf"ALTER TABLE {NAME}.*(?: ADD CONSTRAINT | SET NOT NULL| UNIQUE| PRIMARY KEY)"),
    (Effect.BRIEF, rf"ALTER TABLE {NAME}"),
    (Effect.BRIEF, rf"(?:CREATE|DROP) (?:UNIQUE )?INDEX CONCURRENTLY .* ON {NAME}"),
    (Effect.WRITERS_WAIT, rf"CREATE (?:UNIQUE )?INDEX .* ON {NAME}"),
    (Effect.ROWS, rf"(?:UPDATE|INSERT INTO|DELETE FROM) {NAME}"),
    (Effect.BRIEF, rf"(?:CREATE|DROP) (?:OR REPLACE |CONSTRAINT )*TRIGGER .* ON {NAME}"),
    (Effect.BRIEF, rf"COMMENT ON (?:TABLE|COLUMN) {NAME}"),
]
COMPILED = [(effect, re.compile(pattern, re.IGNORECASE | re.DOTALL)) for effect, pattern in PATTERNS]
ADDS_COLUMN = re.compile(r"ADD COLUMN\b.*\bDEFAULT\b", re.IGNORECASE | re.DOTALL)
HARMLESS = re.compile(
    r"(?:CREATE|DROP|ALTER) (?:OR REPLACE )?(?:EXTENSION|FUNCTION|SEQUENCE|TYPE)|(?:DROP|ALTER) INDEX|SET |SELECT ",
    re.IGNORECASE,
)
PROGRAM = "THIS OPERATION CANNOT BE WRITTEN AS SQL"


@dataclass(frozen=True, slots=True)
class Change:
    """What happens to one table ("" where no table is known)."""

    table: str
    effect: Effect


def changes(statements: Iterable[str]) -> list[Change]:
    """Return what statements do, table by table in their order; of several effects on one table the gravest.

    A table that is made by them is nobody's yet: what else happens to it counts for nothing.
    """
    found: dict[str, Effect] = {}
    for statement in statements:
        change = read(statement)
        if change is None or found.get(change.table) == Effect.MADE:
            continue
        found[change.table] = max(found.get(change.table, Effect.MADE), change.effect)
    return [Change(table, effect) for table, effect in found.items()]


def read(statement: str) -> Change | None:
    """Return what one statement does; None for a comment and for what locks no table."""
    text = statement.strip()
    if PROGRAM in text:
        return Change("", Effect.UNKNOWN)
    text = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("--")).strip()
    if not text:
        return None
    for effect, pattern in COMPILED:
        if match := pattern.match(text):
            graver = effect == Effect.BRIEF and _is_volatile(text)
            return Change(match["table"], Effect.REWRITTEN if graver else effect)
    return None if HARMLESS.match(text) else Change("", Effect.UNKNOWN)


def _is_volatile(text: str) -> bool:
    """Tell whether a column is added whose default is computed per row, for which a table is rewritten."""
    return bool(ADDS_COLUMN.search(text)) and not CONSTANT_DEFAULT.search(text)
