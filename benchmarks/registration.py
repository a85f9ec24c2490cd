"""Registration under load: 500 people for 300 seats from 16 clients at once, as they do it in a browser.

Each opens the page and sends the form. Afterwards there are exactly 300 seats taken and 200 people on the waiting
list, in the order in which the server took them up, and no answer was an error. A fault ends it with status 1.
"""

from __future__ import annotations

import os
import platform
import re
import statistics
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta

import httpx

from benchmarks.__main__ import CLIENTS, Site, database, server

PEOPLE, SEATS = 500, 300
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


@dataclass(frozen=True, slots=True)
class Visit:
    """What one person met: statuses of page and form, and the seconds each took."""

    statuses: tuple[int, int]
    page: float
    form: float


def prepare() -> tuple[str, int]:
    """Have an announced event with one group; return the path of its registration and the group's key."""
    import django

    django.setup()
    from jejaring.cities.models import Organisation
    from jejaring.config.upgrade import doing
    from jejaring.events.models import Event
    from jejaring.kit import clock
    from jejaring.registration.models import ParticipantGroup, Setup

    doing.migrate(verbosity=0)
    doing.collect_static_files()
    now = clock.now()
    Organisation.objects.create(kind="network", slug="jejaring", name="Jejaring", short_name="Jejaring")
    event = Event.objects.create(
        slug="seminar",
        name_id="Seminar",
        begins_on=now.date() + timedelta(days=30),
        ends_on=now.date() + timedelta(days=31),
        state=Event.State.ANNOUNCED,
    )
    Setup.objects.create(event=event, opens_at=now - timedelta(hours=1))
    group = ParticipantGroup.objects.create(event=event, key="umum", name_id="Umum", seats=SEATS, by_delegation=False)
    return "/acara/seminar/daftar/", group.pk


def visit(site: Site, path: str, group: int, person: int) -> Visit:
    """Register one person as a browser does, with a session of its own."""
    with httpx.Client(base_url=site.url, timeout=60) as browser:
        began = time.perf_counter()
        page = browser.get(path)
        shown = time.perf_counter()
        found = TOKEN.search(page.text)
        typed = {
            "csrfmiddlewaretoken": found[1] if found else "",
            "group": str(group),
            "name": f"Peserta {person:03d}",
            "email": f"peserta-{person}@contoh.id",
            "language": "id",
        }
        answer = browser.post(path, data=typed)
        return Visit((page.status_code, answer.status_code), shown - began, time.perf_counter() - shown)


def faults_in(visits: list[Visit]) -> list[str]:
    """Return a sentence for each thing that is not as it has to be."""
    from jejaring.registration.models import Code, Registration

    rows = list(Registration.objects.order_by("pk").values_list("state", "queued_at"))
    states = Counter(state for state, _queued in rows)
    queue = [queued for state, queued in rows if state == "waiting" and queued]
    found = {
        f"answers {Counter(one.statuses for one in visits)}": all(one.statuses == (200, 302) for one in visits),
        f"registrations {dict(states)}": states == {"confirmed": SEATS, "waiting": PEOPLE - SEATS},
        "a seat was given after somebody had to wait": all(state == "confirmed" for state, _q in rows[:SEATS]),
        "the waiting list is not in the order of arrival": queue == sorted(set(queue)),
        "a seat has no code, or a code no seat": Code.objects.count() == SEATS,
    }
    return [sentence for sentence, holds in found.items() if not holds]


def main() -> None:
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, {CLIENTS} clients")
    with database():
        path, group = prepare()
        with server("jejaring.config.wsgi") as site, ThreadPoolExecutor(CLIENTS) as pool:
            began = time.perf_counter()
            visits = list(pool.map(lambda person: visit(site, path, group, person), range(PEOPLE)))
            seconds = time.perf_counter() - began
        faults = faults_in(visits)
    print(f"{PEOPLE} people for {SEATS} seats in {seconds:.1f} s: {PEOPLE / seconds:.0f} registrations per second")
    for name, times in (("page", [one.page for one in visits]), ("form", [one.form for one in visits])):
        cuts = statistics.quantiles(times, n=20)
        print(f"{name:<6} p50 {1000 * cuts[9]:>7.1f} ms   p95 {1000 * cuts[18]:>7.1f} ms")
    if faults:
        raise SystemExit("\n".join(faults))
    print(f"exactly {SEATS} seats, {PEOPLE - SEATS} on the waiting list in order of arrival, no error")


if __name__ == "__main__":
    main()
