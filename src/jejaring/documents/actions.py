"""Writes: store a file, give a letter its number, issue, sign, revoke, publish and sweep documents.

Signing is one transaction: the new PDF is stored under its hash first, then the rows change. Whatever is
killed in between, the signature is there once or not at all; a file nobody names is swept later.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import PurePath
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import connection, transaction
from django.db.models import Model
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from jejaring.answers.ahead import ahead, kept
from jejaring.answers.limits import within
from jejaring.documents import contents, numbering, queries
from jejaring.documents.models import Document, LetterNumber, Signature, StoredFile, Version
from jejaring.documents.outline import Outline
from jejaring.documents.rendering.docx import render_docx
from jejaring.documents.rendering.face import Label, words_in
from jejaring.documents.rendering.pdf import Rendered, render_pdf, render_stamp
from jejaring.documents.rendering.values import as_printed
from jejaring.documents.serialisation import to_json
from jejaring.documents.signers.chosen import chosen_signer
from jejaring.documents.signing import SIGNING_SECONDS, Field, sign_pdf
from jejaring.files import storage
from jejaring.kit import clock, words
from jejaring.kit.doorways import name_of
from jejaring.kit.persons import Person
from jejaring.kit.refusal import Refusal
from jejaring.ledger import actions as ledger

PATIENCE = timedelta(minutes=5)  # clocks of two machines may differ a little


@transaction.atomic
def store_upload(upload: UploadedFile[Any], *, record: Model, by: Person | None, at: datetime) -> StoredFile:
    """Keep an uploaded file of a record.

    Raises Refusal (field "file") if it is too large, lies about its type, or holds active content.
    """
    name = PurePath(upload.name or "").name[-200:] or "file"
    size = upload.size or 0
    if size > settings.UPLOAD_LIMIT_BYTES:
        megabytes = settings.UPLOAD_LIMIT_BYTES // (1024 * 1024)
        raise Refusal(
            _("“%(name)s” is larger than %(limit)s MB. Make it smaller and try again.")
            % {"name": name, "limit": megabytes},
            field="file",
        )
    kind = contents.recognise(upload, name)
    record_type, record_id = name_of(record)
    stored = StoredFile.objects.create(
        name=name,
        content_type=kind.content_type,
        size=size,
        sha256=storage.put_file(upload),
        record_type=record_type,
        record_id=record_id,
        uploaded_by_id=by.pk if by else None,
        uploaded_at=at,
    )
    ledger.record("documents.upload", stored, by=by, at=at, data={"sha256": stored.sha256, "record": record_type})
    return stored


@transaction.atomic
def next_letter_number(register: str, *, on: date, pattern: str, values: Mapping[str, str]) -> str:
    """Give the next number of a register in the year of `on`, composed by `pattern`.

    The register's row stays locked until the caller's transaction ends, and a transaction that is undone
    gives its number back: numbers have no holes. Raises Refusal if the pattern cannot be filled.
    """
    numbering.check(pattern, values)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO documents_lettersequence (register, year, last) VALUES (%s, %s, 1) "
            "ON CONFLICT (register, year) DO UPDATE SET last = documents_lettersequence.last + 1 RETURNING last",
            [register, on.year],
        )
        (sequence,) = cursor.fetchone()
    number = numbering.compose(pattern, sequence=sequence, on=on, values=values)
    LetterNumber.objects.create(register=register, year=on.year, sequence=sequence, number=number, given_on=on)
    return number


@transaction.atomic
def issue_document(
    outline: Outline,
    *,
    kind: str,
    register: str,
    issuer_name: str,
    record: Model,
    by: Person | None,
    at: datetime,
    on: date,
    number: str = "",
    public: bool = False,
    replaces: Document | None = None,
) -> Document:
    """Make a document from an outline, as PDF and, but for a certificate, DOCX, and put it in force.

    `on` is the document's own date; `number` one that `next_letter_number` gave for `register`. With
    `replaces`, that document ends on `on` and points here. Raises Refusal if it has ended already.
    """
    outline, issuer_name = as_printed(outline), as_printed(issuer_name)
    record_type, record_id = name_of(record)
    public_id = kept(uuid4)
    label = Label(verification_address(public_id), issuer_name, number, on)
    rendered = kept(render_pdf, outline, label)
    document = Document.objects.create(
        public_id=public_id,
        kind=kind,
        title=outline.title[:300],
        number=number,
        issuer=register,
        issuer_name=issuer_name,
        record_type=record_type,
        record_id=record_id,
        language=outline.language,
        issued_on=on,
        issued_at=at,
        issued_by_id=by.pk if by else None,
        sha256=storage.put(rendered.pdf),
        size=len(rendered.pdf),
        docx_sha256="" if outline.award else storage.put(kept(render_docx, outline, label)),
        slots=_slots(outline, rendered),
        outline=to_json(outline),
        public=public,
        example=outline.example,
    )
    _add_version(document, at=at)
    if number:
        LetterNumber.objects.filter(register=register, number=number, year=on.year, document=None).update(
            document=document
        )
    ledger.record("documents.issue", document, by=by, at=at, on=on, data={"sha256": document.sha256, "number": number})
    if replaces:
        _replace(replaces, document, by=by, at=at, on=on)
    return document


@transaction.atomic
def sign_document(
    document: Document,
    *,
    slot: str,
    organisation_name: str,
    signer_title: str,
    by: Person,
    at: datetime,
    reason: str = "",
) -> Signature:
    """Sign a document in one of its places, at the moment `at`, behind the signatures it has.

    The document is locked, so two hands at the same place sign once, and nobody signs it for two sides. A signer that
    asks others is asked `ahead`, when nothing is locked; its signature counts for the very bytes it was asked for.
    Raises Refusal if the place is signed or does not exist, `by` has signed the document in another place, it has
    ended, `at` lies ahead of the clock, or the certificate is unusable; Unavailable if what is asked for the signature
    is not there within SIGNING_SECONDS.
    """
    locked = Document.objects.select_for_update().get(pk=document.pk)
    place = _place_to_sign(locked, slot)
    if locked.signatures.filter(signed_by_id=by.pk).exists():
        raise Refusal(_("You have signed this document already, for another side. Someone else must sign here."))
    if at > clock.now() + PATIENCE:
        raise Refusal(_("A signature cannot be dated in the future."))
    pdf, field = storage.get(locked.sha256), _field(locked, place, organisation_name, signer_title, at)
    question = (pdf, field, organisation_name, signer_title, at, reason)
    signed, fingerprint = ahead(_signed, *question) if chosen_signer().asks_others else _signed(*question)
    locked.sha256, locked.size = storage.put(signed), len(signed)
    locked.save(update_fields=["sha256", "size"])
    order = _add_version(locked, at=at).number
    signature = Signature.objects.create(
        document=locked,
        slot=slot,
        organisation_name=organisation_name,
        signer_title=signer_title,
        signed_by_id=by.pk,
        signed_at=at,
        certificate_fingerprint=fingerprint,
        order=order,
    )
    ledger.record("documents.sign", locked, by=by, at=at, on=at.date(), data={"slot": slot, "sha256": locked.sha256})
    document.sha256, document.size = locked.sha256, locked.size
    return signature


@transaction.atomic
def revoke_document(document: Document, *, reason: str, by: Person | None, on: date) -> None:
    """End a document; the reason is shown on its public page. Raises Refusal if it has ended already."""
    _end(document, Document.State.REVOKED, on=on, reason=reason)
    ledger.record("documents.revoke", document, by=by, on=on, data={"reason": reason})


@transaction.atomic
def publish_document(document: Document, *, by: Person | None, on: date) -> None:
    """Let anyone read and download a document from now on; doing it again changes nothing.

    Raises Refusal if it has been replaced or revoked.
    """
    locked = Document.objects.select_for_update().get(pk=document.pk)
    if locked.ended_on is not None:
        raise Refusal(_("This document is no longer in force and cannot be made public."))
    if not locked.public:
        locked.public = True
        locked.save(update_fields=["public"])
        ledger.record("documents.publish", locked, by=by, on=on, data={"sha256": locked.sha256})
    document.public = True


def sweep_orphans() -> int:
    """Remove stored files that no row names, such as those of an undone signing; return how many.

    Looks first without disturbing anyone, then looks again at each of the few it found, alone with no writer under way.
    It ends where a backup is being made; the next night is soon enough.
    """
    suspects = [sha256 for group in storage.stored_hashes() for sha256 in queries.unreferenced(group)]
    removed = 0
    for sha256 in suspects:
        with transaction.atomic():
            if storage.is_being_copied():
                break
            storage.wait_for_writers()
            if queries.unreferenced([sha256]) and not storage.is_waiting(sha256):
                storage.remove(sha256)
                removed += 1
    return removed


def verification_address(public_id: object) -> str:
    """Return the address in a document's QR: its public page, in the default language."""
    with translation.override(settings.LANGUAGE_CODE):
        return f"{settings.PUBLIC_URL}{reverse('documents:verify', args=[public_id])}"


