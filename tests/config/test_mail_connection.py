"""The connection to a mail server is what its address demands, seen from the server."""

from __future__ import annotations

import runpy
import smtplib
import socket
import ssl
import threading
from pathlib import Path

import pytest
from django.core.mail import get_connection
from django.test import override_settings

from jejaring import config

SETTINGS = Path(config.__file__).with_name("settings.py")
TLS_HANDSHAKE = 0x16  # the first byte of a client that begins in TLS
GREETING = b"220 mail.example\r\n"
NO_STARTTLS = b"250 mail.example\r\n"


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> HeardFrom:
    return HeardFrom(monkeypatch)


class HeardFrom:
    """What a mail server hears, from settings as they are made for an address of it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.monkeypatch = monkeypatch

    def __call__(self, scheme: str, answers: tuple[bytes, ...], fault: type[OSError]) -> bytes:
        """Open a connection, which ends in a fault; return what the server heard before it closed."""
        words: list[bytes] = []

        def serve() -> None:
            connection, _address = server.accept()
            with connection:
                for answer in answers:
                    connection.sendall(answer)
                    words.append(connection.recv(1024))

        with socket.create_server(("127.0.0.1", 0)) as server:
            thread = threading.Thread(target=serve, daemon=True)
            thread.start()
            url = f"{scheme}://saya:rahasia@127.0.0.1:{server.getsockname()[1]}"
            self.monkeypatch.setenv("JEJARING_EMAIL_URL", url)
            made = runpy.run_path(str(SETTINGS))
            ours = {name: of for name, of in made.items() if name.startswith("EMAIL_")}
            smtp = "django.core.mail.backends.smtp.EmailBackend"
            with override_settings(**ours), pytest.raises(fault), get_connection(smtp):
                """Whatever the server says, it closes then."""
            thread.join()
        return b"".join(words)


def test_smtps_is_encrypted_from_the_first_byte(heard: HeardFrom) -> None:
    assert heard("smtps", (b"",), ssl.SSLError)[0] == TLS_HANDSHAKE


def test_submission_does_not_go_on_in_clear_where_the_server_has_no_starttls(heard: HeardFrom) -> None:
    words = heard("submission", (GREETING, NO_STARTTLS), smtplib.SMTPNotSupportedError)
    assert words.startswith(b"ehlo ")
    assert b"AUTH" not in words.upper()


def test_a_server_on_this_machine_is_spoken_to_in_clear(heard: HeardFrom) -> None:
    assert heard("smtp", (GREETING, NO_STARTTLS), smtplib.SMTPException).startswith(b"ehlo ")
