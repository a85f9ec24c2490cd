"""Django's handle on this room."""

from typing import Any

from django.apps import AppConfig
from django.conf import settings


class PortalConfig(AppConfig):
    name = "jejaring.portal"

    def ready(self) -> None:
        from jejaring.kit.doorways import open_doorway
        from jejaring.ledger.words import let_titles_be_found_by
        from jejaring.portal import queries
        from jejaring.portal.demo import stamps

        let_titles_be_found_by(queries.titles_on)
        open_doorway("people.person", _may_see_person)
        if settings.DEMO:
            stamps.begin()


def _may_see_person(reader: Any, record_id: str) -> bool:
    from jejaring.kit import clock
    from jejaring.portal import rules

    return rules.may_see_person(reader, record_id, on=clock.today())
