"""Every environment variable Jejaring reads: its meaning, default and check.

`settings.py` is the only reader. `docs/settings.md` lists the same variables; a test
compares the two. What is wrong is told all at once, a sentence per variable.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from jejaring.config import database_url, mail_url, parsers, together
from jejaring.config.parsers import whole_number

PREFIX = "JEJARING_"
HIDDEN = "***"


class ConfigError(SystemExit):
    """Settings are wrong; the message has a sentence per line that names the variable and how to mend it."""


@dataclass(frozen=True, slots=True)
class Variable:
    """One environment variable: `parse` raises ValueError when its text is not acceptable.

    `masked` returns its text as it may be shown, where it holds a secret.
    """

    name: str
    default: str
    meaning: str
    parse: Callable[[str], object] = str
    masked: Callable[[str], str] | None = None


@dataclass(frozen=True, slots=True)
class InForce:
    """A variable's text, with its secrets masked, and where it comes from: environment, demo or default."""

    name: str
    text: str
    source: str


def _hidden(text: str) -> str:
    return HIDDEN if text else ""


VARIABLES = (
    Variable(
        "JEJARING_MODE",
        "production",
        "production, demo or development",
        parsers.one_of("production", "demo", "development"),
    ),
    Variable("JEJARING_DATA", "var/data", "folder for files, keys and the embedded database", parsers.data_folder),
    Variable(
        "JEJARING_SECRET_KEY", "", "secret that signs sessions; required in production", parsers.secret, masked=_hidden
    ),
    Variable("JEJARING_NETWORK", "Citynet Indonesia", "name of the network, in the header of every page", parsers.line),
    Variable("JEJARING_URL", "http://127.0.0.1:8000", "public address, printed in documents", parsers.web_address),
    Variable(
        "JEJARING_HOSTS",
        "127.0.0.1,localhost",
        "host names served, with commas; JEJARING_URL's among them",
        parsers.hosts,
    ),
    Variable("JEJARING_TIME_ZONE", "Asia/Jakarta", "time zone of the network's secretariat", parsers.time_zone),
    Variable(
        "DATABASE_URL",
        "",
        "PostgreSQL server of one's own; empty: the embedded one",
        database_url.parsed,
        masked=database_url.masked,
    ),
    Variable(
        "JEJARING_DATABASE_DIRECT_URL",
        "",
        "the server itself, where DATABASE_URL leads to a pooler in transaction mode; empty: no pooler",
        database_url.parsed,
        masked=database_url.masked,
    ),
    Variable(
        "JEJARING_DATABASE_READ_URL",
        "",
        "a read replica for public pages; empty: none",
        database_url.parsed,
        masked=database_url.masked,
    ),
    Variable(
        "JEJARING_DATABASE_POOL", "0", "largest number of pooled connections a process keeps", whole_number(0, 1000)
    ),
    Variable(
        "JEJARING_EMAIL_URL",
        "",
        "submission://user:password@host:port; empty: write letters to the data folder",
        mail_url.parsed,
        masked=mail_url.masked,
    ),
    Variable("JEJARING_EMAIL_FROM", "Jejaring <jejaring@localhost>", "sender of e-mail", parsers.sender),
    Variable(
        "JEJARING_LEDGER_HEADS",
        "",
        "file with a head of the ledger per day; empty: in the data folder",
        parsers.file_to_write,
    ),
    Variable("JEJARING_LEDGER_HEADS_TO", "", "addresses that the head is sent to, with commas", parsers.addresses),
    Variable("JEJARING_S3_BUCKET", "", "bucket for stored files; empty: the data folder", parsers.bucket),
    Variable(
        "JEJARING_S3_ENDPOINT", "", "address of an S3-compatible store; empty: Amazon's", parsers.optional_service
    ),
    Variable("JEJARING_UPLOAD_LIMIT_MB", "20", "largest upload in megabytes", whole_number(1, 2000)),
    Variable("JEJARING_WEBHOOK_NETWORKS", "", "closed networks that webhooks may reach, with commas", parsers.networks),
    Variable(
        "JEJARING_SIGNER",
        "own-authority",
        "own-authority, pkcs12, pkcs11 or remote",
        parsers.one_of("own-authority", "pkcs12", "pkcs11", "remote"),
    ),
    Variable("JEJARING_SIGNER_CONFIG", "", "file with the signer's settings (YAML)", parsers.existing_file),
    Variable("JEJARING_OIDC_ISSUER", "", "OpenID Connect issuer; empty: no single sign-on", parsers.optional_service),
    Variable("JEJARING_OIDC_NAME", "SSO", "name of the single sign-on on the button", parsers.line),
    Variable("JEJARING_OIDC_CLIENT_ID", "", "client id at the OpenID Connect issuer"),
    Variable("JEJARING_OIDC_CLIENT_SECRET", "", "client secret at the OpenID Connect issuer", masked=_hidden),
    Variable(
        "JEJARING_PROXIES",
        "0",
        "proxies in front that add X-Forwarded-For; needed for rate limits",
        whole_number(0, 10),
    ),
    Variable("JEJARING_FACTOR_RESET_DAYS", "3", "days in which a second person confirms a reset", whole_number(1, 365)),
    Variable(
        "JEJARING_ACCOUNT_REQUEST_DAYS",
        "90",
        "days after its answer in which a request for an account keeps who asked",
        whole_number(1, 3650),
    ),
    Variable(
        "JEJARING_INVITATION_DAYS",
        "90",
        "days after its end in which an invitation that nobody accepted keeps who was invited",
        whole_number(1, 3650),
    ),
    Variable("JEJARING_SECURE", "yes", "yes: cookies and redirects demand https", parsers.yes_or_no),
    Variable(
        "JEJARING_LOG", "text", "text, or json: one object per line and per request", parsers.one_of("text", "json")
    ),
    Variable(
        "JEJARING_OPERATOR_TOKEN",
        "",
        "opens /metrik/ and the details of /siap/ from elsewhere; empty: from this machine only",
        parsers.secret,
        masked=_hidden,
    ),
    Variable(
        "JEJARING_OPERATOR_TO", "", "addresses that a failed backup is reported to, with commas", parsers.addresses
    ),
    Variable(
        "JEJARING_BACKUP_TO",
        "",
        "folder, or s3://BUCKET/PREFIX, of backups, whose age is looked at; empty: not looked at",
        parsers.backup_place,
    ),
    Variable(
        "JEJARING_BACKUP_KEY",
        "",
        "public keys (age1…) that open backups, with commas; empty: the worker makes none",
        parsers.backup_keys,
    ),
    Variable("JEJARING_BACKUP_KEEP", "30", "newest backups that are kept; 0: all", whole_number(0, 10_000)),
    Variable(
        "JEJARING_BACKUP_HOUR",
        "2",
        "hour of the day, in JEJARING_TIME_ZONE, from which the worker makes a backup",
        whole_number(0, 23),
    ),
)


