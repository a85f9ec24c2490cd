"""Every environment variable Jejaring reads: its meaning, default and check.

`settings.py` is the only reader. `docs/settings.md` lists the same variables; a test
compares the two.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from zoneinfo import ZoneInfo

MODES = ("production", "demo", "development")
SIGNERS = ("own-authority", "pkcs12", "pkcs11", "remote")


class ConfigError(SystemExit):
    """A variable is wrong; the message is a sentence that says what and how to mend it."""


@dataclass(frozen=True, slots=True)
class Variable:
    """One environment variable: `parse` raises ValueError when its text is not acceptable."""

    name: str
    default: str
    meaning: str
    parse: Callable[[str], object] = str


def _mode(text: str) -> str:
    if text not in MODES:
        raise ValueError(f"it must be one of {', '.join(MODES)}")
    return text


def _signer(text: str) -> str:
    if text not in SIGNERS:
        raise ValueError(f"it must be one of {', '.join(SIGNERS)}")
    return text


def _whole_number(text: str) -> int:
    if not text.isdigit():
        raise ValueError("it must be a whole number, 0 or more")
    return int(text)


def _yes_or_no(text: str) -> bool:
    answers = {"yes": True, "no": False}
    if text not in answers:
        raise ValueError("it must be yes or no")
    return answers[text]


def _time_zone(text: str) -> str:
    try:
        ZoneInfo(text)
    except (KeyError, ValueError) as fault:
        raise ValueError("it must be a time zone such as Asia/Jakarta") from fault
    return text


def _words(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]


def _networks(text: str) -> list[IPv4Network | IPv6Network]:
    try:
        return [ip_network(word) for word in _words(text)]
    except ValueError as fault:
        raise ValueError("it must hold networks such as 10.20.0.0/16, with commas") from fault


def _database_url(text: str) -> str:
    if text and not text.startswith(("postgresql://", "postgres://")):
        raise ValueError("it must begin with postgresql://")
    return text


def _web_address(text: str) -> str:
    if not text.startswith(("http://", "https://")) or text.endswith("/"):
        raise ValueError("it must begin with http:// or https:// and have no slash at its end")
    return text


def _path(text: str) -> Path:
    return Path(text).expanduser().resolve()


def _optional_path(text: str) -> Path | None:
    return _path(text) if text else None


VARIABLES = (
    Variable("JEJARING_MODE", "production", "production, demo or development", _mode),
    Variable("JEJARING_DATA", "var/data", "folder for files, keys and the embedded database", _path),
    Variable("JEJARING_SECRET_KEY", "", "secret that signs sessions; required in production"),
    Variable("JEJARING_NETWORK", "Citynet Indonesia", "name of the network, in the header of every page"),
    Variable("JEJARING_URL", "http://127.0.0.1:8000", "public address, printed in documents", _web_address),
    Variable("JEJARING_HOSTS", "127.0.0.1,localhost", "host names served, with commas", _words),
    Variable("JEJARING_TIME_ZONE", "Asia/Jakarta", "time zone of the network's secretariat", _time_zone),
    Variable("DATABASE_URL", "", "PostgreSQL server of one's own; empty: the embedded one", _database_url),
    Variable("JEJARING_DATABASE_POOL", "0", "largest number of pooled connections a process keeps", _whole_number),
    Variable("JEJARING_EMAIL_URL", "", "smtp://user:password@host:port; empty: write letters to the data folder"),
    Variable("JEJARING_EMAIL_FROM", "Jejaring <jejaring@localhost>", "sender of e-mail"),
    Variable(
        "JEJARING_LEDGER_HEADS", "", "file with a head of the ledger per day; empty: in the data folder", _optional_path
    ),
    Variable("JEJARING_LEDGER_HEADS_TO", "", "addresses that the head is sent to, with commas", _words),
    Variable("JEJARING_S3_BUCKET", "", "bucket for stored files; empty: the data folder"),
    Variable("JEJARING_S3_ENDPOINT", "", "address of an S3-compatible store; empty: Amazon's"),
    Variable("JEJARING_UPLOAD_LIMIT_MB", "20", "largest upload in megabytes", _whole_number),
    Variable("JEJARING_WEBHOOK_NETWORKS", "", "closed networks that webhooks may reach, with commas", _networks),
    Variable("JEJARING_SIGNER", "own-authority", "own-authority, pkcs12, pkcs11 or remote", _signer),
    Variable("JEJARING_SIGNER_CONFIG", "", "file with the signer's settings (YAML)", _optional_path),
    Variable("JEJARING_OIDC_ISSUER", "", "OpenID Connect issuer; empty: no single sign-on"),
    Variable("JEJARING_OIDC_NAME", "SSO", "name of the single sign-on on the button"),
    Variable("JEJARING_OIDC_CLIENT_ID", "", "client id at the OpenID Connect issuer"),
    Variable("JEJARING_OIDC_CLIENT_SECRET", "", "client secret at the OpenID Connect issuer"),
    Variable(
        "JEJARING_PROXIES", "0", "proxies in front that add X-Forwarded-For; needed for rate limits", _whole_number
    ),
    Variable("JEJARING_FACTOR_RESET_DAYS", "3", "days in which a second person confirms a reset", _whole_number),
    Variable(
        "JEJARING_ACCOUNT_REQUEST_DAYS",
        "90",
        "days after its answer in which a request for an account keeps who asked",
        _whole_number,
    ),
    Variable(
        "JEJARING_INVITATION_DAYS",
        "90",
        "days after its end in which an invitation that nobody accepted keeps who was invited",
        _whole_number,
    ),
    Variable("JEJARING_SECURE", "yes", "yes: cookies and redirects demand https", _yes_or_no),
)


def read(environment: Mapping[str, str] = os.environ) -> dict[str, object]:
    """Return every variable, parsed. Raises ConfigError with a sentence for the first wrong one."""
    values: dict[str, object] = {}
    for variable in VARIABLES:
        text = environment.get(variable.name, variable.default)
        try:
            values[variable.name] = variable.parse(text)
        except ValueError as fault:
            raise ConfigError(f"{variable.name} is {text!r}, but {fault}.") from fault
    _check_together(values)
    return values


def _check_together(values: Mapping[str, object]) -> None:
    if values["JEJARING_MODE"] == "production" and len(str(values["JEJARING_SECRET_KEY"])) < 32:
        raise ConfigError(
            "JEJARING_SECRET_KEY is missing or shorter than 32 characters; production needs a long random one. "
            "(For a try, run `make demo`.)"
        )
    if values["JEJARING_SIGNER"] != "own-authority" and not values["JEJARING_SIGNER_CONFIG"]:
        raise ConfigError(
            f"JEJARING_SIGNER is {values['JEJARING_SIGNER']}, so JEJARING_SIGNER_CONFIG must name its YAML file."
        )
    if values["JEJARING_OIDC_ISSUER"] and not values["JEJARING_OIDC_CLIENT_ID"]:
        raise ConfigError("JEJARING_OIDC_ISSUER is set, but JEJARING_OIDC_CLIENT_ID is not.")
