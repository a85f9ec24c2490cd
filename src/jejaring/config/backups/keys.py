"""Who can open a backup: age keys (https://age-encryption.org/v1). The server has public ones only."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import pyrage
from pyrage import x25519

from jejaring.console.terminal import Refused


def make_key(path: Path) -> str:
    """Write a new private key that only its owner can read; return its public key. Raises Refused if there is one."""
    key = x25519.Identity.generate()
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as there:
        raise Refused([f"{path}: exists; a key is never overwritten."]) from there
    except OSError as fault:
        raise Refused([f"{path}: cannot be written: {fault.strerror}"]) from fault
    with os.fdopen(handle, "w", encoding="ascii") as out:
        out.write(f"# public key: {key.to_public()}\n{key}\n")
    return str(key.to_public())


def read_recipients(words: Sequence[str]) -> list[x25519.Recipient]:
    """Return public keys. Raises Refused with a sentence for each that is not one."""
    found, wrong = [], []
    for word in words:
        try:
            found.append(x25519.Recipient.from_str(word))
        except pyrage.RecipientError:
            wrong.append(f"{word!r} is not a public key; `jejaring backup-key FILE` makes one, which begins with age1.")
    if wrong:
        raise Refused(wrong)
    return found


def read_identities(path: Path) -> list[x25519.Identity]:
    """Return the private keys in a file, as `age-keygen` and `make_key` write it. Raises Refused if there is none."""
    try:
        lines = path.read_text(encoding="ascii").split("\n")
        keys = [x25519.Identity.from_str(line) for line in lines if line and not line.startswith("#")]
    except (OSError, UnicodeDecodeError, pyrage.IdentityError) as fault:
        raise Refused([f"{path}: is not a file of private keys ({fault})"]) from fault
    if not keys:
        raise Refused([f"{path}: holds no private key"])
    return keys
