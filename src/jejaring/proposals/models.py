"""A call for sessions, the proposals that answer it, and what reviewers say of them."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from engines.lifecycle import proposal as life
from jejaring.drafts.models import Draft
from jejaring.events.models import Event, Session
from jejaring.kit import columns
from jejaring.kit.words import bilingual

LANGUAGES = [("id", "Bahasa Indonesia"), ("en", "English")]


class Call(models.Model):
    """An event's call for sessions: from when to when, what is asked, and by which criteria it is judged.

    `questions` and `criteria` are lists of {"key", "label_id", "label_en"}; a key is never given twice.
    """

    event = models.OneToOneField(Event, models.CASCADE, related_name="call")
    opens_at = models.DateTimeField(_("opens"))
    closes_at = models.DateTimeField(_("closes"))
    reviews_by = models.DateField(_("reviews by"), null=True, blank=True)
    text_id = columns.Lines(_("text in Indonesian"))
    text_en = columns.Lines(_("text in English"), blank=True)
    questions = models.JSONField(default=list, blank=True)
    criteria = models.JSONField(default=list)

    text = bilingual("text")

    class Meta:
        verbose_name = _("call for sessions")
        verbose_name_plural = _("calls for sessions")
        constraints = [
            models.CheckConstraint(condition=Q(closes_at__gt=F("opens_at")), name="a_call_closes_after_it_opens")
        ]

    def __str__(self) -> str:
        return str(self.event)


class Proposal(Draft):
    """A session that someone proposes, with or without an account.

    `written` is what the proposer's form holds, with its gaps; the other columns are filled from it when it is
    submitted. `confirmed_at` is when the owner of the e-mail address opened the link that was sent there. What is
    known of the proposer is erased some time after a proposal has ended without being accepted (`erased_at`).
    """

    class State(models.TextChoices):
        DRAFT = life.DRAFT, pgettext_lazy("proposal", "draft")
        SUBMITTED = life.SUBMITTED, pgettext_lazy("proposal", "submitted")
        UNDER_REVIEW = life.UNDER_REVIEW, _("under review")
        ACCEPTED = life.ACCEPTED, pgettext_lazy("proposal", "accepted")
        REJECTED = life.REJECTED, pgettext_lazy("proposal", "not accepted")
        WITHDRAWN = life.WITHDRAWN, pgettext_lazy("proposal", "withdrawn")

    KINDS = (Session.Kind.TALK, Session.Kind.PANEL, Session.Kind.WORKSHOP)
    PERSONAL = ("name", "email", "position", "affiliation", "biography", "further")  # what is erased

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    call = models.ForeignKey(Call, models.PROTECT, related_name="proposals")
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.DRAFT)
    email = models.EmailField(_("e-mail address"), blank=True)
    letter_language = models.CharField(_("language of letters"), max_length=2, choices=LANGUAGES, default="id")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    begun_at = models.DateTimeField(_("begun"))
    confirmed_at = models.DateTimeField(_("address confirmed"), null=True)
    written = columns.DraftTexts(default=dict)
    title = columns.Line(_("title"), max_length=300, blank=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Session.Kind, default=Session.Kind.TALK)
    language = models.CharField(_("language of the session"), max_length=2, choices=LANGUAGES, default="id")
    abstract = columns.Lines(_("abstract"), blank=True)
    name = columns.Line(_("name"), max_length=200, blank=True)
    position = columns.Line(_("position"), max_length=200, blank=True)
    affiliation = columns.Line(_("city or organisation"), max_length=200, blank=True)
    biography = columns.Lines(_("biography"), blank=True)
    further = columns.Lines(_("further speakers"), blank=True)
    answers = columns.Texts(_("answers"), default=dict, blank=True)
    submitted_at = models.DateTimeField(_("submitted"), null=True)
    decided_at = models.DateTimeField(_("decided"), null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    note = columns.Lines(_("note to the proposer"), blank=True)
    session = models.OneToOneField(Session, models.PROTECT, null=True, related_name="proposal")
    erased_at = models.DateTimeField(_("erased"), null=True)

    class Meta:
        ordering = ["-submitted_at", "-pk"]
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[life.DRAFT, life.WITHDRAWN]) | Q(confirmed_at__isnull=False),
                name="a_submitted_proposal_has_a_confirmed_address",
            ),
            models.CheckConstraint(
                condition=Q(state=life.ACCEPTED, session__isnull=False) | (~Q(state=life.ACCEPTED) & Q(session=None)),
                name="an_accepted_proposal_has_its_session",
            ),
            models.CheckConstraint(
                condition=Q(erased_at=None) | Q(name="", email="", biography="", further=""),
                name="an_erased_proposal_holds_nobody",
            ),
        ]

    def __str__(self) -> str:
        return self.title or str(self.written.get("title") or _("Untitled proposal"))

    def get_absolute_url(self) -> str:
        return reverse("proposals:proposal", args=[self.call.event.slug, self.public_id])

    @property
    def typed(self) -> Mapping[str, Any]:
        return dict(self.written)


class Review(models.Model):
    """What one reviewer gives a proposal: points of 1 to 5 per criterion, and a comment for those who decide.

    `score` is the mean of the points.
    """

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="reviews")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    points = models.JSONField(_("points"))
    score = models.FloatField(_("score"))
    comment = columns.Lines(_("comment"), blank=True)
    reviewed_at = models.DateTimeField(_("reviewed"))

    class Meta:
        ordering = ["reviewed_at"]
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        constraints = [
            models.UniqueConstraint(fields=["proposal", "reviewer"], name="one_review_per_reviewer_and_proposal"),
            models.CheckConstraint(condition=Q(score__gte=1, score__lte=5), name="a_score_is_one_to_five"),
        ]

    def __str__(self) -> str:
        return f"{self.proposal}: {self.score:.1f}"
