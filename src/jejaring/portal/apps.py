"""Django's handle on this room."""

from django.apps import AppConfig
from django.conf import settings


class PortalConfig(AppConfig):
    name = "jejaring.portal"

    def ready(self) -> None:
        from jejaring.portal import registrations
        from jejaring.portal.demo import kupang, stamps

        registrations.register()
        if settings.DEMO:
            stamps.begin()
            kupang.begin()
