"""One PAdES signature on a PDF: level B-LTA, added behind what is there, without the network."""

from __future__ import annotations

import io
import logging
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from pyhanko.pdf_utils import layout
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner
from pyhanko.sign.signers.pdf_signer import DSSContentSettings, TimestampDSSContentSettings
from pyhanko.sign.timestamps.common_utils import TimestampRequestError
from pyhanko.stamp import StaticStampStyle
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.errors import PathError, ValidationError

from jejaring.answers.coroutines import run_coroutine
from jejaring.answers.errors import Unreachable
from jejaring.documents.signers.interface import ClockAway, Credential, KeeperAway, WrongPin
from jejaring.documents.verification import Verdict, check
from jejaring.kit.refusal import Refusal, Unavailable
from jejaring.kit.words import long_date

WHOLE_BOX = layout.SimpleBoxLayoutRule(
    x_align=layout.AxisAlignment.ALIGN_MIN, y_align=layout.AxisAlignment.ALIGN_MAX, margins=layout.Margins.uniform(0)
)

SIGNING_SECONDS = 20.0  # for everything that is asked for one signature: its certificate, lists, signature, time
logger = logging.getLogger(__name__)

# certificates and revocation lists are written before the document's time stamp, which then covers every byte
PROOFS_UNDER_THE_TIME_STAMP = DSSContentSettings(
    include_vri=False, next_ts_settings=TimestampDSSContentSettings(include_vri=False, update_before_ts=True)
)


@dataclass(frozen=True, slots=True)
class Field:
    """The form field that will hold the signature: its name, what it reads out, page from 1, place, picture."""

    name: str
    words: str
    page: int
    box: tuple[float, float, float, float]
    picture: bytes


class _SignerAt(PdfSigner):
    """A signer whose clock stands at the moment it is given."""

    def __init__(self, at: datetime, **arguments: Any) -> None:
        super().__init__(**arguments)
        self.at = at

    def init_signing_session(self, *arguments: Any, **options: Any) -> Any:
        session = super().init_signing_session(*arguments, **options)
        session.system_time = self.at
        return session


def sign_pdf(pdf: bytes, credential: Credential, field: Field, *, at: datetime, reason: str = "") -> bytes:
    """Return `pdf` with one more signature; the bytes it had stay as they are.

    Raises Refusal if the certificate is expired, not yet valid or revoked at that moment, a revocation list is
    out of date, or the holder of the key does not sign.
    """
    refuse_unusable(credential, at=at)
    moment = at.astimezone(UTC).replace(microsecond=0)
    with tempfile.NamedTemporaryFile(suffix=".pdf") as picture:
        Path(picture.name).write_bytes(field.picture)
        signer = _SignerAt(
            moment,
            signature_meta=_metadata(credential, field, moment, reason),
            signer=credential.holder,
            timestamper=credential.timestamper,
            stamp_style=StaticStampStyle.from_pdf_file(picture.name, border_width=0, background_layout=WHOLE_BOX),
            new_field_spec=SigFieldSpec(
                sig_field_name=field.name,
                on_page=field.page - 1,
                box=_whole(field.box),
                readable_field_name=field.words,
            ),
        )
        writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
        with refused_in_words():
            signed: io.BytesIO = run_coroutine(lambda: signer.async_sign_pdf(writer), SIGNING_SECONDS)
    return _proven(signed.getvalue(), credential)


@contextmanager
def refused_in_words() -> Iterator[None]:
    """Raise Refusal where the holder of a key does not sign."""
    try:
        yield
    except (Unreachable, SigningError, TimestampRequestError, PathError, ValidationError) as fault:
        logger.warning("signing failed: %s", fault)
        kind = Unavailable if isinstance(fault, KeeperAway | ClockAway | Unreachable) else Refusal
        raise kind(_sentence(fault)) from fault


