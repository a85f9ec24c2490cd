"""What a PDF says about itself: its signatures, whether it was changed, and who vouches for the signers.

Needs nothing but the file: no Django, no database, no network. Certificates are judged as of the time stamps in
the file, with the revocation lists that are in the file. Without root certificates to trust, the file's own root
is used: that proves that nothing was changed, and not who issued it.
"""

from __future__ import annotations

import binascii
import hashlib
import logging
import re
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from asn1crypto import parser, pem, tsp, x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.general import SigningError
from pyhanko.sign.validation import SignatureCoverageLevel
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.errors import NoDSSFoundError, SignatureValidationError
from pyhanko.sign.validation.pdf_embedded import (
    EmbeddedPdfSignature,
    async_validate_pdf_signature,
    async_validate_pdf_timestamp,
)
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.errors import PathError, ValidationError

from jejaring.answers.coroutines import run_coroutine
from jejaring.console import terminal
from jejaring.documents.pdf_reading import BROKEN, open_pdf

for library in ("pyhanko", "pyhanko_certvalidator"):  # they log each finding; ours is in the report
    logging.getLogger(library).setLevel(logging.CRITICAL)

UNREADABLE = (*BROKEN, SignatureValidationError, SigningError, PathError, ValidationError)
ADDRESS = re.compile(r"https?://[^\s,;]+/verifikasi/([0-9a-f-]{36})/?")


class Verdict(StrEnum):
    """What can be said about a whole file."""

    VALID = "valid"  # unchanged, and a trusted authority vouches for every signer
    UNPROVEN = "unproven"  # unchanged; no authority to trust was given
    FOREIGN = "foreign"  # unchanged, but vouched for by an authority that is not trusted
    REJECTED = "rejected"  # unchanged, but a certificate was not valid when it signed
    CHANGED = "changed"  # not what was signed
    UNSIGNED = "unsigned"  # a PDF without signatures
    UNREADABLE = "unreadable"  # not a PDF, or damaged beyond reading


@dataclass(frozen=True, slots=True)
class SignatureFound:
    """One signature in a file: the office that signed, when by the time stamp, and what was found."""

    field: str
    title: str
    organisation: str
    signed_at: datetime | None
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Report:
    """What was found in a file. `public_id` and `address` are of its public page, when it names one."""

    verdict: Verdict
    sha256: str
    title: str = ""
    address: str = ""
    public_id: str = ""
    signatures: tuple[SignatureFound, ...] = ()


def check(data: bytes, *, trust: Sequence[x509.Certificate] = ()) -> Report:
    """Return what can be said about the bytes of a PDF, trusting the given root certificates."""
    sha256 = hashlib.sha256(data).hexdigest()
    if not data.startswith(b"%PDF-"):
        return Report(Verdict.UNREADABLE, sha256)
    try:
        reader = open_pdf(data, strict=True)
        title, address, public_id = _labels(reader)
        found = list(reader.embedded_signatures)
        if not found:
            return Report(Verdict.UNSIGNED, sha256, title, address, public_id)
        checked = [_check_one(signature, data, reader, trust, is_last=signature is found[-1]) for signature in found]
    except UNREADABLE:
        return Report(Verdict.UNREADABLE, sha256)
    signatures = tuple(one for one, signature in zip(checked, found, strict=True) if _is_by_an_office(signature))
    return Report(_worst(one.verdict for one in checked), sha256, title, address, public_id, signatures)


def read_roots(paths: Iterable[Path]) -> list[x509.Certificate]:
    """Return the certificates in PEM or DER files. Raises ValueError if there is none, OSError if unreadable."""
    roots = []
    for path in paths:
        data = path.read_bytes()
        parts = [der for _kind, _headers, der in pem.unarmor(data, multiple=True)] if pem.detect(data) else [data]
        roots += [x509.Certificate.load(der, strict=True) for der in parts]
    return roots


def verify_command(path: Path, trust: Sequence[Path] = ()) -> int:
    """Print in words what is so about a file.

    Exit code 0: unchanged and, with --trust, its issuer proven. 1: changed, not valid or not trusted.
    2: cannot be checked (no such file, not a PDF, not signed, wrong --trust).
    """
    try:
        data, roots = path.read_bytes(), read_roots(trust)
    except (OSError, ValueError) as fault:
        sys.stderr.write(f"{path.name}: cannot be checked: {fault}\n")
        return 2
    report = check(data, trust=roots)
    terminal.say("\n".join(_lines(report, path.name)))
    if report.verdict in (Verdict.VALID, Verdict.UNPROVEN):
        return 0
    return 2 if report.verdict is Verdict.UNSIGNED or not data.startswith(b"%PDF-") else 1


SENTENCES = {
    Verdict.VALID: "unchanged since it was signed; every signer's certificate is vouched for by the trusted root",
    Verdict.UNPROVEN: "unchanged since it was signed; the issuer is NOT proven, because the only root certificate "
    "at hand is the one inside the file (give the issuer's own with --trust)",
    Verdict.FOREIGN: "unchanged since it was signed, but NOT vouched for by the trusted root",
    Verdict.REJECTED: "a certificate was not valid, or revoked, when it signed",
    Verdict.CHANGED: "CHANGED after it was signed",
    Verdict.UNSIGNED: "has no signature",
    Verdict.UNREADABLE: "is not a readable PDF: another kind of file, changed or damaged",
}


def _lines(report: Report, name: str) -> list[str]:
    lines = [f"{name}: {SENTENCES[report.verdict]}"]
    if report.title:
        lines.append(f"  title    {report.title}")
    lines.append(f"  SHA-256  {report.sha256}")
    for signature in report.signatures:
        when = signature.signed_at.isoformat() if signature.signed_at else "at an unknown time"
        lines.append(f"  signed   {signature.title}, {signature.organisation}, {when}: {signature.verdict}")
    if report.address:
        lines.append(f"  status   whether it was replaced or revoked: {report.address}")
    return lines


