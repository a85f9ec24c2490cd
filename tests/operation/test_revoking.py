"""An operator ends a document that was signed wrongly; its public page shows that, since when and why."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.test import Client

from jejaring.config import cli
from jejaring.console.terminal import Refused
from jejaring.documents.models import Document
from jejaring.ledger.models import Entry
from tests.factories.documents import stored

pytestmark = pytest.mark.django_db
REASON = "Ditandatangani di tempat yang keliru"


def revoke(address: str, monkeypatch: pytest.MonkeyPatch) -> int:
    @contextmanager
    def installation(_arguments: Any) -> Iterator[None]:
        yield

    monkeypatch.setattr(cli, "installation", installation)
    arguments = cli.parser().parse_args(["document", "revoke", address, "--reason", REASON])
    return int(arguments.run(arguments))


def test_a_revoked_document_is_shown_as_revoked_with_its_reason(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = stored()
    page = document.get_absolute_url()
    assert revoke(f"https://jejaring.example{page}", monkeypatch) == 0
    document.refresh_from_db()
    assert (document.state, document.end_reason) == (Document.State.REVOKED, REASON)
    assert REASON in client.get(page).content.decode()
    assert [(one.verb, one.actor_id) for one in Entry.objects.filter(verb__startswith="documents.revoke")] == [
        ("documents.revoke", None)
    ]
    with pytest.raises(Refused, match="already been replaced or revoked"):
        revoke(page, monkeypatch)


@pytest.mark.parametrize("address", ["", "https://jejaring.example/", "8c8e4c3e-0000-4000-8000-000000000000"])
def test_an_address_of_no_document_is_refused(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Refused, match="no document at this address"):
        revoke(address, monkeypatch)
