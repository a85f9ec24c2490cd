"""The bank's statements: loading one, at once or after a preview, what it brought, and undoing it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from jejaring.dues import actions, bank_statements, queries
from jejaring.dues.forms import StatementForm
from jejaring.dues.models import BankImport, Payment
from jejaring.dues.views.common import Crumb, crumbs, keeper
from jejaring.imports import MappingForm, Reading
from jejaring.kit import jobs, words
from jejaring.kit.components import Button, Fact
from jejaring.kit.forms import form_page, submitted
from jejaring.kit.requests import now, reader
from jejaring.kit.tables import Column, attribute

ROWS_SHOWN = 50
KNOWN_BY = gettext_lazy("by bank reference, day and sum")
NOT_LOADED = gettext_lazy("not loaded: debit")
AMOUNT = Column("amount_idr", gettext_lazy("Amount"), value=lambda one: words.rupiah(one.amount_idr), numeric=True)
REFERENCE = attribute("reference", gettext_lazy("Bank reference"))
PAID_ON = attribute("paid_on", gettext_lazy("Paid on"))
ROWS = (REFERENCE, PAID_ON, AMOUNT, attribute("remark", gettext_lazy("Remark")))
IMPORTS = (
    attribute("at", gettext_lazy("Uploaded at"), link=lambda one: reverse("dues:bank_statement", args=[one.pk])),
    attribute("file.name", gettext_lazy("File")),
    Column("state", gettext_lazy("State"), value=lambda one: one.get_state_display()),
    attribute("accepted", gettext_lazy("Loaded"), numeric=True),
    attribute("known", gettext_lazy("Already known"), numeric=True),
    attribute("faulty", gettext_lazy("Lines with errors"), numeric=True),
)


def _invoice(payment: Payment, value: str) -> SafeString:
    if payment.invoice:
        return format_html('<a href="{}">{}</a>', reverse("dues:invoice", args=[payment.invoice.pk]), value)
    address = reverse("dues:match_payment", args=[payment.pk])
    if payment.settled_as:
        return format_html('<a href="{}">{}</a>', address, value)
    return format_html('<a href="{}">{}<span class="said"> {}</span></a>', address, _("Match it"), payment.reference)


def _invoice_in_words(payment: Payment) -> str:
    found = payment.invoice
    if found:
        return f"{found.number}, {found.membership.organisation.short_name}"
    return payment.get_settled_as_display() if payment.settled_as else ""


PAYMENTS = (
    REFERENCE,
    PAID_ON,
    AMOUNT,
    Column("invoice", gettext_lazy("Invoice"), value=_invoice_in_words, draw=_invoice),
)


def statements(request: HttpRequest) -> HttpResponse:
    """Load a bank statement, or preview it first; list those that were read."""
    on, at = now()
    keeper(request)
    form = StatementForm(request.POST or None, request.FILES or None)
    if done := submitted(request, form, lambda: _read(request, on=on, at=at, **form.cleaned_data)):
        return redirect(done.value)
    return form_page(
        request,
        form,
        title=_("Bank statements"),
        lead=_(
            "Valid lines become payments; the others are listed with what is wrong. "
            "Loading the same file again changes nothing."
        ),
        button=[Button(_("Load the statement")), Button(_("Preview it first"), name="preview", kind="quiet")],
        crumbs=crumbs(),
        cancel="",
        template="dues/statements.html",
        columns=IMPORTS,
        imports=list(BankImport.objects.select_related("file")[:50]),
    )


def _read(request: HttpRequest, file: UploadedFile[Any], *, on: date, at: datetime) -> str:
    """Keep a statement, and start the job that loads it unless it is only previewed; return the next page."""
    by = reader(request)
    if "preview" in request.POST:
        kept = actions.preview_statement(file, by=by, on=on, at=at)
        return reverse("dues:preview_statement", args=[kept.pk])
    return jobs.address_to_follow(actions.read_statement(file, by=by, on=on, at=at))


def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what a statement would bring, with its columns to choose; load it."""
    on, at = now()
    keeper(request)
    shown = get_object_or_404(BankImport.objects.select_related("file"), pk=pk, state=BankImport.State.PREVIEW)
    content, columns = queries.content_of(shown), bank_statements.columns(on)
    reading = bank_statements.preview(content, on=on, kept=queries.kept_mapping())
    form = MappingForm(request.POST or None, columns=columns, headings=reading.headings, mapping=reading.mapping)
    if "load" in request.POST and (
        done := submitted(
            request, form, lambda: actions.load_statement(shown, form.mapping, by=reader(request), on=on, at=at)
        )
    ):
        return redirect(jobs.address_to_follow(done.value))
    if form.is_bound and form.is_valid():
        reading = bank_statements.preview(content, on=on, kept=form.mapping)
    return _preview_page(request, form, shown, reading)


