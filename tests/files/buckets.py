"""Buckets that answer, and buckets that do not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from socket import create_server
from typing import Any

import boto3
import pytest
from botocore.config import Config
from moto.server import ThreadedMotoServer

from jejaring.files import bucket as limits
from tests.weather.silent import silent_server


def let_files_go_to(endpoint: str, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have files kept in the bucket "berkas" of a store."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "uji")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    store = {"bucket_name": "berkas", "endpoint_url": endpoint, "default_acl": "private"}
    settings.STORAGES = {**settings.STORAGES, "default": {"BACKEND": "jejaring.files.bucket.Bucket", "OPTIONS": store}}


@pytest.fixture
def bucket(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Keep files in a bucket that answers; give it."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    endpoint = "http://{}:{}".format(*server.get_host_and_port())
    let_files_go_to(endpoint, settings, monkeypatch)
    made = boto3.resource("s3", endpoint_url=endpoint).create_bucket(Bucket="berkas")
    yield made
    if made.creation_date:  # buckets of one process outlive the server
        made.objects.all().delete()
        made.delete()
    server.stop()


@pytest.fixture
def silent_bucket(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Keep files in a bucket that takes connections and says nothing."""
    monkeypatch.setattr(limits, "LIMITS", Config(read_timeout=0.3, retries={"total_max_attempts": 1}))
    with silent_server() as port:
        let_files_go_to(f"http://127.0.0.1:{port}", settings, monkeypatch)
        yield


@contextmanager
def nobody_asks_the_bucket(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Keep files in a bucket, and fail if anybody connects to it meanwhile."""
    with create_server(("127.0.0.1", 0)) as server:
        let_files_go_to(f"http://127.0.0.1:{server.getsockname()[1]}", settings, monkeypatch)
        yield
        server.setblocking(False)
        with pytest.raises(BlockingIOError):
            server.accept()
