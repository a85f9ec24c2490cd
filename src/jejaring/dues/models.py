"""Dues: the table they come from, yearly invoices, payments and the bank's statements."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jejaring.documents.models import Document, StoredFile
from jejaring.imports.models import ImportRecord
from jejaring.kit import columns
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

    LIMITS = (("population_from", "population_below"), ("gdp_per_capita_from", "gdp_per_capita_below"))

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

    def meets(self, other: DuesBand) -> bool:
        """Tell whether a government can fall into both bands."""

        def begins_in(one: DuesBand, limit: DuesBand, low: str, high: str) -> bool:
            return getattr(limit, high) is None or getattr(one, low) < getattr(limit, high)

        return all(begins_in(self, other, *pair) and begins_in(other, self, *pair) for pair in self.LIMITS)


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
    """Money received: for one invoice, settled otherwise, or waiting for either.

    A transfer for two invoices is split: its parts are payments with the same reference and day, whose sum is what
    the bank reported; `split_from` is the payment a part was taken from. `matched_by` is who matched it by hand.
    """

    class SettledAs(models.TextChoices):
        INTEREST = "interest", _("bank interest")
        SENT_BACK = "sent_back", _("sent back to the payer")
        DUPLICATE = "duplicate", _("the same transfer as another payment")
        OTHER = "other", _("not for dues")

    class Reason(models.TextChoices):
        NO_NUMBER = "no_number", _("the remark names no invoice")
        SEVERAL = "several", _("the remark names several invoices")
        NOT_OPEN = "not_open", _("the invoice that the remark names is paid or cancelled")
        TOO_MUCH = "too_much", _("it is more than is left to pay of the invoice that the remark names")
        REFERENCE = "reference", _("another payment has the same bank reference with another day")
        BY_HAND = "by_hand", _("recorded by hand without an invoice")
        RELEASED = "released", _("its match was taken back")
        SPLIT = "split", _("what is left of a split payment")

    invoice = models.ForeignKey(Invoice, models.PROTECT, null=True, blank=True, related_name="payments")
    amount_idr = models.DecimalField(_("amount (rupiah)"), max_digits=14, decimal_places=0)
    paid_on = models.DateField(_("paid on"))
    reference = models.CharField(_("bank reference"), max_length=100, db_index=True)
    remark = models.CharField(_("remark"), max_length=300, blank=True)
    waits_because = models.CharField(_("why it waits"), max_length=10, choices=Reason, blank=True)
    settled_as = models.CharField(_("settled as"), max_length=10, choices=SettledAs, blank=True)
    split_from = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="parts")
    bank_import = models.ForeignKey(BankImport, models.PROTECT, null=True, blank=True, related_name="payments")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    matched_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-paid_on", "-id"]
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        constraints = [
            models.CheckConstraint(condition=Q(amount_idr__gt=0), name="a_payment_is_positive"),
            models.CheckConstraint(
                condition=Q(invoice__isnull=True) | Q(settled_as=""),
                name="a_payment_is_for_an_invoice_or_settled_otherwise",
            ),
            models.UniqueConstraint(
                fields=["reference", "paid_on"],
                condition=Q(split_from__isnull=True),
                name="one_payment_per_bank_reference_and_day",
            ),
        ]
        indexes = [
            models.Index(
                fields=["paid_on"], condition=Q(invoice__isnull=True, settled_as=""), name="payments_that_wait"
            )
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def waits(self) -> bool:
        return self.invoice_id is None and not self.settled_as
