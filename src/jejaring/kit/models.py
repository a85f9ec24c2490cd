"""A long job of a person, with how far it is and what became of it."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from jejaring.kit import registry, words
from jejaring.kit.components import Progress, Text


class Job(models.Model):
    """Work that takes longer than a page may: a worker does it, and its owner can leave and come back.

    `kind` names what `registry.job_kinds` knows; `arguments` are plain values. `total` is None while nothing can
    be counted. `error` is a sentence in the owner's language. A job whose worker died runs again from its start.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("running")
        DONE = "done", _("finished")
        FAILED = "failed", _("failed")
        STOPPED = "stopped", _("stopped")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="jobs")
    kind = models.CharField(max_length=60)
    arguments = models.JSONField(default=dict)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(null=True)
    error = models.TextField(blank=True)
    result_url = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(_("started"))
    ended_at = models.DateTimeField(_("ended"), null=True)
    stop_asked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        indexes = [models.Index(fields=["owner", "-created_at"], name="jobs_of_a_person")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "running"], ended_at=None)
                | Q(state__in=["done", "failed", "stopped"], ended_at__isnull=False),
                name="a_job_has_ended_or_goes_on",
            )
        ]

    def __str__(self) -> str:
        return str(self.title)

    def get_absolute_url(self) -> str:
        return reverse("kit:job", args=[self.public_id])

    @property
    def stop_url(self) -> str:
        """Return where its owner stops it; "" once that has been asked for or it has ended."""
        return reverse("kit:stop_job", args=[self.public_id]) if self.is_open and not self.stop_asked_at else ""

    @property
    def title(self) -> Text:
        return registry.job_kinds[self.kind].title

    @property
    def is_open(self) -> bool:
        return self.state in (self.State.WAITING, self.State.RUNNING)

    @property
    def sentence(self) -> str:
        """Return how far the job is, or what became of it."""
        match self.state:
            case self.State.WAITING:
                return gettext("It will begin in a moment.")
            case self.State.RUNNING if self.stop_asked_at:
                return gettext("It is being stopped.")
            case self.State.RUNNING if self.total:
                counted = {"done": words.number(self.done), "total": words.number(self.total)}
                return gettext("%(done)s of %(total)s done.") % counted
            case self.State.RUNNING:
                return gettext("It is running.")
            case self.State.DONE:
                return gettext("It is finished.")
            case self.State.STOPPED:
                return gettext("It was stopped.")
        return self.error

    @property
    def progress(self) -> Progress:
        """Return the job as `{% progress job.progress %}` draws it."""
        share = min(1.0, self.done / self.total) if self.total else None
        failed = self.state in (self.State.FAILED, self.State.STOPPED)
        return Progress(
            title=self.title,
            sentence=self.sentence,
            url=self.get_absolute_url(),
            share=share,
            finished=self.state == self.State.DONE,
            failed=failed,
        )