def read(environment: Mapping[str, str] = os.environ) -> dict[str, object]:
    """Return every variable, parsed. Raises ConfigError with a sentence for each wrong one."""
    values: dict[str, object] = {}
    wrong: list[str] = []
    for variable in VARIABLES:
        text = environment.get(variable.name, variable.default).strip()
        shown = "set" if variable.masked else parsers.shown(text)  # what may hold a secret is not shown
        try:
            values[variable.name] = variable.parse(text)
        except ValueError as fault:
            wrong.append(f"{variable.name} is {shown}, but {fault}.")
        except OSError as fault:  # of a path
            wrong.append(f"{variable.name} is {shown}, but what it names cannot be looked at: {fault.strerror}.")
    wrong += together.faults(values)
    if wrong:
        raise ConfigError("\n".join(wrong))
    return values


def in_force(environment: Mapping[str, str], *, given: Mapping[str, str]) -> list[InForce]:
    """Return all variables as they are in force, secrets masked; what was not `given` comes from the demo."""
    found = []
    for one in VARIABLES:
        text = environment.get(one.name, one.default).strip()
        source = "environment" if one.name in given else "demo" if one.name in environment else "default"
        found.append(InForce(one.name, one.masked(text) if one.masked else text, source))
    return found


def unread(environment: Mapping[str, str] = os.environ) -> list[str]:
    """Return a sentence for each variable with our prefix that nothing reads: misspelt, mostly."""
    known = [one.name for one in VARIABLES]
    sentences = []
    for name in sorted(set(environment) - set(known)):
        if name.startswith(PREFIX):
            meant = get_close_matches(name, known, n=1, cutoff=0.85)
            sentences.append(f"{name} is not a setting" + (f"; {meant[0]} is" if meant else ""))
    return sentences
