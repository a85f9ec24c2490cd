"""The database server: its version, our rights in it, extensions, time zone and connections; migrations and clock."""

from __future__ import annotations

import time
from collections.abc import Iterator
from functools import cache
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection
from django.db import connections as databases
from django.db.migrations.loader import MigrationLoader

from jejaring.operation.findings import Finding, error, ok, warning
from jejaring.operation.replica import BEHIND_SECONDS, READ, seconds_behind

OLDEST = 15  # major version of PostgreSQL
EXTENSIONS = {"btree_gist", "pg_trgm"}
WHICH = "SELECT pg_postmaster_start_time(), current_database()"  # one database of one server
CROWDED = 0.8  # share of the server's connections
CLOCK_WARNING_SECONDS, CLOCK_ERROR_SECONDS = 2.0, 30.0
LISTED = 3


def _row(sql: str, *values: Any) -> tuple[Any, ...]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return tuple(cursor.fetchone() or ())


def answers() -> Iterator[Finding]:
    """Look whether the server answers. Raises OperationalError if it does not."""
    _row("SELECT 1")
    yield ok("answers")


def server() -> Iterator[Finding]:
    """Look at the server's version, the encryption of the way to it, encoding and time zone."""
    (number, name) = _row("SELECT current_setting('server_version_num')::int, current_setting('server_version')")
    if number // 10_000 < OLDEST:
        yield error(f"PostgreSQL {name} is too old", f"install PostgreSQL {OLDEST} or newer")
    else:
        yield ok(f"PostgreSQL {name}")
    (encoding,) = _row("SELECT pg_encoding_to_char(encoding) FROM pg_database WHERE datname = current_database()")
    if encoding != "UTF8":
        yield error(f"its encoding is {encoding}", "make the database anew with `createdb --encoding=UTF8`")
    if not _row("SELECT 1 FROM pg_timezone_names WHERE name = %s", settings.TIME_ZONE):
        yield error(f"it does not know the time zone {settings.TIME_ZONE}", "install tzdata on the database's machine")
    (remote, encrypted) = _row(
        "SELECT NOT coalesce(inet_server_addr() <<= '127.0.0.0/8' OR inet_server_addr() = '::1', true),"
        " (SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid())"
    )
    if remote and not encrypted:
        yield warning("the way to it is not encrypted", "add ?sslmode=verify-full to DATABASE_URL")


def rights() -> Iterator[Finding]:
    """Look whether our account may change the shape of the database, owns its tables and has the extensions."""
    (user, may_create) = _row(
        "SELECT current_user, has_database_privilege(current_database(), 'CREATE')"
        " AND has_schema_privilege(current_schema(), 'CREATE')"
    )
    (not_ours,) = _row(
        "SELECT count(*) FROM pg_tables WHERE schemaname = current_schema()"
        " AND NOT pg_has_role(current_user, tableowner, 'USAGE')"
    )
    advice = (
        f"have the server's administrator run `ALTER DATABASE … OWNER TO {user}` and `REASSIGN OWNED BY … TO {user}`"
    )
    if not may_create:
        yield error(f"{user} may not create tables", advice)
    if not_ours:
        yield error(f"{not_ours} tables belong to another role than {user}", advice)
    with connection.cursor() as cursor:
        cursor.execute("SELECT extname FROM pg_extension")
        missing = sorted(EXTENSIONS - {name for (name,) in cursor.fetchall()})
    if missing:
        yield error(f"extensions are missing: {', '.join(missing)}", "run `jejaring migrate`, or CREATE EXTENSION")
    if may_create and not not_ours and not missing:
        yield ok(f"{user} owns {connection.settings_dict['NAME']} and its tables; {', '.join(sorted(EXTENSIONS))}")


def connections() -> Iterator[Finding]:
    """Look how many of the server's connections are taken."""
    (most, taken) = _row(
        "SELECT current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int,"
        " (SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend')"
    )
    pool = connection.settings_dict["OPTIONS"].get("pool") or {}
    text = f"{taken} of {most} connections are taken; each process keeps {pool.get('max_size', 'no pool')}"
    if taken > CROWDED * most:
        yield warning(text, "raise max_connections, or lower JEJARING_DATABASE_POOL or the number of web processes")
    else:
        yield ok(text)


