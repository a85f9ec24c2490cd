"""Django's handle on this room."""

from django.apps import AppConfig


class DraftsConfig(AppConfig):
    name = "jejaring.drafts"
