"""Django's handle on this room."""

from django.apps import AppConfig


class SetupConfig(AppConfig):
    name = "jejaring.setup"

    def ready(self) -> None:
        from jejaring.setup import registrations

        registrations.register()
