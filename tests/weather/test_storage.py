"""Object storage that takes connections and says nothing costs downloads of what is in it, and no other page."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import httpx
import pytest
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from jejaring.files import storage
from jejaring.files.queries import waiting
from jejaring.files.tasks import LOCK
from tests.dues.test_statements import FOREIGN, upload
from tests.factories import documents as make
from tests.files.buckets import bucket, nobody_asks_the_bucket, silent_bucket
from tests.kit.job_worker import give_back_jobs_of_killed_workers
from tests.membership.desk import a_desk
from tests.waiting import until
from tests.weather.servers import web_server, worker
from tests.weather.silent import silent_server

__all__ = ["bucket", "silent_bucket"]  # fixtures

KEYS = {"AWS_ACCESS_KEY_ID": "uji", "AWS_SECRET_ACCESS_KEY": "uji", "AWS_DEFAULT_REGION": "us-east-1"}


@pytest.mark.django_db
def test_a_download_from_a_silent_store_is_a_sentence_and_a_time_to_come_back(
    client: Any, request: pytest.FixtureRequest
) -> None:
    document = make.issued(public=True)
    client.raise_request_exception = False
    request.getfixturevalue("silent_bucket")
    answer = client.get(reverse("documents:pdf", args=[document.public_id]))
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
    assert "Tempat penyimpanan berkas kami sedang tidak menjawab." in answer.content.decode()
    assert client.get("/").status_code == 200


@pytest.mark.django_db
def test_an_upload_and_its_page_ask_no_store(settings: Any, client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    client.force_login(a_desk().treasurer)
    with nobody_asks_the_bucket(settings, monkeypatch):
        answer = client.post("/ruang/iuran/mutasi/", {"file": upload(FOREIGN), "preview": "1"}, follow=True)
        assert (answer.status_code, "Tidak semua kolom dikenali" in answer.content.decode()) == (200, True)
        assert len(storage.waiting_hashes()) == 1


@pytest.mark.kills
@pytest.mark.xdist_group("weather")
@pytest.mark.django_db(transaction=True)
def test_downloads_from_a_silent_store_leave_threads_for_other_pages() -> None:
    address = reverse("documents:pdf", args=[make.issued(public=True).public_id])

    def download(url: str) -> None:
        with suppress(httpx.HTTPError):
            httpx.get(f"{url}{address}", timeout=60)

    with silent_server() as port, ThreadPoolExecutor(6) as visitors:
        store = {"JEJARING_S3_BUCKET": "berkas", "JEJARING_S3_ENDPOINT": f"http://127.0.0.1:{port}"}
        with web_server(**KEYS, **store) as url:
            assert httpx.get(f"{url}/", timeout=60).status_code == 200
            for _visitor in range(6):  # more than the threads of the process
                visitors.submit(download, url)
            time.sleep(0.5)  # they are on their way
            began = time.monotonic()
            assert httpx.get(f"{url}/", timeout=60).status_code == 200
            assert time.monotonic() - began < 8, "the store may be silent for ten seconds and more"


@pytest.mark.kills
@pytest.mark.xdist_group("weather")
@pytest.mark.django_db(transaction=True)
def test_a_file_whose_worker_is_killed_while_the_store_is_silent_is_uploaded_by_the_next(
    bucket: Any, settings: Any
) -> None:
    def at(endpoint: str) -> dict[str, str]:
        return {**KEYS, "JEJARING_S3_BUCKET": "berkas", "JEJARING_S3_ENDPOINT": endpoint}

    sha256 = storage.put(b"di jalan")
    with silent_server() as port, worker(**at(f"http://127.0.0.1:{port}")):
        until(lambda: ProcrastinateJob.objects.filter(lock=LOCK, status="doing").exists())
    assert give_back_jobs_of_killed_workers() >= 1
    with worker(**at(settings.STORAGES["default"]["OPTIONS"]["endpoint_url"])):
        until(lambda: [one.key for one in bucket.objects.all()] == [storage.name_of(sha256)])
        until(lambda: waiting().count == 0)
    assert storage.get(sha256) == b"di jalan"