def _slots(outline: Outline, rendered: Rendered) -> list[dict[str, Any]]:
    return [
        {
            "slot": block.slot,
            "organisation": block.organisation,
            "title": block.title,
            "page": rendered.places[block.slot].page,
            "box": list(rendered.places[block.slot].box),
        }
        for block in outline.signatures
    ]


def _place_to_sign(document: Document, slot: str) -> dict[str, Any]:
    if document.state != Document.State.ISSUED:
        raise Refusal(_("This document is no longer in force and cannot be signed."))
    places: dict[str, dict[str, Any]] = {place["slot"]: place for place in document.slots}
    if slot not in places:
        raise Refusal(_("This document has no such place to sign."))
    if document.signatures.filter(slot=slot).exists():
        raise Refusal(_("This document has already been signed here."))
    return places[slot]


def _signed(pdf: bytes, field: Field, organisation: str, title: str, at: datetime, reason: str) -> tuple[bytes, str]:
    """Return the signed PDF and the fingerprint of the certificate. Reads no row."""
    with within(SIGNING_SECONDS):
        credential = chosen_signer().credential(organisation=organisation, title=title, at=at)
        return sign_pdf(pdf, credential, field, at=at, reason=reason), credential.certificate.sha256.hex()


def _field(document: Document, place: dict[str, Any], organisation: str, title: str, at: datetime) -> Field:
    with translation.override(document.language):
        heading = words_in(document.language).signed
        lines = (title, organisation, words.moment(at))
    return Field(
        name=place["slot"],
        words=f"{heading}: {title}, {organisation}",
        page=place["page"],
        box=tuple(place["box"]),
        picture=render_stamp(heading=heading, lines=lines, on=document.issued_on),
    )


def _add_version(document: Document, *, at: datetime) -> Version:
    number = document.versions.count()
    return Version.objects.create(
        document=document, number=number, sha256=document.sha256, size=document.size, made_at=at
    )


def _replace(old: Document, new: Document, *, by: Person | None, at: datetime, on: date) -> None:
    _end(old, Document.State.REPLACED, on=on, successor=new)
    ledger.record("documents.replace", old, by=by, at=at, on=on, data={"by": str(new.public_id)})


def _end(
    document: Document, state: Document.State, *, on: date, reason: str = "", successor: Document | None = None
) -> None:
    locked = Document.objects.select_for_update().get(pk=document.pk)
    if locked.state in (Document.State.REPLACED, Document.State.REVOKED):
        raise Refusal(_("This document has already been replaced or revoked."))
    for each in (locked, document):
        each.state, each.ended_on, each.end_reason, each.replaced_by = state, on, reason[:500], successor
    locked.save(update_fields=["state", "ended_on", "end_reason", "replaced_by"])
