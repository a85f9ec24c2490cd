"""Django's handle on this room."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "jejaring.documents"

    def ready(self) -> None:
        from jejaring.documents import registrations

        registrations.register()
