"""Persons, invitations to an account, and what the personal-data law asks to be kept."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jejaring.kit import columns


class PersonManager(BaseUserManager["Person"]):
    """Makes persons; an e-mail address is kept in small letters."""

    def create_user(self, email: str, password: str | None = None, **fields: object) -> Person:
        person = self.model(email=email.strip().lower(), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def create_superuser(self, email: str, password: str | None = None, **fields: object) -> Person:
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class Person(AbstractBaseUser, PermissionsMixin):
    """Someone with an account. What they may do comes from the offices they hold."""

    class Language(models.TextChoices):
        INDONESIAN = "id", _("Indonesian")
        ENGLISH = "en", _("English")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(_("e-mail address"), unique=True)
    name = columns.Line(_("name"), max_length=200)
    language = models.CharField(_("language"), max_length=2, choices=Language, default=Language.INDONESIAN)
    is_active = models.BooleanField(_("may sign in"), default=True)
    is_staff = models.BooleanField(_("keeps reference data"), default=False)
    example = models.BooleanField(_("example"), default=False)
    joined_at = models.DateTimeField(_("joined"), default=timezone.now)

    objects: ClassVar[PersonManager] = PersonManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [models.UniqueConstraint(Lower("email"), name="one_account_per_email")]

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name


class Invitation(models.Model):
    """A letter with a link that opens an account. Only the link's hash is kept; it opens once.

    `office_id` is for the room that keeps offices: it hears `signals.invitation_accepted`; `office_name` is how that
    room names the office in the letter. Some time after an invitation has ended without an answer, who was invited
    is erased (`erased_at`).
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(_("e-mail address"))
    name = columns.Line(_("name or role"), max_length=200)
    language = models.CharField(
        _("language"), max_length=2, choices=Person.Language, default=Person.Language.INDONESIAN
    )
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    invited_at = models.DateTimeField(_("invited"))
    expires_at = models.DateTimeField(_("valid until"))
    sent_at = models.DateTimeField(_("sent"), null=True)
    token_hash = models.CharField(max_length=64, unique=True)
    office_id = models.CharField(max_length=64, blank=True)
    office_name = columns.Line(_("office"), max_length=600, blank=True)
    accepted_at = models.DateTimeField(_("accepted"), null=True)
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="invitations")
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True)
    erased_at = models.DateTimeField(_("erased"), null=True)

    class Meta:
        ordering = ["-invited_at", "-id"]
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                condition=Q(accepted_at=None, withdrawn_at=None, erased_at=None),
                name="one_open_invitation_per_address",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None) | Q(withdrawn_at=None), name="accepted_or_withdrawn_not_both"
            ),
            models.CheckConstraint(
                condition=Q(erased_at=None) | Q(name="", email="", accepted_at=None),
                name="an_erased_invitation_holds_nobody",
            ),
        ]

    def __str__(self) -> str:
        return self.name or str(self.public_id)


