"""Django's handle on this room."""

from django.apps import AppConfig


class CitiesConfig(AppConfig):
    name = "jejaring.cities"
