"""Django's handle on this room."""

from django.apps import AppConfig


class SpeakersConfig(AppConfig):
    name = "jejaring.speakers"

    def ready(self) -> None:
        from jejaring.speakers import registrations

        registrations.register()
