"""What participants said of an event, and the reports of it that were published."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jejaring.documents.models import Document
from jejaring.events.models import Event, Session
from jejaring.kit import columns
from jejaring.registration.models import LANGUAGES, Registration


class Survey(models.Model):
    """The days on which participants of an event can say what it was like, and change what they said."""

    event = models.OneToOneField(Event, models.CASCADE, related_name="survey")
    opens_on = models.DateField(_("first day"))
    closes_on = models.DateField(_("last day"))

    class Meta:
        verbose_name = _("survey of an event")
        verbose_name_plural = _("surveys of events")
        constraints = [
            models.CheckConstraint(condition=Q(closes_on__gte=F("opens_on")), name="a_survey_closes_after_it_opens")
        ]

    def __str__(self) -> str:
        return str(self.event)


class Feedback(models.Model):
    """What one participant said of a session, or of the whole event (without `session`).

    `ratings` are whole numbers from 1 to 5 by the keys of `outcomes.questions`. A text is shown to others once a
    manager has read it; a text that changes after that is read again.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waits to be read")
        SHOWN = "shown", pgettext_lazy("feedback", "shown")
        WITHHELD = "withheld", pgettext_lazy("feedback", "not shown")

    event = models.ForeignKey(Event, models.PROTECT, related_name="feedback")
    session = models.ForeignKey(Session, models.PROTECT, null=True, related_name="feedback")
    registration = models.ForeignKey(Registration, models.PROTECT, related_name="feedback")
    ratings = models.JSONField(_("answers"), default=dict)
    text = columns.Lines(_("in your own words"), blank=True)
    language = models.CharField(_("language"), max_length=2, choices=LANGUAGES)
    state = models.CharField(_("text"), max_length=10, choices=State, default=State.WAITING)
    judged_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    given_at = models.DateTimeField(_("given"))
    changed_at = models.DateTimeField(_("changed"))

    class Meta:
        ordering = ["given_at", "pk"]
        verbose_name = _("feedback")
        verbose_name_plural = _("feedback")
        constraints = [
            models.UniqueConstraint(
                fields=["registration", "event", "session"],
                nulls_distinct=False,
                name="one_feedback_per_person_and_subject",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", judged_by=None) | (~Q(state="waiting") & Q(judged_by__isnull=False)),
                name="a_judged_text_has_who_judged_it",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.session or self.event}"


class Report(models.Model):
    """The report of an event as it was published; a correction is a new number, and the document before is replaced.

    `content` is what `outcomes.figures` returned on that day, by language.
    """

    event = models.ForeignKey(Event, models.PROTECT, related_name="reports")
    number = models.PositiveIntegerField(_("edition"))
    summary_id = columns.Lines(_("summary in Indonesian"))
    summary_en = columns.Lines(_("summary in English"), blank=True)
    content = models.JSONField()
    document = models.ForeignKey(Document, models.PROTECT, related_name="+")
    published_at = models.DateTimeField(_("published"))
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-number"]
        verbose_name = _("report of an event")
        verbose_name_plural = _("reports of events")
        constraints = [models.UniqueConstraint(fields=["event", "number"], name="one_report_per_number")]

    def __str__(self) -> str:
        return f"{self.event}: {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("outcomes:report", args=[self.event.slug])
