"""This room's public events: what happens to members, as the public register shows it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from jejaring.ledger.events import PublicEvent, public_address
from jejaring.membership.models import Membership


def _facts(membership: Membership, data: Mapping[str, Any]) -> Mapping[str, Any]:
    organisation = membership.organisation
    return {
        "organisation": {"id": str(organisation.public_id), "slug": organisation.slug, "name": organisation.name},
        "kind": membership.kind_id,
        "number": membership.number,
        "standing": membership.standing,
        "since": membership.since.isoformat() if membership.since else None,
        "ended_on": membership.ended_on.isoformat() if membership.ended_on else None,
        "address": public_address(organisation),
        "example": membership.example,
    }


EVENTS = (
    PublicEvent("member.granted", "membership.grant", _("A membership was granted"), _facts),
    PublicEvent("member.entered", "membership.enter_member", _("A member was entered from a source"), _facts),
    PublicEvent("member.standing_decided", "membership.decide_standing", _("A member's standing was decided"), _facts),
)
