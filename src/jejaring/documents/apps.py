"""Django's handle on this room."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "jejaring.documents"

    def ready(self) -> None:
        from jejaring.documents.events import EVENTS
        from jejaring.ledger.events import publish_events

        publish_events(EVENTS)
