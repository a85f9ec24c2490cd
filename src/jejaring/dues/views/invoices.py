"""Invoices: the list, one invoice with its payments, issuing and cancelling."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy
from django.views.decorators.http import require_safe

from jejaring.dues import actions, queries, rules
from jejaring.dues.forms import CancelForm, IssueForm, PaymentForm
from jejaring.dues.models import Invoice
from jejaring.dues.views.common import crumbs, keeper
from jejaring.kit import clock, words
from jejaring.kit.components import Button, Download, Fact, Link
from jejaring.kit.forms import form_page, submitted
from jejaring.kit.refusal import Refusal, require
from jejaring.kit.requests import now, reader
from jejaring.kit.tables import Column, Filter, TableSpec, attribute, choice_filter, count_sentence, list_page
from jejaring.membership.models import Membership
from jejaring.membership.rules.members import may_see_desk
from jejaring.membership.views.members import desk_tabs

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
PAYMENTS = (
    attribute("paid_on", gettext_lazy("Paid on")),
    attribute("reference", gettext_lazy("Bank reference")),
    Column("amount_idr", gettext_lazy("Amount"), value=lambda one: words.rupiah(one.amount_idr), numeric=True),
)
PAYMENTS_OF_KEEPERS = (
    PAYMENTS[0],
    attribute(
        "reference", gettext_lazy("Bank reference"), link=lambda one: reverse("dues:match_payment", args=[one.pk])
    ),
    PAYMENTS[2],
)


def _invoices_spec(years: list[int], on: date) -> TableSpec:
    return TableSpec(
        name="iuran",
        columns=(
            attribute("number", gettext_lazy("Invoice"), link=lambda one: reverse("dues:invoice", args=[one.pk])),
            attribute("membership.organisation.short_name", gettext_lazy("Member"), key="member"),
            attribute("year", gettext_lazy("Year"), draw=lambda _one, year: format_html("{}", year)),
            attribute("amount_idr", gettext_lazy("Amount (Rp)"), numeric=True),
            attribute("paid", gettext_lazy("Paid (Rp)"), numeric=True),
            attribute("due_on", gettext_lazy("Due on")),
            Column("state", gettext_lazy("State"), value=_state(on)),
        ),
        search=("number", "membership__organisation__short_name"),
        filters=(
            choice_filter("tahun", gettext_lazy("Year"), [(year, str(year)) for year in years], "year"),
            Filter(
                "keadaan", gettext_lazy("State"), STATES, lambda found, value: found.filter(queries.IN_STATE[value])
            ),
        ),
        default_sort="-year",
        sentence=count_sentence(ngettext_lazy("%(count)s invoice", "%(count)s invoices")),
        empty_title=gettext_lazy("No invoices yet"),
        empty_text=gettext_lazy("Invoices appear here once the network has issued them."),
    )


def _state(on: date) -> Callable[[Invoice], str]:
    return lambda invoice: str(STATE_WORDS[queries.invoice_state(invoice, on=on)][1])


@require_safe
def invoices(request: HttpRequest) -> HttpResponse:
    """List the invoices of the reader's organisations, or of all members for the network's people."""
    on, person = clock.today(), reader(request)
    found = queries.invoices_visible_to(person, on=on)
    is_desk, may_keep = may_see_desk(person, on=on), rules.may_keep_dues(person, on=on)
    for_desk = {
        "eyebrow": _("The network's desk"),
        "lead": _("Invoices to members, payments received, and what is still open."),
    }
    for_member = {"eyebrow": _("Workroom"), "lead": _("Your city's invoices and payments.")}
    return list_page(
        request,
        _invoices_spec(queries.years_of(found), on),
        found,
        "dues/invoices.html",
        title=_("Dues"),
        **(for_desk if is_desk else for_member),
        tabs=desk_tabs() if is_desk else [],
        current="dues",
        actions=_links_of_keepers() if may_keep else [],
        facts=_sums(found, on.year, is_desk=is_desk, may_keep=may_keep),
        dues_table=queries.table_for(on.year),
    )


def _links_of_keepers() -> list[Link]:
    return [
        Link(_("Issue invoices"), reverse("dues:issue_invoices")),
        Link(_("Load a bank statement"), reverse("dues:bank_statements")),
        Link(_("Match payments"), reverse("dues:payments")),
        Link(_("Table of dues"), reverse("dues:tables")),
    ]


def _sums(found: QuerySet[Any], year: int, *, is_desk: bool, may_keep: bool) -> list[Fact]:
    sums = queries.totals(found, year)
    facts = [
        Fact(_("Invoiced"), words.rupiah(sums.invoiced), note=_("dues of %(year)s") % {"year": year}),
        Fact(_("Paid"), words.rupiah(sums.paid)),
        Fact(_("Left to pay"), words.rupiah(sums.rest)),
    ]
    if is_desk:
        waiting = queries.payments_that_wait().count()
        facts.append(Fact(_("Payments to match"), waiting, url=reverse("dues:payments") if may_keep else ""))
    return facts


def invoice(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an invoice with its payments; the treasurer records one."""
    on, at = now()
    person, shown = reader(request), get_object_or_404(queries.invoices_visible_to(request.user, on=on), pk=pk)
    may_keep = rules.may_keep_dues(person, on=on)
    require(may_keep or request.method != "POST")
    form = PaymentForm(request.POST or None, initial={"paid_on": on, "amount_idr": shown.rest})
    if submitted(request, form, lambda: actions.record_payment(shown, by=person, on=on, at=at, **form.cleaned_data)):
        messages.success(request, _("The payment is recorded."))
        return redirect("dues:invoice", pk)
    state = queries.invoice_state(shown, on=on)
    page = {
        "invoice": shown,
        "state": STATE_WORDS[state],
        "facts": _facts(shown),
        "columns": PAYMENTS_OF_KEEPERS if may_keep else PAYMENTS,
        "payments": list(shown.payments.order_by("paid_on", "pk")),
        "form": form if may_keep and state in ("open", "partly", "late") else None,
        "may_cancel": may_keep and state in ("open", "late") and not shown.paid,
        "downloads": _downloads(shown),
        "crumbs": crumbs((shown.number, "")),
    }
    return render(request, "dues/invoice.html", page)


