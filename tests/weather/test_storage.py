"""Object storage that takes connections and says nothing costs downloads of what is in it, and no other page."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import httpx
import pytest
from django.urls import reverse

from jejaring.files import storage
from tests.dues.test_statements import FOREIGN, upload
from tests.factories import documents as make
from tests.files.buckets import nobody_asks_the_bucket, silent_bucket
from tests.membership.desk import a_desk
from tests.weather.servers import web_server
from tests.weather.silent import silent_server

__all__ = ["silent_bucket"]  # fixtures


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
        keys = {"AWS_ACCESS_KEY_ID": "uji", "AWS_SECRET_ACCESS_KEY": "uji", "AWS_DEFAULT_REGION": "us-east-1"}
        store = {"JEJARING_S3_BUCKET": "berkas", "JEJARING_S3_ENDPOINT": f"http://127.0.0.1:{port}"}
        with web_server(**keys, **store) as url:
            assert httpx.get(f"{url}/", timeout=60).status_code == 200
            for _visitor in range(6):  # more than the threads of the process
                visitors.submit(download, url)
            time.sleep(0.5)  # they are on their way
            began = time.monotonic()
            assert httpx.get(f"{url}/", timeout=60).status_code == 200
            assert time.monotonic() - began < 8, "the store may be silent for ten seconds and more"
