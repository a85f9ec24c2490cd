"""Django's handle on this room."""

from django.apps import AppConfig


class CertificatesConfig(AppConfig):
    name = "jejaring.certificates"

    def ready(self) -> None:
        from jejaring.certificates import receivers, registrations

        registrations.register()
        receivers.connect()
