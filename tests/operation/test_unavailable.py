"""What is away for a while is a page with a sentence and status 503; what is broken stays a 500."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from typing import Any

import pytest
from django import forms
from django.db import OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from jejaring.kit.forms import attempt, submitted
from jejaring.kit.refusal import Refusal, Unavailable
from jejaring.operation import unavailable
from jejaring.operation.middleware import Unavailables

FULL = OSError(errno.ENOSPC, "No space left on device")


class NoteForm(forms.Form):
    note = forms.CharField()


def refuse(fault: Exception) -> Any:
    raise fault


@pytest.fixture
def without_database() -> Iterator[None]:
    def away(*_question: Any) -> Any:
        raise OperationalError("server closed the connection unexpectedly\nthis probably means …")

    with connection.execute_wrapper(away):
        yield


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("/kota/", "Basis data kami sedang tidak menjawab."),
        ("/en/kota/", "Our database does not answer at the moment."),
    ],
)
def test_a_page_without_its_database_is_a_sentence_in_the_readers_language(
    client: Client, without_database: None, path: str, sentence: str
) -> None:
    client.raise_request_exception = False
    answer = client.get(path)
    assert (answer.status_code, answer.headers["Retry-After"], answer.headers["Cache-Control"]) == (
        503,
        "10",
        "no-store",
    )
    assert sentence in answer.content.decode()
    assert "Traceback" not in answer.content.decode()


@pytest.mark.django_db
def test_a_session_that_cannot_be_read_is_a_sentence_too(client: Client, without_database: None) -> None:
    client.raise_request_exception = False
    client.cookies["sessionid"] = "a" * 32
    assert client.get("/kota/").status_code == 503


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        (OperationalError("gone"), "Basis data kami sedang tidak menjawab."),
        (FULL, "Tidak ada lagi ruang untuk menyimpan apa pun di sini"),
        (Unavailable("Penyimpan kunci tidak menjawab."), "Penyimpan kunci tidak menjawab."),
    ],
)
def test_each_kind_of_absence_has_its_sentence(rf: RequestFactory, fault: Exception, sentence: str) -> None:
    around = RuntimeError("while a letter was drawn")
    around.__cause__ = fault
    for one in (fault, around):
        answer = unavailable.answer_to(rf.get("/"), one)
        assert answer is not None
        assert (answer.status_code, sentence in answer.content.decode()) == (503, True)


@pytest.mark.parametrize("fault", [None, ValueError("7"), FileNotFoundError(errno.ENOENT, "no such file")])
def test_what_is_broken_is_not_called_away(rf: RequestFactory, fault: Exception | None) -> None:
    assert unavailable.answer_to(rf.get("/"), fault) is None


@pytest.mark.parametrize(
    ("fault", "status"),
    [(Unavailable("Nothing was signed; try again later."), 503), (Refusal("It has been signed already."), 200)],
)
def test_a_form_that_could_not_be_carried_out_is_shown_again_with_what_was_typed(
    rf: RequestFactory, fault: Refusal, status: int
) -> None:
    form = NoteForm({"note": "rapat di Padang"})

    def view(request: HttpRequest) -> HttpResponse:
        assert submitted(request, form, lambda: refuse(fault)) is None
        return HttpResponse(str(form))

    answer = Unavailables(view)(rf.post("/"))
    assert (answer.status_code, answer.get("Retry-After")) == (status, "10" if status == 503 else None)
    assert isinstance(answer, HttpResponse)
    assert "rapat di Padang" in answer.content.decode()
    assert str(fault) in answer.content.decode()


def test_a_button_whose_action_needs_what_is_away_leads_to_the_page_that_says_so(rf: RequestFactory) -> None:
    with pytest.raises(Unavailable):
        attempt(rf.post("/"), lambda: refuse(Unavailable("try again later")), "done")
