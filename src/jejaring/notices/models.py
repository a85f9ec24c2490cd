"""The outbox: what persons and other systems are told."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from jejaring.kit import columns


@dataclass(frozen=True, slots=True)
class Words:
    """What a notice says in one language; `link` is a path on this site."""

    subject: str
    body: str
    link: str = ""


class Notice(models.Model):
    """One message to one person; shown in the workroom and sent by e-mail.

    `subject`, `body` and `link` are in the recipient's language of that day, `texts` in every language.
    `key` makes a notice that must be given once ("this reminder for this step") unique.
    """

    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=60)
    subject = models.CharField(_("subject"), max_length=200)
    body = models.TextField(_("text"))
    link = models.CharField(max_length=300, blank=True)
    texts = models.JSONField(default=dict)
    key = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(_("written"))
    sent_at = models.DateTimeField(_("sent"), null=True)
    read_at = models.DateTimeField(_("read"), null=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        constraints = [
            models.UniqueConstraint(
                fields=["recipient", "key"], condition=~Q(key=""), name="a_keyed_notice_is_given_once"
            )
        ]
        indexes = [models.Index(fields=["recipient", "-created_at"], name="notices_of_a_person")]

    def __str__(self) -> str:
        return self.subject

    def get_absolute_url(self) -> str:
        return reverse("notices:notice", args=[self.pk])

    @property
    def words(self) -> Words:
        """Return what the notice says in the active language, or as it was written."""
        own = {"subject": self.subject, "body": self.body, "link": self.link}
        return Words(**self.texts.get(get_language(), own))


class Event(models.Model):
    """Something public that happened, as other systems are told of it; written in its cause's transaction.

    `public_id` is the `webhook-id` of its messages: the same for every receiver and every repetition.
    `entry` is the ledger's entry it comes from; a test message has none.
    """

    TEST = "webhook.test"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    type = models.CharField(_("event"), max_length=80)
    occurred_at = models.DateTimeField(_("happened"), db_index=True)
    data = models.JSONField()
    entry = models.OneToOneField("ledger.Entry", models.PROTECT, null=True, related_name="+")
    example = models.BooleanField(_("example"), default=False)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("event")
        verbose_name_plural = _("events")
        constraints = [
            models.CheckConstraint(
                condition=Q(entry__isnull=False) | Q(type="webhook.test"),
                name="only_a_test_message_has_no_ledger_entry",
            )
        ]

    def __str__(self) -> str:
        return self.type


class Webhook(models.Model):
    """An address of another system that is told of public events, each message signed with its secret.

    The secret is in no table: it follows from the installation's key, `public_id` and `key_number`
    (`signatures.secret_of`), and is shown once, when it is made or renewed. `owner` is told when messages do not
    arrive. `busy_until` is the lease of the worker that is sending; `quiet_until` is when the receiver may be
    asked again after it could not be reached or asked for patience. Both, and `failing_since`, are the machine's time.
    """

    class State(models.TextChoices):
        ACTIVE = "active", pgettext_lazy("webhook", "active")
        PAUSED = "paused", pgettext_lazy("webhook", "paused")
        DISABLED = "disabled", pgettext_lazy("webhook", "disabled")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = columns.Line(_("name of the system"), max_length=100)
    url = models.URLField(_("address"), max_length=500, unique=True)
    types = models.JSONField(_("events"), default=list, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("person in charge"), related_name="+"
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.ACTIVE)
    state_since = models.DateTimeField(_("since"))
    key_number = models.PositiveIntegerField(default=1, editable=False)
    previous_key_until = models.DateTimeField(null=True, editable=False)
    failing_since = models.DateTimeField(_("failing since"), null=True, editable=False)
    quiet_until = models.DateTimeField(null=True, editable=False)
    busy_until = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["name"]
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")
        constraints = [
            models.CheckConstraint(
                condition=Q(previous_key_until__isnull=True) | Q(key_number__gt=1),
                name="only_a_renewed_secret_has_a_previous_one",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("notices:webhook", args=[self.public_id])

    def wants(self, event_type: str) -> bool:
        """Tell whether this webhook listens to events of a type; no types means all."""
        return not self.types or event_type in self.types


class Delivery(models.Model):
    """One event on its way to one webhook. `tries` counts the attempts since it was last put in the queue."""

    class State(models.TextChoices):
        PENDING = "pending", pgettext_lazy("delivery", "waiting")
        DELIVERED = "delivered", pgettext_lazy("delivery", "delivered")
        FAILED = "failed", pgettext_lazy("delivery", "failed")

    webhook = models.ForeignKey(Webhook, models.CASCADE, related_name="deliveries")
    event = models.ForeignKey(Event, models.CASCADE, related_name="deliveries")
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PENDING)
    tries = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(_("next attempt"), db_default=Now())
    delivered_at = models.DateTimeField(_("delivered"), null=True)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        constraints = [
            models.UniqueConstraint(fields=["webhook", "event"], name="a_webhook_has_one_delivery_per_event"),
            models.CheckConstraint(
                condition=Q(state="delivered", delivered_at__isnull=False)
                | Q(state__in=["pending", "failed"], delivered_at__isnull=True),
                name="only_what_was_delivered_has_the_time_of_delivery",
            ),
        ]
        indexes = [
            models.Index(
                fields=["webhook", "due_at"], condition=Q(state="pending"), name="pending_deliveries_by_due_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.event} → {self.webhook}"

    def get_absolute_url(self) -> str:
        return reverse("notices:delivery", args=[self.pk])


class Attempt(models.Model):
    """One request to a webhook: begun before it is sent, ended when its answer is known.

    One without an end is under way, or its worker was killed; the next attempt then marks it as interrupted.
    """

    class Outcome(models.TextChoices):
        OPEN = "", pgettext_lazy("attempt", "under way")
        ACCEPTED = "accepted", pgettext_lazy("attempt", "accepted")
        REFUSED = "refused", pgettext_lazy("attempt", "refused")
        TIMEOUT = "timeout", pgettext_lazy("attempt", "no answer in time")
        UNREACHABLE = "unreachable", pgettext_lazy("attempt", "cannot be reached")
        FORBIDDEN = "forbidden", pgettext_lazy("attempt", "address not allowed")
        INTERRUPTED = "interrupted", pgettext_lazy("attempt", "interrupted")

    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="attempts")
    number = models.PositiveIntegerField(_("attempt"))
    started_at = models.DateTimeField(_("started"))
    ended_at = models.DateTimeField(_("answered"), null=True)
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome, blank=True, default=Outcome.OPEN)
    status = models.PositiveSmallIntegerField(_("HTTP status"), null=True)

    class Meta:
        ordering = ["number"]
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        constraints = [
            models.UniqueConstraint(fields=["delivery", "number"], name="attempts_of_a_delivery_are_numbered"),
            models.UniqueConstraint(
                fields=["delivery"], condition=Q(outcome=""), name="a_delivery_has_one_open_attempt_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(outcome="", ended_at__isnull=True) | (~Q(outcome="") & Q(ended_at__isnull=False)),
                name="an_attempt_with_an_outcome_has_its_end",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.delivery} #{self.number}"
