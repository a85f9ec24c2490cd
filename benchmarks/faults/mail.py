"""A mail server that accepts letters, stays silent, or refuses them."""

from __future__ import annotations

import re
import socketserver
import threading
from typing import Literal

Mood = Literal["accepting", "silent", "refusing"]
ADDRESS = re.compile(rb"<([^>]+)>")


class MailServer:
    """Listens on loopback; `received` are the addresses of the letters that it has accepted."""

    def __init__(self) -> None:
        self.mood: Mood = "accepting"
        self.received: list[str] = []
        self.awake = threading.Event()  # set while it is not silent
        self.awake.set()
        mails = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                mails.answer(self)

        class Server(socketserver.ThreadingTCPServer):
            allow_reuse_address = daemon_threads = True

        self.server = Server(("127.0.0.1", 0), Handler)
        self.url = f"smtp://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def become(self, mood: Mood) -> None:
        """Behave differently from now on, to those who are connected, too."""
        self.mood = mood
        if mood == "silent":
            self.awake.clear()
        else:
            self.awake.set()

    def answer(self, client: socketserver.StreamRequestHandler) -> None:
        """Speak SMTP with one client until it leaves."""
        try:
            self._converse(client)
        except OSError:  # it has left, as one does who has waited for too long
            return

    def _converse(self, client: socketserver.StreamRequestHandler) -> None:
        to, line = "", b""
        self._say(client, b"220 loopback")
        while line := client.rfile.readline():
            verb = line[:4].upper().strip()
            if verb == b"RCPT" and (found := ADDRESS.search(line)):
                to = found[1].decode()
            if verb == b"DATA":
                self._say(client, b"354 go on")
                while client.rfile.readline() not in (b".\r\n", b""):
                    pass
                self._say(client, b"250 kept")
                self.received.append(to)
            else:
                self._say(client, b"221 bye" if verb == b"QUIT" else b"250 well")

    def _say(self, client: socketserver.StreamRequestHandler, words: bytes) -> None:
        self.awake.wait()
        if self.mood == "refusing":
            client.wfile.write(b"421 not now\r\n")
            raise ConnectionAbortedError
        client.wfile.write(words + b"\r\n")

    def close(self) -> None:
        """Listen no more."""
        self.become("accepting")
        self.server.shutdown()
        self.server.server_close()
