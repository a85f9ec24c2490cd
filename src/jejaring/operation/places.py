"""Where backups are kept: a folder, or a bucket of an S3-compatible store. Each holds files by name, newest last."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any, Protocol
from urllib.parse import urlsplit

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from jejaring.console.terminal import Refused

NAME = re.compile(r"jejaring-\d{8}T\d{6}Z\.age")
MOMENT = "%Y%m%dT%H%M%SZ"
UNREACHABLE = (BotoCoreError, ClientError)
LIMITS = Config(connect_timeout=10, read_timeout=60, retries={"max_attempts": 3})  # seconds


def name_at(moment: datetime) -> str:
    """Return the name of a backup made at a moment (UTC)."""
    return f"jejaring-{moment:{MOMENT}}.age"


def moment_of(name: str) -> datetime:
    """Return when a backup of that name was made. Raises ValueError for another name."""
    return datetime.strptime(name, f"jejaring-{MOMENT}.age").replace(tzinfo=UTC)


class Place(Protocol):
    """Keeps backups by name."""

    def names(self) -> list[str]:
        """Return the names of the backups there, oldest first."""

    def written(self, name: str) -> Any:
        """Return a context that gives a file to write; the backup is there when all of it is written, or not at all."""

    def remove(self, name: str) -> None:
        """Remove a backup."""

    def fetched(self, name: str) -> Any:
        """Return a context that gives the path of a local copy."""


class Folder:
    """A folder that only its owner can read."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.mkdir(parents=True, exist_ok=True, mode=0o700)

    def names(self) -> list[str]:
        return sorted(path.name for path in self.path.iterdir() if NAME.fullmatch(path.name))

    @contextmanager
    def written(self, name: str) -> Iterator[IO[bytes]]:
        handle, fresh = tempfile.mkstemp(dir=self.path, prefix=".new-")  # readable by its owner only
        try:
            with os.fdopen(handle, "wb") as out:
                yield out
                out.flush()
                os.fsync(out.fileno())
            Path(fresh).replace(self.path / name)
        except BaseException:
            Path(fresh).unlink(missing_ok=True)
            raise

    def remove(self, name: str) -> None:
        (self.path / name).unlink()

    @contextmanager
    def fetched(self, name: str) -> Iterator[Path]:
        yield self.path / name


class Bucket:
    """The names that begin with a prefix in a bucket."""

    def __init__(self, bucket: str, prefix: str, endpoint: str) -> None:
        self.bucket, self.prefix = bucket, prefix
        self.client: Any = boto3.client("s3", endpoint_url=endpoint or None, config=LIMITS)

    def names(self) -> list[str]:
        pages = self.client.get_paginator("list_objects_v2").paginate(Bucket=self.bucket, Prefix=self.prefix)
        keys = [one["Key"].removeprefix(self.prefix) for page in pages for one in page.get("Contents", [])]
        return sorted(key for key in keys if NAME.fullmatch(key))

    @contextmanager
    def written(self, name: str) -> Iterator[IO[bytes]]:
        with tempfile.TemporaryFile() as out:
            yield out
            out.seek(0)
            self.client.upload_fileobj(out, self.bucket, f"{self.prefix}{name}")

    def remove(self, name: str) -> None:
        self.client.delete_object(Bucket=self.bucket, Key=f"{self.prefix}{name}")

    @contextmanager
    def fetched(self, name: str) -> Iterator[Path]:
        with tempfile.NamedTemporaryFile() as copy:
            self.client.download_fileobj(self.bucket, f"{self.prefix}{name}", copy)
            copy.flush()
            yield Path(copy.name)


def place_at(target: str, endpoint: str = "") -> Place:
    """Return the place that `target` names: a folder, or s3://BUCKET/PREFIX/. Raises Refused for another scheme."""
    parts = urlsplit(target)
    if parts.scheme == "s3":
        prefix = parts.path.strip("/")
        return Bucket(parts.netloc, f"{prefix}/" if prefix else "", endpoint)
    if "://" in target:
        raise Refused([f"{target!r} is neither a folder nor s3://BUCKET/PREFIX."])
    return Folder(Path(target))


def backup_at(source: str, endpoint: str = "") -> tuple[Place, str]:
    """Return place and name of a backup, FOLDER/NAME or s3://BUCKET/PREFIX/NAME. Raises Refused if it is not there."""
    target, _slash, name = source.rpartition("/")
    if not target.startswith("s3://") and not Path(source).is_file():
        raise Refused([f"{source}: there is no such file"])
    return place_at(target or ".", endpoint), name
