"""Django's handle on this room."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "jejaring.portal"
