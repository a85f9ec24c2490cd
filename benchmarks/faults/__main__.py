"""Kill, withhold, silence and fill what an installation rests on, under light load; print what that cost.

Every process is killed with SIGKILL, alone and at a random moment; the database is restarted, away and frozen; the mail
server is silent and refuses; the disk is full. Ends with 1 if anything acknowledged is lost, or a limit is not met.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.__main__ import free_port
from benchmarks.faults.kinds import Fault, database_faults, disk_full, kills, mail_faults
from benchmarks.faults.mail import MailServer
from benchmarks.faults.site import Site
from benchmarks.faults.visitors import Crowd, classes
from jejaring.config.embedded import Cluster

if TYPE_CHECKING:
    from benchmarks.faults.checks import Figure

DISK_MEGABYTES = 700
CALM_SECONDS = 3.0  # after each fault, when nothing may go wrong
LONGEST_RECOVERY = 60.0
SETTLE_SECONDS = 180.0  # a killed worker's job begins again after a minute, a letter is tried again after two
ROW = "{:<34}{:>8}{:>8}{:>7}{:>6}{:>6}{:>6}{:>6}{:>9} |{:>7}{:>7}{:>9}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one fault cost: seconds from its end to when every visitor is answered well again; None: too long."""

    fault: Fault
    recovery: float | None
    errors_after: int  # answers that were errors once everything was well again
    orphans: int


def disturb(site: Site, crowd: Crowd, faults: list[Fault], *, seed: int, calm: float) -> Iterator[Outcome]:
    """Do one fault after the other, each at a random moment, print what it cost, and yield it."""
    chance = random.Random(seed)  # noqa: S311 - the same run every time
    header = ("disturbed", "back, s", "answers", "well", "503", "500", "none", "4xx", "p95, ms")
    print(ROW.format(*header, "after", "errors", "orphans"))
    for fault in faults:
        site.tend(chance.uniform(0, 1))
        began = time.monotonic()
        fault.begin()
        site.tend(fault.seconds, database=fault.tended)
        fault.end()
        recovery = _recovered(site, crowd, since=time.monotonic())
        well_from = time.monotonic()
        site.tend(calm)
        orphans = site.orphans()
        for pid, command in orphans.items():
            print(f"  orphan {pid}: {command}")
        yield _reported(crowd, fault, (began, well_from), recovery, len(orphans))


def _recovered(site: Site, crowd: Crowd, *, since: float) -> float | None:
    """Return after how many seconds every visitor is answered well again; None if that takes too long."""
    while not (crowd.is_well_since(since) and site.is_ready()):
        site.tend(0)
        if time.monotonic() - since > LONGEST_RECOVERY:
            return None
        time.sleep(0.1)
    return time.monotonic() - since


def _reported(crowd: Crowd, fault: Fault, when: tuple[float, float], recovery: float | None, orphans: int) -> Outcome:
    began, well_from = when
    during = [one for one in crowd.since(began) if one.at < well_from]
    after = [one for one in crowd.since(well_from) if one.at - one.seconds >= well_from]
    found, later = classes(during), classes(after)
    slowest = statistics.quantiles([1000 * one.seconds for one in during] or [0, 0], n=20)[-1]
    errors = sum(later.values()) - later["well"]
    back = "never" if recovery is None else f"{recovery:.1f}"
    counts = [found[name] for name in ("well", "503", "500", "none", "4xx")]
    print(ROW.format(fault.name, back, len(during), *counts, f"{slowest:.0f}", len(after), errors, orphans), flush=True)
    return Outcome(fault, recovery, errors, orphans)


