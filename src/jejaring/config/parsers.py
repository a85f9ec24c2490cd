"""From the text of a variable to its value; each raises ValueError with what the value must be, and an example."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from email.utils import parseaddr
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from urllib.parse import SplitResult, urlsplit
from zoneinfo import ZoneInfo

SECRET_LENGTH = 32
SHOWN = 80  # characters of what is wrong
DIFFERENT = 8  # characters in a secret, at least
_LABEL = "[a-z0-9]([a-z0-9-]*[a-z0-9])?"
_HOST = re.compile(rf"(?=.{{1,253}}$)({_LABEL}(\.{_LABEL})*|\[?[0-9a-f:.]+\]?)", re.IGNORECASE)
_BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
_ADDRESS = re.compile(r"[^\s@<>,]+@[^\s@<>,]+")


def shown(value: object) -> str:
    """Return what is wrong as a sentence quotes it: in one line, and its beginning only where it is long."""
    text = str(value)
    return repr(text if len(text) <= SHOWN else f"{text[:SHOWN]}…")


def one_of(*choices: str) -> Callable[[str], str]:
    """Return what reads one of some words."""

    def chosen(text: str) -> str:
        if text not in choices:
            raise ValueError(f"it must be one of {', '.join(choices)}")
        return text

    return chosen


def whole_number(least: int, most: int) -> Callable[[str], int]:
    """Return what reads a whole number in a range."""

    def number(text: str) -> int:
        if not (text.isascii() and text.isdecimal() and len(text) < 10 and least <= int(text) <= most):
            raise ValueError(f"it must be a whole number from {least} to {most}")
        return int(text)

    return number


def yes_or_no(text: str) -> bool:
    """Return whether it is yes."""
    answers = {"yes": True, "no": False}
    if text not in answers:
        raise ValueError("it must be yes or no")
    return answers[text]


def line(text: str) -> str:
    """Return a text of one line that is not empty."""
    if not text or not text.isprintable() or len(text) > 200:
        raise ValueError("it must be a line of 1 to 200 characters")
    return text


def secret(text: str) -> str:
    """Return a secret, or "" if it is not set."""
    if not text:
        return ""
    if len(text) < SECRET_LENGTH:
        raise ValueError(f"it must be long and random: it is shorter than {SECRET_LENGTH} characters")
    if len(set(text)) < DIFFERENT or text in (text + text)[1:-1]:
        raise ValueError("it must be long and random: it repeats a few characters")
    return text


def time_zone(text: str) -> str:
    """Return the name of a time zone."""
    try:
        ZoneInfo(text)
    except (KeyError, ValueError, OSError) as fault:
        raise ValueError("it must be a time zone such as Asia/Jakarta") from fault
    return text


def words(text: str) -> list[str]:
    """Return what stands between commas."""
    return [word.strip() for word in text.split(",") if word.strip()]


def hosts(text: str) -> list[str]:
    """Return host names without scheme and port."""
    found = words(text)
    if wrong := [host for host in found if host != "*" and not _HOST.fullmatch(host.removeprefix("."))]:
        raise ValueError(
            f"it must hold names without scheme, port or path, as in jejaring.example, not {shown(wrong[0])}"
        )
    return found


def sender(text: str) -> str:
    """Return the address that letters come from."""
    _name, address = parseaddr(text)
    if not text.isprintable() or not _ADDRESS.fullmatch(address):
        raise ValueError("it must be an address, as in Citynet Indonesia <office@jejaring.example>")
    return text


def addresses(text: str) -> list[str]:
    """Return e-mail addresses."""
    found = words(text)
    if wrong := [one for one in found if not _ADDRESS.fullmatch(one)]:
        raise ValueError(f"it must hold e-mail addresses with commas; {shown(wrong[0])} is not one")
    return found


def networks(text: str) -> list[IPv4Network | IPv6Network]:
    """Return networks of addresses."""
    try:
        return [ip_network(word) for word in words(text)]
    except ValueError as fault:
        raise ValueError("it must hold networks such as 10.20.0.0/16, with commas") from fault


def web_address(text: str) -> str:
    """Return the address of a site: scheme and host, no path."""
    parts = _parts(text)
    if text.endswith("/") or parts is None or parts.path:
        raise ValueError("it must be as in https://jejaring.example, without a path and with no slash at its end")
    return text


def optional_service(text: str) -> str:
    """Return the address of a service, or ""."""
    if text and _parts(text) is None:
        raise ValueError("it must be as in https://service.example")
    return text


def _parts(text: str) -> SplitResult | None:
    """Return the parts of an http or https address that has a host and nothing after its path; None for others."""
    try:
        parts = urlsplit(text)
        sound = parts.port != 0 and _HOST.fullmatch(parts.hostname or "")
    except ValueError:
        return None
    wrong = "@" in parts.netloc or parts.query or parts.fragment or not text.isprintable() or " " in text
    return parts if sound and parts.scheme in ("http", "https") and not wrong else None


def bucket(text: str) -> str:
    """Return the name of a bucket, or ""."""
    if text and not _BUCKET.fullmatch(text):
        raise ValueError("it must be a bucket's name: 3 to 63 small letters, digits, dots and hyphens")
    return text


def data_folder(text: str) -> Path:
    """Return the folder of data, which need not be there yet."""
    path = _path(text)
    if not text or (path.exists() and not path.is_dir()):
        raise ValueError("it must name a folder, as in /srv/jejaring")
    nearest = next(folder for folder in (path, *path.parents) if folder.exists())
    if not nearest.is_dir() or not os.access(nearest, os.W_OK | os.X_OK):
        raise ValueError(f"it must be a folder that the account running Jejaring may write to; {shown(nearest)} is not")
    return path


def existing_file(text: str) -> Path | None:
    """Return a file that can be read, or None if none is named."""
    if text and not (_path(text).is_file() and os.access(_path(text), os.R_OK)):
        raise ValueError(f"it must name a file that is there and can be read; {shown(_path(text))} is not")
    return _path(text) if text else None


def backup_place(text: str) -> str:
    """Return where backups are: a folder that is there, s3://BUCKET or s3://BUCKET/PREFIX, or ""."""
    scheme, _colon, rest = text.partition("://")
    if scheme == "s3" and _BUCKET.fullmatch(rest.partition("/")[0]):
        return text
    if text and not ("://" not in text and _path(text).is_dir()):
        raise ValueError("it must name a folder that is there, or be as in s3://BUCKET/PREFIX")
    return str(_path(text)) if text else ""


def backup_keys(text: str) -> list[str]:
    """Return public keys of age."""
    import pyrage  # only where there are backups
    from pyrage import x25519

    found = words(text)
    for one in found:
        try:
            x25519.Recipient.from_str(one)
        except pyrage.RecipientError as fault:
            raise ValueError(
                f"it must hold public keys, which `jejaring backup-key FILE` prints; {shown(one)} is not one"
            ) from fault
    return found


def file_to_write(text: str) -> Path | None:
    """Return a file whose folder is there, or None if none is named."""
    if text and (_path(text).is_dir() or not _path(text).parent.is_dir()):
        raise ValueError(f"it must name a file in a folder that is there; {shown(_path(text))} is not")
    return _path(text) if text else None


def _path(text: str) -> Path:
    try:
        return Path(text).expanduser().resolve()
    except RuntimeError as fault:  # ~nobody
        raise ValueError("it must name a path from the root, as in /srv/jejaring") from fault
