"""The log: every line has its request's number, none a person or an address of a page."""

from __future__ import annotations

import json
import logging
import re
import sys
from typing import Any

import pytest
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from procrastinate.jobs import Job

from jejaring.operation import logs
from jejaring.operation.middleware import NumberRequests

SANE = "4f1c2a9b-trace.01"


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> Any:
    """Return what JSON the lines written in a test would be."""
    caplog.set_level(logging.INFO, "jejaring.requests")
    written: list[str] = []

    class Kept(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            written.append(logs.Json().format(record))

    handler = Kept()
    logging.getLogger().addHandler(handler)
    yield lambda: [json.loads(line) for line in written]
    logging.getLogger().removeHandler(handler)


def test_a_request_is_one_line_with_its_route_and_number_and_not_its_address(client: Client, lines: Any) -> None:
    answer = client.get("/sehat/?q=rahasia", headers={"X-Request-ID": SANE})
    assert answer["X-Request-ID"] == SANE
    [line] = lines()
    assert {name: of for name, of in line.items() if name not in ("time", "milliseconds")} == {
        "level": "info",
        "logger": "jejaring.requests",
        "message": "GET operation:alive 200",
        "request": SANE,
        "route": "operation:alive",
        "status": 200,
    }
    assert isinstance(line["milliseconds"], int)


@pytest.mark.parametrize(
    "given", ["", "short", "x" * 65, "with space and more", "line\nbreak-break", "ü" * 10, "<script>"]
)
def test_a_number_that_is_not_sane_is_replaced(given: str) -> None:
    request = RequestFactory().get("/sehat/")
    request.META["HTTP_X_REQUEST_ID"] = given
    answer = NumberRequests(lambda _request: HttpResponse())(request)
    assert re.fullmatch(r"[0-9a-f]{32}", answer["X-Request-ID"])


def test_what_is_logged_meanwhile_has_the_requests_number_and_nothing_after_it(lines: Any) -> None:
    def view(_request: HttpRequest) -> HttpResponse:
        logging.getLogger("jejaring.some").warning("slow")
        return HttpResponse()

    request = RequestFactory().get("/", headers={"X-Request-ID": SANE})
    NumberRequests(view)(request)
    logging.getLogger("jejaring.some").warning("later")
    assert [(line["message"], line.get("request")) for line in lines()] == [
        ("slow", SANE),
        ("GET - 200", SANE),
        ("later", None),
    ]


@pytest.mark.django_db
def test_a_page_that_is_not_found_is_logged_without_its_address(client: Client, lines: Any) -> None:
    client.get("/undangan/rahasia-token-dari-surat/")
    told = lines()
    about = [line for line in told if line["logger"] == "django.request"]
    assert [line["message"] for line in about] == ["404 GET people:accept_invitation"]
    assert about[0]["request"] == told[0]["request"]
    assert "rahasia" not in json.dumps(told)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("letter to ibu.kota+1@padang.go.id bounced", "letter to […] bounced"),
        ("<ibu@padang.go.id>: 550", "<[…]>: 550"),
        ("of two\nlines", "of two\nlines"),
        ("telephone 0812-3456-7890.", "telephone […]."),
        ("NIK 1371010101900001 is taken", "NIK […] is taken"),
        ("on 2026-11-30 at 14:36, job 12345 took 1200 ms", "on 2026-11-30 at 14:36, job 12345 took 1200 ms"),
        ("duplicate key\nDETAIL:  Key (email)=(x) already exists.\nmore", "duplicate key\n[…]\nmore"),
    ],
)
def test_persons_are_left_out_of_a_text(text: str, expected: str) -> None:
    record = logging.getLogger("jejaring.some").makeRecord("jejaring.some", logging.ERROR, "", 1, text, (), None)
    assert json.loads(logs.Json().format(record))["message"] == expected


@pytest.mark.parametrize("formatter", [logs.Text(), logs.Json()])
def test_a_fault_is_logged_with_its_place_and_without_the_values_of_a_row(formatter: logging.Formatter) -> None:
    try:
        raise IntegrityError("duplicate key\nDETAIL:  Key (email)=(ibu@padang.go.id) already exists.")
    except IntegrityError:
        record = logging.getLogger("jejaring.some").makeRecord(
            "jejaring.some", logging.ERROR, __file__, 1, "not stored for %s", ("ibu@padang.go.id",), sys.exc_info()
        )
    line = formatter.format(record)
    assert "ibu" not in line
    assert "not stored for […]" in line
    assert "IntegrityError: duplicate key" in line
    assert "test_a_fault_is_logged_with_its_place" in line


def test_a_line_of_text_has_time_level_logger_number_and_message() -> None:
    record = logging.getLogger("jejaring.some").makeRecord("jejaring.some", logging.WARNING, "", 1, "slow", (), None)
    with logs.request_number(SANE):
        line = logs.Text().format(record)
    assert re.fullmatch(rf"\d{{4}}-\d\d-\d\dT\d\d:\d\d:\d\dZ WARNING jejaring\.some {re.escape(SANE)} slow", line)


def test_a_job_that_failed_is_logged_by_its_task_and_number_and_not_its_arguments(lines: Any) -> None:
    job = Job(
        id=7,
        queue="default",
        lock=None,
        queueing_lock=None,
        task_name="jejaring.people.tasks.send_letter",
        task_kwargs={"to": ["ibu@padang.go.id"], "subject": "Undangan Ibu Wali Kota"},
    )
    text = f"Job {job.call_string} ended with status: Error, lasted 1.000 s"
    logging.getLogger("procrastinate.worker").error(text, extra={"action": "job_error", "job": job.log_context()})
    [line] = lines()
    assert line["message"] == "Job jejaring.people.tasks.send_letter[7] ended with status: Error, lasted 1.000 s"
    assert (line["job"], line["task"], "Ibu" in json.dumps(line)) == (7, "jejaring.people.tasks.send_letter", False)
