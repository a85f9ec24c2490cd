"""What the page of verification repeats about a document as it was issued; the page and the machine answer alike."""

from __future__ import annotations

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jejaring.documents.models import Document
from jejaring.documents.queries import open_slots

LABELS: dict[str, Promise] = {
    "name": _("Name"),
    "event": pgettext_lazy("meeting", "Event"),
    "dates": _("Dates"),
    "hours": _("Hours attended"),
    "role": _("Role"),
}


def attested(document: Document) -> dict[str, str]:
    """Return what a document attests, by the keys of LABELS, whatever has changed since it was issued."""
    return {str(key): str(value) for key, value in document.outline.get("attested", ())}


def machine_answer(document: Document) -> dict[str, Any]:
    """Return as plain values what the page of verification tells anyone about a document."""
    successor, missing = document.replaced_by, open_slots(document) if document.ended_on is None else []
    as_stored = ("state", "number", "issued_on", "ended_on", "end_reason", "sha256", "example")
    return {
        "id": document.public_id,
        "issuer": document.issuer_name,
        **{key: getattr(document, key) for key in as_stored},
        "replaced_by": successor and successor.public_id,
        "attested": attested(document),
        "signatures": [
            {"office": one.signer_title, "organisation": one.organisation_name, "signed_at": one.signed_at}
            for one in document.signatures.all()
        ],
        "not_signed_yet": [{"office": one["title"], "organisation": one["organisation"]} for one in missing],
    }
