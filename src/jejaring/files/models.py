"""Files on their way to the bucket."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now


class WaitingFile(models.Model):
    """A file that is to be uploaded. Each writer has a row of its own, so none waits for another with the same bytes.

    `seen_at` is when it was first found in the bucket, empty until then.
    """

    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.PositiveBigIntegerField()
    since = models.DateTimeField(db_default=Now())
    seen_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.sha256


class Piece(models.Model):
    """Some bytes of a waiting file: a large one is never in memory whole."""

    file = models.ForeignKey(WaitingFile, models.CASCADE, related_name="pieces")
    number = models.PositiveIntegerField()
    data = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["file", "number"], name="pieces_of_a_file_are_counted")]

    def __str__(self) -> str:
        return f"{self.file_id} #{self.number}"
