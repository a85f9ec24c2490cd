"""The outbox: what persons and other systems are told."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


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


class Webhook(models.Model):
    """An address that is told of public events, each message signed with its secret.

    The secret is in no table: it follows from the installation's key, `public_id` and `key_number`
    (`queries.secret_of`), and is shown once, when it is made or renewed.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    url = models.URLField(_("address"), unique=True)
    key_number = models.PositiveIntegerField(default=1)
    kinds = models.JSONField(_("kinds of event"), default=list, blank=True, help_text=_("empty: all"))
    active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")

    def __str__(self) -> str:
        return self.url


class Delivery(models.Model):
    """One event on its way to one webhook."""

    webhook = models.ForeignKey(Webhook, models.CASCADE, related_name="deliveries")
    kind = models.CharField(max_length=60)
    payload = models.JSONField()
    created_at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")

    def __str__(self) -> str:
        return f"{self.kind} → {self.webhook}"
