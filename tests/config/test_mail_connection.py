"""The connection to a mail server is what its address demands, seen from the server."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading

OPEN = """
import django
django.setup()
from django.core.mail import get_connection
get_connection(timeout=5).open()
"""
TLS_HANDSHAKE = 0x16  # the first byte of a client that begins in TLS
GREETING = b"220 mail.example\r\n"
NO_STARTTLS = b"250 mail.example\r\n"


def first_words(scheme: str, greeting: bytes = b"") -> tuple[bytes, str]:
    """Return what a client says first, and how it ends, when the server closes after that."""
    heard: list[bytes] = []

    def serve() -> None:
        connection, _address = server.accept()
        with connection:
            connection.sendall(greeting)
            heard.append(connection.recv(1024))
            if greeting:
                connection.sendall(NO_STARTTLS)
                heard.append(connection.recv(1024))

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=serve)
        thread.start()
        url = f"{scheme}://saya:rahasia@127.0.0.1:{server.getsockname()[1]}"
        ended = subprocess.run(
            [sys.executable, "-c", OPEN],
            env={**os.environ, "JEJARING_EMAIL_URL": url},
            capture_output=True,
            text=True,
            check=False,
        )
        thread.join()
    return b"".join(heard), ended.stderr


def test_smtps_is_encrypted_from_the_first_byte() -> None:
    heard, _ended = first_words("smtps")
    assert heard[0] == TLS_HANDSHAKE


def test_submission_does_not_go_on_in_clear_where_the_server_has_no_starttls() -> None:
    heard, ended = first_words("submission", GREETING)
    assert heard.startswith(b"ehlo ")
    assert "STARTTLS extension not supported by server" in ended
    assert b"AUTH" not in heard.upper()


def test_a_server_on_this_machine_is_spoken_to_in_clear() -> None:
    heard, _ended = first_words("smtp", GREETING)
    assert heard.startswith(b"ehlo ")
