"""Django's handle on this room."""

from django.apps import AppConfig


class AgendaConfig(AppConfig):
    name = "jejaring.agenda"

    def ready(self) -> None:
        from jejaring.agenda import registrations

        registrations.register()
