"""What a certificate looks like, who gets one, and each that was issued."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from engines import presence
from jejaring.cities.models import Office
from jejaring.documents.models import Document, StoredFile
from jejaring.events.models import Event
from jejaring.kit import columns
from jejaring.registration.models import Registration

LONGEST_TEXT = 1_000


class Template(models.Model):
    """The look of an event's certificates and who signs them; a change changes none that was issued."""

    event = models.OneToOneField(Event, models.PROTECT, related_name="certificate_template")
    title_id = columns.Line(_("title in Indonesian"), max_length=60)
    title_en = columns.Line(_("title in English"), max_length=60, blank=True)
    text_id = columns.Lines(_("text in Indonesian"), max_length=LONGEST_TEXT)
    text_en = columns.Lines(_("text in English"), max_length=LONGEST_TEXT, blank=True)
    office = models.ForeignKey(Office, models.PROTECT, related_name="+", verbose_name=_("signing office"))
    landscape = models.BooleanField(_("landscape"), default=True)
    band = models.BooleanField(_("with the woven band"), default=True)
    logo = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("template of certificates")
        verbose_name_plural = _("templates of certificates")

    def __str__(self) -> str:
        return f"{self.title_id}: {self.event}"


class Rule(models.Model):
    """Who of an audience gets a certificate: at least `percent` of the measure; None asks for no presence at all.

    An audience without a rule gets none but by hand. A session is attended from `session_percent` of its length.
    """

    class Audience(models.TextChoices):
        PARTICIPANTS = "participants", _("participants")
        SPEAKERS = "speakers", _("speakers")
        COMMITTEE = "committee", _("committee")

    class Measure(models.TextChoices):
        SESSIONS = presence.SESSIONS, _("of the sessions")
        HOURS = presence.HOURS, _("of the hours")
        DAYS = presence.DAYS, _("of the days")

    event = models.ForeignKey(Event, models.CASCADE, related_name="certificate_rules")
    audience = models.CharField(_("audience"), max_length=12, choices=Audience)
    measure = models.CharField(_("measure"), max_length=8, choices=Measure, default=Measure.SESSIONS)
    percent = models.PositiveSmallIntegerField(_("at least"), null=True, validators=[MaxValueValidator(100)])
    session_percent = models.PositiveSmallIntegerField(
        _("a session counts from"), default=50, validators=[MaxValueValidator(100)]
    )

    class Meta:
        ordering = ["pk"]
        verbose_name = _("rule of certificates")
        verbose_name_plural = _("rules of certificates")
        constraints = [
            models.UniqueConstraint(fields=["event", "audience"], name="one_rule_per_audience"),
            models.CheckConstraint(
                condition=Q(session_percent__lte=100) & (Q(percent=None) | Q(percent__lte=100)),
                name="a_share_is_at_most_the_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_audience_display()}: {self.event}"


class Certificate(models.Model):
    """One certificate of one person. What it attests stands in its document, as issued, and never changes.

    `current` is False once it was replaced or revoked. `reason` says why it was given by hand or corrected.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    event = models.ForeignKey(Event, models.PROTECT, related_name="certificates")
    registration = models.ForeignKey(Registration, models.PROTECT, related_name="certificates")
    document = models.OneToOneField(Document, models.PROTECT, null=True, related_name="+")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    current = models.BooleanField(pgettext_lazy("certificate", "in force"), default=True)
    reason = columns.Line(_("reason"), max_length=500, blank=True)
    issued_at = models.DateTimeField(_("issued"))
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-issued_at", "-pk"]
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        constraints = [
            models.UniqueConstraint(
                fields=["registration"], condition=Q(current=True), name="one_certificate_in_force_per_registration"
            )
        ]

    def __str__(self) -> str:
        return str(self.document or self.registration)
