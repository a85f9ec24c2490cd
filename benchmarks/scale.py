"""Measure an installation at 30, 500 and 10,000 organisations: pages, memory, size on disk; print the figures.

Each page is measured several times, and the better figures count: the machine may be busy with other things.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from benchmarks.__main__ import CLIENTS, Figures, Site, database, load, server

if TYPE_CHECKING:
    from benchmarks.data import Cast
    from benchmarks.pages import Subject

SIZES = (30, 500, 10_000)
YEARS = range(2016, 2026)
BATCH = 2_000
HEAD = f"{'page':<16}{'p50 ms':>8}{'p95 ms':>8}{'req/s':>8}{'CPU ms':>8} |{'bare p95':>9}{'bare/s':>8} |{'ratio':>7}"


def history() -> None:
    """Add ten years of invoices with their payments, a liaison per member, and letters to each of them."""
    from datetime import UTC, date, datetime

    from jejaring.cities.models import Holding, Office
    from jejaring.dues.models import Invoice, Payment
    from jejaring.membership.models import Membership
    from jejaring.notices.models import Notice
    from jejaring.people.models import Person

    members = list(Membership.objects.select_related("organisation").order_by("pk"))
    keeper = Person.objects.earliest("pk")
    persons = Person.objects.bulk_create(
        [Person(email=f"narahubung-{one.pk}@contoh.id", name=f"Narahubung {one.pk}") for one in members],
        BATCH,
    )
    offices = Office.objects.bulk_create(
        [Office(organisation=one.organisation, role="liaison", title="Narahubung") for one in members], BATCH
    )
    Holding.objects.bulk_create(
        [
            Holding(office=office, holder=person, since=date(2016, 1, 4))
            for office, person in zip(offices, persons, strict=True)
        ],
        BATCH,
    )
    for year in YEARS:
        invoices = Invoice.objects.bulk_create(
            [
                Invoice(
                    membership=one,
                    year=year,
                    number=f"{one.pk}/IUR/{year}",
                    amount_idr=25_000_000,
                    issued_on=date(year, 1, 15),
                    due_on=date(year, 3, 31),
                )
                for one in members
            ],
            BATCH,
        )
        Payment.objects.bulk_create(
            [
                Payment(
                    invoice=one,
                    amount_idr=one.amount_idr,
                    paid_on=date(year, 2, 20),
                    reference=one.number,
                    recorded_by=keeper,
                    matched_by=keeper,
                )
                for one in invoices
            ],
            BATCH,
        )
        noon = datetime(year, 1, 15, 5, tzinfo=UTC)
        Notice.objects.bulk_create(
            [
                Notice(
                    recipient=person,
                    kind="dues.invoice",
                    subject=f"Iuran {year}",
                    body="Tagihan iuran Anda telah terbit. " * 5,
                    key=f"iuran-{year}-{person.pk}",
                    created_at=noon,
                    sent_at=noon,
                    read_at=noon,
                )
                for person in persons
            ],
            BATCH,
        )


def best(site: Site, path: str, cookie: str, seconds: int, times: int, *, anew: bool = False) -> Figures:
    """Return the figures of the best of several measurements, by requests per second."""
    return max((load(site, path, cookie, seconds, anew=anew) for _ in range(times)), key=lambda one: one.rps)


def measure(organisations: int, seconds: int, times: int) -> None:
    """Print the figures of an installation of a size: making it, its size on disk, memory, pages."""
    import django
    from django.core.management import call_command
    from django.db import connection

    django.setup()
    from jejaring.config.upgrade.doing import REFERENCE_DATA

    for command in ("migrate", "createcachetable", *REFERENCE_DATA):
        call_command(command, verbosity=0)
    call_command("collectstatic", "--noinput", verbosity=0)
    from benchmarks import data, pages

    began = time.monotonic()
    cast = data.make(organisations)
    history()
    made = time.monotonic() - began
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("SELECT pg_database_size(current_database()) / 1e6")
        (megabytes,) = cursor.fetchone()
    entries = organisations * data.ENTRIES_EACH
    print(f"{organisations:,} organisations, {entries:,} entries in {made:.0f} s; database {megabytes:.0f} MB")
    subjects = _subjects(cast)
    costs = [pages.cost_of(subject)[0] for subject in subjects]
    with server("jejaring.config.wsgi") as site:
        ours = [best(site, one.path, one.cookie, seconds, times, anew=one.anew) for one in subjects]
        memory = site.memory_mb()
    with (
        server("benchmarks.bare_wsgi", BARE_SIGNED_IN="no") as plain,
        server("benchmarks.bare_wsgi", BARE_SIGNED_IN="yes") as signed,
    ):
        bare = [
            best(signed if one.cookie else plain, f"/?rows={c.rows}&queries={c.queries}", one.cookie, seconds, times)
            for one, c in zip(subjects, costs, strict=True)
        ]
    print(f"memory: {', '.join(f'{one:.0f} MB' for one in memory)} (2 web processes and the one that keeps them)")
    print(f"memory of a worker: {_memory_of_a_worker():.0f} MB")
    print(HEAD)
    for subject, one, other in zip(subjects, ours, bare, strict=True):
        print(
            f"{subject.name:<16}{one.p50:>8.1f}{one.p95:>8.1f}{one.rps:>8.0f}{one.cpu:>8.1f} |"
            f"{other.p95:>9.1f}{other.rps:>8.0f} |{one.rps / other.rps:>7.2f}"
            + (f"  {one.errors} errors" if one.errors else ""),
            flush=True,
        )


def _subjects(cast: Cast) -> Sequence[Subject]:
    from benchmarks import pages

    cookie = pages.session_of(cast.secretariat)
    return [
        pages.Subject("home", "/"),
        pages.Subject("register", "/anggota/"),
        pages.Subject("register, drawn", "/anggota/", anew=True),
        pages.Subject("search", "/cari/?q=Contoh+0001", anew=True),
        pages.Subject("city", f"/anggota/{cast.city.slug}/"),
        pages.Subject("city, drawn", f"/anggota/{cast.city.slug}/", anew=True),
        pages.Subject("workroom", "/ruang/", cookie),
        pages.Subject("workroom, drawn", "/ruang/", cookie, anew=True),
    ]


def _memory_of_a_worker() -> float:
    """Return the memory of a worker that waits for jobs, in MB."""
    from jejaring.config.processes import worker_command
    from jejaring.operation.checks.work import queue

    child = subprocess.Popen(worker_command(2), start_new_session=True)
    try:
        while queue().heartbeat_seconds is None:
            time.sleep(0.2)
        return sum(Site("", child.pid).memory_mb())
    finally:
        child.terminate()
        child.wait()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale", description=__doc__)
    parser.add_argument("--organisations", type=int, help="measure one size only")
    parser.add_argument("--seconds", type=int, default=3, help="how long each page is asked for (3)")
    parser.add_argument("--times", type=int, default=2, help="how often each page is measured (2)")
    arguments = parser.parse_args()
    if arguments.organisations:
        with database():
            measure(arguments.organisations, arguments.seconds, arguments.times)
        return
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, {CLIENTS} clients, the better of {arguments.times}")
    sys.stdout.flush()
    for size in SIZES:
        command = [sys.executable, "-m", "benchmarks.scale", "--organisations", str(size)]
        options = ["--seconds", str(arguments.seconds), "--times", str(arguments.times)]
        subprocess.run([*command, *options], check=True)


if __name__ == "__main__":
    main()