def _facts(shown: Any) -> list[Fact]:
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


def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Cancel an invoice nothing was paid on."""
    on, at = now()
    shown = get_object_or_404(queries.invoices_visible_to(request.user, on=on), pk=pk)
    keeper(request)
    form = CancelForm(request.POST or None)
    if submitted(
        request, form, lambda: actions.cancel_invoice(shown, by=reader(request), on=on, at=at, **form.cleaned_data)
    ):
        messages.success(request, _("The invoice is cancelled and its letter revoked."))
        return redirect("dues:invoice", pk)
    lead = _(
        "Invoice %(number)s to %(member)s will be cancelled and its letter revoked. This cannot be undone; "
        "a new invoice can be issued."
    )
    return form_page(
        request,
        form,
        title=_("Cancel the invoice"),
        lead=lead % {"number": shown.number, "member": shown.membership.organisation.short_name},
        button=Button(_("Cancel the invoice"), kind="danger"),
        crumbs=crumbs((shown.number, reverse("dues:invoice", args=[pk]))),
        cancel_label=_("Keep it"),
    )


def issue(request: HttpRequest) -> HttpResponse:
    """Issue this year's invoices to the members chosen; those that cannot be issued are named with the reason."""
    on, at = now()
    keeper(request)
    table = queries.table_for(on.year)
    amounts, without = queries.amounts_to_invoice(on.year, table)
    chosen = list(amounts)[:MOST_AT_ONCE]
    offered = queries.to_invoice(on.year).filter(pk__in=chosen)
    form = IssueForm(request.POST or None, members=offered, amounts=amounts, initial={"members": chosen})
    if form.is_valid():
        _issue_all(request, form.cleaned_data["members"], on=on, at=at)
        return redirect("dues:invoices")
    page = {
        "form": form if chosen else None,
        "without": [one.organisation.short_name for one in without],
        "more": max(0, len(amounts) - MOST_AT_ONCE),
        "year": on.year,
        "dues_table": table,
        "crumbs": crumbs((_("Issue invoices"), "")),
    }
    return render(request, "dues/issue.html", page)


def _issue_all(request: HttpRequest, members: QuerySet[Membership], *, on: date, at: datetime) -> None:
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