def _preview_page(
    request: HttpRequest, form: MappingForm, shown: BankImport, reading: Reading[bank_statements.Row]
) -> HttpResponse:
    return form_page(
        request,
        form,
        title=_("Preview of a bank statement"),
        eyebrow=shown.file.name if shown.file else "",
        lead=_("Nothing has been loaded yet. Check which column is which, and what would be loaded."),
        button=[Button(_("Load these payments"), name="load"), Button(_("Show again"), name="show", kind="quiet")],
        crumbs=_crumbs(),
        cancel=reverse("dues:undo_statement", args=[shown.pk]),
        cancel_label=_("Discard"),
        template="imports/preview.html",
        facts=_facts_of_preview(reading),
        reading=reading,
        columns=ROWS,
        rows=reading.rows[:ROWS_SHOWN],
    )


def _facts_of_preview(reading: Reading[bank_statements.Row]) -> list[Fact]:
    recorded = queries.known_payments(row.reference for row in reading.rows)
    known = sum(recorded.holds(row.reference, row.paid_on, row.amount_idr) for row in reading.rows)
    return [
        Fact(_("To be loaded"), len(reading.rows) - known),
        Fact(_("Already known"), known, note=KNOWN_BY),
        Fact(_("Money sent"), reading.skipped, note=NOT_LOADED),
        Fact(_("Lines with errors"), reading.faulty),
    ]


@require_safe
def statement(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what a bank statement brought: the payments, and every line that was not loaded with its errors."""
    keeper(request)
    shown = get_object_or_404(BankImport.objects.select_related("file"), pk=pk)
    if shown.state == BankImport.State.PREVIEW:
        return redirect("dues:preview_statement", pk)
    payments = list(shown.payments.select_related("invoice__membership__organisation").order_by("paid_on", "pk"))
    page = {
        "shown": shown,
        "undone": shown.state == BankImport.State.UNDONE,
        "facts": [
            Fact(_("Loaded"), shown.accepted),
            Fact(_("Matched to an invoice"), sum(payment.invoice_id is not None for payment in payments)),
            Fact(_("Already known"), shown.known, note=KNOWN_BY),
            Fact(_("Money sent"), shown.skipped, note=NOT_LOADED),
            Fact(_("Lines with errors"), shown.faulty),
        ],
        "columns": PAYMENTS,
        "payments": payments,
        "crumbs": _crumbs((words.moment(shown.at), "")),
    }
    return render(request, "dues/statement.html", page)


def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo a statement, or discard its preview."""
    on, at = now()
    keeper(request)
    shown = get_object_or_404(BankImport.objects.select_related("file"), pk=pk)
    form = forms.Form(request.POST if request.method == "POST" else None)
    if submitted(request, form, lambda: actions.undo_statement(shown, by=reader(request), on=on, at=at)):
        messages.success(request, _("The bank statement is undone."))
        return redirect("dues:bank_statements")
    return form_page(
        request,
        form,
        title=_("Undo the bank statement"),
        eyebrow=shown.file.name if shown.file else "",
        lead=_("Its payments are deleted, and invoices that they paid are open again. The file is kept."),
        button=Button(_("Undo the bank statement"), kind="danger"),
        crumbs=_crumbs((words.moment(shown.at), reverse("dues:bank_statement", args=[pk]))),
    )


def _crumbs(*below: Crumb) -> list[Crumb]:
    return crumbs((_("Bank statements"), reverse("dues:bank_statements")), *below)
