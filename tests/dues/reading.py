"""What the tests of dues send: a bank statement, read at once and in its transaction; a typed table of dues."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from jejaring.documents.models import StoredFile
from jejaring.dues import actions as dues
from jejaring.dues.forms import PARTS
from jejaring.dues.models import BankImport
from jejaring.kit.models import Job
from jejaring.people.models import Person

Row = tuple[str, str, str, str, str]


def dues_table(first_year: int, *rows: Row) -> dict[str, str]:
    """Return what the form of a table of dues is sent."""
    cells = {f"{part}_{at}": text for at, row in enumerate(rows, 1) for part, text in zip(PARTS, row, strict=True)}
    return {"first_year": str(first_year), "decision": "SK 1", **cells}


def read_statement(file: UploadedFile[Any], *, by: Person, on: date, at: datetime) -> BankImport:
    return carried_out(dues.read_statement(file, by=by, on=on, at=at), on=on)


def carried_out(job: Job, *, on: date) -> BankImport:
    given = job.arguments
    stored = StoredFile.objects.get(pk=given["file_id"])
    at, by = job.created_at, job.owner
    return dues.load_file(stored, given["number"], given["mapping"], by=by, on=on, at=at, report=unheard)


def unheard(done: int, total: int | None = None) -> None:
    """Nobody watches."""
