"""The YAML files in a room's `data/` folder: regulations, texts and rules as dated data with their source."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, cast

import yaml

from jejaring.kit.words import in_language

ROOMS = Path(__file__).resolve().parents[1]


def folder_of(room: str) -> Path:
    """Return the folder of a room's data files."""
    return ROOMS / room / "data"


@cache
def load(room: str, name: str) -> dict[str, Any]:
    """Return the content of `<room>/data/<name>.yaml`."""
    return cast(dict[str, Any], yaml.safe_load((folder_of(room) / f"{name}.yaml").read_text(encoding="utf-8")))


@cache
def file_sha256(room: str, name: str) -> str:
    """Return SHA-256 (hex) of `<room>/data/<name>.yaml`."""
    return sha256((folder_of(room) / f"{name}.yaml").read_bytes()).hexdigest()


def unconfirmed_source(room: str, name: str) -> str:
    """Return where a data file's content comes from, or "" once a source has confirmed it."""
    found = load(room, name)
    if found["confirmed"]:
        return ""
    return in_language(found["source"], found["source_en"])
