"""Put the example of a table of dues in force, to try invoices."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from jejaring.dues.actions import load_example_table
from jejaring.kit import clock


class Command(BaseCommand):
    help = "Put the example of a table of dues (contoh) in force if there is none; doing it again changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        table = load_example_table(by=None, on=clock.today())
        if options["verbosity"]:
            self.stdout.write(f"example of a table of dues, from {table.first_year}")
