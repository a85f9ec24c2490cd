"""Dues: invoices, payments, the bank's statements and the table they come from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from jejaring.dues import actions, queries, rules
from jejaring.dues.bank_statements import Fault
from jejaring.dues.forms import (
    CancelForm,
    DuesTableForm,
    IssueForm,
    MatchForm,
    PaymentForm,
    StatementForm,
)
from jejaring.dues.models import BankImport, DuesTable, Invoice, Payment
from jejaring.kit import clock, words
from jejaring.kit.components import Download, Fact
from jejaring.kit.refusal import Refusal, require
from jejaring.kit.requests import now, reader
from jejaring.kit.tables import Column, Filter, TableSpec, build
from jejaring.membership.models import Membership
from jejaring.membership.rules import members as desk
from jejaring.membership.views.common import act
from jejaring.membership.views.members import desk_tabs

Crumbs = list[tuple[Any, str]]
MOST_AT_ONCE = 25
STATES = (
    ("open", gettext_lazy("not paid in full")),
    ("paid", gettext_lazy("paid")),
    ("cancelled", gettext_lazy("cancelled")),
)
STATE_WORDS = {
    "open": ("neutral", gettext_lazy("open")),
    "partly": ("warn", gettext_lazy("partly paid")),
    "late": ("bad", gettext_lazy("overdue")),
    "paid": ("ok", gettext_lazy("paid")),
    "cancelled": ("neutral", gettext_lazy("cancelled")),
}


def _keeper(request: HttpRequest) -> None:
    require(rules.may_keep_dues(reader(request), on=clock.today()))


def _sentence(count: int, active: Mapping[str, str]) -> str:
    return ngettext("%(count)s invoice", "%(count)s invoices", count) % {"count": words.number(count)}


def _by_state(found: QuerySet[Any], value: str) -> QuerySet[Any]:
    return found.filter(queries.IN_STATE[value])


def _by_year(found: QuerySet[Any], value: str) -> QuerySet[Any]:
    return found.filter(year=value)


def _state(on: date) -> Callable[[Invoice], str]:
    return lambda invoice: str(STATE_WORDS[queries.invoice_state(invoice, on=on)][1])


def _invoices_spec(years: list[int], on: date) -> TableSpec:
    return TableSpec(
        name="iuran",
        columns=(
            Column(
                "number",
                gettext_lazy("Invoice"),
                value=lambda one: one.number,
                link=lambda one: reverse("dues:invoice", args=[one.pk]),
                sort="number",
            ),
            Column(
                "member",
                gettext_lazy("Member"),
                value=lambda one: one.membership.organisation.short_name,
                sort="membership__organisation__short_name",
            ),
            Column(
                "year",
                gettext_lazy("Year"),
                value=lambda one: one.year,
                sort="year",
                template="dues/_year.html",
            ),
            Column(
                "amount_idr",
                gettext_lazy("Amount (Rp)"),
                value=lambda one: one.amount_idr,
                sort="amount_idr",
                numeric=True,
            ),
            Column("paid", gettext_lazy("Paid (Rp)"), value=lambda one: one.paid, sort="paid", numeric=True),
            Column("due_on", gettext_lazy("Due on"), value=lambda one: one.due_on, sort="due_on"),
            Column("state", gettext_lazy("State"), value=_state(on)),
        ),
        search=("number", "membership__organisation__short_name"),
        filters=(
            Filter("tahun", gettext_lazy("Year"), [(str(year), str(year)) for year in years], _by_year),
            Filter("keadaan", gettext_lazy("State"), STATES, _by_state),
        ),
        default_sort="-year",
        sentence=_sentence,
        empty_title=gettext_lazy("No invoices yet"),
        empty_text=gettext_lazy("Invoices stand here once the network has issued them for a year."),
    )


@require_safe
def invoices(request: HttpRequest) -> HttpResponse:
    """List the invoices of the reader's organisations, or of all members for the network's people."""
    on = clock.today()
    found = queries.invoices_visible_to(request.user, on=on)
    table = build(_invoices_spec(queries.years_of(found), on), found, request)
    if answer := table.export():
        return answer
    is_desk = desk.may_see_desk(reader(request), on=on)
    sums = queries.totals(found, on.year)
    facts = [
        Fact(_("Invoiced"), words.rupiah(sums.invoiced), note=_("dues of %(year)s") % {"year": on.year}),
        Fact(_("Paid"), words.rupiah(sums.paid)),
        Fact(_("Left to pay"), words.rupiah(sums.rest)),
    ]
    if is_desk:
        waiting = queries.payments_that_wait().count()
        facts.append(Fact(_("Payments to match"), waiting, url=reverse("dues:payments")))
    page = {
        "table": table,
        "facts": facts,
        "tabs": desk_tabs() if is_desk else [],
        "is_desk": is_desk,
        "may_keep": rules.may_keep_dues(reader(request), on=on),
        "dues_table": queries.table_for(on.year),
    }
    return render(request, "dues/invoices.html", page)


def invoice(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an invoice with its payments; the treasurer records one."""
    on, at = now()
    shown = get_object_or_404(queries.invoices_visible_to(request.user, on=on), pk=pk)
    may_keep = rules.may_keep_dues(reader(request), on=on)
    state = queries.invoice_state(shown, on=on)
    form = PaymentForm(
        request.POST or None,
        initial={"paid_on": on, "amount_idr": shown.rest},
    )
    if request.method == "POST":
        require(may_keep)
        if form.is_valid() and act(
            form, lambda: actions.record_payment(shown, by=reader(request), on=on, at=at, **form.cleaned_data)
        ):
            messages.success(request, _("The payment is recorded."))
            return redirect("dues:invoice", pk)
    page = {
        "invoice": shown,
        "state": STATE_WORDS[state],
        "facts": _invoice_facts(shown),
        "payments": list(shown.payments.order_by("paid_on", "pk")),
        "form": form if may_keep and state in ("open", "partly", "late") else None,
        "may_cancel": may_keep and state in ("open", "late") and not shown.paid,
        "downloads": _downloads(shown),
        "crumbs": _crumbs(shown.number),
    }
    return render(request, "dues/invoice.html", page)


