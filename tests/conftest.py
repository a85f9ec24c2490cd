"""One fresh PostgreSQL for a test run, started once: each worker of a parallel run has its database in it."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import django
import psycopg
import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.utils import translation
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis

from jejaring.config.embedded import Cluster
from tests.waiting import until

SERVER = "JEJARING_TEST_SERVER"  # in which the process that started the server tells the workers where it is
TEMPLATE = "migrated"  # the database that the workers copy, made while they look for tests
QUEUE = ("procrastinate_events", "procrastinate_periodic_defers", "procrastinate_jobs", "procrastinate_workers")
OF_THE_MODELS = ("django_content_type", "auth_permission")  # tables that depend on nothing else

_data = Path(tempfile.mkdtemp(prefix="jejaring-tests-"))
_data.chmod(0o755)
(_data / "static").mkdir()  # whitenoise warns when it is missing, and warnings are errors
os.environ |= {
    "JEJARING_MODE": "development",
    "JEJARING_DATA": str(_data),
    "JEJARING_URL": "http://testserver",
    "DJANGO_SETTINGS_MODULE": "jejaring.config.settings",
    "DJANGO_ALLOW_ASYNC_UNSAFE": "yes",  # Playwright's loop runs in the test's thread
}
for name in ("JEJARING_SECRET_KEY", "JEJARING_OIDC_ISSUER"):
    os.environ.pop(name, None)

_cluster = None
if SERVER not in os.environ:
    _cluster = Cluster(_data / "postgres", durable=False)
    _cluster.start()
    os.environ[SERVER] = _cluster.url
os.environ["DATABASE_URL"] = os.environ[SERVER]
django.setup()

for cost, least in {"time_cost": 1, "memory_cost": 8, "parallelism": 1}.items():  # passwords here guard nothing
    setattr(Argon2PasswordHasher, cost, least)

# slowness is not a failure: the machine may be busy with other things
hypothesis.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis.register_profile("fast", hypothesis.get_profile("any machine"), max_examples=20)  # of 100
hypothesis.load_profile("any machine")

if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:  # a shell's background jobs, and what they start, ignore Ctrl-C
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_configure(config: pytest.Config) -> None:
    """In a parallel run let each worker find its own environment, and make the database that all of them copy."""
    if getattr(config.option, "numprocesses", None):
        del os.environ["DJANGO_SETTINGS_MODULE"]
        threading.Thread(target=_make_template).start()


def _make_template() -> None:
    """Migrate a database, and then give it the name that the workers wait for; stop the server if that fails."""
    assert _cluster
    migrating = {**os.environ, "DATABASE_URL": _cluster.url.replace("/postgres", "/not_yet_migrated")}
    command = [sys.executable, "-m", "jejaring.config.cli", "manage", "migrate", "--verbosity=0"]
    with psycopg.connect(_cluster.url, autocommit=True) as server:
        server.execute("CREATE DATABASE not_yet_migrated")
        if subprocess.run(command, env=migrating, check=False).returncode:
            _cluster.stop()
        else:
            server.execute(f"ALTER DATABASE not_yet_migrated RENAME TO {TEMPLATE}")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Let a worker's database be a copy of the one that is migrated once for all."""
    from django.db import connection

    if os.environ.get("PYTEST_XDIST_WORKER"):
        with psycopg.connect(os.environ[SERVER], autocommit=True) as server:
            until(lambda: server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [TEMPLATE]).rowcount == 1)
        connection.settings_dict["TEST"]["TEMPLATE"] = TEMPLATE


@pytest.fixture(scope="session", autouse=True)
def _flush_past_the_ledger() -> None:
    """Let tests empty the database between them, which the ledger's triggers refuse to everyone else.

    The queue's tables, which Django does not manage, are emptied, too. Rows are deleted: the tables are small,
    and to truncate eighty of them takes ten times as long. What Django makes of the models, content types and
    permissions, stays: to make it anew takes eight times as long.
    """
    from django.core.management.commands import flush  # these need the settings above
    from django.db.backends.postgresql.operations import DatabaseOperations

    def sql_flush(self: DatabaseOperations, _style: object, tables: list[str], **_options: object) -> list[str]:
        emptied = [*QUEUE, *(table for table in tables if table not in OF_THE_MODELS)]
        deletions = [f"DELETE FROM {self.quote_name(table)};" for table in emptied]
        return ["SET LOCAL session_replication_role = replica;", *deletions] if deletions else []

    DatabaseOperations.sql_flush = sql_flush  # type: ignore[assignment,method-assign]  # for this run only
    flush.emit_post_migrate_signal = lambda *_given, **_options: None  # type: ignore[attr-defined]  # as the line above


@pytest.fixture(autouse=True)
def _in_the_first_language() -> Iterator[None]:
    """Let every test begin in Indonesian: a page asked for in English leaves its language behind."""
    with translation.override("id"):
        yield


@pytest.fixture(autouse=True)
def _what_cached_pages_go_by(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Watch every test: a cached page names the rooms it reads, and what is written in a room is recorded there."""
    from django.db import connection

    from jejaring.ledger import freshness  # needs the settings above
    from tests.watched_tables import Writes, drawn

    monkeypatch.setattr(freshness, "drawn", drawn)
    with connection.execute_wrapper(Writes()):
        yield


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """Return a folder that every account may enter, unlike pytest's own: root's PostgreSQL runs as another one."""
    folder = Path(tempfile.mkdtemp(prefix="jejaring-open-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave nothing behind."""
    if _cluster is not None:
        _cluster.forget()
    shutil.rmtree(_data, ignore_errors=True)
