"""Load balancers and monitoring: who is answered what, without host, https, session or, for the first, database."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any, cast

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import get_resolver, reverse
from django.utils.module_loading import import_string
from django.utils.translation import override
from prometheus_client.parser import text_string_to_metric_families

from jejaring.kit import registry
from jejaring.operation import metrics
from jejaring.operation.checks import work
from jejaring.operation.findings import Check, Finding, ok, run
from jejaring.operation.middleware import PATHS, NumberRequests, Probes
from tests.operation.test_checks import beat

TOKEN = "Zk3-vT9q_mB7xW2pLr8sYd5hNc6jGf4aQe1u"
BEHIND_A_PROXY = {"X-Forwarded-For": "192.0.2.7"}


def test_alive_asks_no_database_and_no_host(client: Client, settings: Any) -> None:
    settings.ALLOWED_HOSTS, settings.SECURE_SSL_REDIRECT = ["jejaring.example"], True
    answer = client.get("/sehat/", headers={"Host": "10.0.0.3:8000"})  # no fixture opens the database
    assert (answer.status_code, answer.content, answer["Cache-Control"]) == (200, b"ok\n", "no-store")
    assert answer.cookies == {}


def test_a_probe_is_answered_by_the_outermost_layers_and_by_every_path_it_has(settings: Any) -> None:
    assert [import_string(name) for name in settings.MIDDLEWARE].index(Probes) == 1
    assert {f"operation:{name}" for name in ("alive", "ready", "metrics")} <= set(registry.routes.keys())
    assert {reverse(f"operation:{name}") for name in ("alive", "ready", "metrics")} == PATHS


def test_nothing_is_posted_to_a_probe(client: Client) -> None:
    assert [client.post(path).status_code for path in sorted(PATHS)] == [405] * 3


@pytest.fixture
def _worker_beats(transactional_db: None) -> Iterator[None]:
    beat(0)
    yield
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_workers")


@pytest.mark.usefixtures("_worker_beats")
def test_ready_tells_this_machine_what_was_found_and_others_only_whether(client: Client) -> None:
    details = client.get("/siap/")
    assert details.status_code == 200
    assert [(one["name"], one["level"]) for one in details.json()["checks"]] == [
        ("database", "ok"),
        ("migrations", "ok"),
        ("queue", "ok"),
    ]
    assert client.get("/siap/", headers=BEHIND_A_PROXY).json() == {"ready": True}
    assert client.get("/siap/", REMOTE_ADDR="192.0.2.7").json() == {"ready": True}


@pytest.mark.django_db(transaction=True)
def test_without_a_worker_pages_are_not_ready_and_one_is_told_when_to_come_again(client: Client) -> None:
    answer = client.get("/siap/")
    assert (answer.status_code, answer["Retry-After"]) == (503, "10")
    assert answer.json()["checks"][-1] == {
        "name": "queue",
        "level": "error",
        "found": "no worker runs",
        "do": "start `jejaring work`, or `jejaring serve` without --web-only",
    }


def test_a_database_that_is_away_is_not_ready_and_alive_all_the_same(client: Client) -> None:
    answer = client.get("/siap/")  # no fixture opens the database, so that it cannot be reached
    assert (answer.status_code, [one["name"] for one in answer.json()["checks"]]) == (503, ["database"])
    assert client.get("/sehat/").status_code == 200


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        (BEHIND_A_PROXY, 403),
        ({"X-Forwarded-Proto": "https"}, 403),
        ({"Forwarded": "for=192.0.2.7"}, 403),
        ({**BEHIND_A_PROXY, "Authorization": f"Bearer {TOKEN}"}, 200),
        ({"Authorization": f"Bearer {TOKEN}x"}, 403),
        ({"Authorization": "Bearer "}, 403),
    ],
)
def test_metrics_are_for_this_machine_and_for_who_has_the_token(
    client: Client, settings: Any, headers: dict[str, str], status: int
) -> None:
    settings.OPERATOR_TOKEN = TOKEN
    assert client.get("/metrik/", headers=headers).status_code == status


@pytest.mark.parametrize("token", ["", "Bearer", "Bearer x"])
def test_where_no_token_is_set_none_opens_metrics_from_elsewhere(client: Client, settings: Any, token: str) -> None:
    settings.OPERATOR_TOKEN = ""
    headers = {"Authorization": token, **BEHIND_A_PROXY}
    assert client.get("/metrik/", headers=headers).status_code == 403


def samples(client: Client) -> dict[str, float]:
    """Return the metrics by name, those of requests with their status."""
    answer = client.get("/metrik/")
    assert (answer.status_code, answer["Content-Type"]) == (200, metrics.CONTENT_TYPE)
    families = text_string_to_metric_families(answer.content.decode())
    return {
        sample.name + sample.labels.get("status", ""): sample.value
        for family in families
        for sample in family.samples
        if "le" not in sample.labels
    }


@pytest.mark.usefixtures("_worker_beats")
def test_metrics_count_requests_by_status_and_tell_the_queue(client: Client, settings: Any) -> None:
    settings.METRICS = None  # this process counts by itself; what a killed one has left is not its own
    before = samples(client)
    client.get("/sehat/")
    client.get("/tidak-ada/")
    after = samples(client)
    assert (
        after["jejaring_request_seconds_count200"] == before.get("jejaring_request_seconds_count200", 0) + 2
    )  # and /metrik/
    assert after["jejaring_request_seconds_count404"] == before.get("jejaring_request_seconds_count404", 0) + 1
    assert {name: of for name, of in after.items() if "request" not in name and "heartbeat" not in name} == {
        "jejaring_database_up": 1,
        "jejaring_jobs_waiting": 0,
        "jejaring_jobs_running": 0,
        "jejaring_jobs_failed": 0,
        "jejaring_job_oldest_seconds": 0,
        "jejaring_letters_waiting": 0,
        "jejaring_files_waiting": 0,
    }
    assert 0 <= after["jejaring_worker_heartbeat_seconds"] < 60


def test_without_the_database_metrics_tell_that_it_is_away(client: Client) -> None:
    told = samples(client)
    assert told["jejaring_database_up"] == 0
    assert "jejaring_jobs_waiting" not in told


@pytest.mark.django_db(transaction=True)
def test_a_database_without_a_queue_yet_is_up_all_the_same(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "STATE", "SELECT * FROM not_there_yet WHERE name LIKE %s")
    told = samples(client)
    assert told["jejaring_database_up"] == 1
    assert "jejaring_jobs_waiting" not in told


def test_a_database_that_is_silent_holds_one_thread_and_no_request_for_long() -> None:
    silence = threading.Event()

    def look() -> list[Finding]:
        silence.wait()
        return [ok("")]

    for _again in range(5):
        run([Check("a silent database", look, "", seconds=0.01)])
    assert [thread.name for thread in threading.enumerate()].count("check of a silent database") == 1
    silence.set()


@pytest.mark.parametrize(("language", "words"), [("id", "sebutkan nomor ini: "), ("en", "give us this number: ")])
def test_a_page_that_broke_names_the_number_by_which_the_log_has_it(language: str, words: str) -> None:
    request = RequestFactory().get("/", headers={"X-Request-ID": "4f1c2a9b-trace.01"})
    handler = get_resolver().resolve_error_handler(500)
    with override(language):
        answer = NumberRequests(handler)(request)
    assert answer.status_code == 500
    assert f"{words}4f1c2a9b-trace.01" in cast(HttpResponse, answer).content.decode()
