"""Django's handle on this room."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig

from jejaring.kit import clock
from jejaring.kit.doorways import open_doorway


class DuesConfig(AppConfig):
    name = "jejaring.dues"

    def ready(self) -> None:
        open_doorway("dues.invoice", _may_see_invoice)
        open_doorway("dues.bankimport", _may_see_statement)


def _may_see_invoice(reader: Any, record_id: str) -> bool:
    from jejaring.dues.queries import invoices_visible_to  # models are loaded by now

    return invoices_visible_to(reader, on=clock.today()).filter(pk=record_id).exists()


def _may_see_statement(reader: Any, record_id: str) -> bool:
    """A bank statement is for those who keep the dues."""
    from jejaring.dues.rules import may_keep_dues  # models are loaded by now

    return may_keep_dues(reader, on=clock.today())
