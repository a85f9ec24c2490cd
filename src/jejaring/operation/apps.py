"""Django's handle on this room."""

from django.apps import AppConfig


class OperationConfig(AppConfig):
    name = "jejaring.operation"

    def ready(self) -> None:
        from jejaring.operation import registrations

        registrations.register()
