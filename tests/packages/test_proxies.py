"""The examples for nginx and Caddy, run: who asks and how is passed on as it is, whatever a visitor makes up."""

from __future__ import annotations

import json
import os
import signal
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import NamedTuple

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.clones import ROOT
from tests.packages.site import free_port
from tests.waiting import until

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("proxies")]
DEPLOY = ROOT / "deploy"
NAME = "jejaring.example"
MADE_UP = {"X-Forwarded-For": "198.51.100.9", "X-Forwarded-Proto": "http", "X-Request-ID": "made up"}
TOO_LARGE = 26 * 1024 * 1024


class Front(NamedTuple):
    """A proxy that runs: its ports."""

    http: int
    https: int


class Echo(BaseHTTPRequestHandler):
    """Stands for Jejaring, and answers with the headers that arrive."""

    def do_GET(self) -> None:
        body = json.dumps({name.lower(): text for name, text in self.headers.items()}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html")  # which nginx would compress
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.do_GET()

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Write no log."""


@pytest.fixture(scope="module")
def behind() -> Iterator[int]:
    """Return the port of what stands for Jejaring."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Echo) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


def make_certificate(folder: Path) -> None:
    """Write a certificate and its key for the name, as `certbot` would."""
    key = ec.generate_private_key(ec.SECP256R1())
    name, now = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, NAME)]), datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    no_password = serialization.NoEncryption()
    pem, form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    (folder / "fullchain.pem").write_bytes(made.public_bytes(pem))
    (folder / "privkey.pem").write_bytes(key.private_bytes(pem, form, no_password))


def nginx(folder: Path, front: Front, behind: int) -> list[str]:
    """Write the example with this machine's ports and certificate; return the command that runs it."""
    make_certificate(folder)
    site = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    for old, new in {
        "127.0.0.1:8000": f"127.0.0.1:{behind}",
        "listen 80;": f"listen 127.0.0.1:{front.http};",
        "listen 443 ssl": f"listen 127.0.0.1:{front.https} ssl",
        f"/etc/letsencrypt/live/{NAME}": str(folder),
    }.items():
        assert old in site
        site = site.replace(old, new)
    lines = [line for line in site.splitlines() if "[::]" not in line]  # this machine may have no IPv6
    kinds = " ".join(
        f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    around = f"pid {folder}/pid; error_log stderr; events {{}} http {{ access_log off; gzip on; {kinds}\n"
    (folder / "nginx.conf").write_text(around + "\n".join(lines) + "\n}\n")
    return ["/usr/sbin/nginx", "-e", "stderr", "-p", str(folder), "-c", str(folder / "nginx.conf"), "-g", "daemon off;"]


def caddy(folder: Path, front: Front, behind: int) -> list[str]:
    """Write the example with this machine's ports and an authority of its own; return the command that runs it."""
    ports = f"http_port {front.http}\nhttps_port {front.https}\nauto_https disable_redirects"
    options = f"admin off\nskip_install_trust\nlocal_certs\n{ports}"
    (folder / "Caddyfile").write_text(f"{{\n{options}\n}}\nimport {DEPLOY / 'Caddyfile'}\n")
    return ["caddy", "run", "--adapter", "caddyfile", "--config", str(folder / "Caddyfile")]


@contextmanager
def running(command: list[str], folder: Path, front: Front, behind: int) -> Iterator[None]:
    """Run a proxy until the block ends."""
    own = {"SITE_HOST": NAME, "UPSTREAM": f"127.0.0.1:{behind}", "XDG_DATA_HOME": str(folder), "HOME": str(folder)}
    with (folder / "log").open("w+") as log:
        process = subprocess.Popen(command, env={**os.environ, **own}, stdout=log, stderr=log)
        try:
            until(lambda: answers(front) or process.poll() is not None)
            assert process.poll() is None, (folder / "log").read_text()
            yield
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait()


def ask(front: Front, **more: object) -> httpx.Response:
    """Ask the proxy by its name with TLS, with headers that are made up."""
    unverified = ssl.create_default_context()
    unverified.check_hostname, unverified.verify_mode = False, ssl.CERT_NONE
    with httpx.Client(verify=unverified, timeout=60) as client:
        return client.request(
            "POST" if more else "GET",
            f"https://127.0.0.1:{front.https}/",
            headers={"Host": NAME, **MADE_UP},
            extensions={"sni_hostname": NAME},
            content=more.get("content"),  # type: ignore[arg-type]  # bytes
        )


def answers(front: Front) -> bool:
    try:
        return ask(front).status_code == httpx.codes.OK
    except httpx.HTTPError:
        return False


@pytest.fixture(scope="module", params=[nginx, caddy], ids=["nginx", "caddy"])
def front(request: pytest.FixtureRequest, behind: int, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    """Return a proxy that runs by its example."""
    folder, ports = tmp_path_factory.mktemp("proxy"), Front(free_port(), free_port())
    with running(request.param(folder, ports, behind), folder, ports, behind):
        yield ports


def test_who_asks_and_how_is_said_by_the_proxy_and_not_by_the_visitor(front: Front) -> None:
    arrived = ask(front).json()
    assert (arrived["host"], arrived["x-forwarded-proto"]) == (NAME, "https")
    assert arrived["x-forwarded-for"] == "127.0.0.1"
    assert len(arrived["x-request-id"]) >= 32
    assert arrived["x-request-id"] != MADE_UP["X-Request-ID"]


def test_a_body_that_no_form_has_goes_no_further(front: Front) -> None:
    assert ask(front, content=bytes(TOO_LARGE)).status_code == httpx.codes.REQUEST_ENTITY_TOO_LARGE


def test_what_jejaring_left_uncompressed_stays_so(front: Front) -> None:
    assert "Content-Encoding" not in ask(front).headers
