"""A remote signing service: it holds the keys, we send it hashes.

url: https://tte.example
token_file: token.txt            sent as "Authorization: Bearer …"

GET  {url}/certificate?organisation=…&title=…   → 200, certificates as PEM, the signer's first; 404 if there is none
POST {url}/signature {"organisation", "title", "digest_algorithm": "sha256", "digest": base64}
                                                → 200 {"signature": base64}

`signature` is the raw one over the digest: RSA PKCS #1 v1.5, or ECDSA as DER. It is checked before it is used.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import httpx
from asn1crypto import x509
from django.utils.translation import gettext as _
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers import Signer as KeyHolder
from pyhanko_certvalidator.registry import SimpleCertificateStore

from jejaring.documents.signers.certificates import parts_of
from jejaring.documents.signers.interface import Credential
from jejaring.documents.signers.offices import secret
from jejaring.documents.signers.proof import SECONDS, Proof
from jejaring.kit.refusal import Refusal


class RemoteHolder(KeyHolder):
    """Asks the service for each signature."""

    def __init__(self, signer: Remote, office: dict[str, str], certificates: list[x509.Certificate]) -> None:
        store = SimpleCertificateStore()
        store.register_multiple(certificates)
        super().__init__(signing_cert=certificates[0], cert_registry=store)
        self.signer, self.office = signer, office

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        """Return the service's signature over `data`. Raises SigningError if it gives none."""
        if dry_run:
            return bytes(512)
        digest = hashlib.new(digest_algorithm, data).digest()
        question = {**self.office, "digest_algorithm": digest_algorithm, "digest": base64.b64encode(digest).decode()}
        try:
            async with httpx.AsyncClient(timeout=SECONDS, headers=self.signer.headers()) as client:
                answer = await client.post(f"{self.signer.url}/signature", json=question)
                answer.raise_for_status()
                return base64.b64decode(answer.json()["signature"], validate=True)
        except (httpx.HTTPError, ValueError, KeyError) as fault:
            raise SigningError("the signing service gives no signature") from fault


@dataclass(frozen=True, slots=True)
class Remote:
    """A signer that only knows where the keys are."""

    proof: Proof

    @property
    def url(self) -> str:
        return str(self.proof.values["url"]).rstrip("/")

    def headers(self) -> dict[str, str]:
        """Return the headers that say who we are."""
        token = secret(self.proof.folder, self.proof.values.get("token_file"))
        return {"Authorization": f"Bearer {token}"} if token else {}

    def credential(self, *, organisation: str, title: str, at: datetime) -> Credential:
        """Return what signs for an office. Raises Refusal if the service does not know it or does not answer."""
        office = {"organisation": organisation, "title": title}
        certificates = self._certificates(office)
        return self.proof.credential(certificates[0], RemoteHolder(self, office, certificates), at=at)

    def roots(self) -> tuple[x509.Certificate, ...]:
        """Return the configured roots."""
        return self.proof.roots()

    def _certificates(self, office: dict[str, Any]) -> list[x509.Certificate]:
        try:
            answer = httpx.get(f"{self.url}/certificate", params=office, headers=self.headers(), timeout=SECONDS)
            if answer.status_code == httpx.codes.NOT_FOUND:
                raise Refusal(_("%(title)s of %(organisation)s has no certificate to sign with yet.") % office)
            answer.raise_for_status()
        except httpx.HTTPError as fault:
            raise Refusal(_("The signing service does not answer. Nothing was signed; try again.")) from fault
        return [x509.Certificate.load(der) for der in parts_of(answer.content)]
