"""An entry of the ledger, its link in the hash chain, and the version of each room."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class Entry(models.Model):
    """One thing that was done. The database refuses to change or delete it.

    `decided_on` is the date of the decision the entry records; `at` is when it was recorded.
    `data` is the canonical JSON text that the hash covers.
    """

    at = models.DateTimeField(_("recorded at"), db_default=Now())
    verb = models.CharField(_("what was done"), max_length=80)
    record_type = models.CharField(max_length=80)
    record_id = models.CharField(max_length=64)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_on = models.DateField(_("decided on"), null=True)
    data = models.TextField(default="{}")

    class Meta:
        verbose_name = _("ledger entry")
        verbose_name_plural = _("ledger entries")
        indexes = [
            models.Index(fields=["record_type", "record_id", "-id"], name="entries_of_a_record"),
            models.Index(fields=["actor", "-id"], name="entries_of_a_person"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.record_type} {self.record_id}"


class Link(models.Model):
    """An entry's place in the chain, written by the database when the transaction commits.

    `hash` = SHA-256 of the previous hash and the entry's own text, see `canonical_text`.
    """

    number = models.BigIntegerField(primary_key=True)
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="link")
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.number} {self.hash[:12]}"


class RoomVersion(models.Model):
    """The first link of the last transaction that recorded something in a room; the database writes it.

    An entry is of the room its verb begins with. Numbers are given in the order of commits.
    """

    room = models.CharField(max_length=80, primary_key=True)
    number = models.BigIntegerField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.room} {self.number}"
