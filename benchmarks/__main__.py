"""Measure pages at size, beside a bare Django page in the same run; print the figures."""

from __future__ import annotations

import argparse
import os
import platform
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import httpx

from jejaring.config.embedded import Cluster

CLIENTS = 16
WRITES_PER_SECOND = 10
HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Figures:
    """What wrk saw: milliseconds, requests a second, answers that were errors; and CPU milliseconds an answer took."""

    p50: float
    p95: float
    rps: float
    errors: int
    cpu: float = 0.0


@dataclass(frozen=True, slots=True)
class Site:
    """A server that runs, with the processes it began."""

    url: str
    session: int

    def cpu_seconds(self) -> float:
        """Return the processor time its processes have used, as Linux counts it; PostgreSQL's is not in it."""
        ticks = 0
        for stat in Path("/proc").glob("[0-9]*/stat"):
            with suppress(OSError):  # a process may end meanwhile
                fields = stat.read_text().rpartition(")")[2].split()
                ticks += int(fields[11]) + int(fields[12]) if int(fields[3]) == self.session else 0
        return ticks / os.sysconf("SC_CLK_TCK")

    def memory_mb(self) -> list[float]:
        """Return the memory of its processes in MB, the largest first; what they share is divided among them."""
        found = []
        for process in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                if int((process / "stat").read_text().rpartition(")")[2].split()[3]) == self.session:
                    shares = re.search(r"^Pss: +(\d+)", (process / "smaps_rollup").read_text(), re.MULTILINE)
                    found.append(int(shares[1]) / 1024 if shares else 0.0)
        return sorted(found, reverse=True)


@contextmanager
def database() -> Iterator[None]:
    """Have a fresh cluster, with the durability of production."""
    folder = Path(tempfile.mkdtemp(prefix="jejaring-bench-"))
    folder.chmod(0o755)
    cluster = Cluster(folder / "postgres")
    cluster.start()
    os.environ |= {
        "DATABASE_URL": cluster.url,
        "DJANGO_SETTINGS_MODULE": "jejaring.config.settings",
        "JEJARING_MODE": "production",
        "JEJARING_SECURE": "no",
        "JEJARING_SECRET_KEY": "only for this measurement, thrown away after it",
        "JEJARING_DATA": str(folder),
    }
    try:
        yield
    finally:
        cluster.forget()
        shutil.rmtree(folder, ignore_errors=True)


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def server(module: str, **environment: str) -> Iterator[Site]:
    """Serve a WSGI module the way production does: granian, 2 processes, 4 threads each; give its address."""
    port = free_port()
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(port), "--workers", "2"]
    command += ["--blocking-threads", "4", "--log-level", "error", f"{module}:application"]
    surroundings = os.environ | {"JEJARING_DATABASE_POOL": "4"} | environment
    child = subprocess.Popen(command, env=surroundings, start_new_session=True)
    try:
        _wait(port)
        yield Site(f"http://127.0.0.1:{port}", child.pid)
    finally:
        child.terminate()
        child.wait()


def _wait(port: int) -> None:
    for _ in range(200):
        try:
            httpx.get(f"http://127.0.0.1:{port}/?rows=1&queries=1")
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit(f"nothing answers on port {port}")


def load(site: Site, path: str, cookie: str, seconds: int, *, anew: bool = False) -> Figures:
    """Ask for a page with 16 clients for some seconds, after a short warm-up; `anew`: never twice the same address."""
    url = f"{site.url}{path}"
    command = ["wrk", "-t", "2", "-c", str(CLIENTS), "-s", str(HERE / "load.lua")]
    if cookie:
        command += ["-H", f"Cookie: sessionid={cookie}"]
    target = [url, "--", "anew"] if anew else [url]
    subprocess.run([*command, "-d", "2", *target], check=True, capture_output=True)
    before = site.cpu_seconds()
    told = subprocess.run([*command, "-d", str(seconds), *target], check=True, capture_output=True, text=True).stdout
    used = site.cpu_seconds() - before
    found = re.search(r"RESULT p50=(\S+) p95=(\S+) rps=(\S+) errors=(\d+) requests=(\d+)", told)
    assert found, told
    p50, p95, rps = (float(found[n]) for n in (1, 2, 3))
    return Figures(p50, p95, rps, int(found[4]), 1000 * used / max(1, int(found[5])))


@contextmanager
def writer(verb: str) -> Iterator[None]:
    """Record an entry of `verb` ten times a second meanwhile, each in a transaction of its own; "" records nothing."""
    from jejaring.ledger.actions import record
    from jejaring.people.models import Person

    ended = threading.Event()

    def write() -> None:
        person = Person.objects.earliest("pk")
        while not ended.wait(1 / WRITES_PER_SECOND):
            record(verb, person, by=None)

    thread = threading.Thread(target=write) if verb else None
    if thread:
        thread.start()
    try:
        yield
    finally:
        ended.set()
        if thread:
            thread.join()


def measure(seconds: int, only: Sequence[str]) -> None:
    """Print one table: the pages whose names begin with one of `only`, and the bare page beside each."""
    import django
    from django.core.management import call_command

    django.setup()
    from jejaring.config.upgrade import doing

    doing.migrate(verbosity=0)
    for command in doing.REFERENCE_DATA:
        call_command(command, verbosity=0)
    doing.collect_static_files()
    from benchmarks import data, pages

    began = time.monotonic()
    cast = data.make()
    made = f"{data.ORGANISATIONS:,} organisations, {data.ENTRIES:,} ledger entries"
    print(f"{made} in {time.monotonic() - began:.0f} s")
    subjects = [one for one in pages.subjects(cast) if one.name.startswith(tuple(only))]
    print(
        f"{'page':<24}{'queries':>8}{'rows':>6}{'kB':>6}{'gzip':>6} |"
        f"{'p50 ms':>8}{'p95 ms':>8}{'req/s':>8}{'CPU ms':>8} |"
        f"{'bare p95':>9}{'bare/s':>8}{'bare CPU':>9} |{'ratio':>7}{'of CPU':>8}"
    )
    for subject in subjects:
        cost, kilobytes, packed = pages.cost_of(subject)
        with server("jejaring.config.wsgi") as site, writer(subject.written):
            ours = load(site, subject.path, subject.cookie, seconds, anew=subject.anew)
        with server("benchmarks.bare_wsgi", BARE_SIGNED_IN="yes" if subject.cookie else "no") as site:
            path = subject.bare or f"/?rows={cost.rows}&queries={cost.queries}"
            bare = load(site, path, subject.cookie, seconds)
        print(
            f"{subject.name:<24}{cost.queries:>8}{cost.rows:>6}{kilobytes:>6.0f}{packed:>6.0f} |"
            f"{ours.p50:>8.1f}{ours.p95:>8.1f}{ours.rps:>8.0f}{ours.cpu:>8.1f} |"
            f"{bare.p95:>9.1f}{bare.rps:>8.0f}{bare.cpu:>9.1f} |"
            f"{ours.rps / bare.rps:>7.2f}{bare.cpu / ours.cpu:>8.2f}"
            + (f"  {ours.errors} errors" if ours.errors else ""),
            flush=True,
        )


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--seconds", type=int, default=10, help="how long each page is asked for (10)")
    parser.add_argument("--only", nargs="+", default=[""], metavar="PAGE", help="pages whose name begins so (all)")
    arguments = parser.parse_args()
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, {CLIENTS} clients")
    with database():
        measure(arguments.seconds, arguments.only)


if __name__ == "__main__":
    main()
