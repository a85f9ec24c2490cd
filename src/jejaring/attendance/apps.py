"""Django's handle on this room."""

from django.apps import AppConfig


class AttendanceConfig(AppConfig):
    name = "jejaring.attendance"

    def ready(self) -> None:
        from jejaring.attendance import registrations

        registrations.register()
