"""Django's handle on this room."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "jejaring.ledger"

    def ready(self) -> None:
        from jejaring.ledger import registrations

        registrations.register()