def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Cancel an invoice nothing was paid on; asks once."""
    on, at = now()
    shown = get_object_or_404(queries.invoices_visible_to(request.user, on=on), pk=pk)
    _keeper(request)
    form = CancelForm(request.POST or None)
    if form.is_valid() and act(
        form, lambda: actions.cancel_invoice(shown, by=reader(request), on=on, at=at, **form.cleaned_data)
    ):
        messages.success(request, _("The invoice is cancelled and its letter revoked."))
        return redirect("dues:invoice", pk)
    crumbs = [*_crumbs(shown.number, reverse("dues:invoice", args=[pk])), (_("Cancel the invoice"), "")]
    return render(request, "dues/cancel.html", {"invoice": shown, "form": form, "crumbs": crumbs})


def issue(request: HttpRequest) -> HttpResponse:
    """Issue this year's invoices to the members chosen; those that cannot be issued are named with the reason."""
    on, at = now()
    _keeper(request)
    table = queries.table_for(on.year)
    bands = list(table.bands.all()) if table else []
    members = list(queries.to_invoice(on.year))
    amounts: list[tuple[int, str]] = []
    without: list[Membership] = []
    for one in members:
        band = queries.band_of(bands, queries.measure(one.organisation.region))
        if band:
            amounts.append((one.pk, words.rupiah(band.amount_idr)))
        else:
            without.append(one)
    chosen = [pk for pk, _amount in amounts[:MOST_AT_ONCE]]
    offered = queries.to_invoice(on.year).filter(pk__in=chosen)
    form = IssueForm(request.POST or None, members=offered, amounts=amounts, initial={"members": chosen})
    if form.is_valid():
        _issue_all(request, form.cleaned_data["members"], on=on, at=at)
        return redirect("dues:invoices")
    page = {
        "form": form if chosen else None,
        "without": without,
        "more": max(0, len(amounts) - MOST_AT_ONCE),
        "year": on.year,
        "dues_table": table,
        "crumbs": _crumbs(_("Issue invoices")),
    }
    return render(request, "dues/issue.html", page)


def _issue_all(request: HttpRequest, members: QuerySet[Membership], *, on: date, at: Any) -> None:
    issued = 0
    for one in members:
        try:
            actions.issue_invoice(one, on.year, by=reader(request), on=on, at=at)
            issued += 1
        except Refusal as refusal:
            messages.error(request, str(refusal))
    if issued:
        sentence = ngettext("%(count)s invoice was issued.", "%(count)s invoices were issued.", issued)
        messages.success(request, sentence % {"count": words.number(issued)})


def tables(request: HttpRequest) -> HttpResponse:
    """Show the tables of dues; set one."""
    on = clock.today()
    _keeper(request)
    form = DuesTableForm(request.POST or None, initial={"first_year": on.year})
    if form.is_valid() and act(form, lambda: actions.set_dues(by=reader(request), on=on, **form.cleaned_data)):
        messages.success(request, _("The table of dues is in force."))
        return redirect("dues:tables")
    page = {
        "tables": list(DuesTable.objects.prefetch_related("bands")),
        "form": form,
        "gdp_source": queries.GDP_SOURCE,
        "crumbs": _crumbs(_("Table of dues")),
    }
    return render(request, "dues/tables.html", page)


