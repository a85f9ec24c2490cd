"""What settings must be to each other; each alone may be right."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.http.request import validate_host

from jejaring.config.mail_url import is_loopback
from jejaring.documents.signers import config_file


def faults(values: Mapping[str, Any]) -> Iterator[str]:
    """Yield a sentence for everything that does not fit; a variable that is missing in `values` is wrong already."""
    if values.get("JEJARING_MODE") == "production":
        yield from _of_production(values)
    yield from _of_the_database(values)
    yield from _of_the_signer(values)
    yield from _of_single_sign_on(values)
    to_a_bucket = str(values.get("JEJARING_BACKUP_TO")).startswith("s3://")
    if values.get("JEJARING_S3_ENDPOINT") and values.get("JEJARING_S3_BUCKET") == "" and not to_a_bucket:
        yield "JEJARING_S3_ENDPOINT is set, but JEJARING_S3_BUCKET is not; name the bucket, or leave both out."
    if values.get("JEJARING_BACKUP_KEY") and values.get("JEJARING_BACKUP_TO") == "":
        yield "JEJARING_BACKUP_KEY is set, but JEJARING_BACKUP_TO is not; name where backups go, or leave both out."


def _of_production(values: Mapping[str, Any]) -> Iterator[str]:
    if values.get("JEJARING_SECRET_KEY") == "":
        yield (
            "JEJARING_SECRET_KEY is missing; production needs a long random one, from "
            "`python3 -c 'import secrets; print(secrets.token_urlsafe(48))'`. (For a try, run `jejaring demo`.)"
        )
    hosts, url = values.get("JEJARING_HOSTS"), values.get("JEJARING_URL")
    if hosts is None or url is None:
        return
    host = urlsplit(url).hostname or ""
    if "*" in hosts:
        yield f"JEJARING_HOSTS is '*', which serves whatever name is asked for; write {host}."
    elif not validate_host(f"[{host}]" if ":" in host else host, hosts):
        yield f"JEJARING_HOSTS lacks {host}, the host of JEJARING_URL, whose pages would all be refused; add it."


def _of_the_database(values: Mapping[str, Any]) -> Iterator[str]:
    url, direct = values.get("DATABASE_URL"), values.get("JEJARING_DATABASE_DIRECT_URL")
    if direct and url == {}:
        yield (
            "JEJARING_DATABASE_DIRECT_URL is set, but DATABASE_URL is not; write the pooler's address into "
            "DATABASE_URL, or the server's if there is no pooler."
        )
    if values.get("JEJARING_DATABASE_READ_URL") and url == {}:
        yield "JEJARING_DATABASE_READ_URL is set, but DATABASE_URL is not; write the primary's address into it."
    if direct and url and url != direct and "options" in url:
        yield (
            "DATABASE_URL has options in its query, which a pooler in transaction mode refuses; leave them out, and "
            "have the server's administrator write ALTER ROLE … SET …."
        )


def _of_the_signer(values: Mapping[str, Any]) -> Iterator[str]:
    way, file = values.get("JEJARING_SIGNER", "own-authority"), values.get("JEJARING_SIGNER_CONFIG")
    if way == "own-authority":
        if isinstance(file, Path):
            yield (
                "JEJARING_SIGNER_CONFIG is set, but JEJARING_SIGNER is own-authority, which reads no file; "
                "write pkcs12, pkcs11 or remote, or leave the file out."
            )
    elif isinstance(file, Path):
        yield from (f"JEJARING_SIGNER_CONFIG: {fault}." for fault in config_file.faults(way, file))
    elif "JEJARING_SIGNER_CONFIG" in values:
        yield f"JEJARING_SIGNER is {way}, so JEJARING_SIGNER_CONFIG must name its YAML file."


def _of_single_sign_on(values: Mapping[str, Any]) -> Iterator[str]:
    issuer = values.get("JEJARING_OIDC_ISSUER")
    if issuer and not values["JEJARING_OIDC_CLIENT_ID"]:
        yield "JEJARING_OIDC_ISSUER is set, but JEJARING_OIDC_CLIENT_ID is not; write the id that the issuer has given."
    for name in ("JEJARING_OIDC_CLIENT_ID", "JEJARING_OIDC_CLIENT_SECRET"):
        if issuer == "" and values[name]:
            yield f"{name} is set, but JEJARING_OIDC_ISSUER is not; write the issuer's address, or leave both out."
    if issuer and issuer.startswith("http://") and not is_loopback(urlsplit(issuer).hostname or ""):
        yield "JEJARING_OIDC_ISSUER begins with http://, over which anybody may answer in its place; write https://."
