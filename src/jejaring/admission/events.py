"""Public events of the way into the network: the steps that a city's public page shows, and no others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from jejaring.admission.models import Journey
from jejaring.ledger.events import PublicEvent, public_address


def _facts(journey: Journey, data: Mapping[str, Any]) -> Mapping[str, Any]:
    organisation = journey.organisation
    return {
        "organisation": {"id": str(organisation.public_id), "slug": organisation.slug, "name": organisation.name},
        "kind": journey.kind_id,
        "state": journey.state,
        "since": journey.state_since.isoformat(),
        "address": public_address(organisation),
        "example": journey.example,
    }


EVENTS = (
    PublicEvent(
        "candidate.loi_completed", "admission.complete_loi", _("A letter of intent was signed by both sides"), _facts
    ),
    PublicEvent(
        "candidate.application_submitted", "admission.submit_application", _("An application was submitted"), _facts
    ),
    PublicEvent("candidate.approved", "admission.approve", _("An application was approved"), _facts),
    PublicEvent(
        "candidate.agreement_completed",
        "admission.complete_agreement",
        _("A cooperation agreement was signed by both sides"),
        _facts,
    ),
)
