"""Django's handle on this room."""

from django.apps import AppConfig


class FrameConfig(AppConfig):
    name = "jejaring.frame"
