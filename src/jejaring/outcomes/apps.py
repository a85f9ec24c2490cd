"""Django's handle on this room."""

from django.apps import AppConfig


class OutcomesConfig(AppConfig):
    name = "jejaring.outcomes"

    def ready(self) -> None:
        from jejaring.outcomes import registrations

        registrations.register()
