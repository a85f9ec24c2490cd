"""The database's own programs, of the server's version: another version's may write what this one cannot read."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import psycopg
from psycopg.conninfo import make_conninfo

from jejaring.config.embedded import binaries
from jejaring.console.terminal import Refused

Server = Mapping[str, Any]  # libpq's parameters, as DATABASE_URL is read
DEBIAN = Path("/usr/lib/postgresql")
EMPTY = "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"


def major_of(server: Server) -> int:
    """Return the major version of a server."""
    with psycopg.connect(**{"connect_timeout": 5, **server}) as connection:
        return connection.info.server_version // 10_000


def is_empty(server: Server) -> bool:
    """Tell whether a database has no tables."""
    with psycopg.connect(**{"connect_timeout": 5, **server}) as connection:
        row = connection.execute(EMPTY).fetchone()
    return row == (0,)


def dump(server: Server, to: Path, *, snapshot: str) -> None:
    """Write the database as it is in a snapshot. Raises Refused with what `pg_dump` printed."""
    _run("pg_dump", server, "--format=custom", "--no-owner", f"--snapshot={snapshot}", f"--file={to}")


def load(server: Server, dumped: Path) -> None:
    """Fill an empty database, whole or not at all. Raises Refused with what `pg_restore` printed."""
    _run("pg_restore", server, "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction", str(dumped))


def _run(program: str, server: Server, *arguments: str) -> None:
    open_parts = {key: value for key, value in server.items() if key != "password"}
    done = subprocess.run(
        [_program(program, major_of(server)), f"--dbname={make_conninfo('', **open_parts)}", *arguments],
        env={
            **os.environ,
            "PGPASSWORD": str(server.get("password", "")),
        },  # not on the command line, which others can read
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise Refused([f"{program} ended with {done.returncode}: {done.stderr.strip()}"])


def _program(name: str, major: int) -> Path:
    for path in _candidates(name, major):
        if path.exists() and _major(path) == major:
            return path
    raise Refused(
        [f"{name} of PostgreSQL {major} is not installed; on Debian: apt-get install postgresql-client-{major}"]
    )


def _candidates(name: str, major: int) -> Iterator[Path]:
    yield binaries(None) / name
    yield DEBIAN / str(major) / "bin" / name
    if found := shutil.which(name):
        yield Path(found)


def _major(program: Path) -> int:
    told = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout
    return int(told.split()[2].split(".")[0])
