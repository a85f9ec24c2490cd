"""Payments: those that wait and all of them; each is recorded, matched, settled, and taken back here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy
from django.views.decorators.http import require_safe

from jejaring.dues import actions, queries
from jejaring.dues.forms import MatchForm, ReasonForm, ReceiveForm, SettleForm
from jejaring.dues.models import Payment
from jejaring.dues.views.common import Crumb, crumbs, keeper
from jejaring.kit import words
from jejaring.kit.components import Button, Fact, Link
from jejaring.kit.forms import form_page, submitted
from jejaring.kit.requests import now, reader
from jejaring.kit.tables import Column, TableSpec, attribute, count_sentence, list_page


def _state(payment: Payment) -> str:
    """Return what became of a payment, or why it waits, in words."""
    if payment.invoice:
        return f"{payment.invoice.number}, {payment.invoice.membership.organisation.short_name}"
    return payment.get_settled_as_display() if payment.settled_as else payment.get_waits_because_display()


REFERENCE = attribute(
    "reference", gettext_lazy("Bank reference"), link=lambda one: reverse("dues:match_payment", args=[one.pk])
)
PAID_ON = attribute("paid_on", gettext_lazy("Paid on"))
AMOUNT = attribute("amount_idr", gettext_lazy("Amount (Rp)"), numeric=True)
REMARK = attribute("remark", gettext_lazy("Remark"), sort=False)
PAYMENTS = TableSpec(
    name="pembayaran",
    columns=(REFERENCE, PAID_ON, AMOUNT, REMARK, Column("state", gettext_lazy("Why it waits"), value=_state)),
    search=("reference", "remark"),
    default_sort="paid_on",
    sentence=count_sentence(ngettext_lazy("%(count)s payment to be matched", "%(count)s payments to be matched")),
    empty_title=gettext_lazy("Every payment is matched"),
    empty_text=gettext_lazy("Payments whose invoice was not recognised appear here."),
)
ALL = TableSpec(
    name="semua-pembayaran",
    columns=(REFERENCE, PAID_ON, AMOUNT, REMARK, Column("state", gettext_lazy("What became of it"), value=_state)),
    search=("reference", "remark", "invoice__number", "invoice__membership__organisation__short_name"),
    default_sort="-paid_on",
    sentence=count_sentence(ngettext_lazy("%(count)s payment", "%(count)s payments")),
    empty_title=gettext_lazy("No payments yet"),
    empty_text=gettext_lazy("Payments appear here once they are recorded or a bank statement is loaded."),
)


@require_safe
def payments(request: HttpRequest) -> HttpResponse:
    """List the payments that wait to be matched to an invoice."""
    keeper(request)
    return list_page(
        request,
        PAYMENTS,
        queries.payments_that_wait(),
        title=_("Payments to match"),
        lead=_("Payments received whose invoice was not recognised."),
        crumbs=crumbs((_("Payments to match"), "")),
        actions=[
            Link(_("Record a payment"), reverse("dues:receive_payment")),
            Link(_("All payments"), reverse("dues:all_payments")),
        ],
    )


@require_safe
def all_payments(request: HttpRequest) -> HttpResponse:
    """List every payment with what became of it."""
    keeper(request)
    title = _("All payments")
    return list_page(request, ALL, queries.payments(), title=title, crumbs=_crumbs((title, "")))


def receive(request: HttpRequest) -> HttpResponse:
    """Record money received that is for several invoices, or for none that is known yet."""
    on, at = now()
    keeper(request)
    form = ReceiveForm(request.POST or None, initial={"paid_on": on})
    if done := submitted(
        request, form, lambda: actions.receive_payment(by=reader(request), on=on, at=at, **form.cleaned_data)
    ):
        messages.success(request, _("The payment is recorded. Match it now, whole or in parts."))
        return redirect("dues:match_payment", done.value.pk)
    return form_page(
        request,
        form,
        title=_("Record a payment"),
        lead=_("For a transfer that pays several invoices, or more than an invoice asks for. It waits to be matched."),
        button=_("Record the payment"),
        crumbs=_crumbs(),
    )


def payment(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a payment; match it, whole or in part, to an invoice."""
    on, at = now()
    keeper(request)
    shown = _found(pk)
    form = MatchForm(request.POST or None, invoices=queries.invoices_for(shown)) if shown.waits else None
    if form and submitted(
        request, form, lambda: actions.match_payment(shown, by=reader(request), on=on, at=at, **form.cleaned_data)
    ):
        messages.success(request, _("The payment is matched."))
        return redirect("dues:payments")
    page = {
        "payment": shown,
        "form": form,
        "facts": _facts(shown),
        "parts": list(queries.payments().filter(split_from=shown.split_from_id or shown.pk).exclude(pk=shown.pk)),
        "columns": ALL.columns,
        "may_remove": shown.waits and not (shown.bank_import_id or shown.split_from_id),
        "crumbs": _crumbs((shown.reference, "")),
    }
    return render(request, "dues/payment.html", page)


