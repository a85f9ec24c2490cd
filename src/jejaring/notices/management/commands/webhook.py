"""`manage webhook`: which addresses are told of public events."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from jejaring.kit.refusal import Refusal
from jejaring.notices import actions
from jejaring.notices.models import Webhook


class Command(BaseCommand):
    help = "List, add, renew or stop the addresses that are told of public events. A secret is shown once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("verb", choices=("list", "add", "renew", "stop"))
        parser.add_argument("url", nargs="?", default="")
        parser.add_argument("--kind", action="append", default=[], help="kind of event, may be repeated; none: all")

    def handle(self, *args: Any, verb: str, url: str, kind: list[str], **options: Any) -> None:
        if verb == "list":
            for webhook in Webhook.objects.order_by("url"):
                state = "active" if webhook.active else "stopped"
                self.stdout.write(f"{webhook.url}  {state}  {', '.join(webhook.kinds) or 'all kinds'}")
            return
        if verb == "add":
            self._say_secret(self._add(url, kind))
            return
        found = Webhook.objects.filter(url=url).first()
        if found is None:
            raise CommandError(f"There is no webhook {url}.")
        if verb == "renew":
            self._say_secret(actions.renew_secret(found))
        else:
            actions.stop_webhook(found)
            self.stdout.write("Stopped.")

    def _add(self, url: str, kinds: list[str]) -> str:
        try:
            return actions.add_webhook(url, kinds=kinds)[1]
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal

    def _say_secret(self, secret: str) -> None:
        self.stdout.write(f"Secret: {secret}")
        self.stdout.write("Keep it now; it is not shown again. It signs every message (X-Jejaring-Signature).")
