"""Django's handle on this room."""

from django.apps import AppConfig


class ProposalsConfig(AppConfig):
    name = "jejaring.proposals"

    def ready(self) -> None:
        from jejaring.proposals import registrations

        registrations.register()
