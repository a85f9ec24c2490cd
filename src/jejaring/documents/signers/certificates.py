"""Making certificates and revocation lists, and reading them from files."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from asn1crypto import crl as asn1_crl
from asn1crypto import pem
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from jejaring.answers.errors import Malformed

Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey

BEGINNING = datetime(2019, 1, 1, tzinfo=UTC)
CRL_LIFE = timedelta(days=180)


def name(common: str, organisation: str) -> x509.Name:
    """Return a name in the country Indonesia. X.509 allows 64 characters a part; longer ones are cut."""
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "ID"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation[:64]),
            x509.NameAttribute(NameOID.COMMON_NAME, common[:64]),
        ]
    )


def authority(
    subject: x509.Name,
    key: Key,
    issuer: x509.Certificate | None,
    issuer_key: Key,
    *,
    until: datetime,
    depth: int | None,
) -> x509.Certificate:
    """Return the certificate of an authority; without an issuer it signs itself."""
    usage = _usage(key_cert_sign=True, crl_sign=True)
    draft = _draft(subject, key, issuer, until=until)
    draft = draft.add_extension(x509.BasicConstraints(ca=True, path_length=depth), critical=True)
    return draft.add_extension(usage, critical=True).sign(issuer_key, hashes.SHA256())


def leaf(
    subject: x509.Name,
    key: Key,
    issuer: x509.Certificate,
    issuer_key: Key,
    *,
    since: datetime = BEGINNING,
    until: datetime,
    time_stamping: bool = False,
) -> x509.Certificate:
    """Return a certificate for signing documents, or for time stamps."""
    draft = _draft(subject, key, issuer, since=since, until=until)
    draft = draft.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    draft = draft.add_extension(_usage(digital_signature=True, content_commitment=True), critical=True)
    if time_stamping:
        draft = draft.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
    return draft.sign(issuer_key, hashes.SHA256())


def revocation_list(
    issuer: x509.Certificate, key: Key, revoked: Iterable[tuple[int, datetime]], *, at: datetime
) -> asn1_crl.CertificateList:
    """Return an issuer's list of revoked serial numbers as of `at`."""
    draft = x509.CertificateRevocationListBuilder().issuer_name(issuer.subject)
    draft = draft.last_update(at - timedelta(minutes=1)).next_update(at + CRL_LIFE)
    number = x509.CRLNumber(int(at.timestamp() * 1000))
    draft = draft.add_extension(number, critical=False).add_extension(_key_of(issuer), critical=False)
    for serial, since in revoked:
        line = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(since).build()
        draft = draft.add_revoked_certificate(line)
    der = draft.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)
    return asn1_crl.CertificateList.load(der)


def to_asn1(certificate: x509.Certificate) -> asn1.Certificate:
    """Return the same certificate in the form pyHanko uses."""
    return asn1.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))


def read_certificates(path: Path) -> tuple[asn1.Certificate, ...]:
    """Return all certificates in a PEM or DER file."""
    return certificates_in(path.read_bytes())


def certificates_in(data: bytes) -> tuple[asn1.Certificate, ...]:
    """Return the certificates in PEM or DER, at least one. Raises Malformed for anything else."""
    return _parsed(asn1.Certificate, data)


def lists_in(data: bytes) -> tuple[asn1_crl.CertificateList, ...]:
    """Return the revocation lists in PEM or DER, at least one. Raises Malformed for anything else."""
    return _parsed(asn1_crl.CertificateList, data)


def parts_of(data: bytes) -> list[bytes]:
    """Return the DER parts of PEM text, or the bytes themselves if they are DER."""
    return [der for _kind, _headers, der in pem.unarmor(data, multiple=True)] if pem.detect(data) else [data]


def _parsed(kind: Any, data: bytes) -> tuple[Any, ...]:
    try:
        found = tuple(kind.load(der, strict=True) for der in parts_of(data))
        for one in found:
            _ = one.native  # asn1crypto reads the rest only now
    except (ValueError, TypeError) as fault:
        raise Malformed("these are no certificates or revocation lists") from fault
    if not found:
        raise Malformed("there is nothing in it")
    return found


def _draft(
    subject: x509.Name,
    key: Key,
    issuer: x509.Certificate | None,
    *,
    since: datetime = BEGINNING,
    until: datetime,
) -> x509.CertificateBuilder:
    draft = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer.subject if issuer else subject)
    draft = draft.public_key(key.public_key()).serial_number(x509.random_serial_number())
    draft = draft.not_valid_before(since).not_valid_after(until)
    draft = draft.add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    return draft.add_extension(_key_of(issuer), critical=False) if issuer else draft


def _key_of(issuer: x509.Certificate) -> x509.AuthorityKeyIdentifier:
    identifier = issuer.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    return x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identifier)


def _usage(
    *,
    digital_signature: bool = False,
    content_commitment: bool = False,
    key_cert_sign: bool = False,
    crl_sign: bool = False,
) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=digital_signature,
        content_commitment=content_commitment,
        key_cert_sign=key_cert_sign,
        crl_sign=crl_sign,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )
