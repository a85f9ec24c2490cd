"""A streaming replica of the server of the tests, made by pg_basebackup."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from jejaring.config.embedded import Cluster


@contextmanager
def streaming_replica(primary: str, folder: Path) -> Iterator[Cluster]:
    """Have a replica follow the server of an address; give its cluster, which has the same password."""
    cluster = Cluster(folder / "replica", durable=False)
    cluster._password_file.write_text(urlsplit(primary).password or "")
    cluster.folder.chmod(0o777)
    status, output = cluster._run(
        "pg_basebackup", "-d", primary, "-D", cluster._pgdata, "--write-recovery-conf", "--checkpoint=fast"
    )
    assert status == 0, output
    try:
        cluster.start()
        yield cluster
    finally:
        cluster.forget()
