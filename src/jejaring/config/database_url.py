"""DATABASE_URL, read as libpq reads it: every parameter of its query is obeyed or refused.

What is refused is told without the address, which may hold a password.
"""

from __future__ import annotations

from difflib import get_close_matches
from functools import cache
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit

from jejaring.config.parsers import shown

EXAMPLE = "postgresql://user:password@db.example:5432/jejaring?sslmode=verify-full"
CONNECT_SECONDS = "5"
SILENT_MILLISECONDS = "10000"  # after which a connection to a machine that is gone counts as lost
DATABASE = "jejaring"
SSL_MODES = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")
FILES = ("sslrootcert", "sslcert", "sslkey", "sslcrl", "sslcrldir", "passfile")
NO_FILES = ("", "system")  # values of these parameters that name no file
WHOLE_NUMBERS = ("connect_timeout", "keepalives_idle", "keepalives_interval", "keepalives_count", "tcp_user_timeout")
SECRETS = ("password", "sslpassword")
HIDDEN = "***"


def parsed(text: str) -> dict[str, str]:
    """Return the parameters of an address, by libpq's names; none for an empty one, which means the embedded server.

    Raises ValueError with what is wrong, and without the address.
    """
    if not text:
        return {}
    if not text.startswith(("postgresql://", "postgres://")):
        raise ValueError(f"it must begin with postgresql://, as in {EXAMPLE}")
    _refuse_unknown(text)
    parameters = _as_libpq_reads(text)
    _refuse_wrong_values(parameters)
    named = {} if "service" in parameters else {"dbname": DATABASE}
    limits = {"connect_timeout": CONNECT_SECONDS, "tcp_user_timeout": SILENT_MILLISECONDS}
    return {**named, **limits, **parameters}


def masked(text: str) -> str:
    """Return an address without its secrets; a text that cannot be read is hidden whole."""
    try:
        if not parsed(text):
            return text
    except ValueError:
        return HIDDEN
    parts = urlsplit(text)
    who, at, where = parts.netloc.rpartition("@")
    name, colon, _password = who.partition(":")
    query = [(key, HIDDEN if key in SECRETS else value) for key, value in parse_qsl(parts.query)]
    account = f"{name}:{HIDDEN}" if colon else name
    mark = "?" if query else ""
    return f"{parts.scheme}://{account}{at}{where}{parts.path}{mark}{urlencode(query, safe=f'{HIDDEN}/')}"


@cache
def _known() -> frozenset[str]:
    from psycopg.pq import Conninfo

    return frozenset(option.keyword.decode() for option in Conninfo.get_defaults()) | {"ssl"}


def _refuse_unknown(text: str) -> None:
    query = text.partition("?")[2]
    if "@" in query:  # then the ? belongs to a password, which libpq refuses below
        return
    for key, _value in parse_qsl(query, keep_blank_values=True):
        if key not in _known():
            meant = get_close_matches(key, _known(), n=1)
            hint = f"; write {meant[0]}" if meant else "; leave it out"
            raise ValueError(f"its query holds {shown(key)}, which PostgreSQL does not know{hint}")


def _as_libpq_reads(text: str) -> dict[str, str]:
    from psycopg import ProgrammingError
    from psycopg.conninfo import conninfo_to_dict

    try:
        return {key: str(value) for key, value in conninfo_to_dict(text).items()}
    except (ProgrammingError, UnicodeError):  # whose words may hold the password
        raise ValueError(
            f"it cannot be read as an address; write {EXAMPLE}, and in names and passwords %40 for @, %3A for :, "
            "%2F for /, %3F for ?, %23 for # and %25 for %"
        ) from None


def _refuse_wrong_values(parameters: dict[str, str]) -> None:
    for port in parameters.get("port", "").split(","):
        if port and not (_is_whole(port) and 1 <= int(port) <= 65535):
            raise ValueError("its port must be a number from 1 to 65535; in a password write %3A for : and %2F for /")
    if (mode := parameters.get("sslmode", "prefer")) not in SSL_MODES:
        raise ValueError(f"its sslmode is {shown(mode)}, but must be one of {', '.join(SSL_MODES)}")
    for key in WHOLE_NUMBERS:
        if not _is_whole(parameters.get(key, "0")):
            raise ValueError(f"its {key} must be a whole number of seconds or times, as in {key}=10")
    for key in FILES:
        file = parameters.get(key, "")
        if file not in NO_FILES and not Path(file).exists():
            raise ValueError(f"its {key} names {shown(file)}, which does not exist; name the file's full path")


def _is_whole(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 10
