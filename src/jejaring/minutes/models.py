"""Minutes of sessions and meetings, their approved versions, and what somebody has to do until when."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jejaring.documents.models import Document
from jejaring.drafts.models import Draft
from jejaring.events.models import Event, Session
from jejaring.kit import columns


class Minutes(Draft):
    """What was discussed and decided in a session, or in a meeting during an event (*notula*).

    `present`, `excused` and `absent` have one title or organisation per line, and no names of persons that nobody
    gave. Written as a draft, approved as a document that the network signs; to correct it is to write it again, and the
    next version replaces the document.
    """

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("minutes", "draft")
        APPROVED = "approved", pgettext_lazy("minutes", "approved, to be signed")
        SIGNED = "signed", pgettext_lazy("minutes", "signed")

    TEXTS = ("title", "place", "agenda", "present", "excused", "absent", "course", "decisions")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    event = models.ForeignKey(Event, models.PROTECT, related_name="minutes")
    session = models.ForeignKey(Session, models.PROTECT, null=True, blank=True, related_name="minutes")
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.DRAFT)
    title = columns.Line(_("title"), max_length=300)
    held_at = models.DateTimeField(_("date and time"))
    place = columns.Line(_("place"), max_length=200, blank=True)
    agenda = columns.Lines(_("agenda"), blank=True)
    present = columns.Lines(_("present"), blank=True)
    excused = columns.Lines(_("excused"), blank=True)
    absent = columns.Lines(_("absent"), blank=True)
    course = columns.Lines(_("course of the meeting"), blank=True)
    decisions = columns.Lines(_("decisions"), blank=True)
    document = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+")
    correction_reason = columns.Line(_("why it is corrected"), max_length=500, blank=True)
    example = models.BooleanField(_("example"), default=False)

    class Meta:
        ordering = ["-held_at", "-pk"]
        verbose_name = _("minutes")
        verbose_name_plural = _("minutes")
        constraints = [
            models.CheckConstraint(
                condition=Q(state="draft") | Q(document__isnull=False), name="approved_minutes_have_a_document"
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("minutes:minutes", args=[self.event.slug, self.public_id])

    @property
    def typed(self) -> Mapping[str, Any]:
        return {name: getattr(self, name) for name in self.TEXTS}


class MinutesVersion(models.Model):
    """Minutes as they were approved: numbered, never changed, each with its document.

    `content` has the texts and the items; `reason` is why the version before was corrected.
    """

    minutes = models.ForeignKey(Minutes, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(_("version"))
    content = models.JSONField()
    document = models.OneToOneField(Document, models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(_("approved"))
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reason = columns.Line(_("why it was corrected"), max_length=500, blank=True)

    class Meta:
        ordering = ["-number"]
        verbose_name = _("version of minutes")
        verbose_name_plural = _("versions of minutes")
        constraints = [models.UniqueConstraint(fields=["minutes", "number"], name="versions_of_minutes_are_counted")]

    def __str__(self) -> str:
        return f"{self.minutes} #{self.number}"


class ActionItem(models.Model):
    """What someone with an account has to do until a day. It waits for them once the minutes are `approved`.

    One that a correction leaves out is `dropped_at`, and waits no more.
    """

    minutes = models.ForeignKey(Minutes, models.PROTECT, related_name="items")
    number = models.PositiveSmallIntegerField(editable=False)
    text = columns.Line(_("what is to be done"), max_length=500)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by whom"))
    due_on = models.DateField(_("until"))
    approved = models.BooleanField(default=False, editable=False)
    done_at = models.DateTimeField(_("done"), null=True, editable=False)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+")
    done_note = columns.Line(_("what came of it"), max_length=500, blank=True)
    dropped_at = models.DateTimeField(_("dropped"), null=True, editable=False)

    class Meta:
        ordering = ["minutes", "number"]
        verbose_name = _("action item")
        verbose_name_plural = _("action items")
        constraints = [
            models.UniqueConstraint(fields=["minutes", "number"], name="action_items_are_counted"),
            models.CheckConstraint(
                condition=Q(done_at=None, done_by=None) | Q(done_at__isnull=False, done_by__isnull=False),
                name="a_done_item_names_who_did_it",
            ),
        ]

    def __str__(self) -> str:
        return self.text

    def get_absolute_url(self) -> str:
        return reverse("minutes:item", args=[self.pk])
