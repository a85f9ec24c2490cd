"""Webhooks: added, changed, paused, resumed, tried and removed by people; each with one ledger entry."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from jejaring.kit.persons import Person
from jejaring.kit.queue import defer
from jejaring.kit.refusal import Refusal
from jejaring.ledger.actions import record
from jejaring.notices import outbound, queries
from jejaring.notices.actions.deliveries import send_to
from jejaring.notices.models import Delivery, Event, Webhook
from jejaring.notices.signatures import secret_of

OVERLAP = timedelta(hours=24)  # for how long a replaced secret goes on signing beside the new one


@transaction.atomic
def add_webhook(name: str, url: str, *, types: Sequence[str] = (), by: Person, at: datetime) -> tuple[Webhook, str]:
    """Tell an address of public events from now on (no types: of all); return it with its secret, this once.

    `by` is told when messages do not arrive. Raises Refusal if the address is not allowed or is there already.
    """
    webhook = Webhook(name=name, url=url, types=list(types), owner_id=by.pk, state_since=at)
    _check(webhook)
    webhook.save(force_insert=True)
    record("notices.add_webhook", webhook, by=by, at=at, data=_facts(webhook))
    return webhook, secret_of(webhook)


@transaction.atomic
def change_webhook(webhook: Webhook, *, name: str, url: str, types: Sequence[str], by: Person, at: datetime) -> Webhook:
    """Change name, address or events of a webhook; `by` is its owner from now on.

    Raises Refusal if the address is not allowed or is another webhook's.
    """
    webhook = _locked(webhook)
    webhook.name, webhook.url, webhook.types, webhook.owner_id = name, url, list(types), by.pk
    webhook.quiet_until = webhook.failing_since = None
    _check(webhook)
    webhook.save(update_fields=["name", "url", "types", "owner", "quiet_until", "failing_since"])
    record("notices.change_webhook", webhook, by=by, at=at, data=_facts(webhook))
    defer("notices.deliver", webhook_id=webhook.pk)
    return webhook


@transaction.atomic
def pause_webhook(webhook: Webhook, *, by: Person | None, at: datetime) -> Webhook:
    """Send nothing until the webhook is resumed; events wait. Raises Refusal if nothing is being sent anyway."""
    webhook = _locked(webhook)
    if webhook.state != Webhook.State.ACTIVE:
        raise Refusal(_("This webhook is not active."))
    _set_state(webhook, Webhook.State.PAUSED, at=at)
    record("notices.pause_webhook", webhook, by=by, at=at)
    return webhook


@transaction.atomic
def resume_webhook(webhook: Webhook, *, by: Person | None, at: datetime) -> Webhook:
    """Go on sending, first what has waited. Raises Refusal if the webhook is active."""
    webhook = _locked(webhook)
    if webhook.state == Webhook.State.ACTIVE:
        raise Refusal(_("This webhook is already active."))
    webhook.quiet_until = webhook.failing_since = None
    webhook.save(update_fields=["quiet_until", "failing_since"])
    Delivery.objects.filter(webhook=webhook, state=Delivery.State.PENDING).update(tries=0, due_at=Now())
    _set_state(webhook, Webhook.State.ACTIVE, at=at)
    record("notices.resume_webhook", webhook, by=by, at=at)
    defer("notices.deliver", webhook_id=webhook.pk)
    return webhook


@transaction.atomic
def renew_secret(webhook: Webhook, *, by: Person | None, at: datetime, keep_previous: bool = True) -> str:
    """Give a webhook a new secret and return it, this once.

    For OVERLAP both secrets sign, so that the other system can change over; without `keep_previous` the old one
    ends at once, for a secret that has become known.
    """
    webhook = _locked(webhook)
    webhook.key_number += 1
    webhook.save(update_fields=["key_number"])
    until = Now() + OVERLAP if keep_previous else None  # the machine's time: receivers do not live by the demo's
    Webhook.objects.filter(pk=webhook.pk).update(previous_key_until=until)
    record("notices.renew_secret", webhook, by=by, at=at, data={"previous_ends_at_once": not keep_previous})
    return secret_of(webhook)


@transaction.atomic
def test_webhook(webhook: Webhook, *, by: Person | None, at: datetime) -> Delivery:
    """Send a test message to one webhook and return its delivery. Raises Refusal if the webhook is not active."""
    webhook = _locked(webhook)
    if webhook.state != Webhook.State.ACTIVE:
        raise Refusal(_("Resume the webhook first; nothing is being sent to it."))
    Webhook.objects.filter(pk=webhook.pk).update(quiet_until=None)
    event = Event.objects.create(type=Event.TEST, occurred_at=at, data={"webhook": str(webhook.public_id)})
    record("notices.test_webhook", webhook, by=by, at=at, data={"event": str(event.public_id)})
    return send_to(webhook, event)


@transaction.atomic
def remove_webhook(webhook: Webhook, *, by: Person | None, at: datetime) -> None:
    """Tell an address nothing more and forget its deliveries; the ledger keeps that it was there."""
    webhook = _locked(webhook)
    record("notices.remove_webhook", webhook, by=by, at=at, data=_facts(webhook))
    Event.objects.filter(type=Event.TEST, deliveries__webhook=webhook).delete()
    webhook.delete()


def _locked(webhook: Webhook) -> Webhook:
    return queries.locked_webhooks().get(pk=webhook.pk)


def _set_state(webhook: Webhook, state: Webhook.State, *, at: datetime) -> None:
    webhook.state, webhook.state_since = state, at
    webhook.save(update_fields=["state", "state_since"])


def _check(webhook: Webhook) -> None:
    """Raise Refusal, beside the field, if something about the webhook cannot be."""
    try:
        webhook.full_clean()
        outbound.check_url(webhook.url)
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        raise Refusal(" ".join(messages), field=field) from error
    except outbound.AddressNotAllowed as error:
        raise Refusal(str(error), field="url") from error
    if unknown := set(webhook.types) - queries.known_types():
        raise Refusal(_("There is no event “%(type)s”.") % {"type": min(unknown)}, field="types")


def _facts(webhook: Webhook) -> dict[str, object]:
    """Return what the ledger keeps of a webhook: its host only, since an address may hold a secret of its own."""
    return {"host": urlsplit(webhook.url).hostname or "", "types": webhook.types}
