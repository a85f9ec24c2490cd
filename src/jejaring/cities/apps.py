"""Django's handle on this room."""

from django.apps import AppConfig


class CitiesConfig(AppConfig):
    name = "jejaring.cities"

    def ready(self) -> None:
        from jejaring.cities import receivers, registrations

        registrations.register()
        receivers.connect()
