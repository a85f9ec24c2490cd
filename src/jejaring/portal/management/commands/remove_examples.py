"""Remove everything that is there only to try the software."""

from __future__ import annotations

from typing import Any

from django.core.management import BaseCommand

from jejaring.portal.demo.removal import remove_examples


class Command(BaseCommand):
    help = "Remove everything that is there only to try the software (labelled contoh); the ledger stays."

    def handle(self, *args: Any, **options: Any) -> None:
        done = remove_examples()
        self.stdout.write(f"Removed {done.records} records and {done.persons} accounts.")
        if done.kept_persons:
            self.stdout.write(
                f"{done.kept_persons} accounts are named in the ledger, which nothing is removed from; "
                "they can no longer sign in and hold no office."
            )
