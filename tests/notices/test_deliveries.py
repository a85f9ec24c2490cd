"""Deliveries: written with their cause, sent at least once to a real receiver, put off, given up, sent again."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from unittest.mock import ANY

import pytest
from django.db import IntegrityError, connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob
from standardwebhooks import Webhook as Verifier

from jejaring.documents import actions as documents
from jejaring.documents.models import Document
from jejaring.kit import clock
from jejaring.ledger.actions import record
from jejaring.ledger.models import Entry
from jejaring.notices import actions, tasks
from jejaring.notices.models import Attempt, Delivery, Event, Notice, Webhook
from jejaring.notices.retries import DELAYS
from jejaring.notices.signatures import secret_of
from tests.factories import documents as make_document
from tests.factories.notices import DeliveryFactory, WebhookFactory
from tests.factories.people import PersonFactory
from tests.notices.receiver import Receiver

pytestmark = pytest.mark.django_db

AT = datetime(2019, 10, 17, 3, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
State = Delivery.State


def at(moment: datetime) -> Callable[[], datetime]:
    return lambda: moment


def send(webhook: Webhook, *, later: timedelta = timedelta()) -> int:
    """Send what is due to a webhook after some time has passed."""
    return actions.deliver_due(webhook.pk, now=at(clock.machine_now() + later), at=AT)


def published(**changes: Any) -> Document:
    """Let a document be made public: a public event."""
    document = make_document.stored(**changes)
    documents.publish_document(document, by=None, on=AT.date())
    return document


def waiting(webhook: Webhook) -> Delivery:
    """Write a test message to a webhook."""
    return actions.test_webhook(webhook, by=webhook.owner, at=AT)


def fresh(thing: Any) -> Any:
    thing.refresh_from_db()
    return thing


def jobs() -> int:
    return ProcrastinateJob.objects.filter(task_name="jejaring.notices.tasks.deliver").count()


def tries(delivery: Delivery) -> list[tuple[int, str, int | None]]:
    return list(delivery.attempts.values_list("number", "outcome", "status"))


# --- written with their cause --------------------------------------------------------------------
def test_event_delivery_and_job_exist_only_if_their_cause_does() -> None:
    WebhookFactory()
    with transaction.atomic():
        published()
        transaction.set_rollback(True)
    assert (Event.objects.count(), Delivery.objects.count(), jobs()) == (0, 0, 0)
    published()
    assert (Event.objects.count(), Delivery.objects.count(), jobs()) == (1, 1, 1)


def test_an_entry_is_one_event_however_often_it_is_announced() -> None:
    document = published()
    entry = Entry.objects.get(verb="documents.publish")
    assert Event.objects.get().entry == entry
    with pytest.raises(IntegrityError), transaction.atomic():
        actions.announce(entry, document)
    assert Event.objects.count() == 1


def test_an_entry_of_a_verb_that_is_not_public_is_no_event() -> None:
    WebhookFactory()
    person = PersonFactory()
    record("people.export", person, by=person)
    assert (Event.objects.count(), Delivery.objects.count()) == (0, 0)


def test_an_event_goes_to_those_who_listen_to_its_type_and_waits_where_a_webhook_rests() -> None:
    every, listening = WebhookFactory(), WebhookFactory(types=["document.published"])
    resting = [WebhookFactory(state="paused"), WebhookFactory(state="disabled")]
    WebhookFactory(types=["document.revoked"])
    published()
    told = set(Delivery.objects.values_list("webhook", flat=True))
    assert told == {every.pk, listening.pk, *(webhook.pk for webhook in resting)}
    assert [send(webhook) for webhook in resting] == [0, 0]


# --- sent ----------------------------------------------------------------------------------------
def test_a_message_arrives_as_standard_webhooks_wants_it(receiver: Receiver) -> None:
    webhook = WebhookFactory(url=receiver.url)
    document = published()
    Event.objects.update(occurred_at=AT)
    assert send(webhook) == 1
    [(headers, body)] = receiver.received
    event = Event.objects.get()
    assert headers["webhook-id"] == str(event.public_id)
    assert Verifier(secret_of(webhook)).verify(body, headers) == {
        "type": "document.published",
        "timestamp": "2019-10-17T03:00:00.000000Z",
        "data": event.data,
    }
    assert event.data["id"] == str(document.public_id)
    assert body.startswith(b'{"type":"document.published","timestamp":"2019-10-17T03:00:00.000000Z","data":{"')


def test_a_delivered_message_is_not_sent_again(receiver: Receiver) -> None:
    webhook = WebhookFactory(url=receiver.url)
    delivery = waiting(webhook)
    assert [send(webhook), send(webhook), send(webhook, later=timedelta(days=9))] == [1, 0, 0]
    assert (fresh(delivery).state, delivery.delivered_at is not None) == (State.DELIVERED, True)
    assert tries(delivery) == [(1, "accepted", 204)]


def test_the_worker_sends_what_an_action_has_queued(receiver: Receiver) -> None:
    webhook = WebhookFactory(url=receiver.url)
    delivery = waiting(webhook)
    job = ProcrastinateJob.objects.get(task_name="jejaring.notices.tasks.deliver")
    assert job.args == {"webhook_id": webhook.pk}
    tasks.deliver(**job.args)
    assert (receiver.ids, fresh(delivery).state) == ([str(delivery.event.public_id)], State.DELIVERED)


def test_messages_arrive_in_the_order_of_their_events(receiver: Receiver) -> None:
    webhook = WebhookFactory(url=receiver.url)
    expected = [str(waiting(webhook).event.public_id) for _ in range(5)]
    assert (send(webhook), receiver.ids) == (5, expected)


def test_after_half_a_minute_other_work_gets_its_turn(receiver: Receiver) -> None:
    webhook = WebhookFactory(url=receiver.url)
    DeliveryFactory.create_batch(3, webhook=webhook)
    begun = clock.machine_now()

    def now() -> datetime:
        """Let each request take 20 seconds."""
        return begun + len(receiver.received) * timedelta(seconds=20)

    assert actions.deliver_due(webhook.pk, now=now, at=AT) == 2
    assert (jobs(), fresh(webhook).busy_until) == (1, None)
    assert (send(webhook, later=MINUTE), jobs()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_nothing_is_locked_and_no_transaction_is_open_while_the_other_side_is_asked(receiver: Receiver) -> None:
    webhook = WebhookFactory(url=receiver.url)
    delivery = waiting(webhook)
    seen: list[Any] = []

    def look() -> None:
        """Lock the same rows from another connection, and read what was noted before the request."""
        try:
            with transaction.atomic():
                Webhook.objects.select_for_update(nowait=True).get(pk=webhook.pk)
                Delivery.objects.select_for_update(nowait=True).get(pk=delivery.pk)
                seen.append(tries(delivery))
        finally:
            connection.close()

    receiver.before_answer = look
    assert send(webhook) == 1
    assert seen == [[(1, "", None)]]


def test_two_workers_do_not_send_to_a_webhook_at_once_and_nothing_is_left_behind(receiver: Receiver) -> None:
    webhook = WebhookFactory(url=receiver.url, busy_until=clock.machine_now() + timedelta(seconds=10))
    waiting(webhook)
    assert (send(webhook), receiver.received) == (0, [])
    assert (send(webhook, later=timedelta(seconds=11)), len(receiver.received)) == (1, 1)
    assert fresh(webhook).busy_until is None


@pytest.mark.django_db(transaction=True)
def test_an_action_with_a_public_event_does_not_wait_for_a_webhook_that_is_being_changed() -> None:
    webhook = WebhookFactory()
    delivery = waiting(webhook)
    made: list[Event] = []

    def publish() -> None:
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SET LOCAL lock_timeout = '5s'")
                published()
                made.append(Event.objects.get(type="document.published"))
        finally:
            connection.close()

    with transaction.atomic():
        actions.replay(delivery, by=None, at=AT)  # holds the webhook's lock until the transaction ends
        other = threading.Thread(target=publish)
        other.start()
        other.join()
    assert len(made) == 1


@pytest.mark.django_db(transaction=True)
def test_what_is_written_while_a_turn_ends_is_sent_as_well(receiver: Receiver) -> None:
    webhook = WebhookFactory(url=receiver.url)
    waiting(webhook)
    written: list[Delivery] = []

    def write() -> None:
        """Write another message from another connection, whose own job finds the webhook busy."""
        try:
            if not written:
                written.append(waiting(webhook))
                assert actions.deliver_due(webhook.pk, now=clock.machine_now, at=AT) == 0
        finally:
            connection.close()

    receiver.before_answer = write
    assert (actions.deliver_due(webhook.pk, now=clock.machine_now, at=AT), len(receiver.received)) == (2, 2)


# --- interrupted ---------------------------------------------------------------------------------
def test_what_a_killed_worker_has_begun_is_sent_again_with_the_same_id(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    webhook = WebhookFactory(url=receiver.url)
    delivery = waiting(webhook)
    monkeypatch.setattr("jejaring.notices.actions.deliveries._finish", _die)
    with pytest.raises(KeyboardInterrupt):
        send(webhook)
    monkeypatch.undo()
    assert (fresh(delivery).state, tries(delivery)) == (State.PENDING, [(1, "", None)])
    assert send(webhook) == 1
    assert receiver.ids == [str(delivery.event.public_id)] * 2
    assert tries(delivery) == [(1, "interrupted", None), (2, "accepted", 204)]


def _die(*arguments: Any, **options: Any) -> None:
    raise KeyboardInterrupt


@pytest.mark.django_db(transaction=True)
def test_a_webhook_removed_while_it_is_asked_is_no_error(receiver: Receiver) -> None:
    webhook = WebhookFactory(url=receiver.url)
    waiting(webhook)

    def remove() -> None:
        try:
            actions.remove_webhook(webhook, by=webhook.owner, at=AT)
        finally:
            connection.close()

    receiver.before_answer = remove
    assert send(webhook) == 1
    assert (Webhook.objects.count(), Delivery.objects.count(), Event.objects.count()) == (0, 0, 0)


# --- refused -------------------------------------------------------------------------------------
@pytest.mark.parametrize("status", [301, 400, 404, 422, 500])
def test_a_refused_message_is_put_off_and_arrives_when_the_other_side_is_mended(
    receiver: Receiver, status: int
) -> None:
    webhook = WebhookFactory(url=receiver.url)
    delivery = waiting(webhook)
    receiver.status = status
    assert [send(webhook), send(webhook), send(webhook, later=0.7 * MINUTE)] == [1, 0, 0]
    receiver.status = 200
    assert send(webhook, later=1.3 * MINUTE) == 1
    assert tries(delivery) == [(1, "refused", status), (2, "accepted", 200)]
    assert receiver.ids == [str(delivery.event.public_id)] * 2
    assert (fresh(webhook).failing_since, fresh(delivery).state) == (None, State.DELIVERED)


def test_a_message_that_is_refused_does_not_hold_up_the_others(receiver: Receiver) -> None:
    webhook = WebhookFactory(url=receiver.url)
    waiting(webhook), waiting(webhook)
    receiver.status = 422
    assert (send(webhook), len(receiver.received)) == (2, 2)


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_a_busy_receiver_is_left_alone_for_a_while(receiver: Receiver, status: int) -> None:
    webhook = WebhookFactory(url=receiver.url)
    waiting(webhook), waiting(webhook)
    receiver.status = status
    assert [send(webhook), send(webhook), send(webhook, later=1.3 * MINUTE)] == [1, 0, 1]


def test_a_receiver_that_cannot_be_reached_costs_one_attempt_at_a_time_and_five_minutes_at_most() -> None:
    webhook = WebhookFactory()
    deliveries = [waiting(webhook), waiting(webhook)]
    Delivery.objects.update(tries=4)
    now = clock.machine_now()
    assert send(webhook) == 1
    assert fresh(webhook).quiet_until - now < timedelta(minutes=5, seconds=10)
    assert [tries(delivery) for delivery in deliveries] == [[(1, "unreachable", None)], []]


@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_is_respected(receiver: Receiver, status: int) -> None:
    webhook = WebhookFactory(url=receiver.url)
    delivery = waiting(webhook)
    receiver.status, receiver.headers = status, {"Retry-After": "7200"}
    now = clock.machine_now()
    assert [send(webhook), send(webhook, later=119 * MINUTE)] == [1, 0]
    assert timedelta(0) <= fresh(delivery).due_at - now - 120 * MINUTE < MINUTE
    receiver.status = 200
    assert send(webhook, later=121 * MINUTE) == 1


def test_an_address_that_has_come_to_lie_in_a_closed_network_is_not_asked(settings: Any, receiver: Receiver) -> None:
    webhook = WebhookFactory(url=receiver.url)
    delivery = waiting(webhook)
    settings.WEBHOOK_NETWORKS = []
    assert (send(webhook), receiver.received) == (1, [])
    assert tries(delivery) == [(1, "forbidden", None)]


def test_delays_grow_with_every_attempt(receiver: Receiver) -> None:
    webhook = WebhookFactory(url=receiver.url)
    delivery = waiting(webhook)
    receiver.status = 400
    begun, passed = clock.machine_now(), timedelta()
    waits = []
    for _ in DELAYS:
        Webhook.objects.update(failing_since=None)  # this is about the message, not about the webhook's end
        assert actions.deliver_due(webhook.pk, now=at(begun + passed), at=AT) == 1
        waits.append(fresh(delivery).due_at - begun - passed)
        passed = delivery.due_at - begun
    assert all(0.8 * delay <= wait <= 1.2 * delay for wait, delay in zip(waits, DELAYS, strict=True))


def test_after_the_tenth_attempt_a_message_is_given_up_and_the_owner_is_told_once_a_day(receiver: Receiver) -> None:
    webhook = WebhookFactory(url=receiver.url)
    deliveries = [waiting(webhook), waiting(webhook)]
    receiver.status = 400
    Delivery.objects.update(tries=9)
    assert (send(webhook), send(webhook, later=timedelta(days=2))) == (2, 0)
    assert [fresh(delivery).state for delivery in deliveries] == [State.FAILED] * 2
    told = list(Notice.objects.values_list("recipient", "kind", "link"))
    assert told == [(webhook.owner.pk, "notices.delivery_failed", webhook.get_absolute_url())]
    assert fresh(webhook).state == Webhook.State.ACTIVE


# --- the webhook's end ---------------------------------------------------------------------------
def test_a_receiver_that_is_gone_is_told_nothing_more_and_its_owner_learns_of_it(receiver: Receiver) -> None:
    webhook = WebhookFactory(url=receiver.url)
    waiting(webhook), waiting(webhook)
    receiver.status = 410
    assert [send(webhook), send(webhook, later=timedelta(days=1))] == [1, 0]
    assert (fresh(webhook).state, webhook.state_since) == (Webhook.State.DISABLED, AT)
    notice = Notice.objects.get()
    assert (notice.recipient, notice.kind) == (webhook.owner, "notices.webhook_disabled")
    entry = Entry.objects.get(verb="notices.disable_webhook")
    assert (entry.record_id, entry.actor_id, json.loads(entry.data)) == (str(webhook.pk), None, {"reason": "gone"})


def test_a_webhook_that_has_failed_for_three_days_is_switched_off_and_its_owner_learns_of_it(
    receiver: Receiver,
) -> None:
    webhook = WebhookFactory(url=receiver.url)
    delivery = waiting(webhook)
    receiver.status = 500
    send(webhook)
    assert send(webhook, later=timedelta(days=3) - MINUTE) == 1
    assert fresh(webhook).state == Webhook.State.ACTIVE
    assert send(webhook, later=timedelta(days=4)) == 1
    assert (fresh(webhook).state, fresh(delivery).state) == (Webhook.State.DISABLED, State.PENDING)
    assert Notice.objects.get().kind == "notices.webhook_disabled"
    assert json.loads(Entry.objects.get(verb="notices.disable_webhook").data) == {"reason": "failing"}


def test_one_success_ends_the_count_of_days(receiver: Receiver) -> None:
    webhook = WebhookFactory(url=receiver.url)
    waiting(webhook)
    receiver.status = 500
    send(webhook)
    receiver.status = 200
    send(webhook, later=timedelta(days=2))
    waiting(webhook)
    receiver.status = 500
    send(webhook, later=timedelta(days=4))
    assert fresh(webhook).state == Webhook.State.ACTIVE


def test_what_happened_while_a_webhook_rested_is_sent_when_it_is_resumed(receiver: Receiver) -> None:
    webhook = WebhookFactory(url=receiver.url)
    actions.pause_webhook(webhook, by=webhook.owner, at=AT)
    published()
    assert (send(webhook), receiver.received) == (0, [])
    actions.resume_webhook(webhook, by=webhook.owner, at=AT)
    assert (send(webhook), receiver.ids) == (1, [str(Event.objects.get().public_id)])


# --- looked for every minute ---------------------------------------------------------------------
def test_what_is_due_is_queued_every_minute_once_for_each_webhook() -> None:
    late, later = DeliveryFactory(), DeliveryFactory(due_at=clock.machine_now() + timedelta(hours=1))
    DeliveryFactory(webhook=late.webhook)
    DeliveryFactory(webhook__state="paused")
    DeliveryFactory(webhook__quiet_until=clock.machine_now() + timedelta(hours=1))
    now = clock.machine_now()
    assert [actions.queue_due_webhooks(at=now), actions.queue_due_webhooks(at=now)] == [1, 0]
    [job] = ProcrastinateJob.objects.filter(task_name="jejaring.notices.tasks.deliver")
    assert job.args == {"webhook_id": late.webhook.pk}
    assert actions.queue_due_webhooks(at=now + timedelta(hours=2)) == 2
    assert later.webhook.pk in {job.args["webhook_id"] for job in ProcrastinateJob.objects.all()}


# --- sent again ----------------------------------------------------------------------------------
def test_one_delivery_is_sent_again_with_the_same_id_and_text(receiver: Receiver) -> None:
    webhook = WebhookFactory(url=receiver.url)
    delivery = waiting(webhook)
    send(webhook)
    again = actions.replay(delivery, by=webhook.owner, at=AT)
    assert (again.state, again.tries, again.delivered_at) == (State.PENDING, 0, None)
    assert send(webhook) == 1
    [(first, text), (second, same_text)] = receiver.received
    assert (first["webhook-id"], text) == (second["webhook-id"], same_text)
    entry = Entry.objects.get(verb="notices.replay_delivery")
    assert json.loads(entry.data) == {"event": str(delivery.event.public_id)}


def test_a_message_that_was_given_up_has_all_its_attempts_again(receiver: Receiver) -> None:
    webhook = WebhookFactory(url=receiver.url, quiet_until=clock.machine_now() + timedelta(hours=1))
    delivery = DeliveryFactory(webhook=webhook, state="failed", tries=10)
    receiver.status = 400
    actions.replay(delivery, by=webhook.owner, at=AT)
    assert send(webhook) == 1
    assert (fresh(delivery).state, delivery.tries) == (State.PENDING, 1)


def test_all_since_a_moment_are_sent_again_with_those_from_before_the_webhook_was_there(receiver: Receiver) -> None:
    for _ in range(3):
        published()
    documents.revoke_document(published(), reason="uji", by=PersonFactory(), on=AT.date())
    old, missed, had, older, of_no_interest = Event.objects.order_by("pk")
    for event, days in ((old, 0), (missed, 2), (had, 3), (older, -1), (of_no_interest, 4)):
        Event.objects.filter(pk=event.pk).update(occurred_at=AT + timedelta(days=days))
    webhook = WebhookFactory(url=receiver.url, types=["document.published"])
    DeliveryFactory(webhook=webhook, event=had, state="delivered", delivered_at=AT)
    DeliveryFactory(webhook=webhook, event__occurred_at=AT + timedelta(days=4), state="failed")  # a test message
    assert actions.replay_since(webhook, AT + timedelta(days=1), by=webhook.owner, at=AT) == 2
    assert send(webhook) == 2
    assert sorted(receiver.ids) == sorted(str(event.public_id) for event in (missed, had))
    entry = Entry.objects.get(verb="notices.replay_since")
    assert json.loads(entry.data) == {"since": ANY, "deliveries": 2}


def test_every_attempt_is_kept_in_its_order(receiver: Receiver) -> None:
    webhook = WebhookFactory(url=receiver.url)
    delivery = waiting(webhook)
    send(webhook)
    actions.replay(delivery, by=webhook.owner, at=AT)
    send(webhook)
    assert tries(delivery) == [(1, "accepted", 204), (2, "accepted", 204)]
    assert Attempt.objects.filter(ended_at=None).count() == 0
