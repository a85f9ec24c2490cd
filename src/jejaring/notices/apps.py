"""Django's handle on this room."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "jejaring.notices"

    def ready(self) -> None:
        from jejaring.notices import receivers, registrations

        registrations.register()
        receivers.listen()
