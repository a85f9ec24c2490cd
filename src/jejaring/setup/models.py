"""What the secretariat has confirmed of what a new network has to decide, and which version set the database up."""

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


class Release(models.Model):
    """A version of the program that the database was brought to, and the settings it reads, for the next upgrade.

    Of the installation and not of the network, like the table of migrations: the ledger does not name it.
    """

    version = models.CharField(max_length=40)
    settings = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.version


class Appearance(models.Model):
    """The network's own main colour and logo; empty where it has Jejaring's. Once it exists, it has been decided on."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    colour = models.CharField(max_length=7, blank=True)
    logo = models.BinaryField(default=b"", blank=True)
    logo_kind = models.CharField(max_length=3, blank=True)
    logo_sha256 = models.CharField(max_length=64, blank=True)
    logo_width = models.PositiveSmallIntegerField(default=0)
    logo_height = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="a_network_has_one_appearance")]

    def __str__(self) -> str:
        return f"{self.colour} {self.logo_sha256}".strip()