def _labels(reader: PdfFileReader) -> tuple[str, str, str]:
    """Return title, address and public id the file names for itself."""
    trailer = reader.trailer_view
    info = trailer["/Info"] if "/Info" in trailer else {}  # noqa: SIM401  # only [] follows the reference
    words = " ".join(str(info.get(key, "")) for key in ("/Keywords", "/Subject"))
    match = ADDRESS.search(words)
    title = str(info.get("/Title", ""))
    return (title, match.group(0), match.group(1)) if match else (title, "", "")


def _check_one(
    signature: EmbeddedPdfSignature,
    data: bytes,
    reader: PdfFileReader,
    trust: Sequence[x509.Certificate],
    *,
    is_last: bool,
) -> SignatureFound:
    moment = _stamped_at(signature)
    verdict = _integrity(signature, data, is_last=is_last)
    if verdict is None:
        verdict = _trust(signature, reader, trust, moment)
    name = signature.signer_cert.subject.native
    return SignatureFound(
        field=signature.field_name,
        title=str(name.get("common_name", "")),
        organisation=str(name.get("organization_name", "")),
        signed_at=moment,
        verdict=verdict,
    )


def _integrity(signature: EmbeddedPdfSignature, data: bytes, *, is_last: bool) -> Verdict | None:
    """Return CHANGED if the bytes are not those that were signed, or nothing if they are."""
    signature.compute_integrity_info()
    whole = (SignatureCoverageLevel.ENTIRE_FILE,)
    enough = whole if is_last else (*whole, SignatureCoverageLevel.ENTIRE_REVISION)
    if signature.coverage not in enough or not _container_is_exact(signature, data):
        return Verdict.CHANGED
    if not signature.summarise_integrity_info()["docmdp_ok"]:
        return Verdict.CHANGED
    return None


def _trust(
    signature: EmbeddedPdfSignature, reader: PdfFileReader, trust: Sequence[x509.Certificate], moment: datetime | None
) -> Verdict:
    own_roots = [certificate for certificate in _certificates(signature, reader) if certificate.self_signed != "no"]
    status = _validated(signature, _context(signature, reader, trust or own_roots, moment))
    if not (status.intact and status.valid):
        return Verdict.CHANGED
    if _is_vouched_for(status):
        return Verdict.VALID if trust else Verdict.UNPROVEN
    if trust and _is_vouched_for(_validated(signature, _context(signature, reader, own_roots, moment))):
        return Verdict.FOREIGN
    return Verdict.REJECTED


def _is_vouched_for(status: Any) -> bool:
    stamp = getattr(status, "timestamp_validity", None)
    return bool(status.trusted and (stamp is None or (stamp.intact and stamp.valid and stamp.trusted)))


def _validated(signature: EmbeddedPdfSignature, context: ValidationContext) -> Any:
    if _is_by_an_office(signature):
        return run_coroutine(lambda: async_validate_pdf_signature(signature, context, context))
    return run_coroutine(lambda: async_validate_pdf_timestamp(signature, context))


def _context(
    signature: EmbeddedPdfSignature,
    reader: PdfFileReader,
    roots: Sequence[x509.Certificate],
    moment: datetime | None,
) -> ValidationContext:
    store = _security_store(reader)
    crls = [stream.get_object().data for stream in store.crls] if store else []
    return ValidationContext(
        trust_roots=list(roots),
        other_certs=_certificates(signature, reader),
        crls=crls,
        moment=moment,
        allow_fetching=False,
        revocation_mode="require",
    )


def _certificates(signature: EmbeddedPdfSignature, reader: PdfFileReader) -> list[x509.Certificate]:
    store = _security_store(reader)
    return [*signature.other_embedded_certs, *(store.load_certs() if store else ())]


def _security_store(reader: PdfFileReader) -> DocumentSecurityStore | None:
    try:
        return DocumentSecurityStore.read_dss(reader)
    except NoDSSFoundError:
        return None


def _is_by_an_office(signature: EmbeddedPdfSignature) -> bool:
    return str(signature.sig_object_type) != "/DocTimeStamp"


def _stamped_at(signature: EmbeddedPdfSignature) -> datetime | None:
    """Return the moment in the signature's time stamp."""
    if not _is_by_an_office(signature):
        return _moment_of(signature.signed_data)
    for attribute in signature.signer_info["unsigned_attrs"]:
        if attribute["type"].native == "signature_time_stamp_token":
            return _moment_of(attribute["values"][0]["content"])
    return None


def _moment_of(signed_data: Any) -> datetime:
    info: tsp.TSTInfo = signed_data["encap_content_info"]["content"].parsed
    moment: datetime = info["gen_time"].native
    return moment


def _container_is_exact(signature: EmbeddedPdfSignature, data: bytes) -> bool:
    """Tell whether the part no signature can cover, its own container, holds the signature and else only zeros."""
    _start, length, rest, _end = (int(number) for number in signature.byte_range)
    container = data[length:rest]
    content = bytes(signature.pkcs7_content)
    _class, _method, _tag, header, body, trailer = parser.parse(content)
    exact = binascii.hexlify(content[: len(header) + len(body) + len(trailer)]).ljust(len(container) - 2, b"0")
    return container in (b"<" + exact + b">", b"<" + exact.upper() + b">")


def _worst(verdicts: Iterable[Verdict]) -> Verdict:
    gravity = [Verdict.CHANGED, Verdict.REJECTED, Verdict.FOREIGN, Verdict.UNPROVEN, Verdict.VALID]
    return min(verdicts, key=gravity.index)
