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
    device without network did not check; `conflicts` what was found when it reported, until someone has settled it.
    A scan with a `reason` was added by hand. `scanned_by` is who reported it.
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
        OTHER_DAY = "other_day", _("not on this day")
        FULL = "full", _("no seat in this session")

    COUNTED = (Verdict.ADMITTED, Verdict.REPEATED, Verdict.LEFT)  # the answers that are readings of presence

    class Unchecked(models.TextChoices):
        VALIDITY = "validity", _("whether the code is valid and confirmed")
        DAY = "day", _("whether it is a day of this door")
        SEATS = "seats", _("whether there is a seat")
        REPEAT = "repeat", _("whether the person was read before")

    class Conflict(models.TextChoices):
        READ_ELSEWHERE = "read_elsewhere", _("read at another device, too")
        RENEWED = "renewed", _("the code had been renewed")
        NOT_CONFIRMED = "not_confirmed", _("the registration was not confirmed")
        OTHER_EVENT = "other_event", _("the code is of another event")
        UNKNOWN = "unknown", _("the code is not known")
        OTHER_DAY = "other_day", _("it was not on this day")
        FULL = "full", _("there was no seat in this session")

    guid = models.UUIDField(default=uuid.uuid4, unique=True)
    event = models.ForeignKey(Event, models.PROTECT, related_name="scans")
    session = models.ForeignKey(Session, models.PROTECT, null=True, blank=True, related_name="scans")
    registration = models.ForeignKey(Registration, models.PROTECT, null=True, related_name="scans")
    code = models.CharField(_("code"), max_length=200)
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
    reason = columns.Line(_("why by hand"), max_length=500, blank=True)
    undone_at = models.DateTimeField(_("undone"), null=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    undone_reason = columns.Line(_("why undone"), max_length=500, blank=True)
    settled_at = models.DateTimeField(_("settled"), null=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    settled_reason = columns.Line(_("how settled"), max_length=500, blank=True)

    class Meta:
        ordering = ["-scanned_at", "-pk"]
        verbose_name = _("scan")
        verbose_name_plural = _("scans")
        indexes = [
            models.Index(fields=["registration", "session", "scanned_at"], name="scans_of_a_person"),
            models.Index(fields=["event", "scanned_at"], name="scans_of_an_event"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(verdict__in=["unknown", "other_event"]) | Q(registration__isnull=False),
                name="a_known_code_has_a_registration",
            ),
            models.CheckConstraint(
                condition=Q(undone_at=None, undone_by=None) | Q(undone_at__isnull=False, undone_by__isnull=False),
                name="what_is_undone_was_undone_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(settled_at=None, settled_by=None, settled_reason="")
                | (Q(settled_at__isnull=False, settled_by__isnull=False) & ~Q(settled_reason="")),
                name="a_settled_conflict_has_a_name_and_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code}: {self.verdict}"

    @property
    def counts(self) -> bool:
        """Tell whether this is a reading of somebody's presence."""
        return self.undone_at is None and self.verdict in self.COUNTED
