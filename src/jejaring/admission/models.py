"""The journey: its steps, their evidence, the application, the agreement."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from engines.lifecycle import journey
from jejaring.cities.models import Office, Organisation
from jejaring.documents.models import Document, StoredFile
from jejaring.drafts.models import Draft
from jejaring.kit import columns, remarks
from jejaring.kit.remarks import REPLY
from jejaring.membership.models import Membership, ParticipationKind


class Journey(models.Model):
    """One organisation's path into the network. An organisation has at most one that is open."""

    class State(models.TextChoices):
        INTEREST = journey.INTEREST, _("interest expressed")
        LOI_DRAFTED = journey.LOI_DRAFTED, _("letter of intent drafted")
        LOI_SIGNED = journey.LOI_SIGNED, _("letter of intent signed")
        DELIBERATING = journey.DELIBERATING, _("internal deliberation called")
        DELIBERATED = journey.DELIBERATED, _("internal deliberation concluded")
        SUBMITTED = journey.SUBMITTED, _("application submitted")
        RETURNED = journey.RETURNED, _("application returned with comments")
        VERIFIED = journey.VERIFIED, _("application verified")
        APPROVED = journey.APPROVED, _("application approved")
        AGREEMENT_DRAFTED = journey.AGREEMENT_DRAFTED, _("cooperation agreement drafted")
        AGREEMENT_SIGNED = journey.AGREEMENT_SIGNED, _("cooperation agreement signed")
        MEMBER = journey.MEMBER, _("member")
        DECLINED = journey.DECLINED, _("decided not to join")
        REJECTED = journey.REJECTED, _("application rejected")
        WITHDRAWN = journey.WITHDRAWN, pgettext_lazy("journey", "withdrawn")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="journeys")
    kind = models.ForeignKey(ParticipationKind, models.PROTECT, related_name="+")
    state = models.CharField(_("state"), max_length=20, choices=State)
    state_since = models.DateField(_("since"))
    opened_on = models.DateField(_("opened on"))
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    waiting_on = models.CharField(_("waiting for"), max_length=10, blank=True)
    membership = models.OneToOneField(Membership, models.PROTECT, null=True, blank=True, related_name="journey")
    source = models.CharField(_("source"), max_length=500, blank=True)
    example = models.BooleanField(_("example"), default=False)

    class Meta:
        ordering = ["-opened_on", "-id"]
        verbose_name = _("journey")
        verbose_name_plural = _("journeys")
        constraints = [
            models.UniqueConstraint("organisation", condition=Q(closed_on__isnull=True), name="one_open_journey")
        ]
        indexes = [models.Index(fields=["waiting_on", "due_on"], name="journeys_by_due_date")]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.get_state_display()}"

    def get_absolute_url(self) -> str:
        return reverse("admission:journey", args=[self.public_id])

    def get_state_display(self) -> str:  # type: ignore[no-redef]  # the stubs add Django's own
        """Return the state in words. Django's own translates all of them to find one; lists ask for hundreds."""
        return str(self.State(self.state).label)


