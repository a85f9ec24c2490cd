"""What is done to a webhook leaves one entry per step in the ledger, and its state follows."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from jejaring.kit.refusal import Refusal
from jejaring.ledger.models import Entry
from jejaring.notices import actions
from jejaring.notices.models import Delivery, Event, Webhook
from tests.factories.notices import DeliveryFactory, WebhookFactory
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db

AT = datetime(2019, 10, 18, 3, tzinfo=UTC)


def refused(do: Callable[..., object], webhook: Webhook, **named: Any) -> None:
    with pytest.raises(Refusal):
        do(webhook, **named)


def test_every_step_of_a_webhook_is_one_entry() -> None:
    webhook, keeper = WebhookFactory(), PersonFactory()
    who: dict[str, Any] = {"by": keeper, "at": AT}
    refused(actions.resume_webhook, webhook, **who)
    actions.pause_webhook(webhook, **who)
    refused(actions.pause_webhook, webhook, **who)
    refused(actions.test_webhook, webhook, **who)
    actions.resume_webhook(webhook, **who)
    delivery = actions.test_webhook(webhook, **who)
    actions.renew_secret(webhook, **who)
    actions.renew_secret(webhook, **who, keep_previous=False)
    webhook.refresh_from_db()
    assert (webhook.state, webhook.state_since, webhook.key_number) == ("active", AT, 3)
    assert webhook.previous_key_until is None
    actions.remove_webhook(webhook, **who)
    assert not Event.objects.filter(pk=delivery.event_id).exists()
    facts = {"host": "127.0.0.1", "types": []}
    found = [(one.verb, one.actor_id, json.loads(one.data)) for one in Entry.objects.order_by("pk")]
    assert found == [
        ("notices.pause_webhook", keeper.pk, {}),
        ("notices.resume_webhook", keeper.pk, {}),
        ("notices.test_webhook", keeper.pk, {"event": str(delivery.event.public_id)}),
        ("notices.renew_secret", keeper.pk, {"previous_ends_at_once": False}),
        ("notices.renew_secret", keeper.pk, {"previous_ends_at_once": True}),
        ("notices.remove_webhook", keeper.pk, facts),
    ]


def test_what_waits_has_all_its_attempts_again_after_a_pause_and_what_has_gone_does_not() -> None:
    rested = {"quiet_until": AT + timedelta(days=1), "failing_since": AT}
    webhook = WebhookFactory(state=Webhook.State.PAUSED, **rested)
    waiting = DeliveryFactory(webhook=webhook, tries=4)
    gone = DeliveryFactory(webhook=webhook, tries=4, state=Delivery.State.DELIVERED, delivered_at=AT)
    other = DeliveryFactory(tries=4)
    actions.resume_webhook(webhook, by=None, at=AT)
    tries = dict(Delivery.objects.values_list("pk", "tries"))
    assert tries == {waiting.pk: 0, gone.pk: 4, other.pk: 4}
    webhook.refresh_from_db()
    assert (webhook.quiet_until, webhook.failing_since) == (None, None)


def test_the_old_secret_signs_until_its_overlap_ends_unless_it_has_become_known() -> None:
    webhook = WebhookFactory()
    first = actions.renew_secret(webhook, by=None, at=AT)
    webhook.refresh_from_db()
    assert webhook.previous_key_until is not None
    second = actions.renew_secret(webhook, by=None, at=AT)
    assert first != second
