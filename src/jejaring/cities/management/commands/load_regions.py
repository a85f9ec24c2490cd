"""Bring the regions of Indonesia into the database."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from jejaring.cities.actions import load_regions


class Command(BaseCommand):
    help = "Load the 38 provinces and 514 regencies and cities; doing it again changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        changed = load_regions()
        if options["verbosity"]:
            self.stdout.write(f"regions: {changed} new or changed")