def statements(request: HttpRequest) -> HttpResponse:
    """Read a bank statement; list those that were read."""
    on, at = now()
    _keeper(request)
    form = StatementForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        read: list[BankImport] = []
        if act(
            form,
            lambda: read.append(actions.read_statement(form.cleaned_data["file"], by=reader(request), on=on, at=at)),
        ):
            return redirect("dues:bank_statement", read[0].pk)
    page = {
        "form": form,
        "imports": list(BankImport.objects.select_related("file")[:50]),
        "crumbs": _crumbs(_("Bank statements")),
    }
    return render(request, "dues/statements.html", page)


@require_safe
def statement(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what a bank statement brought: payments taken over, and every faulty line with its reason."""
    _keeper(request)
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
        "faults": [Fault(**fault) for fault in shown.faults],
        "payments": payments,
        "crumbs": [
            *_crumbs(_("Bank statements"), reverse("dues:bank_statements")),
            (words.moment(shown.at), ""),
        ],
    }
    return render(request, "dues/statement.html", page)


PAYMENTS = TableSpec(
    name="pembayaran",
    columns=(
        Column(
            "reference",
            gettext_lazy("Bank reference"),
            value=lambda one: one.reference,
            link=lambda one: reverse("dues:match_payment", args=[one.pk]),
            sort="reference",
        ),
        Column("paid_on", gettext_lazy("Paid on"), value=lambda one: one.paid_on, sort="paid_on"),
        Column(
            "amount_idr", gettext_lazy("Amount (Rp)"), value=lambda one: one.amount_idr, sort="amount_idr", numeric=True
        ),
        Column("remark", gettext_lazy("Remark"), value=lambda one: one.remark),
    ),
    search=("reference", "remark"),
    default_sort="paid_on",
    sentence=lambda count, active: (
        ngettext("%(count)s payment waits to be matched", "%(count)s payments wait to be matched", count)
        % {"count": words.number(count)}
    ),
    empty_title=gettext_lazy("Every payment is matched"),
    empty_text=gettext_lazy("Payments of a bank statement whose invoice was not recognised wait here."),
)


@require_safe
def payments(request: HttpRequest) -> HttpResponse:
    """List the payments that wait to be matched to an invoice."""
    _keeper(request)
    table = build(PAYMENTS, queries.payments_that_wait(), request)
    return table.export() or render(
        request, "dues/payments.html", {"table": table, "crumbs": _crumbs(_("Payments to match"))}
    )


def match(request: HttpRequest, pk: int) -> HttpResponse:
    """Match one payment to an invoice that it does not exceed."""
    on, at = now()
    _keeper(request)
    shown = get_object_or_404(Payment.objects.select_related("invoice"), pk=pk)
    offered = queries.open_invoices().filter(rest__gte=shown.amount_idr)
    offered = offered.select_related("membership__organisation").order_by(
        "membership__organisation__short_name", "year"
    )
    form = MatchForm(request.POST or None, invoices=offered)
    if form.is_valid() and act(
        form, lambda: actions.match_payment(shown, by=reader(request), on=on, at=at, **form.cleaned_data)
    ):
        messages.success(request, _("The payment is matched."))
        return redirect("dues:payments")
    crumbs = [*_crumbs(_("Payments to match"), reverse("dues:payments")), (shown.reference, "")]
    return render(request, "dues/match.html", {"payment": shown, "form": form, "crumbs": crumbs})


def _crumbs(here: Any, url: str = "") -> Crumbs:
    return [(_("Dues"), reverse("dues:invoices")), (here, url)]


def _invoice_facts(shown: Any) -> list[Fact]:
    return [
        Fact(_("Amount"), words.rupiah(shown.amount_idr), note=_("dues of %(year)s") % {"year": shown.year}),
        Fact(_("Paid"), words.rupiah(shown.paid)),
        Fact(_("Left to pay"), words.rupiah(shown.rest)),
        Fact(_("Due on"), shown.due_on),
    ]


def _downloads(shown: Invoice) -> list[Download]:
    if shown.document is None:
        return []
    key = [shown.document.public_id]
    return [
        Download(_("Invoice as PDF"), reverse("documents:pdf", args=key)),
        Download(_("Invoice as DOCX"), reverse("documents:docx", args=key)),
        Download(_("Verify this document"), reverse("documents:verify", args=key)),
    ]
