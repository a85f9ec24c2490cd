"""Dues: tables, yearly invoices, payments by hand and from the bank's statement."""

from jejaring.dues.actions.invoices import cancel_invoice, issue_invoice, load_example_table, set_dues
from jejaring.dues.actions.payments import (
    match_payment,
    receive_payment,
    record_payment,
    release_payment,
    remove_payment,
    settle_payment,
)
from jejaring.dues.actions.statements import (
    load_file,
    load_statement,
    preview_statement,
    read_statement,
    undo_statement,
)

__all__ = [
    "cancel_invoice",
    "issue_invoice",
    "load_example_table",
    "load_file",
    "load_statement",
    "match_payment",
    "preview_statement",
    "read_statement",
    "receive_payment",
    "record_payment",
    "release_payment",
    "remove_payment",
    "set_dues",
    "settle_payment",
    "undo_statement",
]
