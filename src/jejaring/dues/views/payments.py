"""Payments that wait: the list, and matching one to its invoice."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy
from django.views.decorators.http import require_safe

from jejaring.dues import actions, queries
from jejaring.dues.forms import MatchForm
from jejaring.dues.models import Payment
from jejaring.dues.views.common import crumbs, keeper
from jejaring.kit.forms import form_page, submitted
from jejaring.kit.requests import now, reader
from jejaring.kit.tables import TableSpec, attribute, count_sentence, list_page

PAYMENTS = TableSpec(
    name="pembayaran",
    columns=(
        attribute(
            "reference", gettext_lazy("Bank reference"), link=lambda one: reverse("dues:match_payment", args=[one.pk])
        ),
        attribute("paid_on", gettext_lazy("Paid on")),
        attribute("amount_idr", gettext_lazy("Amount (Rp)"), numeric=True),
        attribute("remark", gettext_lazy("Remark"), sort=False),
    ),
    search=("reference", "remark"),
    default_sort="paid_on",
    sentence=count_sentence(ngettext_lazy("%(count)s payment to be matched", "%(count)s payments to be matched")),
    empty_title=gettext_lazy("Every payment is matched"),
    empty_text=gettext_lazy("Payments whose invoice was not recognised appear here."),
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
    )


def match(request: HttpRequest, pk: int) -> HttpResponse:
    """Match one payment to an invoice that it does not exceed."""
    on, at = now()
    keeper(request)
    shown = get_object_or_404(Payment.objects.select_related("invoice"), pk=pk)
    if shown.invoice:
        messages.info(request, _("This payment has been matched already."))
        return redirect("dues:invoice", shown.invoice.pk)
    form = MatchForm(request.POST or None, invoices=queries.invoices_for(shown))
    if submitted(
        request, form, lambda: actions.match_payment(shown, by=reader(request), on=on, at=at, **form.cleaned_data)
    ):
        messages.success(request, _("The payment is matched."))
        return redirect("dues:payments")
    return form_page(
        request,
        form,
        title=_("Match a payment"),
        eyebrow=shown.reference,
        button=_("Match the payment"),
        crumbs=crumbs((_("Payments to match"), reverse("dues:payments"))),
        template="dues/match.html",
        payment=shown,
    )
