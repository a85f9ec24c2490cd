"""A little remote signing service, run as a process of its own: `signing_service.py FOLDER`.

Prints its port. Holds the key and certificate in FOLDER and knows one office. A file "time-stamp" is
what /time-stamp answers, "says" what is answered instead of a signature; with a file "closed" it declines, and with
"wait" it writes "asked" and takes its time until that file is gone.
"""

from __future__ import annotations

import base64
import json
import sys
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed

FOLDER = Path(sys.argv[1])


class Service(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        asked = parse_qs(urlsplit(self.path).query)
        if asked.get("title") == ["Wali Kota Uji"]:
            self.answer(200, (FOLDER / "leaf.pem").read_bytes())
        else:
            self.answer(404, b"")

    def do_POST(self) -> None:
        if self.path == "/time-stamp":
            self.answer(200, (FOLDER / "time-stamp").read_bytes())
            return
        if self.headers["Authorization"] != "Bearer rahasia":
            self.answer(401, b"")
            return
        while (FOLDER / "wait").exists():
            (FOLDER / "asked").touch()
            time.sleep(0.02)
        if (FOLDER / "closed").exists():
            self.answer(503, b"")
            return
        if (FOLDER / "says").exists():
            self.answer(200, (FOLDER / "says").read_bytes())
            return
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        key = serialization.load_pem_private_key((FOLDER / "key.pem").read_bytes(), password=None)
        assert isinstance(key, rsa.RSAPrivateKey)
        signature = key.sign(base64.b64decode(asked["digest"]), padding.PKCS1v15(), Prehashed(hashes.SHA256()))
        self.answer(200, json.dumps({"signature": base64.b64encode(signature).decode()}).encode())

    def answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Say nothing."""


if __name__ == "__main__":
    server = HTTPServer(("127.0.0.1", 0), Service)
    print(server.server_port, flush=True)
    server.serve_forever()
