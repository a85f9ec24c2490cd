"""PgBouncer in transaction mode, set up as in `deploy/`, before the server of the tests."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from configparser import ConfigParser
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

from tests.processes import free_port
from tests.waiting import until

PROGRAM = shutil.which("pgbouncer", path=f"{os.environ['PATH']}:/usr/sbin")
SETTINGS = Path(__file__).parents[2] / "deploy" / "pgbouncer.ini"


@contextmanager
def pgbouncer(url: str, *, size: int = 2) -> Iterator[str]:
    """Run PgBouncer with `size` connections to the server of an address; give the address that leads through it."""
    assert PROGRAM, "pgbouncer is not installed; `make tools` installs it"
    server, port = urlsplit(url), free_port()
    with tempfile.TemporaryDirectory(prefix="jejaring-pooler-") as folder:
        Path(folder).chmod(0o755)
        file = Path(folder) / "pgbouncer.ini"
        settings = ConfigParser(delimiters="=")
        settings.read(SETTINGS)
        way = f"host=127.0.0.1 port={server.port} user={server.username} password={server.password}"
        settings["databases"] = {"*": way}
        settings["pgbouncer"].update({"listen_port": str(port), "default_pool_size": str(size), "auth_type": "any"})
        with file.open("w") as written:
            settings.write(written)
        as_another = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"] if os.geteuid() == 0 else []
        with subprocess.Popen([*as_another, PROGRAM, "--quiet", str(file)], stderr=subprocess.DEVNULL) as running:
            through = server._replace(netloc=f"{server.username}@127.0.0.1:{port}").geturl()
            until(lambda: answers(through))
            try:
                yield through
            finally:
                running.terminate()


def answers(url: str) -> bool:
    try:
        psycopg.connect(url, connect_timeout=5).close()
    except psycopg.OperationalError:
        return False
    return True
