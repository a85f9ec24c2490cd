"""Django's handle on this room."""

from django.apps import AppConfig


class DuesConfig(AppConfig):
    name = "jejaring.dues"

    def ready(self) -> None:
        from jejaring.dues import registrations

        registrations.register()
