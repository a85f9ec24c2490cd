"""Django's handle on this room."""

from django.apps import AppConfig


class QuestionnairesConfig(AppConfig):
    name = "jejaring.questionnaires"
