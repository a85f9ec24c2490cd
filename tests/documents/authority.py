"""A certificate authority for tests of the signers that are given their keys."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12

from jejaring.documents.signers import certificates as make
from tests.factories.documents import AT, CITY

LATE = datetime(2049, 1, 1, tzinfo=UTC)


@cache
def rsa_key() -> rsa.RSAPrivateKey:
    """Return the RSA key of every leaf that is given none: to make one takes a tenth of a second."""
    return rsa.generate_private_key(65537, 2048)


@dataclass
class Authority:
    """A root in a folder, with its revocation list, and one leaf for the city's place to sign."""

    folder: Path
    since: datetime = make.BEGINNING
    until: datetime = LATE
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    leaf_key: rsa.RSAPrivateKey = field(default_factory=rsa_key)

    def __post_init__(self) -> None:
        subject = make.name("Akar Uji", "Otoritas Uji")
        self.root = make.authority(subject, self.key, None, self.key, until=LATE, depth=None)
        self.leaf = make.leaf(
            make.name(CITY.title, CITY.organisation),
            self.leaf_key,
            self.root,
            self.key,
            since=self.since,
            until=self.until,
        )
        self._write("root.pem", self.root)
        self._write("leaf.pem", self.leaf)
        self.list_revoked()

    def list_revoked(self, *serials: int, at: datetime = AT) -> None:
        """Publish a revocation list of that moment that names these certificates."""
        crl = make.revocation_list(self.root, self.key, [(serial, AT) for serial in serials], at=at)
        (self.folder / "list.crl").write_bytes(crl.dump())

    def write_p12(self, name: str, password: str) -> None:
        """Write leaf and key as a PKCS#12 file, and its password beside it."""
        sealed = serialization.BestAvailableEncryption(password.encode())
        data = pkcs12.serialize_key_and_certificates(b"kota", self.leaf_key, self.leaf, [self.root], sealed)
        (self.folder / name).write_bytes(data)
        (self.folder / "password.txt").write_text(f"{password}\n")

    def write_key(self, name: str) -> Path:
        """Write the leaf's key, unencrypted."""
        path = self.folder / name
        path.write_bytes(
            self.leaf_key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )
        return path

    def config(self, name: str = "signer", *, office: dict[str, str] | None = None, **values: object) -> Path:
        """Write a signer's YAML file, with the city's office if its entry is given."""
        entry = {"organisation": CITY.organisation, "title": CITY.title, **(office or {})}
        content = {"roots": ["root.pem"], "crls": ["list.crl"], **({"offices": [entry]} if office else {}), **values}
        path = self.folder / f"{name}.yaml"
        path.write_text(yaml.safe_dump(content))
        return path

    @contextmanager
    def served(self, settings: Any) -> Iterator[Authority]:
        """Run a signing service that has the key, and let it be the signer of this installation."""
        self.write_key("key.pem")
        (self.folder / "token.txt").write_text("rahasia\n")
        command = [sys.executable, str(Path(__file__).with_name("signing_service.py")), str(self.folder)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout
            port = int(process.stdout.readline())
            settings.SIGNER = "remote"
            settings.SIGNER_CONFIG = self.config(url=f"http://127.0.0.1:{port}", token_file="token.txt")
            yield self
            process.terminate()

    def _write(self, name: str, certificate: x509.Certificate) -> None:
        (self.folder / name).write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
