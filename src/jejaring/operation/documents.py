"""`jejaring document revoke`: ends a document that was signed wrongly, where no page of its room does."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable
from contextlib import AbstractContextManager

from jejaring.console import terminal

Installation = Callable[[argparse.Namespace], AbstractContextManager[None]]
NUMBER = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


def add_commands(commands: terminal.Commands, installation: Installation) -> None:
    """Add the commands; `installation` loads the one that is meant."""

    def revoke(arguments: argparse.Namespace) -> int:
        """End a document for good: its public page shows that it is revoked, since when and why."""
        number = NUMBER.search(arguments.document)
        with installation(arguments):
            _revoke(number[0] if number else "", arguments.reason)
        return 0

    parser = terminal.add(commands, "revoke", revoke)
    parser.add_argument("document", metavar="ADDRESS", help="address of its public page, as in its QR code")
    parser.add_argument("--reason", required=True, help="shown on its public page; no personal data")
    parser.set_defaults(data=None)


def _revoke(number: str, reason: str) -> None:
    """Revoke a document by its number. Raises Refused if there is none, or it has ended already."""
    from django.utils.translation import override

    from jejaring.documents.actions import revoke_document
    from jejaring.documents.models import Document
    from jejaring.kit import clock
    from jejaring.kit.refusal import Refusal

    document = Document.objects.filter(public_id=number).first() if number else None
    if document is None:
        raise terminal.Refused(["There is no document at this address."])
    with override("en"):
        try:
            revoke_document(document, reason=reason, by=None, on=clock.today())
        except Refusal as refusal:
            raise terminal.Refused([f"{document}: {refusal}"]) from refusal
    terminal.say(f"revoked: {document}")
