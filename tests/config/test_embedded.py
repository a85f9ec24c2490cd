"""The embedded cluster: made, found again, survives a kill, refuses another version's data."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from jejaring.config.embedded import Cluster
from jejaring.config.environment import ConfigError


@pytest.fixture
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    folder = tmp_path_factory.mktemp("cluster")
    for above in (folder, *folder.parents[:2]):
        above.chmod(0o755)  # pytest closes its folders to the account the server runs as
    made = Cluster(folder / "postgres")
    made.start()
    yield made
    made.forget()


def test_what_was_committed_is_there_after_stop_and_start(cluster: Cluster) -> None:
    with psycopg.connect(cluster.url, autocommit=True) as connection:
        connection.execute("CREATE TABLE kota (nama text)")
    cluster.stop()
    assert not cluster.is_running()
    cluster.start()
    with psycopg.connect(cluster.url) as connection:
        assert connection.execute("SELECT count(*) FROM kota").fetchone() == (0,)


def test_a_killed_server_comes_back_with_what_was_committed(cluster: Cluster) -> None:
    with psycopg.connect(cluster.url, autocommit=True) as connection:
        connection.execute("CREATE TABLE kota AS SELECT 'Padang' AS nama")
    pid = int((cluster.folder / "pgdata" / "postmaster.pid").read_text().splitlines()[0])
    os.kill(pid, signal.SIGKILL)
    cluster.start()
    with psycopg.connect(cluster.url) as connection:
        assert connection.execute("SELECT nama FROM kota").fetchone() == ("Padang",)


def test_it_listens_on_loopback_only_and_wants_the_password(cluster: Cluster) -> None:
    assert "@127.0.0.1:" in cluster.url
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(cluster.url.replace(cluster.url.split(":")[2].split("@")[0], "wrong"))


def test_data_of_another_major_version_are_refused_in_words(cluster: Cluster) -> None:
    cluster.stop()
    version = cluster.folder / "pgdata" / "PG_VERSION"
    kept = version.read_text()
    version.write_text("12\n")
    with pytest.raises(ConfigError, match="belong to PostgreSQL 12"):
        cluster.start()
    version.write_text(kept)


def test_a_cluster_in_a_closed_folder_is_put_where_the_server_can_reach_it(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    cluster = Cluster(closed / "postgres")
    cluster.start()
    try:
        with psycopg.connect(cluster.url) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
    finally:
        cluster.forget()
