"""The signer this installation uses, by its settings."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings

from jejaring.documents.signers.interface import Signer
from jejaring.documents.signers.own_authority import OwnAuthority


def chosen_signer() -> Signer:
    """Return the signer of JEJARING_SIGNER. Raises ValueError with a sentence if its YAML file is wrong."""
    return _signer(settings.SIGNER, settings.SIGNER_CONFIG, Path(settings.DATA))


@cache
def _signer(way: str, config: Path | None, data: Path) -> Signer:
    if way == "own-authority":
        return OwnAuthority(data / "authority")
    if config is None:
        raise ValueError(f"JEJARING_SIGNER is {way}, so JEJARING_SIGNER_CONFIG must name a YAML file.")
    return _configured(way, config, data)


def _configured(way: str, config: Path, data: Path) -> Signer:
    values: dict[str, Any] = yaml.safe_load(config.read_text()) or {}
    raise ValueError(f"JEJARING_SIGNER is {way}, which is not known.")
