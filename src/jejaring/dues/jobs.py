"""Long jobs of dues: loading a bank statement."""

from __future__ import annotations

from collections.abc import Mapping

from django.urls import reverse
from django.utils.translation import gettext as _

from jejaring.documents.models import StoredFile
from jejaring.dues import actions
from jejaring.dues.rules import may_keep_dues
from jejaring.kit.refusal import Refusal
from jejaring.kit.registry import Report
from jejaring.kit.requests import now
from jejaring.people.models import Person


def read_statement(owner: Person, report: Report, *, number: int, file_id: int, mapping: Mapping[str, str]) -> str:
    """Load a statement whose file was kept, in one transaction; return the address of its page.

    Raises Refusal if the owner no longer keeps the dues, or the columns are not recognised.
    """
    on, at = now()
    if not may_keep_dues(owner, on=on):
        raise Refusal(_("You no longer manage the dues. The statement was not loaded."))
    file = StoredFile.objects.get(pk=file_id)
    statement = actions.load_file(file, number, mapping, by=owner, on=on, at=at, report=report)
    return reverse("dues:bank_statement", args=[statement.pk])
