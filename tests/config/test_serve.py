"""`jejaring serve` starts only what can work, prints where it is ready, and ends with everything it has begun."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
from urllib.parse import urlsplit

import httpx
import pytest

from tests.config.serving import production
from tests.processes import environment, free_port, processes
from tests.waiting import AMPLE, until

SERVE = [sys.executable, "-m", "jejaring.config.cli", "serve", "--web-only", "--workers", "1", "--port"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def refused(port: int, *words: str, code: int = 1, **more: str) -> str:
    """Run the command, which must refuse; return what it printed about it."""
    done = subprocess.run(
        [*SERVE, str(port), *words], env=environment(**more), capture_output=True, text=True, check=False, timeout=AMPLE
    )
    assert (done.returncode, done.stdout) == (code, "")
    return done.stderr


def test_it_prints_where_it_is_ready_and_leaves_nothing_behind() -> None:
    port = free_port()
    with subprocess.Popen([*SERVE, str(port)], env=environment(), stdout=subprocess.PIPE, text=True) as serving:
        assert serving.stdout
        assert serving.stdout.readline() == f"ready: http://127.0.0.1:{port}/\n"
        assert httpx.get(f"http://127.0.0.1:{port}/sehat/").status_code == 200
        serving.send_signal(signal.SIGINT)
        assert serving.wait(AMPLE) == 0
    until(lambda: processes("granian", str(port)) == [])


def test_a_port_that_is_taken_is_named_before_anything_starts() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert refused(port).startswith(f"Nothing can be served at 127.0.0.1, port {port} (Address already in use)")


@pytest.mark.parametrize(("port", "words"), [(99999, ()), (8412, ("--host", "192.0.2.1"))])
def test_an_address_that_is_none_of_this_machine_is_named(port: int, words: tuple[str, ...]) -> None:
    assert refused(port, *words).startswith("Nothing can be served at ")


def test_a_database_that_is_not_migrated_is_named() -> None:
    empty = urlsplit(environment()["DATABASE_URL"])._replace(path="/template1").geturl()
    assert refused(free_port(), code=2, DATABASE_URL=empty) == "The database is empty: run `jejaring migrate` first.\n"


def test_static_files_of_this_version_are_collected_before_it_serves(tmp_path_factory: pytest.TempPathFactory) -> None:
    data, port = tmp_path_factory.mktemp("data"), free_port()
    serve, surroundings = [*SERVE, str(port)], production(data, port)
    with subprocess.Popen(serve, env=surroundings, stdout=subprocess.PIPE, text=True) as serving:
        assert serving.stdout
        assert serving.stdout.readline() == "Collecting the static files of this version …\n"
        assert serving.stdout.readline() == f"ready: http://127.0.0.1:{port}/\n"
        serving.send_signal(signal.SIGINT)
        assert serving.wait(AMPLE) == 0
    assert (data / "static" / "staticfiles.json").is_file()
