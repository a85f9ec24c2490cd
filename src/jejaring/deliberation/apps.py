"""Django's handle on this room."""

from django.apps import AppConfig


class DeliberationConfig(AppConfig):
    name = "jejaring.deliberation"

    def ready(self) -> None:
        from jejaring.deliberation import registrations

        registrations.register()
