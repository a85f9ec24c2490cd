"""Messages are signed as Standard Webhooks wants it, and both secrets sign while one is being replaced."""

from __future__ import annotations

import base64
import hashlib
import hmac
import uuid
from datetime import UTC, datetime, timedelta, timezone

import pytest
from standardwebhooks import Webhook as Verifier
from standardwebhooks import WebhookVerificationError

from jejaring.notices.models import Webhook
from jejaring.notices.signatures import secret_of, signed_headers

NOW = datetime.now(UTC)
ID = uuid.UUID(int=7)
BODY = '{"type":"webhook.test"}'


def signature(secret: str, at: datetime) -> str:
    """Return the signature by the text of the specification, without the library."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    digest = hmac.new(key, f"{ID}.{int(at.timestamp())}.{BODY}".encode(), hashlib.sha256).digest()
    return f"v1,{base64.b64encode(digest).decode()}"


def test_headers_are_id_time_and_the_signature_of_the_specification() -> None:
    webhook = Webhook()
    assert signed_headers(webhook, ID, BODY, at=NOW) == {
        "webhook-id": str(ID),
        "webhook-timestamp": str(int(NOW.timestamp())),
        "webhook-signature": signature(secret_of(webhook), NOW),
    }


def test_the_moment_is_the_same_in_whatever_zone_it_is_given() -> None:
    webhook = Webhook()
    jakarta = NOW.astimezone(timezone(timedelta(hours=7)))
    assert signed_headers(webhook, ID, BODY, at=jakarta) == signed_headers(webhook, ID, BODY, at=NOW)


def test_the_specifications_own_library_accepts_a_message_and_refuses_a_changed_one() -> None:
    webhook = Webhook()
    headers = signed_headers(webhook, ID, BODY, at=datetime.now(UTC))
    assert Verifier(secret_of(webhook)).verify(BODY, headers) == {"type": "webhook.test"}
    with pytest.raises(WebhookVerificationError):
        Verifier(secret_of(webhook)).verify(BODY + " ", headers)


def test_a_secret_has_32_bytes_and_is_another_for_every_webhook_and_every_renewal() -> None:
    one, other = Webhook(), Webhook()
    secrets = [secret_of(one), secret_of(other), secret_of(one, 2), secret_of(other, 2)]
    assert len(set(secrets)) == 4
    assert {len(base64.b64decode(secret.removeprefix("whsec_"))) for secret in secrets} == {32}


def test_while_a_secret_is_replaced_both_sign_and_afterwards_the_new_one_alone() -> None:
    webhook = Webhook(key_number=2, previous_key_until=NOW + timedelta(hours=1))
    old, new = secret_of(webhook, 1), secret_of(webhook, 2)
    during = signed_headers(webhook, ID, BODY, at=NOW)["webhook-signature"]
    later = NOW + timedelta(hours=1)
    after = signed_headers(webhook, ID, BODY, at=later)["webhook-signature"]
    assert during == f"{signature(new, NOW)} {signature(old, NOW)}"
    assert after == signature(new, later)
