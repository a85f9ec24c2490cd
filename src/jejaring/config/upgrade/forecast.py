"""What an upgrade will do to an installation, looked at without changing anything."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from importlib.metadata import version
from io import BytesIO
from pathlib import Path
from urllib.parse import urlsplit

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.db import connection
from django.db.migrations import Migration
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from jejaring.config import environment
from jejaring.config.backups.making import files_beside
from jejaring.config.upgrade import statements
from jejaring.config.upgrade.statements import Change
from jejaring.operation.checks import machine, work
from jejaring.operation.findings import Level
from jejaring.setup.models import Release

MEGABYTE = 1_000_000
SIZES = """
    SELECT relname, greatest(reltuples, 0)::bigint, pg_total_relation_size(oid)
    FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = current_schema()::regnamespace
"""


class State(StrEnum):
    """What a line of the forecast is about."""

    SAME = "same"
    NEW = "new"  # the upgrade will do it
    LOOK = "look"  # somebody should look at it
    REFUSED = "refused"  # it stands in the way


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that was looked at: its state, what it is, and a sentence."""

    state: State
    subject: str
    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table as it is: about how many rows, and its size in bytes with its indexes."""

    rows: int
    size: int


def pending() -> list[Migration]:
    """Return the migrations that the database lacks, in the order in which they will run."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [migration for migration, _backwards in plan]


def forecast(*, backed_up: bool) -> list[Line]:
    """Return what an upgrade will do; `backed_up` tells whether it is asked to do without a backup of its own."""
    migrations = pending()
    lines = [*_version(bool(migrations)), *_migrations(migrations), *_static_files(), *_catalogues()]
    lines += [*_settings(), *_backup(bool(migrations), backed_up=backed_up)]
    if migrations:
        lines += [*_disk(), *_who_works()]
    return lines


def _last_release() -> Release | None:
    if Release._meta.db_table not in connection.introspection.table_names():
        return None
    return Release.objects.first()


def _version(has_migrations: bool) -> Iterator[Line]:
    last, ours = _last_release(), version("jejaring")
    if unknown := _of_a_newer_version():
        yield Line(State.REFUSED, "version", f"the database is of a newer version, for {unknown[0]} is not known here")
    elif last is None:
        yield Line(State.NEW, "version", f"the program is {ours}; the database does not name the version it is of")
    elif last.version == ours:
        more = ", of another state" if has_migrations else ""
        yield Line(State.SAME, "version", f"{ours}, in the database as well{more}")
    else:
        yield Line(State.NEW, "version", f"from {last.version}, of {last.at:%Y-%m-%d}, to {ours}")


def _of_a_newer_version() -> list[str]:
    loader = MigrationLoader(connection, ignore_no_migrations=True)
    ours = {app for app, _name in loader.disk_migrations}
    return sorted(
        ".".join(one) for one in set(loader.applied_migrations) - set(loader.disk_migrations) if one[0] in ours
    )


def _migrations(migrations: Sequence[Migration]) -> Iterator[Line]:
    tables, fresh = _tables(), set[str]()
    for migration in migrations:
        found = [one for one in _changes_of(migration) if one.table not in fresh]
        fresh |= {one.table for one in found if one.effect == statements.Effect.MADE}
        text = "; ".join(_sentence(one, tables) for one in found) or "touches no table"
        yield Line(State.NEW, "migration", f"{migration.app_label}.{migration.name}: {text}")
    if not migrations:
        yield Line(State.SAME, "migrations", "none is missing")


def _changes_of(migration: Migration) -> list[Change]:
    loader = MigrationLoader(connection, replace_migrations=False)
    try:
        told = loader.collect_sql([(migration, False)])
    except ValueError:  # it rests on what a migration before it will have done
        return [Change("", statements.Effect.UNKNOWN)]
    return statements.changes(told)


def _sentence(change: Change, tables: dict[str, Table]) -> str:
    if not change.table:
        return change.effect.words
    table = tables.get(change.table)
    size = f" ({table.rows} rows, {table.size / MEGABYTE:.1f} MB)" if table else ""
    return f"{change.table}{size} {change.effect.words}"


def _tables() -> dict[str, Table]:
    with connection.cursor() as cursor:
        cursor.execute(SIZES)
        return {name: Table(rows, size) for name, rows, size in cursor.fetchall()}


