"""A detached signature over any bytes, by the network itself: a seal that openssl can check."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Any

from asn1crypto import cms
from django.conf import settings
from pyhanko.sign.general import SigningError
from pyhanko.sign.timestamps.common_utils import TimestampRequestError
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.generic_cms import async_validate_detached_cms

from jejaring.answers.coroutines import run_coroutine
from jejaring.documents.signers.chosen import chosen_signer
from jejaring.documents.signers.interface import ClockAway, Credential
from jejaring.documents.signing import refuse_unusable, refused_in_words, validation_context

logger = logging.getLogger(__name__)
SEAL_OF_THE_LEDGER = "Segel Buku Besar"  # the "office" that signs: a title in the signer's YAML file


def seal(data: bytes, *, at: datetime) -> bytes:
    """Return a detached CMS signature (DER) over `data`, with the certificates up to the root and a time stamp.

    Where the time-stamping authority gives none, a warning is logged and the seal goes without. It is verified before
    it is returned. Raises Refusal if the certificate is unusable at `at` or the holder of the key does not sign;
    ValueError, LookupError or OSError if the signer is not set up as it should be.
    """
    credential = chosen_signer().credential(organisation=settings.NETWORK_NAME, title=SEAL_OF_THE_LEDGER, at=at)
    refuse_unusable(credential, at=at)
    with refused_in_words():
        made = _stamped(data, credential, at) or _sealed(data, credential)
        if not _holds(made, data, credential, at):
            raise SigningError("the seal made cannot be verified")
    return bytes(made.dump())


def _stamped(data: bytes, credential: Credential, at: datetime) -> cms.ContentInfo | None:
    """Return the seal with a time stamp; None, with a warning in the log, where there is no usable one."""
    try:
        made = _sealed(data, credential, timestamper=credential.timestamper)
    except (ClockAway, TimestampRequestError) as fault:
        logger.warning("the seal has no time stamp: %s", fault)
        return None
    if _holds(made, data, credential, at):
        return made
    logger.warning("the seal has no time stamp: it could not be verified with one")
    return None


def _sealed(data: bytes, credential: Credential, **options: Any) -> cms.ContentInfo:
    made: cms.ContentInfo = run_coroutine(lambda: credential.holder.async_sign_general_data(data, "sha256", **options))
    return made


def _holds(made: cms.ContentInfo, data: bytes, credential: Credential, at: datetime) -> bool:
    """Return whether a seal, and the time stamp in it if there is one, are those of who may make them."""
    context = validation_context(credential, at=at)
    try:
        status = run_coroutine(lambda: async_validate_detached_cms(data, made["content"], context, context))
    except SignatureValidationError:
        return False
    stamp = status.timestamp_validity
    return all(one.intact and one.valid and one.trusted for one in (status, stamp) if one is not None)
