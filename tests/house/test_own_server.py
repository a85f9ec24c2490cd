"""The same product on a PostgreSQL server of one's own, given by DATABASE_URL: Debian's."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from jejaring.config.embedded import Cluster
from tests.processes import environment


def debians_binaries() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    assert found, "Debian's postgresql is not installed; `make tools` installs it"
    return found[0].parent


@pytest.fixture(scope="module")
def own_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("own-server")
    for above in (folder, *folder.parents[:2]):
        above.chmod(0o755)
    cluster = Cluster(folder / "postgres", bin_dir=debians_binaries(), durable=False)
    cluster.start()
    yield cluster.url
    cluster.forget()


def jejaring(url: str, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "jejaring.config.cli", *command],
        env=environment(DATABASE_URL=url),
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.kills
def test_migrations_and_ledger_run_on_a_server_of_ones_own(own_server: str) -> None:
    migrated = jejaring(own_server, "migrate")
    assert migrated.returncode == 0, migrated.stderr
    with psycopg.connect(own_server, autocommit=True) as connection:
        insert = "INSERT INTO ledger_entry (verb, record_type, record_id, data) VALUES ('test.verb', 'a.b', '1', '{}')"
        connection.execute(insert)
        with pytest.raises(psycopg.errors.RaiseException, match="append-only"):
            connection.execute("UPDATE ledger_entry SET verb = 'x'")
    verified = jejaring(own_server, "ledger", "verify")
    assert (verified.returncode, "unbroken" in verified.stdout) == (0, True)
    with psycopg.connect(own_server, autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute("UPDATE ledger_entry SET record_id = '2' WHERE verb = 'test.verb'")
    broken = jejaring(own_server, "ledger", "verify")
    assert (broken.returncode, "is not what was recorded" in broken.stdout) == (1, True)


def test_a_server_that_is_not_there_is_told_in_words_and_soon() -> None:
    answer = jejaring("postgresql://nobody@127.0.0.1:1/none", "ledger", "verify")
    assert answer.returncode == 1
    assert "Traceback" not in answer.stderr
    assert "DATABASE_URL" in answer.stderr
