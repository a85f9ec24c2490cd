"""A mail server that is silent costs no page and no other job."""

from __future__ import annotations

import smtplib
import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from django.core.mail import EmailMessage
from procrastinate.contrib.django.models import ProcrastinateJob

from jejaring.kit.queue import defer
from jejaring.notices import smtp
from jejaring.notices.smtp import EmailBackend
from tests.factories.people import PersonFactory
from tests.waiting import until
from tests.weather.servers import web_server, worker
from tests.weather.silent import silent_server

FORGOTTEN = "/akun/kata-sandi/lupa/"
LETTERS = ProcrastinateJob.objects.filter(task_name="jejaring.people.tasks.send_letter")
EMAIL_SECONDS = 10  # for which a letter waits for a server that says nothing


def ask_for_a_password(url: str, email: str) -> float:
    """Send the form for a forgotten password; return how many seconds that took."""
    with httpx.Client(base_url=url, timeout=60) as client:
        client.get(FORGOTTEN)
        token = client.cookies["csrftoken"]
        began = time.monotonic()
        answer = client.post(FORGOTTEN, data={"email": email, "csrfmiddlewaretoken": token})
        assert answer.status_code == 302
        return time.monotonic() - began


def p95(url: str, times: int = 20) -> float:
    """Return how many seconds a page takes that needs no mail, at the 95th percentile."""
    taken = []
    for _time in range(times):
        began = time.monotonic()
        assert httpx.get(f"{url}/akun/masuk/", timeout=60).status_code == 200
        taken.append(time.monotonic() - began)
    return sorted(taken)[int(0.95 * times) - 1]


@pytest.mark.kills
@pytest.mark.xdist_group("weather")
@pytest.mark.django_db(transaction=True)
def test_sixteen_letters_for_a_silent_mail_server_cost_no_page_and_no_other_job() -> None:
    people = [PersonFactory().email for _person in range(16)]
    with silent_server() as port:
        mail = {"JEJARING_EMAIL_URL": f"smtp://127.0.0.1:{port}"}
        with web_server(**mail) as url, worker(**mail):
            before = p95(url)
            with ThreadPoolExecutor(16) as visitors:
                asked = list(visitors.map(lambda email: ask_for_a_password(url, email), people))
            until(lambda: LETTERS.filter(status="doing").count() == 2)
            meanwhile = p95(url)
            defer("notices.retry_stalled_jobs", timestamp=0)
            until(lambda: not ProcrastinateJob.objects.filter(queue_name="default", status="todo").exists())
            assert LETTERS.count() == 16, "none is sent, and none is lost"
            assert LETTERS.filter(status="doing").count() == 2, "the other work was done while letters waited"
    assert max(asked) < EMAIL_SECONDS, "no page waits for the mail server"
    assert meanwhile < 3 * before + 0.5


@pytest.mark.parametrize("words", [b"", b"220 selamat datang " * 50])
def test_a_mail_server_that_is_silent_or_drips_is_left_at_the_limit_of_time(
    words: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(smtp, "SECONDS", 0.4)
    with silent_server(words, pause=0.05) as port:
        backend = EmailBackend(host="127.0.0.1", port=port, timeout=10)
        began = time.monotonic()
        with pytest.raises((OSError, smtplib.SMTPException)):
            backend.send_messages([EmailMessage("Kode", "1", "a@contoh.id", ["b@contoh.id"])])
        assert time.monotonic() - began < 5
