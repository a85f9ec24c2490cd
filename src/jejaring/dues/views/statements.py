"""The bank's statements: reading one, and what it brought."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from jejaring.dues import actions
from jejaring.dues.bank_statements import Fault
from jejaring.dues.forms import StatementForm
from jejaring.dues.models import BankImport, Payment
from jejaring.dues.views.common import crumbs, keeper
from jejaring.kit import words
from jejaring.kit.components import Fact
from jejaring.kit.forms import form_page, submitted
from jejaring.kit.requests import now, reader
from jejaring.kit.tables import Column, attribute

IMPORTS = (
    attribute("at", gettext_lazy("Read at"), link=lambda one: reverse("dues:bank_statement", args=[one.pk])),
    attribute("file.name", gettext_lazy("File")),
    attribute("accepted", gettext_lazy("Taken over"), numeric=True),
    attribute("known", gettext_lazy("Known already"), numeric=True),
    Column("faults", gettext_lazy("Faulty lines"), value=lambda one: len(one.faults), numeric=True),
)
FAULTS = (
    attribute("line", gettext_lazy("Line")),
    attribute("sentence", gettext_lazy("What is wrong")),
    attribute("text", gettext_lazy("The line"), draw=lambda _one, text: format_html("<code>{}</code>", text)),
)


def _invoice(payment: Payment, value: str) -> SafeString:
    if payment.invoice:
        return format_html('<a href="{}">{}</a>', reverse("dues:invoice", args=[payment.invoice.pk]), value)
    address = reverse("dues:match_payment", args=[payment.pk])
    return format_html('<a href="{}">{}<span class="said"> {}</span></a>', address, _("Match it"), payment.reference)


def _invoice_in_words(payment: Payment) -> str:
    found = payment.invoice
    return f"{found.number}, {found.membership.organisation.short_name}" if found else ""


PAYMENTS = (
    attribute("reference", gettext_lazy("Bank reference")),
    attribute("paid_on", gettext_lazy("Paid on")),
    Column("amount_idr", gettext_lazy("Amount"), value=lambda one: words.rupiah(one.amount_idr), numeric=True),
    Column("invoice", gettext_lazy("Invoice"), value=_invoice_in_words, draw=_invoice),
)


def statements(request: HttpRequest) -> HttpResponse:
    """Read a bank statement; list those that were read."""
    on, at = now()
    keeper(request)
    form = StatementForm(request.POST or None, request.FILES or None)
    if done := submitted(
        request, form, lambda: actions.read_statement(by=reader(request), on=on, at=at, **form.cleaned_data)
    ):
        return redirect("dues:bank_statement", done.value.pk)
    return form_page(
        request,
        form,
        title=_("Bank statements"),
        lead=_(
            "Good lines become payments; faulty ones are kept with their line and what is wrong. "
            "Reading a file twice does no harm."
        ),
        button=_("Read the statement"),
        crumbs=crumbs(),
        template="dues/statements.html",
        columns=IMPORTS,
        imports=list(BankImport.objects.select_related("file")[:50]),
    )


@require_safe
def statement(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what a bank statement brought: payments taken over, and every faulty line with its reason."""
    keeper(request)
    shown = get_object_or_404(BankImport.objects.select_related("file"), pk=pk)
    payments = list(shown.payments.select_related("invoice__membership__organisation").order_by("paid_on", "pk"))
    page = {
        "shown": shown,
        "assumed": shown.encoding if shown.encoding != "UTF-8" else "",
        "facts": [
            Fact(_("Taken over"), shown.accepted),
            Fact(_("Matched to an invoice"), sum(payment.invoice_id is not None for payment in payments)),
            Fact(_("Known already"), shown.known, note=_("by their bank reference")),
            Fact(_("Faulty lines"), len(shown.faults)),
        ],
        "fault_columns": FAULTS,
        "faults": [Fault(**fault) for fault in shown.faults],
        "payment_columns": PAYMENTS,
        "payments": payments,
        "crumbs": crumbs((_("Bank statements"), reverse("dues:bank_statements")), (words.moment(shown.at), "")),
    }
    return render(request, "dues/statement.html", page)
