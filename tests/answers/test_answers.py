"""Answers of other systems: within their limits, and of the agreed shape."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from jejaring.answers import http, limits, shape
from jejaring.answers.coroutines import run_within
from jejaring.answers.errors import Declined, Malformed, Unreachable
from jejaring.answers.limits import Gate, within

Serve = Callable[..., str]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Return a function that serves pieces of bytes, with a pause before each, and returns the address."""
    opened = []
    over = threading.Event()

    def begin(*pieces: bytes, pause: float = 0) -> str:
        server = socket.create_server(("127.0.0.1", 0))
        opened.append(server)

        def answer() -> None:
            connection, _address = server.accept()
            with connection:
                connection.recv(65_536)
                for piece in pieces:
                    over.wait(pause)
                    try:
                        connection.sendall(piece)
                    except OSError:
                        return

        threading.Thread(target=answer, daemon=True).start()
        return f"http://127.0.0.1:{server.getsockname()[1]}/"

    yield begin
    over.set()
    for server in opened:
        server.close()


def answer(body: bytes, status: str = "200 OK") -> bytes:
    return f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body


def test_a_whole_answer_is_returned(serve: Serve) -> None:
    assert http.fetched("GET", serve(answer(b"isi"))) == b"isi"


def test_an_answer_that_drips_is_cut_off_at_the_limit_of_time(serve: Serve) -> None:
    url = serve(*[bytes([byte]) for byte in answer(b"isi")] * 9, pause=0.05)
    began = time.monotonic()
    with pytest.raises(Unreachable):
        http.fetched("GET", url, seconds=0.5)
    assert time.monotonic() - began < 30


def test_an_answer_larger_than_its_limit_is_not_read(serve: Serve) -> None:
    with pytest.raises(Malformed, match="larger than 10 bytes"):
        http.fetched("GET", serve(answer(b"x" * 11)), limit_bytes=10)


@pytest.mark.parametrize("status", ["404 Not Found", "500 Oops", "302 Found", "204 No Content"])
def test_a_status_other_than_success_is_an_error_with_its_number(serve: Serve, status: str) -> None:
    with pytest.raises(Declined) as raised:
        http.fetched("GET", serve(answer(b"", status)))
    assert raised.value.status == int(status[:3])


def test_what_is_not_http_is_malformed(serve: Serve) -> None:
    with pytest.raises(Malformed):
        http.fetched("GET", serve(b"SSH-2.0-OpenSSH\r\n\r\n"))


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/", "not an address", "ftp://127.0.0.1/", "http://[::1"])
def test_an_address_that_does_not_answer_is_unreachable(url: str) -> None:
    with pytest.raises(Unreachable):
        http.fetched("GET", url)


@pytest.mark.parametrize("content", [b"", b"<html>", b"[]", b"null", b'"x"', b"1", b"\xff", b"[" * 100_000, b"{"])
def test_only_a_json_object_is_one(content: bytes) -> None:
    with pytest.raises(Malformed):
        shape.json_object(content)


@pytest.mark.parametrize("value", [None, "", 1, True, [], {}, ["x"], "böse", "a"])
def test_only_base64_is_base64(value: Any) -> None:
    with pytest.raises(Malformed):
        shape.base64_bytes({"signature": value}, "signature")


@pytest.mark.parametrize("value", ["true", "false", 1, 0, None, [True], False])
def test_only_true_is_true(value: Any) -> None:
    assert not shape.is_true({"email_verified": value}, "email_verified")
    assert shape.is_true({"email_verified": True}, "email_verified")


# --- limits -----------------------------------------------------------------------------------
def test_the_questions_of_one_piece_of_work_share_its_time(serve: Serve) -> None:
    dripping = [serve(*answer(b"isi").split(), pause=0.3) for _server in range(3)]
    began = time.monotonic()
    with within(0.5):
        for url in dripping:
            with pytest.raises(Unreachable):
                http.fetched("GET", url)
    assert time.monotonic() - began < 5


def test_an_inner_limit_does_not_lengthen_the_outer_one() -> None:
    with within(1), within(60):
        assert limits.left(30) <= 1
    assert limits.left(30) == 30


def test_a_server_that_did_not_answer_is_not_asked_for_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    gate = Gate("the signing service")
    with pytest.raises(Unreachable, match="no answer"), gate.passed():
        raise Unreachable("no answer")
    with pytest.raises(Unreachable, match="did not answer a moment ago"), gate.passed():
        pytest.fail("it was asked")
    monkeypatch.setattr(limits, "monotonic", lambda: time.monotonic() + limits.REST_SECONDS)
    with gate.passed():
        pass


def test_few_threads_wait_for_one_server_and_the_others_are_told() -> None:
    gate, inside, over = Gate("the signing service", at_once=1, patience=0.05), threading.Event(), threading.Event()

    def wait() -> None:
        with gate.passed():
            inside.set()
            over.wait(30)

    waiting = threading.Thread(target=wait)
    waiting.start()
    inside.wait(30)
    with pytest.raises(Unreachable, match="others are waiting"), gate.passed():
        pytest.fail("it was asked")
    over.set()
    waiting.join()
    with gate.passed():
        pass


def test_work_that_hangs_is_left_at_its_limit() -> None:
    over = threading.Event()
    with pytest.raises(Unreachable):
        run_within(lambda: over.wait(30), 0.05)
    over.set()
    assert run_within(lambda: 25, 30) == 25