def _static_files() -> Iterator[Line]:
    for found in machine.static_files():
        if found.level == Level.ERROR:
            yield Line(State.NEW, "static files", f"{found.found}; all are collected anew")
        else:
            yield Line(State.SAME, "static files", found.found)


def _catalogues() -> Iterator[Line]:
    if stale := stale_catalogues():
        rooms = ", ".join(po.parents[3].name for po in stale)
        yield Line(State.NEW, "catalogues", f"compiled anew, for they are not those of this version: {rooms}")
    else:
        yield Line(State.SAME, "catalogues", "the translations are those of this version")


def stale_catalogues() -> list[Path]:
    """Return the catalogues whose compiled form is missing or another one's."""
    found = [po for folder in settings.LOCALE_PATHS for po in sorted(Path(folder).glob("*/LC_MESSAGES/django.po"))]
    return [
        po for po in found if not po.with_suffix(".mo").is_file() or po.with_suffix(".mo").read_bytes() != compiled(po)
    ]


def compiled(po: Path) -> bytes:
    """Return a catalogue as gettext reads it."""
    out = BytesIO()
    with po.open("rb") as source:
        write_mo(out, read_po(source, locale=po.parts[-3]))
    return out.getvalue()


def _settings() -> Iterator[Line]:
    last, variables = _last_release(), {one.name: one for one in environment.VARIABLES}
    before = set(last.settings) if last else set(variables)
    for name in sorted(set(variables) - before):
        yield Line(
            State.NEW, "setting", f"{name}, {variables[name].meaning}; {variables[name].default or 'empty'} unless set"
        )
    for name in sorted(before - set(variables)):
        still = "it is set, and no longer read: take it out" if name in os.environ else "it is no longer read"
        yield Line(State.LOOK if name in os.environ else State.NEW, "setting", f"{name} is gone; {still}")
    for sentence in environment.unread():
        if sentence.split()[0] not in before:
            yield Line(State.LOOK, "setting", sentence)


def _backup(is_needed: bool, *, backed_up: bool) -> Iterator[Line]:
    yield from (
        Line(State.SAME if one.level == Level.OK else State.LOOK, "backups", one.found) for one in machine.backups()
    )
    if not is_needed:
        return
    if backed_up:
        yield Line(State.LOOK, "backup", "none is made, as you asked")
    elif settings.BACKUP_TO and settings.BACKUP_KEYS:
        yield Line(State.NEW, "backup", f"one is made first, to {settings.BACKUP_TO}")
    else:
        yield Line(
            State.REFUSED,
            "backup",
            "there is nowhere to make one first: set JEJARING_BACKUP_TO and JEJARING_BACKUP_KEY, or make one yourself "
            "(`jejaring backup TARGET --to age1…`) and add --without-backup",
        )


def _disk() -> Iterator[Line]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        database = int(cursor.fetchone()[0])
    kept = sum(path.stat().st_size for path in _kept_files())
    needs = f"a backup takes at most {(database + kept) / MEGABYTE:.0f} MB"
    short = [
        f"{free / MEGABYTE:.0f} MB are free in {folder}"
        for folder, need in _places(database, kept)
        if (free := shutil.disk_usage(folder).free) < need
    ]
    if short:
        yield Line(State.LOOK, "disk", f"{needs}, and {'; '.join(short)}")
    else:
        yield Line(State.SAME, "disk", f"{needs}, which is free")


def _kept_files() -> Iterator[Path]:
    yield from files_beside()
    with suppress(FileNotFoundError):
        yield from (path for path in (settings.DATA / "files").rglob("*") if path.is_file())


def _places(database: int, kept: int) -> Iterator[tuple[Path, int]]:
    """Yield the folders that a backup is written to, each with the most bytes it may take there."""
    is_folder = bool(settings.BACKUP_TO) and not urlsplit(settings.BACKUP_TO).scheme
    target = Path(settings.BACKUP_TO) if is_folder else None
    together = target is not None and target.stat().st_dev == settings.DATA.stat().st_dev
    yield settings.DATA, 2 * database + kept if together else database
    if target and not together:
        yield target, database + kept


def _who_works() -> Iterator[Line]:
    beat = work.queue().heartbeat_seconds
    if beat is not None and beat < work.SILENT_SECONDS:
        text = f"a worker was heard of {beat:.0f} seconds ago: stop web and worker first, and start them afterwards"
        yield Line(State.LOOK, "running", text)
