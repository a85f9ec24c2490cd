"""Django's handle on this room."""

from django.apps import AppConfig


class MinutesConfig(AppConfig):
    name = "jejaring.minutes"

    def ready(self) -> None:
        from jejaring.minutes import registrations

        registrations.register()
