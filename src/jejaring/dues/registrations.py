"""What this room registers."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from jejaring.cities.queries import Reader
from jejaring.dues import jobs, queries
from jejaring.dues.rules import may_keep_dues
from jejaring.dues.verbs import VERBS
from jejaring.kit import registry
from jejaring.kit.registry import Doorway, JobKind, MenuEntry, RoomInbox, Route, Who
from jejaring.ledger.agreement import Claim, Recorded, recorded


def register() -> None:
    """Register all that this room offers; called once, when it starts."""
    recorded.add_all(RECORDED)
    registry.doorways.add_all(DOORWAYS)
    registry.verbs.add_all(VERBS)
    registry.pages.add("dues", "dues:invoices")
    registry.inboxes.add("dues", RoomInbox(_("Dues"), queries.waiting_for, order=30))
    registry.network_menu.add(
        "dues:invoices", MenuEntry(_("Dues"), order=30, text=_("Invoices, payments, and what the bank reports."))
    )
    registry.job_kinds.add("dues.read_statement", JobKind(_("Loading a bank statement"), jobs.read_statement))
    registry.routes.add_all(ROUTES)


def _for_keepers(reader: Reader, record_id: str, *, on: date) -> bool:
    """Bank statements, payments and the history of a table of dues are for those who keep the dues."""
    return may_keep_dues(reader, on=on)


DOORWAYS = {
    "dues.invoice": Doorway(visible=queries.invoices_visible_to),
    "dues.bankimport": Doorway(may_see=_for_keepers),
    "dues.payment": Doorway(may_see=_for_keepers),
    "dues.duestable": Doorway(may_see=_for_keepers),
}
_OF_INVOICE = Route(Who.OFFICE, of="dues.invoice", take={"pk": "pk"})
_OF_PAYMENT = Route(Who.OFFICE, of="dues.payment", take={"pk": "pk"})
_OF_STATEMENT = Route(Who.OFFICE, of="dues.bankimport", take={"pk": "pk"})
ROUTES = {
    "dues:invoices": Route(Who.PERSON),
    "dues:issue_invoices": Route(Who.OFFICE),
    "dues:tables": Route(Who.OFFICE),
    "dues:invoice": _OF_INVOICE,
    "dues:cancel_invoice": _OF_INVOICE,
    "dues:bank_statements": Route(Who.OFFICE),
    "dues:bank_statement": _OF_STATEMENT,
    "dues:preview_statement": _OF_STATEMENT,
    "dues:undo_statement": _OF_STATEMENT,
    "dues:payments": Route(Who.OFFICE),
    "dues:all_payments": Route(Who.OFFICE),
    "dues:receive_payment": Route(Who.OFFICE),
    "dues:match_payment": _OF_PAYMENT,
    "dues:settle_payment": _OF_PAYMENT,
    "dues:release_payment": _OF_PAYMENT,
    "dues:remove_payment": _OF_PAYMENT,
}
RECORDED = {
    "dues.invoice": Recorded(
        ("dues.issue_invoice",),
        (
            Claim("number", "number", ("dues.issue_invoice",)),
            Claim("amount_idr", "amount_idr", ("dues.issue_invoice",)),
            Claim("year", "year", ("dues.issue_invoice",)),
            Claim("cancelled_on", verbs=("dues.cancel_invoice",), at_first=None),
        ),
    ),
}
