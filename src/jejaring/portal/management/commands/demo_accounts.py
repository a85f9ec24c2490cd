"""Print the demo's accounts by role."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError

from jejaring.portal.demo.accounts import ACCOUNTS


class Command(BaseCommand):
    help = "Print the demo's accounts by role; the demo's start page signs in as any of them."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("There are demo accounts in the demo only: JEJARING_MODE=demo, or `jejaring demo`.")
        width = max(len(account.name) for account in ACCOUNTS)
        for account in ACCOUNTS:
            self.stdout.write(f"  {account.name:<{width}}  {account.email}")
