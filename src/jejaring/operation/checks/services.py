"""What is reached from here: mail, stored files, and certificates with the days they have left."""

from __future__ import annotations

import socket
import ssl
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from cryptography import x509
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.mail import EmailMessage, get_connection
from django.db.models import F, Max

from jejaring.documents.models import Signature
from jejaring.documents.signers import config_file
from jejaring.documents.signers.certificates import lists_in, read_certificates
from jejaring.documents.signers.chosen import chosen_signer
from jejaring.documents.signers.pkcs12 import key_holder
from jejaring.documents.signers.remote import Remote
from jejaring.kit.refusal import Refusal
from jejaring.operation.findings import Finding, error, ok, warning

WARNING_DAYS = 30
ASKED_OFFICES = 20  # of a remote signing service
HANDSHAKE_SECONDS = 5
PROBE = b"jejaring doctor\n"
HTTPS = 443


def mail(to: str = "") -> Iterator[Finding]:
    """Look whether the mail server is there and lets us in; send a letter if an address is given.

    Raises OSError or SMTPException if it is not.
    """
    host = getattr(settings, "EMAIL_HOST", "")
    if not settings.EMAIL_BACKEND.endswith("smtp.EmailBackend"):
        advice = "set JEJARING_EMAIL_URL=submission://user:password@mail.example:587"
        text = f"letters are written to {settings.EMAIL_FILE_PATH} and reach nobody"
        yield warning(text, advice) if settings.PRODUCTION else ok(text)
    else:
        with get_connection():
            way = "TLS" if settings.EMAIL_USE_SSL else "STARTTLS" if settings.EMAIL_USE_TLS else "not encrypted"
            entered = ", signed in" if settings.EMAIL_HOST_USER else ""
            yield ok(f"{host}:{settings.EMAIL_PORT} answers ({way}{entered})")
    if to:
        EmailMessage("Jejaring", f"jejaring doctor, {settings.PUBLIC_URL}\n", to=[to]).send()
        yield ok(f"a letter to {to} was handed in; look whether it arrives")


def storage() -> Iterator[Finding]:
    """Look whether files can be written, read and deleted."""
    name = default_storage.save(f"doctor/{uuid.uuid4()}", ContentFile(PROBE))
    try:
        with default_storage.open(name) as file:
            same = file.read() == PROBE
    finally:
        default_storage.delete(name)
    where = getattr(default_storage, "bucket_name", None) or getattr(default_storage, "location", "")
    if not same or default_storage.exists(name):
        yield error(f"{where} does not give back what was written, or keeps what was deleted", "look at its rules")
    else:
        yield ok(f"written, read and deleted in {where}")


@dataclass(frozen=True, slots=True)
class Dated:
    """Something that ends on a day."""

    what: str
    until: datetime


def certificates() -> Iterator[Finding]:
    """Look how many days the certificates and revocation lists of signing have left."""
    of_files = [*_of_key_files()]
    yield from (one for one in of_files if isinstance(one, Finding))
    dated = [*_of_the_signer(), *(one for one in of_files if isinstance(one, Dated))]
    yield from _ending(dated)
    if not dated:
        yield ok("there is none yet; the first is made when something is signed")
    else:
        first = min(dated, key=lambda one: one.until)
        yield ok(f"{len(dated)} for signing; the first to end is {first.what}, on {first.until:%Y-%m-%d}")


def https() -> Iterator[Finding]:
    """Look at the certificate of the public address. Raises OSError if it is not there or not to be trusted."""
    parts = urlsplit(settings.PUBLIC_URL)
    if parts.scheme != "https" or not parts.hostname:
        yield ok("not looked at; JEJARING_URL does not begin with https://")
        return
    trusting = ssl.create_default_context()
    with (
        socket.create_connection((parts.hostname, parts.port or HTTPS), timeout=HANDSHAKE_SECONDS) as plain,
        trusting.wrap_socket(plain, server_hostname=parts.hostname) as encrypted,
    ):
        ends = ssl.cert_time_to_seconds(str((encrypted.getpeercert() or {})["notAfter"]))
    dated = Dated(f"the certificate of {parts.hostname}", datetime.fromtimestamp(ends, tz=UTC))
    yield from list(_ending([dated])) or [ok(f"{dated.what} ends on {dated.until:%Y-%m-%d}")]


