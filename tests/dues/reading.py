"""A bank statement, read at once and in its transaction."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from jejaring.documents.models import StoredFile
from jejaring.dues import actions as dues
from jejaring.dues.models import BankImport
from jejaring.kit.models import Job
from jejaring.people.models import Person


def read_statement(file: UploadedFile[Any], *, by: Person, on: date, at: datetime) -> BankImport:
    return carried_out(dues.read_statement(file, by=by, on=on, at=at), on=on)


def carried_out(job: Job, *, on: date) -> BankImport:
    given = job.arguments
    stored = StoredFile.objects.get(pk=given["file_id"])
    at, by = job.created_at, job.owner
    return dues.load_file(stored, given["number"], given["mapping"], by=by, on=on, at=at, report=unheard)


def unheard(done: int, total: int | None = None) -> None:
    """Nobody watches."""
