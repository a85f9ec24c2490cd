"""Django's handle on this room."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig


class CitiesConfig(AppConfig):
    name = "jejaring.cities"

    def ready(self) -> None:
        from jejaring.cities import receivers
        from jejaring.cities.queries import holds_signing_office, is_of_secretariat
        from jejaring.kit.doorways import open_doorway
        from jejaring.people.second_factor import demand_second_factor
        from jejaring.people.secretariat import let_secretariat_be_known_by

        open_doorway("cities.organisation", _may_see_organisation)
        open_doorway("cities.region", lambda reader, record_id: True)
        demand_second_factor(holds_signing_office)
        let_secretariat_be_known_by(is_of_secretariat)
        receivers.connect()


def _may_see_organisation(reader: Any, record_id: str) -> bool:
    """An organisation's history and files belong to its own people and the network's."""
    from jejaring.cities.queries import organisations_visible_to
    from jejaring.kit import clock

    return organisations_visible_to(reader, on=clock.today()).filter(pk=record_id).exists()
