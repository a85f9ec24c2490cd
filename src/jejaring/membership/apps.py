"""Django's handle on this room."""

from django.apps import AppConfig


class MembershipConfig(AppConfig):
    name = "jejaring.membership"

    def ready(self) -> None:
        from jejaring.membership import registrations

        registrations.register()
