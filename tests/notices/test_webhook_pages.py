"""The secretariat's pages of webhooks: added, changed, paused, resumed, tried, sent again, removed; nobody else's."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from jejaring.kit.refusal import Refusal
from jejaring.ledger.models import Entry
from jejaring.notices import actions, queries
from jejaring.notices.models import Attempt, Delivery, Event, Webhook
from jejaring.notices.signatures import secret_of
from jejaring.people.models import Person
from tests.factories.notices import DeliveryFactory, WebhookFactory
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db

AT = datetime(2019, 10, 17, 3, tzinfo=UTC)
LIST = "/ruang/webhook/"
FORM = {"name": "Portal Kota", "url": "https://portal.example/hook", "types": ["document.published"]}


@pytest.fixture
def keeper(client: Client) -> Person:
    """Be signed in as one who keeps the installation, and so the webhooks."""
    person = PersonFactory(is_superuser=True)
    client.force_login(person)
    return person


def page(webhook: Webhook, name: str = "webhook") -> str:
    return reverse(f"notices:{name}", args=[webhook.public_id])


def verbs() -> list[str]:
    return list(Entry.objects.order_by("pk").values_list("verb", flat=True))


# --- who ------------------------------------------------------------------------------------------
def test_webhooks_and_deliveries_are_seen_by_those_who_keep_them_only() -> None:
    delivery = DeliveryFactory()
    keeper, other = PersonFactory(is_superuser=True), PersonFactory()
    assert list(queries.webhooks_visible_to(keeper)) == [delivery.webhook]
    assert list(queries.deliveries_visible_to(keeper)) == [delivery]
    assert (list(queries.webhooks_visible_to(other)), list(queries.deliveries_visible_to(other))) == ([], [])


# --- added, changed -------------------------------------------------------------------------------
def test_an_added_webhook_is_shown_with_its_secret_once_and_recorded_without_its_path(
    client: Client, keeper: Person
) -> None:
    answer = client.post(f"{LIST}tambah/", FORM)
    webhook = Webhook.objects.get()
    assert (webhook.name, webhook.url, webhook.types, webhook.owner) == (*FORM.values(), keeper)
    assert (answer.status_code, "no-store" in answer["Cache-Control"]) == (200, True)
    assert secret_of(webhook) in answer.content.decode()
    for address in (LIST, page(webhook), page(webhook, "change_webhook"), page(webhook, "renew_secret")):
        assert "whsec_" not in client.get(address).content.decode()
    entry = Entry.objects.get(verb="notices.add_webhook")
    assert json.loads(entry.data) == {"host": "portal.example", "types": ["document.published"]}


def test_a_secret_is_in_no_table(client: Client, keeper: Person) -> None:
    _webhook, secret = actions.add_webhook("Portal", "https://portal.example/", by=keeper, at=AT)
    stored = {str(value) for value in Webhook.objects.values().get().values()}
    assert not [value for value in stored if secret.removeprefix("whsec_") in value]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"url": "http://portal.example/"}, "url"),
        ({"url": "https://10.0.0.1/"}, "url"),
        ({"url": "portal"}, "url"),
        ({"url": "https://taken.example/"}, "url"),
        ({"name": ""}, "name"),
        ({"types": ["document.published", "member.invented"]}, "types"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field_and_nothing_is_kept(
    client: Client, keeper: Person, wrong: dict[str, Any], field: str, settings: Any
) -> None:
    settings.WEBHOOK_SCHEMES = ("https",)
    WebhookFactory(url="https://taken.example/")
    answer = client.post(f"{LIST}tambah/", FORM | wrong)
    assert (answer.status_code, list(answer.context["form"].errors)) == (200, [field])
    assert (Webhook.objects.count(), Entry.objects.count()) == (1, 0)


def test_an_event_that_does_not_exist_is_refused_by_the_action_too(keeper: Person) -> None:
    with pytest.raises(Refusal, match=r"member\.invented") as refused:
        actions.add_webhook("Portal", "https://portal.example/", types=["member.invented"], by=keeper, at=AT)
    assert (refused.value.field, Webhook.objects.exists()) == ("types", False)


def test_whoever_changes_a_webhook_is_in_charge_of_it(client: Client, keeper: Person) -> None:
    webhook = WebhookFactory(quiet_until=AT + timedelta(days=9999), failing_since=AT)
    assert client.get(page(webhook, "change_webhook")).context["form"].initial["url"] == webhook.url
    answer = client.post(page(webhook, "change_webhook"), FORM)
    webhook.refresh_from_db()
    assert (answer.status_code, answer["Location"]) == (302, page(webhook))
    assert (webhook.name, webhook.url, webhook.types, webhook.owner) == (*FORM.values(), keeper)
    assert (webhook.quiet_until, webhook.failing_since, verbs()) == (None, None, ["notices.change_webhook"])


def test_a_webhook_cannot_take_anothers_address(client: Client, keeper: Person) -> None:
    webhook, other = WebhookFactory(), WebhookFactory()
    answer = client.post(page(webhook, "change_webhook"), FORM | {"url": other.url})
    assert list(answer.context["form"].errors) == ["url"]


# --- paused, resumed, tried, removed --------------------------------------------------------------
def test_a_webhook_is_paused_and_resumed_once(client: Client, keeper: Person) -> None:
    webhook = WebhookFactory()
    states = []
    for verb in ("pause_webhook", "pause_webhook", "resume_webhook", "resume_webhook"):
        assert client.post(page(webhook, verb))["Location"] == page(webhook)
        states.append(Webhook.objects.get().state)
    assert states == ["paused", "paused", "active", "active"]
    assert verbs() == ["notices.pause_webhook", "notices.resume_webhook"]


def test_resuming_a_webhook_that_was_switched_off_gives_its_messages_all_their_attempts(keeper: Person) -> None:
    delivery = DeliveryFactory(webhook__state="disabled", webhook__failing_since=AT, tries=9)
    webhook = actions.resume_webhook(delivery.webhook, by=keeper, at=AT)
    delivery.refresh_from_db()
    assert (webhook.state, webhook.failing_since, delivery.tries) == ("active", None, 0)


def test_a_test_message_goes_to_one_webhook_only_and_shows_in_its_list(client: Client, keeper: Person) -> None:
    webhook, other = WebhookFactory(), WebhookFactory()
    client.post(page(webhook, "test_webhook"))
    delivery = Delivery.objects.get()
    assert (delivery.webhook, delivery.event.type, delivery.event.entry) == (webhook, "webhook.test", None)
    assert delivery.event.data == {"webhook": str(webhook.public_id)}
    assert "webhook.test" in client.get(page(webhook)).content.decode()
    assert "webhook.test" not in client.get(page(other)).content.decode()


@pytest.mark.parametrize("state", ["paused", "disabled"])
def test_nothing_is_tried_while_a_webhook_rests(client: Client, keeper: Person, state: str) -> None:
    client.post(page(WebhookFactory(state=state), "test_webhook"))
    assert (Event.objects.count(), Entry.objects.count()) == (0, 0)


def test_a_removed_webhook_is_gone_with_its_messages_and_the_ledger_keeps_that_it_was(
    client: Client, keeper: Person
) -> None:
    delivery = DeliveryFactory(webhook__url="https://portal.example/secret-path")
    assert client.get(page(delivery.webhook, "remove_webhook")).status_code == 200
    assert client.post(page(delivery.webhook, "remove_webhook"))["Location"] == LIST
    assert (Webhook.objects.count(), Delivery.objects.count(), Event.objects.count()) == (0, 0, 0)
    entry = Entry.objects.get()
    assert (entry.verb, json.loads(entry.data)) == ("notices.remove_webhook", {"host": "portal.example", "types": []})


# --- secrets --------------------------------------------------------------------------------------
def test_a_new_secret_is_shown_once_and_the_old_one_signs_for_a_day(client: Client, keeper: Person) -> None:
    webhook = WebhookFactory()
    old = secret_of(webhook)
    shown = client.post(page(webhook, "renew_secret")).content.decode()
    webhook.refresh_from_db()
    now = datetime.now(UTC)
    assert (secret_of(webhook) in shown, old in shown, secret_of(webhook, 1)) == (True, False, old)
    assert timedelta(hours=23, minutes=59) < webhook.previous_key_until - now < timedelta(hours=24, minutes=1)
    assert json.loads(Entry.objects.get(verb="notices.renew_secret").data) == {"previous_ends_at_once": False}


def test_a_secret_that_has_become_known_ends_at_once(client: Client, keeper: Person) -> None:
    webhook = WebhookFactory()
    client.post(page(webhook, "renew_secret"), {"leaked": "on"})
    webhook.refresh_from_db()
    assert (webhook.key_number, webhook.previous_key_until) == (2, None)


# --- sent again -----------------------------------------------------------------------------------
def test_a_delivery_shows_its_message_and_attempts_and_can_be_sent_again(client: Client, keeper: Person) -> None:
    delivery = DeliveryFactory(state="failed", tries=10)
    Attempt.objects.create(
        delivery=delivery, number=1, started_at=AT, ended_at=AT + timedelta(seconds=0.25), outcome="refused", status=503
    )
    Attempt.objects.create(delivery=delivery, number=2, started_at=AT)
    text = client.get(f"/en{LIST}kiriman/{delivery.pk}/").content.decode()
    wanted = ["Attempt 1: refused, HTTP 503", "after 0.25 s", "Attempt 2: under way", str(delivery.event.public_id)]
    assert [words for words in wanted if words not in text] == []
    assert client.post(f"{LIST}kiriman/{delivery.pk}/kirim-ulang/")["Location"] == delivery.get_absolute_url()
    delivery.refresh_from_db()
    assert (delivery.state, delivery.tries, verbs()) == ("pending", 0, ["notices.replay_delivery"])


def test_all_since_a_moment_are_sent_again(client: Client, keeper: Person) -> None:
    webhook = WebhookFactory()
    address = page(webhook, "replay_since")
    assert 'type="datetime-local"' in client.get(address).content.decode()
    assert client.post(address, {"since": "2019-10-17T08:30"})["Location"] == page(webhook)
    assert verbs() == ["notices.replay_since"]
    assert client.post(address, {"since": "kemarin"}).context["form"].errors["since"]


# --- lists ----------------------------------------------------------------------------------------
@pytest.mark.parametrize("count", [1, 3])
def test_the_lists_cost_as_many_queries_however_long_they_are(
    client: Client, keeper: Person, count: int, django_assert_num_queries: Any
) -> None:
    webhook = WebhookFactory()
    DeliveryFactory.create_batch(count, webhook=webhook)
    WebhookFactory.create_batch(count - 1)
    with django_assert_num_queries(6):  # session, person, second factor, brand; count, rows
        listed = client.get(LIST).content.decode()
    with django_assert_num_queries(8):  # the webhook and its owner besides
        shown = client.get(page(webhook)).content.decode()
    assert [len(re.findall('<th scope="row"', text)) for text in (listed, shown)] == [count, count]


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("state", ["active", "paused", "disabled"])
def test_every_state_has_its_page_in_both_languages(client: Client, keeper: Person, state: str, language: str) -> None:
    webhook = WebhookFactory(state=state, failing_since=AT)
    text = client.get(("/en" if language == "en" else "") + page(webhook)).content.decode()
    button = {"id": {"active": "Jeda"}, "en": {"active": "Pause"}}[language].get(
        state, "Lanjutkan" if language == "id" else "Resume"
    )
    assert re.search(rf"<button class=\"button[^>]*>{button}<", text)
