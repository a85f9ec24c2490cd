"""Django's handle on this room."""

from django.apps import AppConfig


class DelegationsConfig(AppConfig):
    name = "jejaring.delegations"

    def ready(self) -> None:
        from jejaring.delegations import changes, registrations

        registrations.register()
        changes.connect()
