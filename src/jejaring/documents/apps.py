"""Django's handle on this room."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "jejaring.documents"
