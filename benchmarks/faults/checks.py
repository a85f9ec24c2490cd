"""What must be true afterwards: nothing that was acknowledged is lost, numbers have no gaps, nothing is left undone."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass

from django.db import connection

from benchmarks.faults.mail import MailServer
from benchmarks.faults.site import Site
from benchmarks.faults.visitors import Crowd
from jejaring.documents.models import Document, LetterNumber
from jejaring.dues.models import Invoice, Payment
from jejaring.files import storage
from jejaring.ledger import agreement
from jejaring.people.models import Invitation

UNDONE = "SELECT count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing')"
FAILED = "SELECT task_name FROM procrastinate_jobs WHERE status = 'failed'"
PERIODIC = " AND id IN (SELECT job_id FROM procrastinate_periodic_defers)"  # the next one does their work


@dataclass(frozen=True, slots=True)
class Figure:
    """A count with its limit; no limit: it is only told."""

    name: str
    found: int
    limit: int | None = 0

    @property
    def met(self) -> bool:
        return self.limit is None or self.found <= self.limit


def settled(site: Site, seconds: float) -> bool:
    """Return whether all background work is done within some seconds, those jobs too whose worker was killed."""
    deadline = time.monotonic() + seconds
    while _count(UNDONE):
        if time.monotonic() > deadline:
            return False
        site.tend(1)
    return True


def disagreements() -> set[str]:
    """Return sentences on records that do not agree with the ledger: those of made-up data from the beginning."""
    return set(agreement.disagreements())


def figures(crowd: Crowd, mail: MailServer, *, known: set[str]) -> list[Figure]:
    """Return what was written, and what is wrong with it; `known` are the disagreements of before."""
    there = {
        "payments": Counter(Payment.objects.values_list("reference", flat=True)),
        "invoices": Counter(map(str, Invoice.objects.values_list("membership_id", flat=True))),
        "invitations": Counter(Invitation.objects.values_list("email", flat=True)),
    }
    letters = Counter(mail.received)
    told = [Figure(f"{kind} acknowledged", len(crowd.acknowledged[kind]), None) for kind in crowd.KINDS]
    told += [
        Figure("done, but the answer was lost", sum(_more(there[kind], crowd, kind) for kind in crowd.KINDS), None)
    ]
    told += [Figure("letters that came twice", sum(count - 1 for count in letters.values()), None)]
    told += [Figure("periodic jobs failed, and done by the next", len(_names(FAILED + PERIODIC)), None)]
    lost = [Figure(f"{kind} lost", len(crowd.acknowledged[kind] - set(there[kind])), 0) for kind in crowd.KINDS]
    return [
        *told,
        *lost,
        Figure("recorded twice", sum(count - 1 for kind in there.values() for count in kind.values())),
        Figure("gaps in the numbers of letters", _gaps(list(LetterNumber.objects.values_list("sequence", flat=True)))),
        Figure("invoices without their letter", Invoice.objects.filter(document=None).count()),
        Figure("documents without their file", sum(not _is_stored(one) for one in Document.objects.all())),
        Figure("invitations without a letter", len(set(there["invitations"]) - set(letters))),
        Figure("background jobs left", _count(UNDONE)),
        Figure("background jobs failed", len(_names(FAILED)) - len(_names(FAILED + PERIODIC))),
        Figure("ledger not valid", _code("ledger", "verify")),
        Figure("records that do not agree with it", len(disagreements() - known)),
    ]


def _more(there: Counter[str], crowd: Crowd, kind: str) -> int:
    return len(set(there) - crowd.acknowledged[kind])


def _gaps(numbers: list[int]) -> int:
    """Return how many numbers are missing between 1 and the last one."""
    return max(numbers, default=0) - len(set(numbers))


def _is_stored(document: Document) -> bool:
    with suppress(OSError):
        return hashlib.sha256(storage.get(document.sha256)).hexdigest() == document.sha256
    return False


def _count(sql: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return int(cursor.fetchone()[0])


def _names(sql: str) -> list[str]:
    """Return the tasks of jobs, and print them to standard error."""
    with connection.cursor() as cursor:
        cursor.execute(sql)
        names = [str(row[0]) for row in cursor.fetchall()]
    print("".join(f"failed: {name}\n" for name in names), end="", file=sys.stderr)
    return names


def _code(*command: str) -> int:
    """Return the exit code of a command of ours; what it printed goes to standard error if that is not 0."""
    done = subprocess.run(
        [sys.executable, "-m", "jejaring.config.cli", *command], env=dict(os.environ), stdout=subprocess.PIPE, text=True
    )
    if done.returncode:
        print(done.stdout, file=sys.stderr)
    return done.returncode
