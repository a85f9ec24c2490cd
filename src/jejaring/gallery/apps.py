"""Django's handle on this room."""

from django.apps import AppConfig


class GalleryConfig(AppConfig):
    name = "jejaring.gallery"