class Step(models.Model):
    """One move that was made. `decided_on` is the date of the decision, `recorded_at` when it was entered."""

    journey = models.ForeignKey(Journey, models.PROTECT, related_name="steps")
    verb = models.CharField(max_length=30)
    from_state = models.CharField(max_length=20)
    to_state = models.CharField(max_length=20, choices=Journey.State)
    decided_on = models.DateField(_("decided on"))
    recorded_at = models.DateTimeField(_("recorded at"))
    was_due_on = models.DateField(_("was due on"), null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    remark = columns.Lines(_("comment"), blank=True)

    pieces: list[Evidence]  # its evidence; for steps that came through `steps_of`

    class Meta:
        ordering = ["id"]
        verbose_name = _("step")
        verbose_name_plural = _("steps")

    def __str__(self) -> str:
        return f"{self.journey_id}: {self.verb}"


class Evidence(models.Model):
    """What a step rests on: a file, a document, a text or a signature, with its own date.

    Evidence is gathered while the journey waits (`step` empty) and belongs to the step that used it.
    """

    journey = models.ForeignKey(Journey, models.PROTECT, related_name="evidence")
    step = models.ForeignKey(Step, models.PROTECT, null=True, related_name="evidence")
    code = models.CharField(max_length=40)
    decided_on = models.DateField(_("date of the decision"))
    recorded_at = models.DateTimeField(_("recorded at"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    text = columns.Lines(blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    document = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+")
    signatory = models.ForeignKey(Office, models.PROTECT, null=True, related_name="+")
    mandate = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["id"]
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        constraints = [
            models.UniqueConstraint(
                fields=["journey", "code"], condition=Q(step__isnull=True), name="one_open_piece_of_evidence_per_code"
            )
        ]

    def __str__(self) -> str:
        return f"{self.journey_id}: {self.code}"


class ApplicationVersion(Draft):
    """One version of the application; the one without `submitted_on` is the draft being written.

    Since `ready_at` a complete draft waits for its signature. `replies` answer remarks, by field.
    """

    journey = models.ForeignKey(Journey, models.PROTECT, related_name="applications")
    number = models.PositiveSmallIntegerField(_("version"))
    answers = columns.DraftTexts(_("answers"), default=dict)
    replies = columns.DraftTexts(_("replies to comments"), default=dict)
    ready_at = models.DateTimeField(_("ready for signature since"), null=True)
    document = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+")
    submitted_on = models.DateField(_("date of the application"), null=True)
    submitted_at = models.DateTimeField(_("submitted at"), null=True)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["number"]
        verbose_name = _("application")
        verbose_name_plural = _("applications")
        constraints = [
            models.UniqueConstraint(fields=["journey", "number"], name="one_application_per_version"),
            models.UniqueConstraint(
                "journey", condition=Q(submitted_on__isnull=True), name="one_draft_application_per_journey"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.journey_id} v{self.number}"

    @property
    def typed(self) -> dict[str, Any]:
        """Return answers and replies by the form's field."""
        return {**self.answers, **{f"{REPLY}{key}": text for key, text in self.replies.items()}}


class LetterDraft(Draft):
    """What was typed for a letter that is written over days ("minutes", "agreement"); it ends when that is issued."""

    journey = models.ForeignKey(Journey, models.PROTECT, related_name="letter_drafts")
    code = models.CharField(max_length=40)
    answers = columns.DraftTexts(_("answers"), default=dict)

    class Meta:
        verbose_name = _("draft of a letter")
        verbose_name_plural = _("drafts of letters")
        constraints = [models.UniqueConstraint(fields=["journey", "code"], name="one_draft_per_letter")]

    def __str__(self) -> str:
        return f"{self.journey_id}: {self.code}"

    @property
    def typed(self) -> dict[str, Any]:
        """Return the draft by the form's field."""
        return dict(self.answers)


class Remark(remarks.Remark):
    """What the secretariat wrote about one field of a submitted application."""

    version = models.ForeignKey(ApplicationVersion, models.PROTECT, related_name="remarks")

    class Meta(remarks.Remark.Meta):
        constraints = [models.UniqueConstraint(fields=["version", "field"], name="one_remark_per_field")]

    def __str__(self) -> str:
        return f"{self.version}: {self.field}"


class Agreement(models.Model):
    """The cooperation agreement (*perjanjian kerja sama*, PKS) between city and network."""

    journey = models.OneToOneField(Journey, models.PROTECT, related_name="agreement")
    parts = columns.Texts(_("parts"), default=dict)
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until"))
    document = models.ForeignKey(Document, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("cooperation agreement")
        verbose_name_plural = _("cooperation agreements")
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__gt=models.F("valid_from")), name="an_agreement_ends_after_it_begins"
            )
        ]

    def __str__(self) -> str:
        return f"{self.journey_id}"
