"""Our own certificate authority, made at first use: it proves integrity, not legal identity.

In `DATA/authority`: a root, under it an authority for offices and a time-stamping authority, and a certificate
for every office that signs (title and organisation, no personal name). Keys are readable by the owner only.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from asn1crypto import cms, core
from asn1crypto import crl as asn1_crl
from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from pyhanko.sign.general import as_signing_certificate, simple_cms_attribute
from pyhanko.sign.signers import SimpleSigner
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

from jejaring.documents.signers import certificates as make
from jejaring.documents.signers.interface import Credential

NETWORK = "Jejaring"
ROOT_UNTIL = datetime(2059, 1, 1, tzinfo=UTC)
OFFICE_UNTIL = datetime(2039, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Pair:
    """A key and its certificate."""

    key: make.Key
    certificate: x509.Certificate

    @property
    def asn1_key(self) -> asn1_keys.PrivateKeyInfo:
        return asn1_keys.PrivateKeyInfo.load(self._key_bytes(serialization.Encoding.DER))

    def pem(self) -> bytes:
        """Return certificate and key as one PEM text."""
        certificate = self.certificate.public_bytes(serialization.Encoding.PEM)
        return certificate + self._key_bytes(serialization.Encoding.PEM)

    def _key_bytes(self, encoding: serialization.Encoding) -> bytes:
        return self.key.private_bytes(encoding, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())


class _Clock(DummyTimeStamper):
    """A time-stamping authority whose clock stands at one moment, and whose key is loaded once, not for every stamp."""

    def __init__(self, pair: Pair, *, root: asn1.Certificate, at: datetime) -> None:
        if not isinstance(pair.key, rsa.RSAPrivateKey):
            raise TypeError("the time stamps of our own authority are signed with an RSA key")
        store = SimpleCertificateStore()
        store.register(root)
        super().__init__(make.to_asn1(pair.certificate), None, certs_to_embed=store, fixed_dt=at)
        self.key = pair.key

    def _sign_tst_info(self, tst_info_data: bytes, md_algorithm: str, dt: datetime) -> tuple[bytes, cms.CMSAttributes]:
        algorithm = getattr(hashes, md_algorithm.upper())()
        digest = hashes.Hash(algorithm)
        digest.update(tst_info_data)
        attributes = cms.CMSAttributes(
            [
                simple_cms_attribute("content_type", "tst_info"),
                simple_cms_attribute("signing_time", cms.Time({"utc_time": core.UTCTime(dt)})),
                simple_cms_attribute("signing_certificate", as_signing_certificate(self.tsa_cert)),
                simple_cms_attribute("message_digest", digest.finalize()),
            ]
        )
        return self.key.sign(attributes.dump(), padding.PKCS1v15(), algorithm), attributes


@dataclass(frozen=True, slots=True)
class ClockProof:
    """A time-stamping authority and what proves its certificate."""

    timestamper: TimeStamper
    roots: tuple[asn1.Certificate, ...]
    chain: tuple[asn1.Certificate, ...]
    crls: tuple[asn1_crl.CertificateList, ...]


@dataclass(frozen=True, slots=True)
class OwnAuthority:
    """A signer that keeps all keys in one folder."""

    folder: Path
    asks_others = False

    def credential(self, *, organisation: str, title: str, at: datetime) -> Credential:
        """Return what signs for an office at a moment; its certificate is made when it first signs."""
        with self._alone():
            offices, office = self._offices(), self._office(organisation, title)
        clock = self.clock_proof(at)
        certificate, issuer = make.to_asn1(office.certificate), make.to_asn1(offices.certificate)
        store = SimpleCertificateStore()
        store.register_multiple([issuer, *clock.roots])
        return Credential(
            certificate=certificate,
            holder=SimpleSigner(certificate, office.asn1_key, store),
            timestamper=clock.timestamper,
            roots=clock.roots,
            chain=(issuer, *clock.chain),
            crls=(make.revocation_list(offices.certificate, offices.key, self.revoked(), at=at), *clock.crls),
        )

    def clock_proof(self, at: datetime) -> ClockProof:
        """Return our time-stamping authority, whose clock stands at `at`, and what proves it."""
        with self._alone():
            root, clock = self._root(), self._clock()
        trusted = make.to_asn1(root.certificate)
        return ClockProof(
            timestamper=_Clock(clock, root=trusted, at=at.astimezone(UTC).replace(microsecond=0)),
            roots=(trusted,),
            chain=(make.to_asn1(clock.certificate),),
            crls=(make.revocation_list(root.certificate, root.key, self.revoked(), at=at),),
        )

    def roots(self) -> tuple[asn1.Certificate, ...]:
        """Return our root."""
        with self._alone():
            return (make.to_asn1(self._root().certificate),)

    def revoked(self) -> list[tuple[int, datetime]]:
        """Return the serial numbers that are revoked, with the moment."""
        try:
            lines = json.loads((self.folder / "revoked.json").read_text())
        except FileNotFoundError:
            return []
        return [(int(serial), datetime.fromisoformat(since)) for serial, since in lines.items()]

    def revoke(self, *, organisation: str, title: str, at: datetime) -> None:
        """Revoke the certificate of an office from a moment on; signing with it is then refused."""
        with self._alone():
            serial = self._office(organisation, title).certificate.serial_number
            lines = {str(number): since.isoformat() for number, since in self.revoked()}
            lines.setdefault(str(serial), at.isoformat())
            self._write("revoked.json", json.dumps(lines, indent=1).encode())

    def _root(self) -> Pair:
        def made() -> Pair:
            key = ec.generate_private_key(ec.SECP256R1())
            subject = make.name(f"Otoritas Akar {NETWORK}", NETWORK)
            return Pair(key, make.authority(subject, key, None, key, until=ROOT_UNTIL, depth=None))

        return self._kept("root.pem", made)

    def _offices(self) -> Pair:
        def made() -> Pair:
            key, root = ec.generate_private_key(ec.SECP256R1()), self._root()
            subject = make.name(f"Otoritas Jabatan {NETWORK}", NETWORK)
            certificate = make.authority(subject, key, root.certificate, root.key, until=OFFICE_UNTIL, depth=0)
            return Pair(key, certificate)

        return self._kept("offices.pem", made)

    def _clock(self) -> Pair:
        def made() -> Pair:
            key, root = rsa.generate_private_key(public_exponent=65537, key_size=3072), self._root()
            subject = make.name(f"Penanda Waktu {NETWORK}", NETWORK)
            until = OFFICE_UNTIL
            certificate = make.leaf(subject, key, root.certificate, root.key, until=until, time_stamping=True)
            return Pair(key, certificate)

        return self._kept("timestamps.pem", made)

    def _office(self, organisation: str, title: str) -> Pair:
        def made() -> Pair:
            key, authority = ec.generate_private_key(ec.SECP256R1()), self._offices()
            subject = make.name(title, organisation)
            certificate = make.leaf(subject, key, authority.certificate, authority.key, until=OFFICE_UNTIL)
            return Pair(key, certificate)

        place = hashlib.sha256(f"{organisation}\n{title}".encode()).hexdigest()[:32]
        return self._kept(f"office-{place}.pem", made)

    def _kept(self, name: str, made: Callable[[], Pair]) -> Pair:
        path = self.folder / name
        if not path.exists():
            self._write(name, made().pem())
        data = path.read_bytes()
        # our own file, readable by its owner only: its numbers need no proof at every signature, which costs 35 ms
        key = serialization.load_pem_private_key(data, password=None, unsafe_skip_rsa_key_validation=True)
        if not isinstance(key, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey):
            raise TypeError(f"{path.name} holds a key of another kind than the one made here")
        return Pair(key, x509.load_pem_x509_certificate(data))

    def _write(self, name: str, data: bytes) -> None:
        """Write a file whole or not at all, readable by its owner only."""
        fresh = self.folder / f".new-{name}"
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        fresh.replace(self.folder / name)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Keep other processes from making the same key at the same time."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(self.folder / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)
