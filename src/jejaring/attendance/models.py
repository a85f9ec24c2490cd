"""What the doors reported."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jejaring.events.models import Event, Session
from jejaring.kit import columns
from jejaring.registration.models import Registration


class Scan(models.Model):
    """One reading of one code at one door. `guid` is made by the device, so that the same report is one row.

    Without `session` it is the door of the event. `verdict` is what the server answered; `unchecked` lists what a
    device without network did not check; `conflicts` what was found when it reported.
    """

    class Direction(models.TextChoices):
        IN = "in", pgettext_lazy("door", "in")
        OUT = "out", pgettext_lazy("door", "out")

    class Verdict(models.TextChoices):
        ADMITTED = "admitted", _("admitted")
        REPEATED = "repeated", _("was here before")
        LEFT = "left", pgettext_lazy("door", "left")
        RENEWED = "renewed", _("an old code: it has been renewed")
        NOT_CONFIRMED = "not_confirmed", _("not a confirmed registration")
        OTHER_EVENT = "other_event", _("a code of another event")
        UNKNOWN = "unknown", _("not a known code")
        OTHER_DAY = "other_day", _("not a day of the event")
        FULL = "full", _("no seat in this session")

    guid = models.UUIDField(default=uuid.uuid4, unique=True)
    event = models.ForeignKey(Event, models.PROTECT, related_name="scans")
    session = models.ForeignKey(Session, models.PROTECT, null=True, blank=True, related_name="scans")
    registration = models.ForeignKey(Registration, models.PROTECT, null=True, related_name="scans")
    code = models.CharField(_("code"), max_length=40)
    direction = models.CharField(_("direction"), max_length=3, choices=Direction, default=Direction.IN)
    verdict = models.CharField(_("answer"), max_length=14, choices=Verdict)
    place = columns.Line(_("place"), max_length=100, blank=True)
    device = columns.Line(_("device"), max_length=60, blank=True)
    scanned_at = models.DateTimeField(_("read at"))
    received_at = models.DateTimeField(_("reported at"))
    scanned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    offline = models.BooleanField(_("read without network"), default=False)
    unchecked = models.JSONField(_("not checked then"), default=list, blank=True)
    conflicts = models.JSONField(_("conflicts"), default=list, blank=True)
    undone_at = models.DateTimeField(_("undone"), null=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-scanned_at", "-pk"]
        verbose_name = _("scan")
        verbose_name_plural = _("scans")
        indexes = [models.Index(fields=["registration", "session", "scanned_at"], name="scans_of_a_person")]
        constraints = [
            models.CheckConstraint(
                condition=Q(verdict__in=["unknown", "other_event"]) | Q(registration__isnull=False),
                name="a_known_code_has_a_registration",
            )
        ]

    def __str__(self) -> str:
        return f"{self.code}: {self.verdict}"
