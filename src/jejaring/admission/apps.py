"""Django's handle on this room."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig

from jejaring.kit import clock
from jejaring.kit.doorways import open_doorway


class AdmissionConfig(AppConfig):
    name = "jejaring.admission"

    def ready(self) -> None:
        open_doorway("admission.journey", _may_see_journey)


def _may_see_journey(reader: Any, record_id: str) -> bool:
    from jejaring.admission.queries.journey import journeys_visible_to  # models are loaded by now

    return journeys_visible_to(reader, on=clock.today()).filter(pk=record_id).exists()
