"""A detached signature over any bytes, by the network itself: a seal that openssl can check."""

from __future__ import annotations

from datetime import datetime

from asn1crypto import cms
from django.conf import settings
from pyhanko.sign.general import SigningError
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.generic_cms import async_validate_detached_cms

from jejaring.answers.coroutines import run_coroutine
from jejaring.documents.signers.chosen import chosen_signer
from jejaring.documents.signers.interface import Credential
from jejaring.documents.signing import refuse_unusable, refused_in_words, validation_context

SEAL_OF_THE_LEDGER = "Segel Buku Besar"  # the "office" that signs: a title in the signer's YAML file


def seal(data: bytes, *, at: datetime) -> bytes:
    """Return a detached CMS signature (DER) over `data`, with the certificates up to the root.

    It is verified before it is returned. Raises Refusal if the certificate is unusable at `at` or the holder of the
    key does not sign; ValueError, LookupError or OSError if the signer is not set up as it should be.
    """
    credential = chosen_signer().credential(organisation=settings.NETWORK_NAME, title=SEAL_OF_THE_LEDGER, at=at)
    refuse_unusable(credential, at=at)
    with refused_in_words():
        made: cms.ContentInfo = run_coroutine(lambda: credential.holder.async_sign_general_data(data, "sha256"))
        if not _holds(made, data, credential, at):
            raise SigningError("the seal made cannot be verified")
    return bytes(made.dump())


def _holds(made: cms.ContentInfo, data: bytes, credential: Credential, at: datetime) -> bool:
    context = validation_context(credential, at=at)
    try:
        status = run_coroutine(lambda: async_validate_detached_cms(data, made["content"], context))
    except SignatureValidationError:
        return False
    return bool(status.intact and status.valid and status.trusted)