def _facts(shown: Payment) -> list[Fact]:
    source = _("bank statement") if shown.bank_import_id else _("recorded by hand")
    return [
        Fact(_("Amount"), words.rupiah(shown.amount_idr)),
        Fact(_("Paid on"), shown.paid_on),
        Fact(_("Source"), source, url=_statement(shown)),
        Fact(_("Why it waits") if shown.waits else _("What became of it"), _state(shown), url=_invoice(shown)),
    ]


def _statement(shown: Payment) -> str:
    return reverse("dues:bank_statement", args=[shown.bank_import_id]) if shown.bank_import_id else ""


def _invoice(shown: Payment) -> str:
    return reverse("dues:invoice", args=[shown.invoice_id]) if shown.invoice_id else ""


def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """Settle a payment that is not for dues."""
    return _answered(
        request,
        pk,
        SettleForm,
        actions.settle_payment,
        title=_("Settle a payment that is not for dues"),
        lead=_("Of a payment larger than its invoice, match the part for the invoice first."),
        button=_("Settle the payment"),
        said=_("The payment is settled."),
    )


def release(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back what a payment was matched to or settled as."""
    return _answered(
        request,
        pk,
        ReasonForm,
        actions.release_payment,
        title=_("Take back the match"),
        lead=_("The payment waits again, and an invoice that it paid is open again. The history keeps both."),
        button=Button(_("Take back the match"), kind="danger"),
        said=_("The payment waits again."),
    )


def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove a payment that was recorded by hand by mistake."""
    return _answered(
        request,
        pk,
        ReasonForm,
        actions.remove_payment,
        title=_("Remove the payment"),
        lead=_("For a payment that was typed with a mistake. The ledger keeps what it was and the reason."),
        button=Button(_("Remove the payment"), kind="danger"),
        said=_("The payment is removed. Record it again as it was."),
    )


def _answered(
    request: HttpRequest, pk: int, kind: type[Form], act: Callable[..., Payment | None], *, said: str, **page: Any
) -> HttpResponse:
    """Show the form of one thing that can become of a payment, or do it and go to the payment, if it is still there."""
    on, at = now()
    keeper(request)
    shown = _found(pk)
    form = kind(request.POST or None)
    if done := submitted(request, form, lambda: act(shown, by=reader(request), on=on, at=at, **form.cleaned_data)):
        messages.success(request, said)
        return redirect("dues:match_payment", done.value.pk) if done.value else redirect("dues:payments")
    return form_page(request, form, eyebrow=shown.reference, crumbs=_crumbs(_crumb(shown)), **page)


def _found(pk: int) -> Payment:
    return get_object_or_404(queries.payments(), pk=pk)


def _crumb(shown: Payment) -> Crumb:
    return shown.reference, reverse("dues:match_payment", args=[shown.pk])


def _crumbs(*below: Crumb) -> list[Crumb]:
    return crumbs((_("Payments to match"), reverse("dues:payments")), *below)
