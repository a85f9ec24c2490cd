"""Webhooks, against a real server on loopback: signed, once, retried, their secret shown once."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import StringIO
from typing import Any

import httpx
import pytest
from django.core.management import CommandError, call_command
from procrastinate.contrib.django.models import ProcrastinateJob

from jejaring.kit.refusal import Refusal
from jejaring.notices import actions, queries
from jejaring.notices.models import Delivery, Webhook
from tests.factories.notices import WebhookFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2019, 10, 17, 3, tzinfo=UTC)
EVENT = {"city": "kota-padang", "number": 25}


@dataclass
class Listener:
    """A little server that keeps what it was told."""

    url: str = ""
    answers_with: int = 200
    heard: list[tuple[dict[str, str], bytes]] = field(default_factory=list)


@pytest.fixture
def listener() -> Iterator[Listener]:
    found = Listener()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            found.heard.append((dict(self.headers), body))
            self.send_response(found.answers_with)
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class names it so
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found.url = f"http://127.0.0.1:{server.server_port}/"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield found
    server.shutdown()
    thread.join()
    server.server_close()


def announced(kind: str = "membership.granted") -> Delivery:
    actions.announce(kind, EVENT, at=NOW)
    return Delivery.objects.get()


def test_an_event_arrives_signed_with_the_secret(listener: Listener) -> None:
    _webhook, secret = actions.add_webhook(listener.url)
    delivery = announced()
    actions.deliver(delivery.pk, at=NOW)
    [(headers, body)] = listener.heard
    signature = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    assert headers["X-Jejaring-Signature"] == f"sha256={signature}"
    assert json.loads(body) == {"kind": "membership.granted", "id": delivery.pk, **EVENT}


def test_a_delivery_that_arrived_is_not_sent_again(listener: Listener) -> None:
    actions.add_webhook(listener.url)
    delivery = announced()
    actions.deliver(delivery.pk, at=NOW)
    actions.deliver(delivery.pk, at=NOW)
    delivery.refresh_from_db()
    assert (len(listener.heard), delivery.delivered_at) == (1, NOW)


def test_a_refused_delivery_stays_open_and_arrives_when_the_other_side_is_back(listener: Listener) -> None:
    actions.add_webhook(listener.url)
    delivery = announced()
    listener.answers_with = 503
    with pytest.raises(httpx.HTTPStatusError):
        actions.deliver(delivery.pk, at=NOW)
    delivery.refresh_from_db()
    assert delivery.delivered_at is None
    listener.answers_with = 204
    actions.deliver(delivery.pk, at=NOW)
    delivery.refresh_from_db()
    assert delivery.delivered_at == NOW


def test_an_event_is_told_only_to_those_who_listen_to_its_kind() -> None:
    every, kind, other = WebhookFactory(), WebhookFactory(kinds=["a"]), WebhookFactory(kinds=["b"])
    stopped = WebhookFactory(active=False)
    actions.announce("a", EVENT, at=NOW)
    told = set(Delivery.objects.values_list("webhook_id", flat=True))
    assert told == {every.pk, kind.pk}
    assert not told & {other.pk, stopped.pk}
    assert ProcrastinateJob.objects.filter(task_name="jejaring.notices.tasks.deliver").count() == 2


def test_a_stopped_webhook_is_told_nothing_more(listener: Listener) -> None:
    webhook, _secret = actions.add_webhook(listener.url)
    delivery = announced()
    actions.stop_webhook(webhook)
    actions.deliver(delivery.pk, at=NOW)
    assert listener.heard == []


def test_a_secret_is_in_no_table_and_a_renewed_one_is_another() -> None:
    webhook, first = actions.add_webhook("http://127.0.0.1:9/")
    stored = {str(value) for value in Webhook.objects.values().get().values()}
    assert first not in stored
    second = actions.renew_secret(webhook)
    webhook.refresh_from_db()
    assert first != second == queries.secret_of(webhook)


@pytest.mark.parametrize("url", ["not an address", "file:///etc/passwd"])
def test_what_is_no_web_address_is_refused(url: str) -> None:
    with pytest.raises(Refusal):
        actions.add_webhook(url)
    assert not Webhook.objects.exists()


def test_the_command_shows_a_secret_when_it_is_made_and_never_again() -> None:
    def run(*arguments: str) -> str:
        out = StringIO()
        call_command("webhook", *arguments, stdout=out)
        return out.getvalue()

    url = "http://127.0.0.1:9/"
    secret = run("add", url).splitlines()[0].removeprefix("Secret: ")
    assert secret == queries.secret_of(Webhook.objects.get())
    assert run("list") == f"{url}  active  all kinds\n"
    assert secret not in run("renew", url)
    assert run("stop", url) == "Stopped.\n"
    with pytest.raises(CommandError, match="There is no webhook"):
        run("stop", "http://127.0.0.1:8/")
    with pytest.raises(CommandError):
        run("add", url)
