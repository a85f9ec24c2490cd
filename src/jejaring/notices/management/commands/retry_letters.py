"""Put letters that were given up in the queue again."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from jejaring.notices import actions


class Command(BaseCommand):
    help = "Try letters again that were given up because the mail server did not take them"

    def handle(self, *args: Any, **options: Any) -> None:
        """Print how many there were."""
        self.stdout.write(f"letters to try again: {actions.retry_letters()}")
