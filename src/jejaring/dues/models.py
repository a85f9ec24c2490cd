"""Dues: the table they come from, yearly invoices, payments and the bank's statements."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jejaring.documents.models import Document, StoredFile
from jejaring.kit import columns
from jejaring.kit.imports import ImportRecord
from jejaring.membership.models import Membership


class DuesTable(models.Model):
    """A table of dues in force from a year on, until the next one."""

    first_year = models.PositiveSmallIntegerField(_("in force from"), unique=True)
    decision = columns.Line(_("decision"), max_length=300, help_text=_("number and date of the decision"))
    confirmed = models.BooleanField(_("confirmed by a source"), default=False)
    example = models.BooleanField(_("example"), default=False)

    class Meta:
        ordering = ["-first_year"]
        verbose_name = _("table of dues")
        verbose_name_plural = _("tables of dues")

    def __str__(self) -> str:
        return str(self.first_year)


class DuesBand(models.Model):
    """One line of a table: dues in rupiah for a population and, if it counts, GDP per capita."""

    table = models.ForeignKey(DuesTable, models.CASCADE, related_name="bands")
    population_from = models.PositiveIntegerField(_("population from"), default=0)
    population_below = models.PositiveIntegerField(_("population below"), null=True, blank=True)
    gdp_per_capita_from = models.PositiveIntegerField(_("GDP per capita from (thousand rupiah)"), default=0)
    gdp_per_capita_below = models.PositiveIntegerField(
        _("GDP per capita below (thousand rupiah)"), null=True, blank=True
    )
    amount_idr = models.DecimalField(_("yearly dues (rupiah)"), max_digits=14, decimal_places=0)

    class Meta:
        ordering = ["population_from", "gdp_per_capita_from"]
        verbose_name = _("band of dues")
        verbose_name_plural = _("bands of dues")

    def __str__(self) -> str:
        return f"{self.table}: {self.population_from}"


class Invoice(models.Model):
    """A member's dues of one year."""

    membership = models.ForeignKey(Membership, models.PROTECT, related_name="invoices")
    year = models.PositiveSmallIntegerField(_("year"))
    number = models.CharField(_("number"), max_length=100)
    amount_idr = models.DecimalField(_("amount (rupiah)"), max_digits=14, decimal_places=0)
    issued_on = models.DateField(_("issued on"))
    due_on = models.DateField(_("due on"))
    document = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+")
    cancelled_on = models.DateField(_("cancelled on"), null=True, blank=True)

    class Meta:
        ordering = ["-year", "number"]
        verbose_name = _("invoice")
        verbose_name_plural = _("invoices")
        constraints = [
            models.UniqueConstraint(
                fields=["membership", "year"],
                condition=Q(cancelled_on__isnull=True),
                name="one_invoice_per_member_and_year",
            )
        ]

    def __str__(self) -> str:
        return self.number


class BankImport(ImportRecord):
    """A statement of the bank that was read; its payments point to it."""

    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")

    class Meta(ImportRecord.Meta):
        verbose_name = _("bank statement")
        verbose_name_plural = _("bank statements")


class Payment(models.Model):
    """Money received, matched to an invoice or waiting to be. `matched_by` is who matched it by hand."""

    invoice = models.ForeignKey(Invoice, models.PROTECT, null=True, blank=True, related_name="payments")
    amount_idr = models.DecimalField(_("amount (rupiah)"), max_digits=14, decimal_places=0)
    paid_on = models.DateField(_("paid on"))
    reference = models.CharField(_("bank reference"), max_length=100, unique=True)
    remark = models.CharField(_("remark"), max_length=300, blank=True)
    bank_import = models.ForeignKey(BankImport, models.PROTECT, null=True, blank=True, related_name="payments")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    matched_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-paid_on", "-id"]
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        constraints = [models.CheckConstraint(condition=Q(amount_idr__gt=0), name="a_payment_is_positive")]
        indexes = [models.Index(fields=["paid_on"], condition=Q(invoice__isnull=True), name="payments_that_wait")]

    def __str__(self) -> str:
        return self.reference
