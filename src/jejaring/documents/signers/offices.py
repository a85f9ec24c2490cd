"""Which office signs with which key, as listed under `offices` in a signer's YAML file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from jejaring.kit.refusal import Refusal


def office_entry(values: dict[str, Any], organisation: str, title: str) -> dict[str, Any]:
    """Return the entry of an office. Raises Refusal if it has none."""
    for entry in values.get("offices", []):
        if (entry.get("organisation"), entry.get("title")) == (organisation, title):
            return dict(entry)
    raise Refusal(
        _("%(title)s of %(organisation)s has no certificate to sign with yet.")
        % {"title": title, "organisation": organisation}
    )


def secret(folder: Path, name: str | None) -> str:
    """Return a secret kept in a file of its own, without its line end."""
    return (folder / name).read_text().rstrip("\r\n") if name else ""
