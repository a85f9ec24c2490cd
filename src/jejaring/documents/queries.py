"""Reads of documents and files.

Who may see a document or file depends on a record of a room above, which only that room can tell (`kit.doorways`).
`document_for` and `file_for` ask for one; `documents_visible_to` is what the search looks through: the public ones
and those of kinds of record that registered for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import CharField, Prefetch, Q, QuerySet
from django.db.models.functions import Cast

from jejaring.documents.models import Document, Signature, StoredFile, Version
from jejaring.documents.outline import Outline
from jejaring.documents.serialisation import from_json
from jejaring.kit import registry
from jejaring.kit.doorways import may_see


def documents_visible_to(reader: Any, *, on: date) -> QuerySet[Document]:
    """Return the documents anyone may read, and those of the searched records that `reader` may see on that day."""
    if not reader.is_authenticated:
        return Document.objects.filter(public=True)
    readable = Q(public=True)
    for record_type, doorway in registry.doorways.items():
        if doorway.visible and doorway.in_search:
            keys = doorway.visible(reader, on=on).order_by().values(key=Cast("pk", CharField()))
            readable |= Q(record_type=record_type, record_id__in=keys)
    return Document.objects.filter(readable)


def document_for(reader: Any, public_id: UUID | str) -> Document | None:
    """Return a document if it is public or the reader may see the record it belongs to."""
    document = Document.objects.filter(public_id=public_id).first()
    return document if document and may_read(reader, document) else None


def may_read(reader: Any, document: Document) -> bool:
    """Tell whether the reader may read the content of a document."""
    return document.public or may_see(reader, document.record_type, document.record_id)


def file_for(reader: Any, public_id: UUID | str) -> StoredFile | None:
    """Return a stored file if the reader may see the record it belongs to."""
    file = StoredFile.objects.filter(public_id=public_id).first()
    return file if file and may_see(reader, file.record_type, file.record_id) else None


def issued_outline(document: Document) -> Outline:
    """Return what a document was made from, whatever has changed since: for the page on which it is signed."""
    return from_json(document.outline)


def document_to_verify(public_id: UUID | str) -> Document | None:
    """Return a document for its public verification page: signatures by office and what replaced it."""
    signatures = Prefetch("signatures", queryset=Signature.objects.order_by("order"))
    found = Document.objects.filter(public_id=public_id).select_related("replaced_by", "replaces")
    return found.prefetch_related(signatures).first()


CODE = re.compile(r"[0-9a-f]{8}(-?[0-9a-f]{4}){3}-?[0-9a-f]{12}")


def document_on_paper(reader: Any, typed: str) -> Document | None:
    """Return the newest document whose code, or whose number, is what someone typed from paper.

    Whoever has the code has the document. A number can be guessed, so it finds only what the reader may read.
    """
    if code := CODE.search(re.sub(r"\s", "", typed.lower())):
        return Document.objects.filter(public_id=UUID(code.group())).first()
    numbered = Document.objects.filter(number__iexact=" ".join(typed.split())).exclude(number="").order_by("-pk")
    return next((document for document in numbered if may_read(reader, document)), None)


def version_by_hash(sha256: str) -> Version | None:
    """Return the version of a document whose PDF has this hash."""
    versions = Version.objects.filter(sha256=sha256).select_related("document").order_by("-document_id", "-number")
    return versions.first()


def open_slots(document: Document) -> list[dict[str, Any]]:
    """Return the places of a document that are not signed yet, in order."""
    signed = {signature.slot for signature in document.signatures.all()}
    return [slot for slot in document.slots if slot["slot"] not in signed]


NAMING = (("sha256", Document), ("docx_sha256", Document), ("sha256", StoredFile))  # what names stored bytes


def unreferenced(hashes: Iterable[str]) -> set[str]:
    """Return those of the hashes that no document and no stored file names."""
    asked = set(hashes)
    named: set[str] = set()
    for field, model in NAMING:
        named |= set(model._default_manager.filter(**{f"{field}__in": asked}).values_list(field, flat=True))
    return asked - named


def referenced() -> set[str]:
    """Return the hash of every stored file that a document or a stored file names."""
    return {sha256 for field, model in NAMING for sha256 in model._default_manager.values_list(field, flat=True)} - {""}
