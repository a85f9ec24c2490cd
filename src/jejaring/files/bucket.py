"""An S3-compatible store that may be away: every question has a limit of time, and few threads wait for it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from boto3.exceptions import Boto3Error
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings
from django.core.files.base import File
from django.utils.translation import gettext as _
from s3transfer.exceptions import RetriesExceededError
from storages.backends.s3 import S3Storage

from jejaring.answers.errors import Unreachable
from jejaring.answers.limits import gate_of
from jejaring.kit.refusal import Unavailable

T = TypeVar("T")
SECONDS = 10.0  # for a question without a file
PATIENCE_SECONDS = 0.5  # for a place among those who ask; a store that is well answers several times in that
BYTES_PER_SECOND = 2_000_000  # what a file may take beside: the largest upload at this speed
THREADS = 8  # kept, each with a connection of its own; one that hangs longer than its limit is left alone
LIMITS = Config(connect_timeout=3, read_timeout=5, retries={"total_max_attempts": 2, "mode": "standard"})


class Bucket(S3Storage):  # type: ignore[misc]  # django-storages has no types
    """django-storages' own but for the limits. Its methods raise Unavailable where the store does not answer."""

    is_outside = True  # so requests do not write to it

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.client_config: Any = self.client_config.merge(LIMITS)
        self._gate = gate_of(f"the object storage {self.endpoint_url or ''} {self.bucket_name}", PATIENCE_SECONDS)
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="object storage")

    def exists(self, name: str) -> bool:
        return self._asked(lambda: bool(super(Bucket, self).exists(name)))

    def delete(self, name: str) -> None:
        self._asked(lambda: super(Bucket, self).delete(name))

    def listdir(self, name: str) -> tuple[list[str], list[str]]:
        def listed() -> tuple[list[str], list[str]]:
            folders, files = super(Bucket, self).listdir(name)
            return folders, files

        return self._asked(listed)

    def size(self, name: str) -> int:
        return self._asked(lambda: int(super(Bucket, self).size(name)))

    def _open(self, name: str, mode: str = "rb") -> File[Any]:
        """Return a file that has been read whole, so that a download which has begun does not stop."""

        def read() -> File[Any]:
            file: File[Any] = super(Bucket, self)._open(name, mode)
            return file.open(mode)

        return self._asked(read, with_file=True)

    def _save(self, name: str, content: File[Any]) -> str:
        return self._asked(lambda: str(super(Bucket, self)._save(name, content)), with_file=True)

    def _asked(self, work: Callable[[], T], *, with_file: bool = False) -> T:
        seconds = SECONDS + (settings.UPLOAD_LIMIT_BYTES / BYTES_PER_SECOND if with_file else 0)
        try:
            with self._gate.passed():
                return self._answer(work, seconds)
        except Unreachable as fault:
            raise Unavailable(_("The place where our files are kept does not answer at the moment.")) from fault

    def _answer(self, work: Callable[[], T], seconds: float) -> T:
        try:
            return self._threads.submit(work).result(seconds)
        except (TimeoutError, BotoCoreError, Boto3Error, ClientError, RetriesExceededError) as fault:
            raise Unreachable(f"the object storage does not answer: {fault}") from fault
