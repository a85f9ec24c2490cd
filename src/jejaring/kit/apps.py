"""Django's handle on this room."""

from django.apps import AppConfig


class KitConfig(AppConfig):
    name = "jejaring.kit"

    def ready(self) -> None:
        from jejaring.kit import registrations

        registrations.register()
