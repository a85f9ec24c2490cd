"""Enter the network of October 2019 from its sources."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from jejaring.kit import clock
from jejaring.membership.actions.register import seed_network_2019


class Command(BaseCommand):
    help = "Enter the members and officers of October 2019 that sources name; doing it again changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        count = seed_network_2019(on=clock.today())
        if options["verbosity"]:
            self.stdout.write(f"members named by sources: {count}")
