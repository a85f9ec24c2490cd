"""Secrets of webhooks and the headers that sign a message, by Standard Webhooks 1.0.0 (www.standardwebhooks.com)."""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from uuid import UUID

from django.utils.crypto import salted_hmac
from standardwebhooks import Webhook as Signer

from jejaring.notices.models import Webhook


def secret_of(webhook: Webhook, key_number: int | None = None) -> str:
    """Return the secret ("whsec_…", 32 bytes) that signs a webhook's messages; it needs the installation's key.

    `key_number` asks for an older one than the present.
    """
    name = f"{webhook.public_id}:{key_number or webhook.key_number}"
    key = salted_hmac("notices.webhook", name, algorithm="sha256").digest()
    return f"whsec_{base64.b64encode(key).decode()}"


def signed_headers(webhook: Webhook, message_id: UUID, body: str, *, at: datetime) -> dict[str, str]:
    """Return the headers of a message sent at `at`: its id, the moment, and one signature per secret in force.

    While a secret is being replaced there are two signatures, the newer first.
    """
    utc = at.astimezone(UTC)
    numbers = [webhook.key_number]
    if webhook.previous_key_until and at < webhook.previous_key_until:
        numbers.append(webhook.key_number - 1)
    signers = [Signer(secret_of(webhook, number)) for number in numbers]
    return {
        "webhook-id": str(message_id),
        "webhook-timestamp": str(int(utc.timestamp())),
        "webhook-signature": " ".join(signer.sign(str(message_id), utc, body) for signer in signers),
    }
