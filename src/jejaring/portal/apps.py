"""Django's handle on this room."""

from django.apps import AppConfig
from django.conf import settings


class PortalConfig(AppConfig):
    name = "jejaring.portal"

    def ready(self) -> None:
        from jejaring.portal import registrations
        from jejaring.portal.demo import stamps

        registrations.register()
        if settings.DEMO:
            stamps.begin()
