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
import json
from dataclasses import dataclass
from datetime import datetime

from asn1crypto import x509
from django.utils.translation import gettext as _
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers import Signer as KeyHolder
from pyhanko_certvalidator.registry import SimpleCertificateStore

from jejaring.answers import http, shape
from jejaring.answers.errors import AnswerError, Declined, Malformed, Unreachable
from jejaring.documents.signers.certificates import certificates_in
from jejaring.documents.signers.interface import Credential, KeeperAway, WrongPin
from jejaring.documents.signers.offices import secret
from jejaring.documents.signers.proof import Configured
from jejaring.kit.refusal import Refusal, Unavailable

NOT_FOUND = 404
NOT_LET_IN = (401, 403)


class RemoteHolder(KeyHolder):
    """Asks the service for each signature."""

    def __init__(self, signer: Remote, office: dict[str, str], certificates: list[x509.Certificate]) -> None:
        store = SimpleCertificateStore()
        store.register_multiple(certificates)
        super().__init__(signing_cert=certificates[0], cert_registry=store)
        self.signer, self.office = signer, office

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        """Return the service's signature over `data`. Raises SigningError if it gives none: see `interface`."""
        if dry_run:
            return bytes(512)
        digest = hashlib.new(digest_algorithm, data).digest()
        question = {**self.office, "digest_algorithm": digest_algorithm, "digest": base64.b64encode(digest).decode()}
        try:
            headers = {**self.signer.headers(), "Content-Type": "application/json"}
            url, content = f"{self.signer.url}/signature", json.dumps(question).encode()
            answer = await http.ask("POST", url, headers=headers, content=content)
            return shape.base64_bytes(shape.json_object(answer), "signature")
        except Unreachable as fault:
            raise KeeperAway(f"the signing service does not answer: {fault}") from fault
        except Declined as fault:
            kind = WrongPin if fault.status in NOT_LET_IN else SigningError
            raise kind(f"the signing service declined: {fault}") from fault
        except AnswerError as fault:
            raise SigningError(f"the signing service gives no signature: {fault}") from fault


@dataclass(frozen=True, slots=True)
class Remote(Configured):
    """A signer that only knows where the keys are."""

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
        certificates = self.certificates(office)
        return self.proof.credential(certificates[0], RemoteHolder(self, office, certificates), at=at)

    def certificates(self, office: dict[str, str]) -> list[x509.Certificate]:
        """Return an office's certificates, its own first. Raises Refusal as `credential` does."""
        try:
            answer = http.fetched("GET", f"{self.url}/certificate", params=office, headers=self.headers())
            return list(certificates_in(answer))
        except Declined as fault:
            if fault.status == NOT_FOUND:
                raise Refusal(
                    _("%(title)s of %(organisation)s has no certificate to sign with yet.") % office
                ) from fault
            raise Refusal(_("The signing service declined to answer. Nothing was signed; tell its keeper.")) from fault
        except Malformed as fault:
            raise Refusal(
                _("The signing service gave an answer that cannot be read. Nothing was signed; tell its keeper.")
            ) from fault
        except Unreachable as fault:
            raise Unavailable(_("The signing service does not answer. Nothing was signed; try again.")) from fault
