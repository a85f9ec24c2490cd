"""What this room registers."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from jejaring.documents.events import EVENTS
from jejaring.documents.models import Document
from jejaring.documents.queries import documents_visible_to
from jejaring.documents.verbs import VERBS
from jejaring.kit import registry
from jejaring.kit.components import Hit
from jejaring.kit.registry import MenuEntry, Route, Search, Who
from jejaring.kit.words import long_date
from jejaring.ledger.events import publish_events


def register() -> None:
    """Register menus, search, verbs and routes; called once, when the room starts."""
    registry.footer_menu.add("documents:verify_upload", MenuEntry(_("Verify a document"), order=30, column="check"))
    registry.verbs.add_all(VERBS)
    publish_events(EVENTS)
    registry.pages.add_all({"verification": "documents:verify_upload", "document": "documents:verify"})
    registry.searches.add(
        "documents", Search(_("Documents"), documents_visible_to, ("title", "number"), _hit, order=50)
    )
    by_id = {"public_id": "public_id"}
    registry.routes.add_all(
        {
            "documents:verify_upload": Route(Who.ANYONE),
            "documents:roots": Route(Who.ANYONE),
            "documents:verify": Route(Who.ANYONE, of="documents.document", take=by_id),
            "documents:pdf": Route(Who.OFFICE, of="documents.document", take=by_id),
            "documents:docx": Route(Who.OFFICE, of="documents.document", take=by_id),
            "documents:file": Route(Who.OFFICE, of="documents.storedfile", take=by_id),
        }
    )


def _hit(one: Document) -> Hit:
    note = f"{one.number} · {long_date(one.issued_on)} · {one.get_state_display()}"
    return Hit(one.title, note, one.get_absolute_url())
