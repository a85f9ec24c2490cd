"""Object storage that takes connections and says nothing costs no other page."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import httpx
import pytest
from django.urls import reverse

from tests.factories import documents as make
from tests.weather.servers import web_server
from tests.weather.silent import silent_server


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