class OneUseLink(models.Model):
    """A letter's link that opens one page about a record of a room above, once, for someone without an account.

    Only the link's hash is kept. `purpose` is a key of `links.purposes`. Some time after it has ended, used or not,
    who it was sent to is erased (`erased_at`).
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    purpose = models.CharField(max_length=40)
    record_type = models.CharField(max_length=80)
    record_id = models.CharField(max_length=64)
    email = models.EmailField(_("e-mail address"))
    name = columns.Line(_("name"), max_length=200)
    language = models.CharField(
        _("language"), max_length=2, choices=Person.Language, default=Person.Language.INDONESIAN
    )
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(_("made"))
    expires_at = models.DateTimeField(_("valid until"))
    sent_at = models.DateTimeField(_("sent"), null=True)
    token_hash = models.CharField(max_length=64, unique=True)
    used_at = models.DateTimeField(_("used"), null=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True)
    erased_at = models.DateTimeField(_("erased"), null=True)

    class Meta:
        ordering = ["-made_at", "-id"]
        verbose_name = _("one-use link")
        verbose_name_plural = _("one-use links")
        indexes = [models.Index(fields=["record_type", "record_id", "purpose"], name="links_of_a_record")]
        constraints = [
            models.UniqueConstraint(
                fields=["record_type", "record_id", "purpose"],
                condition=Q(used_at=None, withdrawn_at=None, erased_at=None),
                name="one_open_link_per_record_and_purpose",
            ),
            models.CheckConstraint(
                condition=Q(used_at=None) | Q(withdrawn_at=None), name="a_link_is_used_or_withdrawn_not_both"
            ),
            models.CheckConstraint(
                condition=Q(erased_at=None) | Q(name="", email=""), name="an_erased_link_holds_nobody"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.public_id}"


class Consent(models.Model):
    """A person's agreement to one version of a text (`data/consents.yaml`); never deleted, only withdrawn."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="consents")
    key = models.CharField(max_length=40)
    version = models.CharField(_("version"), max_length=40)
    fingerprint = models.CharField(max_length=64)
    given_at = models.DateTimeField(_("given"))
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True)

    class Meta:
        ordering = ["-given_at", "-id"]
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "key", "version"],
                condition=Q(withdrawn_at=None),
                name="a_version_is_agreed_to_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.version}"


class DeletionRequest(models.Model):
    """A person's wish that their data be deleted, with the day by which the network must do it."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="deletion_requests")
    asked_at = models.DateTimeField(_("asked"))
    due_on = models.DateField(_("due"))
    reason = columns.Lines(_("reason"), blank=True)
    cancelled_at = models.DateTimeField(_("cancelled"), null=True)
    done_at = models.DateTimeField(_("carried out"), null=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["due_on", "id"]
        verbose_name = _("deletion request")
        verbose_name_plural = _("deletion requests")
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(cancelled_at=None, done_at=None),
                name="one_open_deletion_request_per_person",
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at=None) | Q(done_at=None), name="cancelled_or_carried_out_not_both"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.due_on}"


class FactorReset(models.Model):
    """A wish that a locked-out person's second factors be removed: one person asks, another confirms, or it expires."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="factor_resets")
    reason = columns.Lines(_("reason"))
    asked_at = models.DateTimeField(_("asked"))
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    expires_on = models.DateField(_("valid until"))
    confirmed_at = models.DateTimeField(_("confirmed"), null=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    stopped_at = models.DateTimeField(_("ended"), null=True)
    stopped_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-asked_at", "-id"]
        verbose_name = _("reset of second factors")
        verbose_name_plural = _("resets of second factors")
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(confirmed_at=None, stopped_at=None),
                name="one_open_factor_reset_per_person",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at=None) | Q(stopped_at=None), name="confirmed_or_stopped_not_both"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("asked_by")) & ~Q(confirmed_by=F("person")),
                name="a_factor_reset_is_confirmed_by_another_person",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at=None, confirmed_by=None)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
                name="a_confirmed_factor_reset_names_who_confirmed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.asked_at}"

    @property
    def asked_by_name(self) -> str:
        """Who asked, by name; the operator has no account."""
        return self.asked_by.name if self.asked_by else str(_("The operator of this installation"))


class PersonalDataRead(models.Model):
    """Someone looked at a person's data: who, when, where and what for."""

    reader = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="reads")
    purpose = models.CharField(_("purpose"), max_length=200)
    page = models.CharField(_("page"), max_length=300)
    at = models.DateTimeField(_("read"))

    class Meta:
        ordering = ["-at", "-id"]
        verbose_name = _("read of personal data")
        verbose_name_plural = _("reads of personal data")
        indexes = [models.Index(fields=["person", "-at"], name="reads_of_a_persons_data")]
        constraints = [models.CheckConstraint(condition=~Q(reader=F("person")), name="own_data_are_read_freely")]

    def __str__(self) -> str:
        return f"{self.person} {self.at}"
