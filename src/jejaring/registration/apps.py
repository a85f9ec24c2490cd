"""Django's handle on this room."""

from django.apps import AppConfig


class RegistrationConfig(AppConfig):
    name = "jejaring.registration"

    def ready(self) -> None:
        from jejaring.registration import receivers, registrations

        registrations.register()
        receivers.connect()
