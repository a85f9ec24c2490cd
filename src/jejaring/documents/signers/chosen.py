"""The signer this installation uses, by its settings."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from django.conf import settings

from jejaring.documents.signers import config_file
from jejaring.documents.signers.interface import Signer
from jejaring.documents.signers.own_authority import OwnAuthority
from jejaring.documents.signers.proof import Proof


def chosen_signer() -> Signer:
    """Return the signer of JEJARING_SIGNER. Raises ValueError with a sentence if its YAML file is wrong."""
    return _signer(settings.SIGNER, settings.SIGNER_CONFIG, Path(settings.DATA))


@cache
def _signer(way: str, config: Path | None, data: Path) -> Signer:
    own = OwnAuthority(data / "authority")
    if way == "own-authority":
        return own
    if config is None:
        raise ValueError(f"JEJARING_SIGNER is {way}, so JEJARING_SIGNER_CONFIG must name a YAML file.")
    return _configured(way, Proof(config_file.read(way, config), config.parent, own))


def _configured(way: str, proof: Proof) -> Signer:
    if way == "pkcs12":
        from jejaring.documents.signers.pkcs12 import Pkcs12  # each way loads only what it needs

        return Pkcs12(proof)
    if way == "pkcs11":
        from jejaring.documents.signers.pkcs11 import Pkcs11  # loads a library of the system

        return Pkcs11(proof)
    if way == "remote":
        from jejaring.documents.signers.remote import Remote

        return Remote(proof)
    raise ValueError(f"JEJARING_SIGNER is {way}, which is not known.")
