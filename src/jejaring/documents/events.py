"""This room's public events: what happens to documents that anyone may read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from jejaring.documents.models import Document
from jejaring.ledger.events import PublicEvent, public_address


def _facts(document: Document, data: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Return which document it is and where anyone can read and verify it; None if it is not public."""
    if not document.public:
        return None
    successor = document.replaced_by
    return {
        "id": str(document.public_id),
        "kind": document.kind,
        "number": document.number,
        "issuer": document.issuer_name,
        "issued_on": document.issued_on.isoformat(),
        "state": document.state,
        "sha256": document.sha256,
        "address": public_address(document),
        "replaced_by": str(successor.public_id) if successor else None,
        "example": document.example,
    }


EVENTS = (
    PublicEvent("document.issued", "documents.issue", _("A public document was issued"), _facts),
    PublicEvent("document.published", "documents.publish", _("A document was made public"), _facts),
    PublicEvent("document.replaced", "documents.replace", _("A public document was replaced"), _facts),
    PublicEvent("document.revoked", "documents.revoke", _("A public document was revoked"), _facts),
)