def play(
    site: Site, mail: MailServer, session: str, faults: list[Fault], *, seed: int, calm: float = CALM_SECONDS
) -> list[Figure]:
    """Disturb a site that has its data, print every figure beside its limit, and return them."""
    from django.db import connection

    from benchmarks.faults import checks

    known = checks.disagreements()
    connection.close()  # which the database's faults would break
    began, crowd = time.monotonic(), Crowd(site, session)
    _await_ready(site)
    crowd.come()
    try:
        _recovered(site, crowd, since=began)
        outcomes = list(disturb(site, crowd, faults, seed=seed, calm=calm))
    finally:
        crowd.go()
    checks.settled(site, SETTLE_SECONDS)
    figures = checks.figures(crowd, mail, known=known)
    code = site.end()
    figures += [
        checks.Figure("faults that nothing came back from", sum(one.recovery is None for one in outcomes)),
        checks.Figure("errors once all was well again", sum(one.errors_after for one in outcomes)),
        checks.Figure("orphans", sum(one.orphans for one in outcomes) + len(site.orphans())),
        checks.Figure("exit code in the end", code),
        checks.Figure("seconds in all", round(time.monotonic() - began), None),
    ]
    for one in figures:
        judged = "" if one.limit is None else f"limit {one.limit:>3}  {'met' if one.met else 'NOT MET'}"
        print(f"{one.name:<40}{one.found:>8}      {judged}".rstrip())
    return figures


def _await_ready(site: Site) -> None:
    deadline = time.monotonic() + 180
    while not site.is_ready():
        if time.monotonic() > deadline:
            raise SystemExit(f"the site did not become ready:\n{(site.folder / 'log').read_text()[-3000:]}")
        site.tend(0.2)


@contextmanager
def disk() -> Iterator[tuple[Path, bool]]:
    """Have a folder, on a small disk of its own where that may be mounted (by root): the second value."""
    folder = Path(tempfile.mkdtemp(prefix="jejaring-faults-"))
    options = ["-t", "tmpfs", "-o", f"size={DISK_MEGABYTES}m,mode=755", "tmpfs"]
    small = os.geteuid() == 0 and not subprocess.run(["mount", *options, folder], capture_output=True).returncode
    folder.chmod(0o755)
    try:
        yield folder, small
    finally:
        if small:
            subprocess.run(["umount", folder], check=True)
        shutil.rmtree(folder)


def prepare(cluster: Cluster, folder: Path, mail: MailServer) -> str:
    """Make the database and its data; return the secretary's session key."""
    cluster.start()
    os.environ |= {
        "DATABASE_URL": cluster.url,
        "DJANGO_SETTINGS_MODULE": "jejaring.config.settings",
        "JEJARING_MODE": "production",
        "JEJARING_SECURE": "no",
        "JEJARING_SECRET_KEY": "only for this measurement, thrown away after it",
        "JEJARING_DATA": str(folder),
        "JEJARING_EMAIL_URL": mail.url,
    }
    for words in (["migrate"], ["manage", "collectstatic", "--noinput"]):
        subprocess.run([sys.executable, "-m", "jejaring.config.cli", *words], check=True, stdout=subprocess.DEVNULL)
    import django

    django.setup()
    from benchmarks.faults import data

    return data.make()


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.faults", description=__doc__)
    parser.add_argument("--away", type=float, default=30, help="seconds that the database is away, and frozen (30)")
    parser.add_argument("--seed", type=int, default=7, help="of the random moments (7)")
    arguments = parser.parse_args()
    mail = MailServer()
    with disk() as (folder, small):
        cluster = Cluster(folder / "postgres", port=free_port())
        site = Site(folder, free_port(), cluster)
        try:
            session = prepare(cluster, folder, mail)
            faults = [
                *mail_faults(mail, silent=15, refusing=5),
                *kills(site),
                *database_faults(site, restart=2, away=arguments.away),
            ]
            if small:
                faults.append(disk_full(folder, 10))
            else:
                print("The disk is not filled: that needs root, and the right to mount a small one.")
            found = play(site, mail, session, faults, seed=arguments.seed)
        finally:
            site.end()
            cluster.stop()
    return 0 if all(one.met for one in found) else 1


if __name__ == "__main__":
    sys.exit(main())