def _sentence(fault: Exception) -> str:
    """Return what the signer reads: a wrong PIN, a dead server and an unusable answer are different sentences."""
    match fault:
        case WrongPin():
            return _(
                "The key does not accept the PIN or password that is configured. Nothing was signed; "
                "the operator must correct it."
            )
        case KeeperAway() | Unreachable():
            return _("The keeper of the key does not answer. Nothing was signed; try again later.")
        case ClockAway():
            return _("The time-stamping authority does not answer. Nothing was signed; try again later.")
        case TimestampRequestError():
            return _("The time-stamping authority gave no usable time stamp. Nothing was signed; try again later.")
    return _("The keeper of the key gave no usable signature. Nothing was signed; try again later.")


def _proven(pdf: bytes, credential: Credential) -> bytes:
    """Return the signed PDF if it can be verified as anyone will: a keeper of keys may have used another key."""
    with refused_in_words():
        if check(pdf, trust=credential.roots).verdict is not Verdict.VALID:
            raise SigningError("the signature made cannot be verified")
    return pdf


def _whole(box: tuple[float, float, float, float]) -> tuple[int, int, int, int]:
    left, bottom, right, top = box
    return round(left), round(bottom), round(right), round(top)


def refuse_unusable(credential: Credential, *, at: datetime) -> None:
    """Raise Refusal unless the signer's certificate is valid and not revoked at `at`, by lists that still count."""
    certificate = credential.certificate
    name = certificate.subject.native.get("common_name", "")
    since, until = certificate.not_valid_before, certificate.not_valid_after
    if at < since:
        raise Refusal(
            _("The certificate of “%(name)s” is valid only from %(day)s. Nothing was signed.")
            % {"name": name, "day": long_date(since.date())}
        )
    if at > until:
        raise Refusal(
            _("The certificate of “%(name)s” expired on %(day)s. Nothing was signed; ask for a new certificate.")
            % {"name": name, "day": long_date(until.date())}
        )
    if since := _revoked_since(credential):
        raise Refusal(
            _("The certificate of “%(name)s” was revoked on %(day)s. Nothing was signed; ask for a new certificate.")
            % {"name": name, "day": long_date(since.date())}
        )
    _refuse_expired_list(credential, at)


def _refuse_expired_list(credential: Credential, at: datetime) -> None:
    """Raise Refusal if a revocation list no longer counts at `at`."""
    bodies = [crl["tbs_cert_list"] for crl in credential.crls]
    for body in bodies:
        until = body["next_update"].native
        if until is not None and until < at:
            raise Refusal(
                _(
                    "The list of revoked certificates of “%(issuer)s” expired on %(day)s. "
                    "Nothing was signed; the operator must fetch a newer list."
                )
                % {"issuer": body["issuer"].native.get("common_name", ""), "day": long_date(until.date())}
            )


def _revoked_since(credential: Credential) -> datetime | None:
    for crl in credential.crls:
        listed = crl["tbs_cert_list"]
        if listed["issuer"] != credential.certificate.issuer:
            continue
        for line in listed["revoked_certificates"] or ():
            if line["user_certificate"].native == credential.certificate.serial_number:
                since: datetime = line["revocation_date"].native
                return since
    return None


def _metadata(credential: Credential, field: Field, at: datetime, reason: str) -> PdfSignatureMetadata:
    return PdfSignatureMetadata(
        field_name=field.name,
        md_algorithm="sha256",
        reason=reason or None,
        subfilter=SigSeedSubFilter.PADES,
        embed_validation_info=True,
        use_pades_lta=True,
        dss_settings=PROOFS_UNDER_THE_TIME_STAMP,
        timestamp_field_name=f"{field.name}-waktu",
        validation_context=validation_context(credential, at=at),
    )


def validation_context(credential: Credential, *, at: datetime) -> ValidationContext:
    """Return what the signer's certificate is judged by: its own proofs, as of `at`, without the network."""
    return ValidationContext(
        trust_roots=list(credential.roots),
        other_certs=list(credential.chain),
        crls=[crl.dump() for crl in credential.crls],
        moment=at,
        allow_fetching=False,
        revocation_mode="require",
    )