def pooler() -> Iterator[Finding]:
    """Look whether a pooler is between exactly if the settings name the server behind it, and both are one database.

    A pooler gives each of its clients a number of its own, which is not that of the server's process.
    """
    (ours,) = _row("SELECT pg_backend_pid()")
    between, direct = ours != connection.connection.info.backend_pid, settings.DIRECT_DATABASE
    if not between:
        if direct and direct != settings.ENV["DATABASE_URL"]:
            yield warning("DATABASE_URL leads to no pooler", "leave JEJARING_DATABASE_DIRECT_URL out")
        return
    if not direct:
        advice = "set JEJARING_DATABASE_DIRECT_URL to the address of PostgreSQL itself"
        yield error("a pooler is between, behind which the worker is not notified and backups break", advice)
        return
    with psycopg.connect(**direct, prepare_threshold=None) as server:  # type: ignore[arg-type]  # texts, all of them
        same = server.execute(WHICH).fetchone() == _row(WHICH)
        (theirs,) = server.execute("SELECT pg_backend_pid()").fetchone() or (0,)
        also = theirs != server.info.backend_pid
    if also or not same:
        what = "leads to a pooler, too" if also else "is another database than the one behind the pooler"
        yield error(f"JEJARING_DATABASE_DIRECT_URL {what}", "set it to the address of PostgreSQL itself")
    else:
        yield ok("a pooler is between web processes and server; worker and commands go past it")


def replica() -> Iterator[Finding]:
    """Look whether the read replica, if there is one, is one and keeps up."""
    if READ not in settings.DATABASES:
        return
    with databases[READ].cursor() as cursor:
        cursor.execute("SELECT pg_is_in_recovery()")
        (follows,) = cursor.fetchone()
    behind = seconds_behind(databases[READ])
    if not follows:
        yield error("JEJARING_DATABASE_READ_URL leads to no replica", "set it to a server that follows the primary")
    elif behind is None or behind > BEHIND_SECONDS:
        how = "no worker beats in it" if behind is None else f"its last heartbeat is {behind:.0f} seconds old"
        yield warning(f"the replica is not used: {how}", "look at the worker, and at the replica's log")
    else:
        yield ok(f"the replica follows; its last heartbeat is {behind:.0f} seconds old")


@cache
def _of_this_version() -> frozenset[tuple[str, str]]:
    return frozenset(MigrationLoader(None).disk_migrations)


def is_empty() -> bool:
    """Return whether no migration has ever run in the database."""
    return not _row("SELECT 1 FROM pg_tables WHERE schemaname = current_schema() AND tablename = 'django_migrations'")


def migrations() -> Iterator[Finding]:
    """Look whether the database has the shape of this version."""
    if is_empty():
        yield error("the database is empty", "run `jejaring migrate`")
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT app, name FROM django_migrations")
        applied = frozenset(cursor.fetchall())
    if missing := sorted(".".join(one) for one in _of_this_version() - applied):
        more = f" and {len(missing) - LISTED} more" if len(missing) > LISTED else ""
        yield error(f"migrations are missing: {', '.join(missing[:LISTED])}{more}", "run `jejaring migrate`")
        return
    yield ok(f"{len(applied)} migrations, none is missing")
    rooms = {app for app, _name in _of_this_version()}
    if unknown := sorted(".".join(one) for one in applied - _of_this_version() if one[0] in rooms):
        yield warning(f"the database is of another version: {unknown[0]} is not known here", "install that version")


def clock() -> Iterator[Finding]:
    """Look how far this machine's clock is from the database's."""
    before = time.time()
    (theirs,) = _row("SELECT extract(epoch FROM clock_timestamp())::float8")
    apart = abs((before + time.time()) / 2 - theirs)
    text = f"{apart:.1f} seconds from the database's"
    advice = "have both machines keep time: `timedatectl set-ntp true`; second factors and signatures need it"
    if apart > CLOCK_ERROR_SECONDS:
        yield error(text, advice)
    elif apart > CLOCK_WARNING_SECONDS:
        yield warning(text, advice)
    else:
        yield ok(text)
