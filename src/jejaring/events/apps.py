"""Django's handle on this room."""

from django.apps import AppConfig


class EventsConfig(AppConfig):
    name = "jejaring.events"

    def ready(self) -> None:
        from jejaring.events import receivers, registrations

        registrations.register()
        receivers.connect()
