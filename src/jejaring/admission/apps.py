"""Django's handle on this room."""

from django.apps import AppConfig


class AdmissionConfig(AppConfig):
    name = "jejaring.admission"

    def ready(self) -> None:
        from jejaring.admission import registrations

        registrations.register()
