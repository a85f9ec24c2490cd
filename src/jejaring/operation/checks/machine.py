"""This machine: static files, the faces of documents, the disk, the age of backups, and what settings say together."""

from __future__ import annotations

import filecmp
import json
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.cache import cache
from django.utils import timezone

from jejaring.operation.findings import Finding, error, ok, warning
from jejaring.operation.places import moment_of, place_at
from jejaring.texts.faces import characters

MEGABYTE = 1_000_000
DISK_WARNING_MB, DISK_ERROR_MB = 2_000, 200
BACKUP_WARNING, BACKUP_ERROR = timedelta(hours=26), timedelta(days=7)
MANIFEST = "staticfiles.json"
BACKUP_FAILED = "backups.failed"  # key of what the worker's last attempt ended with


def static_files() -> Iterator[Finding]:
    """Look whether the collected files are there and are those of this version."""
    if settings.WHITENOISE_USE_FINDERS:
        yield ok("served from where they are written, in development")
        return
    root, advice = Path(settings.STATIC_ROOT), "run `jejaring manage collectstatic --noinput`"
    try:
        collected = json.loads((root / MANIFEST).read_text(encoding="utf-8"))["paths"]
    except (OSError, ValueError, KeyError):
        yield error(f"{root / MANIFEST} is missing or cannot be read", advice)
        return
    if lost := [name for name in collected.values() if not (root / name).is_file()]:
        yield error(f"{len(lost)} collected files are gone, {lost[0]} among them", advice)
    elif stale := [name for name, source in _sources() if not _is_collected(root / name, source, name in collected)]:
        yield error(f"{len(stale)} files are of another version, {stale[0]} among them", advice)
    else:
        yield ok(f"{len(collected)} files in {root}")


def _sources() -> Iterator[tuple[str, Path]]:
    for finder in get_finders():
        for name, storage in finder.list([]):
            yield name, Path(storage.path(name))


def _is_collected(copy: Path, source: Path, named: bool) -> bool:
    return named and copy.is_file() and filecmp.cmp(copy, source, shallow=False)


def fonts() -> Iterator[Finding]:
    """Look whether the faces that documents are set in can be read."""
    yield ok(f"{len(characters())} faces, {len(frozenset().union(*characters().values()))} characters")


def disk() -> Iterator[Finding]:
    """Look how much is free where data are kept."""
    free = shutil.disk_usage(settings.DATA).free // MEGABYTE
    text = f"{free} MB are free in {settings.DATA}"
    advice = "free space or enlarge the disk: uploads, letters and the database stop when it is full"
    if free < DISK_ERROR_MB:
        yield error(text, advice)
    elif free < DISK_WARNING_MB:
        yield warning(text, advice)
    else:
        yield ok(text)


def backups() -> Iterator[Finding]:
    """Look how old the youngest backup is, and whether the worker's last attempt failed."""
    if not settings.BACKUP_TO:
        yield ok("not looked at; JEJARING_BACKUP_TO names where they are")
        return
    if failed := cache.get(BACKUP_FAILED):
        yield error(f"the last one failed: {failed}", "run `jejaring backup`, which prints why")
    if settings.BACKUP_KEYS and not settings.OPERATOR_TO:
        yield warning("nobody is written to when one fails", "set JEJARING_OPERATOR_TO")
    advice = "look why the backup does not run; `jejaring backup` makes one"
    names = place_at(settings.BACKUP_TO, settings.ENV["JEJARING_S3_ENDPOINT"]).names()
    if not names:
        yield error(f"there is none in {settings.BACKUP_TO}", advice)
        return
    age = timezone.now() - moment_of(names[-1])
    text = f"the youngest of {len(names)} is {age.total_seconds() / 3600:.0f} hours old"
    if age > BACKUP_ERROR:
        yield error(text, advice)
    elif age > BACKUP_WARNING:
        yield warning(text, advice)
    else:
        yield ok(text)


def public_address() -> Iterator[Finding]:
    """Look whether the address printed in documents is one that others can open."""
    parts = urlsplit(settings.PUBLIC_URL)
    if not settings.PRODUCTION or parts.scheme == "https":
        yield ok(settings.PUBLIC_URL)
    elif settings.SECURE_SSL_REDIRECT:
        advice = "write JEJARING_URL=https://…, or JEJARING_SECURE=no where nobody but this machine asks"
        yield warning(f"JEJARING_URL is {settings.PUBLIC_URL}, but cookies demand https", advice)
    else:
        yield warning(
            f"JEJARING_URL is {settings.PUBLIC_URL}, without https", "put a proxy with a certificate in front"
        )
