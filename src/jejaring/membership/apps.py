"""Django's handle on this room."""

from django.apps import AppConfig


class MembershipConfig(AppConfig):
    name = "jejaring.membership"
