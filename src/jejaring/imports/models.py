"""The record of an import: what was read, with which columns, what went in, and whether it was undone."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jejaring.imports.errors import RowError
from jejaring.imports.reading import KNOWN_ENCODINGS


class ImportRecord(models.Model):
    """One file that was read. A room adds the file itself, and points from each record it made to the import.

    A preview has loaded nothing yet; `mapping` is the heading of each column by the column's key.
    """

    class State(models.TextChoices):
        PREVIEW = "preview", pgettext_lazy("import", "preview")
        LOADED = "loaded", pgettext_lazy("import", "loaded")
        UNDONE = "undone", pgettext_lazy("import", "undone")

    state = models.CharField(_("state"), max_length=10, choices=State, default=State.LOADED)
    at = models.DateTimeField(_("read at"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    accepted = models.PositiveIntegerField(_("rows loaded"), default=0)
    known = models.PositiveIntegerField(_("rows known already"), default=0)
    skipped = models.PositiveIntegerField(_("rows not wanted"), default=0)
    faulty = models.PositiveIntegerField(_("number of rows with errors"), default=0)
    errors = models.JSONField(_("rows with errors, the first of them"), default=list)
    encoding = models.CharField(_("encoding"), max_length=20, blank=True)
    mapping = models.JSONField(_("columns"), default=dict)

    class Meta:
        abstract = True
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d}"

    @property
    def row_errors(self) -> list[RowError]:
        """Return the rows that were not loaded, with their reasons: at most the first that were kept."""
        return [RowError.from_json(error) for error in self.errors]

    @property
    def assumed_encoding(self) -> str:
        """Return how the file's text was read if it does not say so itself and is not UTF-8, else ""."""
        return "" if self.encoding in KNOWN_ENCODINGS else self.encoding
