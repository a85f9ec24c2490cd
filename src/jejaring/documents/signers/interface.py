"""The interface between signing and whoever holds the keys."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from asn1crypto import crl as asn1_crl
from asn1crypto import x509
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers import Signer as KeyHolder
from pyhanko.sign.timestamps import TimeStamper


class WrongPin(SigningError):
    """The holder of the key does not accept the PIN or password that is configured."""


class KeeperAway(SigningError):
    """The holder of the key does not answer."""


class ClockAway(SigningError):
    """The time-stamping authority does not answer."""


@dataclass(frozen=True, slots=True)
class Credential:
    """What signs for one office: `holder` signs with the key, the rest proves it later.

    `roots` are trusted, `chain` are the certificates between them and the signer's and the time-stamper's,
    `crls` the revocation lists of all their issuers.
    """

    certificate: x509.Certificate
    holder: KeyHolder
    timestamper: TimeStamper
    roots: tuple[x509.Certificate, ...]
    chain: tuple[x509.Certificate, ...]
    crls: tuple[asn1_crl.CertificateList, ...]


class Signer(Protocol):
    """Holds keys, or knows who does."""

    @property
    def asks_others(self) -> bool:
        """Whether another system or a device is asked for each signature, which may take its time."""

    def credential(self, *, organisation: str, title: str, at: datetime) -> Credential:
        """Return what signs for the office `title` of `organisation` at the moment `at`.

        Raises Refusal if that office has no certificate or the holder of the keys cannot be reached.
        """

    def roots(self) -> tuple[x509.Certificate, ...]:
        """Return the root certificates our own verification trusts."""
