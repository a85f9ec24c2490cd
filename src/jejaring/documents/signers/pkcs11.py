"""Keys in a PKCS#11 token: a smart card, an HSM.

module: /usr/lib/softhsm/libsofthsm2.so
token: Jejaring
pin_file: pin.txt
offices:
  - {organisation: Pemerintah Kota Padang, title: Wali Kota Padang, key: padang, certificate: padang.pem}

`key` is the key's label in the token; the certificate is a file.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import datetime

import pkcs11
from asn1crypto import x509
from pyhanko.config.pkcs11 import TokenCriteria
from pyhanko.sign.general import SigningError
from pyhanko.sign.pkcs11 import PKCS11Signer, open_pkcs11_session
from pyhanko.sign.signers import Signer as KeyHolder
from pyhanko_certvalidator.registry import SimpleCertificateStore

from jejaring.documents.signers.certificates import read_certificates
from jejaring.documents.signers.interface import Credential, KeeperAway, WrongPin
from jejaring.documents.signers.offices import office_entry, secret
from jejaring.documents.signers.proof import Configured, Proof

_one_at_a_time = threading.Lock()  # a token knows one login a process


class TokenHolder(KeyHolder):
    """Signs with a key in a token, in a session as short as the signature."""

    def __init__(self, proof: Proof, certificate: x509.Certificate, key: str) -> None:
        store = SimpleCertificateStore()
        store.register(certificate)
        super().__init__(signing_cert=certificate, cert_registry=store)
        self.proof, self.key = proof, key

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        """Return the signature over `data`. Raises SigningError if the token does not give one."""
        if dry_run:
            return bytes(512)
        values = self.proof.values
        pin = secret(self.proof.folder, values.get("pin_file"))
        with _one_at_a_time:
            session = _opened(values["module"], values["token"], pin)
            try:
                signer = PKCS11Signer(session, key_label=self.key, signing_cert=self.signing_cert)
                signature: bytes = await signer.async_sign_raw(data, digest_algorithm)
            except pkcs11.PKCS11Error as fault:
                raise SigningError(f"the token does not sign: {fault!r}") from fault
            finally:
                session.close()
        return signature


def _opened(module: str, token: str, pin: str | None) -> pkcs11.Session:
    """Return a session with the token. Raises WrongPin, or KeeperAway if the token is not there."""
    try:
        return open_pkcs11_session(module, token_criteria=TokenCriteria(label=token), user_pin=pin)
    except (pkcs11.PinIncorrect, pkcs11.PinInvalid, pkcs11.PinLenRange, pkcs11.PinLocked) as fault:
        raise WrongPin(f"the token does not accept the PIN: {fault!r}") from fault
    except pkcs11.PKCS11Error as fault:
        raise KeeperAway(f"the token cannot be opened: {fault!r}") from fault


@dataclass(frozen=True, slots=True)
class Pkcs11(Configured):
    """A signer whose keys never leave their token."""

    def credential(self, *, organisation: str, title: str, at: datetime) -> Credential:
        """Return what signs for an office."""
        entry = office_entry(self.proof.values, organisation, title)
        certificate = read_certificates(self.proof.folder / entry["certificate"])[0]
        return self.proof.credential(certificate, TokenHolder(self.proof, certificate, entry["key"]), at=at)
