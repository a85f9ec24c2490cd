"""Words for every verb this room records."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VERBS: dict[str, Promise] = {
    "dues.set_dues": _("set a table of dues"),
    "dues.issue_invoice": _("issued an invoice for dues"),
    "dues.cancel_invoice": _("cancelled an invoice for dues"),
    "dues.record_payment": _("recorded a payment"),
    "dues.receive_payment": _("recorded a payment without an invoice"),
    "dues.match_payment": _("matched a payment to an invoice"),
    "dues.settle_payment": _("settled a payment that is not for dues"),
    "dues.release_payment": _("took back what a payment was matched to"),
    "dues.remove_payment": _("removed a payment that was recorded by mistake"),
    "dues.preview_statement": _("previewed a bank statement"),
    "dues.read_statement": _("loaded a bank statement"),
    "dues.undo_statement": _("undid a bank statement"),
}