def _ending(dated: Iterable[Dated]) -> Iterator[Finding]:
    now = datetime.now(UTC)
    for one in dated:
        days = (one.until - now).days
        if days < 0:
            yield error(f"{one.what} has ended on {one.until:%Y-%m-%d}", "renew it now")
        elif days < WARNING_DAYS:
            yield warning(f"{one.what} has {days} days left", "renew it")


def _of_the_signer() -> Iterator[Dated]:
    if settings.SIGNER_CONFIG is None:  # our own authority
        for file in sorted((Path(settings.DATA) / "authority").glob("*.pem")):
            certificate = x509.load_pem_x509_certificate(file.read_bytes())
            yield Dated(f"authority/{file.name}", certificate.not_valid_after_utc)
        return
    values, folder = config_file.read(settings.SIGNER, settings.SIGNER_CONFIG), settings.SIGNER_CONFIG.parent
    for name in [*values["roots"], *values.get("chain", []), *_of_offices(values)]:
        for one in read_certificates(folder / name):
            yield Dated(name, one.not_valid_after)
    for name in values["crls"]:
        if "://" not in name:
            for one in lists_in((folder / name).read_bytes()):
                if one["tbs_cert_list"]["next_update"].native:
                    yield Dated(name, one["tbs_cert_list"]["next_update"].native)


def _of_offices(values: dict[str, Any]) -> Iterator[str]:
    yield from (entry["certificate"] for entry in values.get("offices", []) if "certificate" in entry)


def _of_key_files() -> Iterator[Dated | Finding]:
    """Yield the certificates in the PKCS#12 files of the signer, or that a file cannot be opened."""
    if settings.SIGNER != "pkcs12" or settings.SIGNER_CONFIG is None:
        return
    folder = settings.SIGNER_CONFIG.parent
    for entry in config_file.read(settings.SIGNER, settings.SIGNER_CONFIG)["offices"]:
        holder = key_holder(folder, entry)
        if holder is None or holder.signing_cert is None:
            yield error(f"{entry['file']} cannot be opened", "look at the file and its password_file")
        else:
            yield Dated(f"{entry['file']} ({_office(entry)})", holder.signing_cert.not_valid_after)


def remote_certificates() -> Iterator[Finding]:
    """Ask a remote signing service how long the certificates of those that signed in the past year are good."""
    signer = chosen_signer() if settings.SIGNER == "remote" else None
    if not isinstance(signer, Remote):
        return
    lately = Signature.objects.filter(signed_at__gte=datetime.now(UTC) - timedelta(days=365)).order_by()
    offices = lately.values(organisation=F("organisation_name"), title=F("signer_title")).annotate(
        last=Max("signed_at")
    )
    dated: list[Dated] = []
    for organisation, title in offices.order_by("-last").values_list("organisation", "title")[:ASKED_OFFICES]:
        office = {"organisation": organisation, "title": title}
        try:
            dated.append(Dated(_office(office), signer.certificates(office)[0].not_valid_after))
        except Refusal as refusal:
            yield error(f"{_office(office)}: {refusal}", "ask the keeper of the signing service")
            return  # the others would be refused as well
    yield from _ending(dated)
    if dated:
        first = min(dated, key=lambda one: one.until)
        yield ok(f"{len(dated)} of the signing service; the first to end is {first.what}, on {first.until:%Y-%m-%d}")


def _office(entry: Mapping[str, str]) -> str:
    return f"{entry['title']}, {entry['organisation']}"
