"""Django's way to hand letters to a mail server, with a limit for all of it and not for each word alone."""

from __future__ import annotations

import smtplib
import socket
from contextlib import suppress
from threading import Timer
from typing import Any

from django.core.mail.backends import smtp

SECONDS = 30.0  # for one connection: greeting, TLS, signing in, letters


class _Limited(smtplib.SMTP):
    """A connection that is cut when its time is over, however slowly the server goes on answering."""

    _handle: socket.socket | None = None
    _timer: Timer | None = None

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        plain = socket.create_connection((host, port), timeout, self.source_address)
        self._handle = plain.dup()  # stays the same connection when TLS is laid over it
        self._timer = Timer(SECONDS, _cut, [self._handle])
        self._timer.daemon = True
        self._timer.start()
        return plain

    def close(self) -> None:
        """Close the connection, and its time with it."""
        super().close()
        if self._timer and self._handle:
            self._timer.cancel()
            self._handle.close()


class _LimitedTls(smtplib.SMTP_SSL, _Limited):
    """The same with TLS from the first byte."""


def _cut(handle: socket.socket) -> None:
    with suppress(OSError):
        handle.shutdown(socket.SHUT_RDWR)
    handle.close()


class EmailBackend(smtp.EmailBackend):
    """Django's own but for the connection."""

    @property
    def connection_class(self) -> Any:
        return _LimitedTls if self.use_ssl else _Limited
