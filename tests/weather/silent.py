"""Servers that take a connection and say nothing."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def silent_server(words: bytes = b"", pause: float = 0) -> Iterator[int]:
    """Listen, and send each caller `words` byte by byte with a pause before each, then nothing; give the port."""
    over, callers = threading.Event(), list[socket.socket]()

    def drip(caller: socket.socket) -> None:
        for byte in words:
            if over.wait(pause):
                return
            try:
                caller.sendall(bytes([byte]))
            except OSError:
                return

    def accept(server: socket.socket) -> None:
        while not over.is_set():
            try:
                caller, _address = server.accept()
            except OSError:
                return
            callers.append(caller)
            threading.Thread(target=drip, args=[caller], daemon=True).start()

    with socket.create_server(("127.0.0.1", 0), backlog=64) as server:
        threading.Thread(target=accept, args=[server], daemon=True).start()
        try:
            yield int(server.getsockname()[1])
        finally:
            over.set()
            server.shutdown(socket.SHUT_RDWR)
            for caller in callers:
                caller.close()
