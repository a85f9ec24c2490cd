"""Smallest valid outlines, uploads and documents."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Model

from jejaring.documents import actions
from jejaring.documents.models import Document
from jejaring.documents.outline import Letterhead, Outline, Paragraph, SignatureBlock
from jejaring.people.models import Person
from tests.factories.people import PersonFactory

DAY = date(2019, 10, 17)
AT = datetime(2019, 10, 17, 3, 0, tzinfo=UTC)
CITY = SignatureBlock("city", "Pemerintah Kota Uji", "Wali Kota Uji")
NETWORK = SignatureBlock("network", "Jejaring Uji", "Presiden Jejaring Uji")


def outline(**changes: Any) -> Outline:
    """Return a letter with one sentence and two places to sign."""
    values: dict[str, Any] = {
        "title": "Pernyataan minat bergabung",
        "letterhead": Letterhead("Pemerintah Kota Uji", "Jalan Uji 1, Kota Uji", website="kota-uji.contoh.id"),
        "fields": (("Nomor", "000.7/1/KOMINFO"), ("Hal", "Pernyataan minat bergabung")),
        "place_and_date": "Kota Uji, 17 Oktober 2019",
        "addressee": ("Sekretaris Jejaring Uji",),
        "blocks": (Paragraph("Kami menyatakan minat untuk bergabung."),),
        "signatures": (CITY, NETWORK),
    }
    return Outline(**(values | changes))


def issued(*, record: Model | None = None, by: Person | None = None, **changes: Any) -> Document:
    """Return an issued document; it belongs to `record`, or else to the person who issued it."""
    person = by or PersonFactory()
    values: dict[str, Any] = {
        "kind": "letter",
        "register": "org:uji",
        "issuer_name": "Pemerintah Kota Uji",
        "record": record or person,
        "by": person,
        "at": AT,
        "on": DAY,
    }
    content = changes.pop("outline", None) or outline()
    return actions.issue_document(content, **(values | changes))


def stored(**changes: Any) -> Document:
    """Return the row of an issued document without its bytes, for what never opens them."""
    values: dict[str, Any] = {
        "kind": "letter",
        "title": "Pernyataan minat bergabung",
        "issuer": "org:uji",
        "issuer_name": "Pemerintah Kota Uji",
        "issued_on": DAY,
        "issued_at": AT,
        "sha256": "0" * 64,
        "size": 1,
        "docx_sha256": "0" * 64,
    }
    return Document.objects.create(**(values | changes))


def sign(document: Document, block: SignatureBlock = CITY, *, by: Person | None = None, at: datetime = AT) -> Any:
    """Sign a document in one of its places."""
    return actions.sign_document(
        document,
        slot=block.slot,
        organisation_name=block.organisation,
        signer_title=block.title,
        by=by or PersonFactory(),
        at=at,
    )


def upload(name: str, data: bytes) -> SimpleUploadedFile:
    """Return an upload with a name and bytes; what its type is said to be does not matter."""
    return SimpleUploadedFile(name, data, content_type="application/octet-stream")
