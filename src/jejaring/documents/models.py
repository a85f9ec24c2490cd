"""Stored files, documents, their versions and signatures, and the numbers of letters."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jejaring.kit import columns


class StoredFile(models.Model):
    """An upload kept outside the web root under the hash of its bytes.

    It is seen by whoever may see the record it belongs to. Without `uploaded_by` it came from someone without account.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField(_("size"))
    sha256 = models.CharField(max_length=64, db_index=True)
    record_type = models.CharField(max_length=80)
    record_id = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    uploaded_at = models.DateTimeField(_("uploaded at"))

    class Meta:
        ordering = ["-uploaded_at", "-id"]
        verbose_name = _("file")
        verbose_name_plural = _("files")
        indexes = [models.Index(fields=["record_type", "record_id"], name="files_of_a_record")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("documents:file", args=[self.public_id])


class Document(models.Model):
    """A document made from an outline; its PDF grows by one version with every signature.

    `sha256` and `size` are those of the newest PDF. `slots` lists the places to sign, in order:
    {"slot", "organisation", "title", "page", "box"}. `issuer` is the key of the issuing register.
    `outline` is what the document was made from (`serialisation.from_json` reads it).
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        ISSUED = "issued", pgettext_lazy("document", "valid")
        REPLACED = "replaced", pgettext_lazy("document", "replaced")
        REVOKED = "revoked", pgettext_lazy("document", "revoked")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=40)
    title = models.CharField(_("title"), max_length=300)
    number = models.CharField(_("number"), max_length=120, blank=True)
    issuer = models.CharField(max_length=120)
    issuer_name = models.CharField(_("issuer"), max_length=200)
    record_type = models.CharField(max_length=80)
    record_id = models.CharField(max_length=64)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.ISSUED)
    language = models.CharField(_("language"), max_length=2, default="id")
    issued_on = models.DateField(_("issued on"))
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.PositiveBigIntegerField()
    docx_sha256 = models.CharField(max_length=64, db_index=True)
    slots = models.JSONField(default=list)
    outline = models.JSONField(default=dict)
    public = models.BooleanField(_("anyone may read it"), default=False)
    example = models.BooleanField(_("example"), default=False)
    replaced_by = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaces")
    ended_on = models.DateField(_("replaced or revoked on"), null=True)
    end_reason = columns.Line(_("reason"), max_length=500, blank=True)

    class Meta:
        ordering = ["-issued_on", "-id"]
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        indexes = [models.Index(fields=["record_type", "record_id"], name="documents_of_a_record")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="replaced", replaced_by__isnull=False) | ~Q(state="replaced"),
                name="a_replaced_document_names_its_successor",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "issued"], ended_on__isnull=True)
                | Q(state__in=["replaced", "revoked"], ended_on__isnull=False),
                name="an_ended_document_has_the_date_of_its_end",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.number})" if self.number else self.title

    def get_absolute_url(self) -> str:
        return reverse("documents:verify", args=[self.public_id])


class Version(models.Model):
    """The hash of a PDF as it was after issue (number 0) and after each signature (1, 2, …)."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.PositiveBigIntegerField()
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="versions_of_a_document_are_counted")
        ]

    def __str__(self) -> str:
        return f"{self.document_id} #{self.number}"


class Signature(models.Model):
    """One signature on a document: by which office, when, with which certificate."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="signatures")
    slot = models.CharField(max_length=40)
    organisation_name = models.CharField(_("organisation"), max_length=200)
    signer_title = models.CharField(_("office"), max_length=200)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(_("signed at"))
    certificate_fingerprint = models.CharField(_("certificate"), max_length=64)
    order = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["order"]
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        constraints = [
            models.UniqueConstraint(fields=["document", "slot"], name="a_slot_is_signed_once"),
            models.UniqueConstraint(fields=["document", "signed_by"], name="a_person_signs_a_document_once"),
            models.UniqueConstraint(fields=["document", "order"], name="signatures_of_a_document_are_counted"),
        ]

    def __str__(self) -> str:
        return f"{self.signer_title}, {self.organisation_name}"


class LetterSequence(models.Model):
    """The last number a register gave in a year; its row is the lock that keeps numbers gap-free."""

    register = models.CharField(max_length=120)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["register", "year"], name="one_sequence_per_register_and_year")]

    def __str__(self) -> str:
        return f"{self.register} {self.year}: {self.last}"


class LetterNumber(models.Model):
    """A line in a register: a number that was given, and the document that bears it."""

    register = models.CharField(max_length=120)
    year = models.PositiveSmallIntegerField()
    sequence = models.PositiveIntegerField()
    number = models.CharField(_("number"), max_length=120)
    given_on = models.DateField(_("date"))
    document = models.OneToOneField(Document, models.SET_NULL, null=True, related_name="register_line")

    class Meta:
        ordering = ["register", "year", "sequence"]
        constraints = [
            models.UniqueConstraint(fields=["register", "year", "sequence"], name="a_letter_number_is_given_once")
        ]
        indexes = [models.Index(fields=["register", "number"], name="lines_by_number")]

    def __str__(self) -> str:
        return self.number
