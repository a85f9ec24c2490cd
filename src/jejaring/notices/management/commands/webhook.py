"""`manage webhook`: which systems are told of public events."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_naive, make_aware

from jejaring.kit import clock
from jejaring.kit.refusal import Refusal
from jejaring.notices import actions
from jejaring.notices.models import Delivery, Webhook


class Command(BaseCommand):
    help = "List, add and keep the webhooks: addresses of other systems that are told of public events."

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="WHAT")
        verbs.add_parser("list", help="print every webhook with its state and events")
        add = verbs.add_parser("add", help="add a webhook and print its secret, once")
        add.add_argument("name", help="name of the other system")
        add.add_argument("--owner", required=True, metavar="EMAIL", help="account that is told when messages fail")
        add.add_argument("--type", action="append", default=[], help="type of event, may be repeated; none: all")
        renew = verbs.add_parser("renew", help="make a new secret and print it, once")
        renew.add_argument("--at-once", action="store_true", help="end the old secret now, not in 24 hours")
        replay = verbs.add_parser("replay", help="send messages again, with the ids they had")
        which = replay.add_mutually_exclusive_group(required=True)
        which.add_argument("--since", type=_moment, help="every event since 2026-01-31T08:00, the network's time")
        which.add_argument("--delivery", type=int, metavar="NUMBER", help="one delivery, by the number in its address")
        simple = {"pause": "send nothing for now", "resume": "go on sending", "test": "send a test message"}
        others = [verbs.add_parser(verb, help=text) for verb, text in simple.items()]
        remove = verbs.add_parser("remove", help="remove a webhook with its list of messages")
        for one in (add, renew, replay, *others, remove):
            one.add_argument("url", help="address of the other system")

    def handle(self, *args: Any, verb: str, **options: Any) -> None:
        try:
            getattr(self, f"_{verb}")(options)
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal

    def _list(self, options: dict[str, Any]) -> None:
        for webhook in Webhook.objects.all():
            self.stdout.write(f"{webhook.url}  {webhook.state}  {', '.join(webhook.types) or 'all events'}")

    def _add(self, options: dict[str, Any]) -> None:
        owner = get_user_model().objects.filter(email=options["owner"].lower(), is_active=True).first()
        if owner is None:
            raise CommandError(f"There is no account {options['owner']}.")
        types = options["type"]
        _made, secret = actions.add_webhook(options["name"], options["url"], types=types, by=owner, at=clock.now())
        self._print_secret(secret)

    def _renew(self, options: dict[str, Any]) -> None:
        keep = not options["at_once"]
        secret = actions.renew_secret(_find(options["url"]), by=None, at=clock.now(), keep_previous=keep)
        self._print_secret(secret)

    def _pause(self, options: dict[str, Any]) -> None:
        actions.pause_webhook(_find(options["url"]), by=None, at=clock.now())
        self.stdout.write("Paused.")

    def _resume(self, options: dict[str, Any]) -> None:
        actions.resume_webhook(_find(options["url"]), by=None, at=clock.now())
        self.stdout.write("Resumed.")

    def _test(self, options: dict[str, Any]) -> None:
        delivery = actions.test_webhook(_find(options["url"]), by=None, at=clock.now())
        self.stdout.write(f"Test message {delivery.event.public_id} is on its way.")

    def _replay(self, options: dict[str, Any]) -> None:
        webhook = _find(options["url"])
        if options["since"]:
            count = actions.replay_since(webhook, options["since"], by=None, at=clock.now())
            self.stdout.write(f"{count} messages are sent again.")
            return
        delivery = Delivery.objects.filter(webhook=webhook, pk=options["delivery"]).first()
        if delivery is None:
            raise CommandError(f"There is no delivery {options['delivery']} to {webhook.url}.")
        actions.replay(delivery, by=None, at=clock.now())
        self.stdout.write("1 message is sent again.")

    def _remove(self, options: dict[str, Any]) -> None:
        actions.remove_webhook(_find(options["url"]), by=None, at=clock.now())
        self.stdout.write("Removed.")

    def _print_secret(self, secret: str) -> None:
        self.stdout.write(f"Secret: {secret}")
        self.stdout.write("Keep it now; it is not shown again. It signs every message (webhook-signature).")


def _find(url: str) -> Webhook:
    webhook = Webhook.objects.filter(url=url).first()
    if webhook is None:
        raise CommandError(f"There is no webhook {url}.")
    return webhook


def _moment(text: str) -> datetime:
    found = parse_datetime(text)
    if found is None:
        raise ValueError(text)
    return make_aware(found) if is_naive(found) else found
