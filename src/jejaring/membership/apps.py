"""Django's handle on this room."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig

from jejaring.kit import clock
from jejaring.kit.doorways import open_doorway
from jejaring.ledger.events import publish_events


class MembershipConfig(AppConfig):
    name = "jejaring.membership"

    def ready(self) -> None:
        from jejaring.membership import candidate_events, events  # models are loaded by now

        publish_events(events.EVENTS)
        publish_events(candidate_events.EVENTS)
        open_doorway("membership.journey", _may_see_journey)
        open_doorway("membership.membership", _may_see_membership)
        open_doorway("membership.standingdecision", _may_see_decision)
        open_doorway("membership.obligation", _may_see_obligation)
        open_doorway("membership.invoice", _may_see_invoice)
        open_doorway("membership.bankimport", _may_see_statement)


def _may_see_journey(reader: Any, record_id: str) -> bool:
    from jejaring.membership.queries.journey import journeys_visible_to  # models are loaded by now

    return journeys_visible_to(reader, on=clock.today()).filter(pk=record_id).exists()


def _may_see_membership(reader: Any, record_id: str) -> bool:
    """The register is public; a member's history, which names who acted, is for its people and the network's."""
    from jejaring.membership.queries.standing import memberships_kept_by  # models are loaded by now

    return memberships_kept_by(reader, on=clock.today()).filter(pk=record_id).exists()


def _may_see_decision(reader: Any, record_id: str) -> bool:
    """The decision is public, its file is for the member's people and the network's."""
    from jejaring.membership.queries.standing import memberships_kept_by  # models are loaded by now

    return memberships_kept_by(reader, on=clock.today()).filter(decisions__pk=record_id).exists()


def _may_see_obligation(reader: Any, record_id: str) -> bool:
    from jejaring.membership.queries.obligations import obligations_visible_to  # models are loaded by now

    return obligations_visible_to(reader, on=clock.today()).filter(pk=record_id).exists()


def _may_see_invoice(reader: Any, record_id: str) -> bool:
    from jejaring.membership.queries.dues import invoices_visible_to  # models are loaded by now

    return invoices_visible_to(reader, on=clock.today()).filter(pk=record_id).exists()


def _may_see_statement(reader: Any, record_id: str) -> bool:
    """A bank statement is for those who keep the dues."""
    from jejaring.membership.rules.dues import may_keep_dues  # models are loaded by now

    return may_keep_dues(reader, on=clock.today())
