"""What the secretariat has confirmed of what a new network has to decide."""

from __future__ import annotations

from django.db import models


class Confirmation(models.Model):
    """A line was confirmed: as it is, or, with the SHA-256 of a data file, as that file was.

    The ledger keeps who confirmed it and when.
    """

    line = models.SlugField(max_length=30)
    sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["line", "sha256"], name="a_line_is_confirmed_once")]

    def __str__(self) -> str:
        return self.line
