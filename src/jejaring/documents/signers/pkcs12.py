"""Keys in PKCS#12 files (.p12, .pfx), one for each office.

offices:
  - {organisation: Pemerintah Kota Padang, title: Wali Kota Padang, file: padang.p12, password_file: padang.txt}
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from pyhanko.sign.signers import SimpleSigner

from jejaring.documents.signers.interface import Credential
from jejaring.documents.signers.offices import office_entry, secret
from jejaring.documents.signers.proof import Configured
from jejaring.kit.refusal import Refusal


def key_holder(folder: Path, entry: dict[str, Any]) -> SimpleSigner | None:
    """Return what signs with the key file of an office's entry; None if it cannot be opened."""
    password = secret(folder, entry.get("password_file")).encode() or None
    holder: SimpleSigner | None = SimpleSigner.load_pkcs12(folder / entry["file"], passphrase=password)
    return holder


@dataclass(frozen=True, slots=True)
class Pkcs12(Configured):
    """A signer that reads an office's key from its file for each signature."""

    has_keys = True

    def credential(self, *, organisation: str, title: str, at: datetime) -> Credential:
        """Return what signs for an office. Raises Refusal if its file cannot be opened."""
        holder = key_holder(self.proof.folder, office_entry(self.proof.values, organisation, title))
        if holder is None:
            raise Refusal(_("The key file of %(title)s cannot be opened. Nothing was signed.") % {"title": title})
        return self.proof.credential(holder.signing_cert, holder, at=at)
