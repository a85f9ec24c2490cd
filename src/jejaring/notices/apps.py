"""Django's handle on this room."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "jejaring.notices"
