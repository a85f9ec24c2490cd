"""JEJARING_EMAIL_URL: the mail server, and whether the connection to it is encrypted.

What is refused is told without the address, which may hold a password.
"""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import unquote, urlsplit

EXAMPLE = "submission://user:password@mail.example:587"
PORTS = {"smtp": 587, "submission": 587, "smtps": 465}
STARTTLS_PORT = 587
HIDDEN = "***"


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where letters are handed in; `tls` from the first byte, `starttls` after a greeting in clear, or neither."""

    host: str
    port: int
    user: str
    password: str
    tls: bool
    starttls: bool


def parsed(text: str) -> MailServer | None:
    """Return the mail server of an address; None for an empty one, which means the data folder.

    `smtps` is encrypted from the first byte, `submission` and port 587 by STARTTLS. Raises ValueError with what is
    wrong, and without the address.
    """
    if not text:
        return None
    scheme, mark, _rest = text.partition("://")
    if not mark or scheme not in PORTS:
        raise ValueError(f"it must begin with smtp://, submission:// or smtps://, as in {EXAMPLE}")
    server = _server(text, scheme)
    if bool(server.user) != bool(server.password):
        raise ValueError(f"it must hold both a user and a password, or neither, as in {EXAMPLE}")
    if server.password and not (server.tls or server.starttls or is_loopback(server.host)):
        raise ValueError(
            "it would send the password in clear; write submission:// (STARTTLS) or smtps:// (TLS) instead of smtp://"
        )
    return server


def _server(text: str, scheme: str) -> MailServer:
    try:
        parts = urlsplit(text)
        host, port = parts.hostname or "", PORTS[scheme] if parts.port is None else parts.port
    except ValueError:  # whose words may hold the password
        host, port, parts = "", 0, urlsplit("")
    if not host or not 1 <= port <= 65535 or parts.path.strip("/") or parts.query or parts.fragment:
        raise ValueError(
            f"it must hold a host and a port from 1 to 65535 and nothing after them, as in {EXAMPLE}; in a password "
            "write %40 for @, %3A for :, %2F for /, %3F for ? and %23 for #"
        )
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    starttls = scheme != "smtps" and (scheme == "submission" or port == STARTTLS_PORT)
    return MailServer(host, port, user, password, tls=scheme == "smtps", starttls=starttls)


def masked(text: str) -> str:
    """Return an address without its password; a text that cannot be read is hidden whole."""
    try:
        server = parsed(text)
    except ValueError:
        return HIDDEN
    if server is None or not server.password:
        return text
    who, at, where = text.rpartition("@")
    return f"{who.rpartition(':')[0]}:{HIDDEN}{at}{where}" if who.count(":") > 1 else text


def is_loopback(host: str) -> bool:
    """Tell whether a host is this machine."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
