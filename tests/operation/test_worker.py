"""A job that fails after its letters have left sends them once, however often it is tried again."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.core import mail

from jejaring.notices.mail import send_mail
from jejaring.operation.management.commands.procrastinate import with_a_connection_that_works

pytestmark = pytest.mark.django_db(transaction=True)


def attempt(job: int, *fault: Exception) -> None:
    """Try a job that sends two letters, and then notes that, unless it fails."""

    def work() -> None:
        for address in ("satu@contoh.id", "dua@contoh.id"):
            send_mail("Kabar", "Isi", to=address)
        for one in fault:
            raise one

    context: Any = SimpleNamespace(job=SimpleNamespace(id=job))
    with_a_connection_that_works(work, context, None)


def test_letters_that_were_taken_are_not_sent_again_by_their_job() -> None:
    for _time in range(3):
        with pytest.raises(OSError, match="no room"):
            attempt(7, OSError("no room"))
    assert [one.to for one in mail.outbox] == [["satu@contoh.id"], ["dua@contoh.id"]]
    attempt(8)  # another job with the same letters
    attempt(7)
    assert len(mail.outbox) == 4
    attempt(7)  # it was done; whoever gives it back wants it sent
    assert len(mail.outbox) == 6


def test_a_letter_that_was_not_taken_is_sent_by_the_next_attempt(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter([None, OSError("silent"), None])

    def send(_letter: mail.EmailMessage) -> None:
        if fault := next(answers):
            raise fault

    monkeypatch.setattr(mail.EmailMessage, "send", send)
    with pytest.raises(OSError, match="silent"):
        attempt(9)
    attempt(9)
    assert [*answers] == []
