"""Django's handle on this room."""

from django.apps import AppConfig
from django.conf import settings


class PortalConfig(AppConfig):
    name = "jejaring.portal"

    def ready(self) -> None:
        from jejaring.ledger.freshness import writes_in_every_room
        from jejaring.ledger.words import let_titles_be_found_by
        from jejaring.portal import queries
        from jejaring.portal.demo import stamps

        let_titles_be_found_by(queries.titles_on)
        writes_in_every_room("portal")  # removing what is there only to try the software
        if settings.DEMO:
            stamps.begin()
