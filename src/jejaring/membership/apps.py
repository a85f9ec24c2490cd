"""Django's handle on this room."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig

from jejaring.kit import clock
from jejaring.kit.doorways import open_doorway


class MembershipConfig(AppConfig):
    name = "jejaring.membership"

    def ready(self) -> None:
        open_doorway("membership.membership", _may_see_membership)
        open_doorway("membership.standingdecision", _may_see_decision)
        open_doorway("membership.obligation", _may_see_obligation)


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
