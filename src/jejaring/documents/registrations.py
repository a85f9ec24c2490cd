"""What this room registers."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from jejaring.documents.events import EVENTS
from jejaring.documents.models import Document, StoredFile
from jejaring.documents.queries import documents_visible_to
from jejaring.documents.sealing import seal
from jejaring.documents.verbs import VERBS
from jejaring.kit import registry
from jejaring.kit.components import Hit
from jejaring.kit.doorways import may_see
from jejaring.kit.registry import Doorway, MaySee, MenuEntry, PersonalData, Route, Search, Who
from jejaring.kit.words import long_date
from jejaring.ledger.agreement import Claim, Recorded, recorded
from jejaring.ledger.events import publish_events
from jejaring.ledger.heads import seals


def register() -> None:
    """Register menus, search, verbs and routes; called once, when the room starts."""
    recorded.add_all(RECORDED)
    registry.doorways.add("documents.document", Doorway(may_see=_with_its_record(Document)))
    registry.doorways.add("documents.storedfile", Doorway(may_see=_with_its_record(StoredFile)))
    registry.footer_menu.add("documents:verify_upload", MenuEntry(_("Verify a document"), order=30, column="check"))
    registry.verbs.add_all(VERBS)
    registry.personal_data.add(
        "documents.signatures",
        PersonalData(
            _("Letters and signatures"),
            held=_("Office and government of who signed, the time, and the account that did it."),
            why=_("So that anyone can check whether a letter is genuine."),
            until=_("As long as the letter can be verified."),
            seen_by=_("Both sides of the letter; who verifies it sees office, government and time, not the account."),
            order=70,
        ),
    )
    publish_events(EVENTS)
    seals.add("ledger", seal)
    registry.pages.add_all(
        {
            "verification": "documents:verify_upload",
            "document": "documents:verify",
            "root certificates": "documents:roots",
        }
    )
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


def _with_its_record(model: type[Document] | type[StoredFile]) -> MaySee:
    """Return who may see the history of a document or file: whoever may see that of the record it belongs to."""

    def may_see_its_record(reader: Any, record_id: str, *, on: date) -> bool:
        one = model.objects.filter(pk=record_id).only("record_type", "record_id").first()
        return one is not None and may_see(reader, one.record_type, one.record_id)

    return may_see_its_record


def _hit(one: Document) -> Hit:
    note = f"{one.number} · {long_date(one.issued_on)} · {one.get_state_display()}"
    return Hit(one.title, note, one.get_absolute_url())


RECORDED = {
    "documents.document": Recorded(
        ("documents.issue",), (Claim("sha256", "sha256"), Claim("number", "number", ("documents.issue",)))
    ),
    "documents.storedfile": Recorded(("documents.upload",), (Claim("sha256", "sha256"),), lasting=False),
}
