"""`manage webhook`: what it prints, and that it does what the pages do."""

from __future__ import annotations

from datetime import UTC, datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from jejaring.ledger.models import Entry
from jejaring.notices.models import Delivery, Event, Webhook
from jejaring.notices.signatures import secret_of
from tests.factories.notices import DeliveryFactory, WebhookFactory
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db

URL = "http://127.0.0.1:9/hook"


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("webhook", *arguments, stdout=out)
    return out.getvalue()


def test_a_secret_is_printed_when_it_is_made_and_never_again() -> None:
    owner = PersonFactory()
    secret = run("add", "Portal", URL, "--owner", owner.email, "--type", "document.published").splitlines()[0]
    webhook = Webhook.objects.get()
    assert (secret, webhook.owner, webhook.name) == (f"Secret: {secret_of(webhook)}", owner, "Portal")
    assert run("list") == f"{URL}  active  document.published\n"
    renewed = run("renew", URL, "--at-once").splitlines()[0]
    webhook.refresh_from_db()
    assert (renewed, webhook.previous_key_until) == (f"Secret: {secret_of(webhook)}", None)
    assert renewed != secret


def test_a_webhook_is_paused_resumed_tried_and_removed() -> None:
    WebhookFactory(url=URL)
    said = [run("pause", URL), run("list"), run("resume", URL), run("test", URL)]
    event = Event.objects.get()
    assert said == [
        "Paused.\n",
        f"{URL}  paused  all events\n",
        "Resumed.\n",
        f"Test message {event.public_id} is on its way.\n",
    ]
    assert (run("remove", URL), run("list")) == ("Removed.\n", "")
    assert {entry.actor_id for entry in Entry.objects.all()} == {None}


def test_one_message_or_all_since_a_moment_are_sent_again() -> None:
    delivery = DeliveryFactory(webhook__url=URL, state="failed")
    assert run("replay", URL, "--delivery", str(delivery.pk)) == "1 message is sent again.\n"
    delivery.refresh_from_db()
    assert delivery.state == Delivery.State.PENDING
    assert run("replay", URL, "--since", "2019-10-17T08:00") == "0 messages are sent again.\n"
    noted = Entry.objects.get(verb="notices.replay_since").data
    assert datetime(2019, 10, 17, 8, tzinfo=UTC).isoformat()[:10] in noted


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("pause", "http://127.0.0.1:8/"), "There is no webhook http://127.0.0.1:8/"),
        (("add", "Portal", URL, "--owner", "nobody@contoh.id"), "There is no account nobody@contoh.id"),
        (("resume", URL), "already active|sudah aktif"),
        (("replay", URL, "--delivery", "999999"), "There is no delivery 999999"),
        (("replay", URL, "--since", "kemarin"), "kemarin"),
        (("replay", URL), "required"),
        (("pause",), "required"),
        ((), "required"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(arguments: tuple[str, ...], sentence: str) -> None:
    WebhookFactory(url=URL)
    with pytest.raises(CommandError, match=sentence):
        run(*arguments)
    assert Entry.objects.count() == 0
