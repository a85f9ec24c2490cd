"""Lay out the demo's data."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError

from jejaring.portal.demo.seed import lay_out


class Command(BaseCommand):
    help = "Lay out the demo's data: the network of October 2019 and accounts by role. Only in the demo."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Demo data are laid out in the demo only: JEJARING_MODE=demo, or `jejaring demo`.")
        lay_out()
