"""Bring the kinds of participation into the database."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from jejaring.membership.actions.members import load_kinds


class Command(BaseCommand):
    help = "Load the kinds of participation; doing it again changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        count = load_kinds()
        if options["verbosity"]:
            self.stdout.write(f"kinds of participation: {count}")
