"""A site in production: Debian's PostgreSQL, the wheel's commands, and visitors who come through a proxy with TLS."""

from __future__ import annotations

import re
import secrets
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from email import message_from_string, policy
from pathlib import Path
from urllib.parse import urlsplit

import httpx
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

from jejaring.portal.demo.pages import Page
from jejaring.portal.demo.walk import PATIENCE_SECONDS, Walk
from tests.factories.people import PASSWORD
from tests.packages.installed import Installed
from tests.waiting import AMPLE, until

HOST = "jejaring.example"
CODES = 3  # of the authenticator app, that are tried
VISITOR = "203.0.113.7"  # an address for examples (RFC 5737)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """Debian's PostgreSQL in a folder of the account; a role that owns its databases and is nothing more."""

    def __init__(self, home: Installed, folder: Path) -> None:
        found = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
        assert found, "Debian's postgresql is not installed; `make tools` installs it"
        self.bin, self.home, self.folder, self.port = found[0], home, folder, free_port()
        self.password = secrets.token_urlsafe(12)
        self.home.run(self.bin / "initdb", "-D", folder, "--auth-local=peer", "--auth-host=scram-sha-256", "-E", "UTF8")
        options = f"-c port={self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c fsync=off"
        with (folder / "log").open("w") as log:  # a pipe would stay open as long as the server runs
            command = (self.bin / "pg_ctl", "-D", folder, "-w", "-o", options, "start")
            assert self.home.start(*command, output=log).wait() == 0, (folder / "log").read_text()
        self._sql(f"CREATE ROLE jejaring LOGIN PASSWORD '{self.password}'")

    def database(self, name: str) -> str:
        """Make a database of the role; return its address."""
        self._sql(f"CREATE DATABASE {name} OWNER jejaring")
        return f"postgresql://jejaring:{self.password}@127.0.0.1:{self.port}/{name}"

    def stop(self) -> None:
        self.home.run(self.bin / "pg_ctl", "-D", self.folder, "-w", "-m", "fast", "stop")

    def _sql(self, command: str) -> None:
        where = ("-h", str(self.folder), "-p", str(self.port), "-d", "postgres")
        self.home.run(self.bin / "psql", "-qX", "-v", "ON_ERROR_STOP=1", *where, "-c", command)


class Site:
    """An installation: its settings, its commands, and its pages while it is served."""

    def __init__(self, home: Installed, data: str, database: str, secret_key: str) -> None:
        self.home, self.data, self.port = home, home.home / data, free_port()
        self.clients: list[httpx.Client] = []
        self.settings = {
            "DATABASE_URL": database,
            "JEJARING_DATA": str(self.data),
            "JEJARING_SECRET_KEY": secret_key,
            "JEJARING_NETWORK": "Citynet Indonesia",
            "JEJARING_URL": f"https://{HOST}",
            "JEJARING_HOSTS": HOST,
            "JEJARING_PROXIES": "1",
        }

    def run(self, *command: str | Path) -> str:
        """Run a command of Jejaring to its end; return what it printed. Raises AssertionError if it fails."""
        return self.home.run(self.home.program, *command, environment=self.settings)

    @contextmanager
    def served(self) -> Iterator[None]:
        """Serve the site, web and worker, until the block ends; it must end in order."""
        log = self.home.home / f"{self.data.name}.log"
        with log.open("w") as output:
            command = (self.home.program, "serve", "--port", str(self.port), "--workers", "1")
            serving = self.home.start(*command, output=output, environment=self.settings)
            try:
                until(lambda: "ready: " in log.read_text() or serving.poll() is not None)
                assert serving.poll() is None, log.read_text()
                yield
            finally:
                for client in self.clients:
                    client.close()
                serving.send_signal(signal.SIGTERM)
                code = serving.wait(AMPLE)
        assert code == 0, log.read_text()

    def letters(self) -> list[tuple[str, str]]:
        """Return recipient and text of each letter that the worker has sent, the oldest first."""
        files = sorted((self.data / "mail").glob("*.log"), key=lambda file: file.stat().st_mtime_ns)
        texts = [one for file in files for one in re.split(r"^-{79}$", file.read_text(), flags=re.M) if one.strip()]
        letters = [message_from_string(one.lstrip(), policy=policy.default) for one in texts]
        bodies = [letter.get_body(("plain",)) for letter in letters]
        return [(str(one["To"]), body.get_content()) for one, body in zip(letters, bodies, strict=True) if body]

    def link_sent_to(self, address: str) -> str:
        """Wait for an invitation's letter; return the link in it."""
        found: list[str] = []

        def has_come() -> bool:
            text = "\n".join(text for to, text in self.letters() if address in to)
            found[:] = re.findall(rf"https://{HOST}/undangan/\S+", text)
            return bool(found)

        until(has_come)
        return found[-1]


class Proxy(httpx.HTTPTransport):
    """The reverse proxy in front: it has the name and ends TLS, and adds who asks and how."""

    def __init__(self, port: int) -> None:
        super().__init__()
        self.port = port

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        behind = request.url.copy_with(scheme="http", host="127.0.0.1", port=self.port)
        added = {"X-Forwarded-For": VISITOR, "X-Forwarded-Proto": request.url.scheme}
        headers = [*request.headers.raw, *((name.encode(), text.encode()) for name, text in added.items())]
        return super().handle_request(
            httpx.Request(request.method, behind, headers=headers, stream=request.stream, extensions=request.extensions)
        )


class Visitor(Walk):
    """Someone with an account of their own, who fills in forms as a browser without scripts would."""

    def __init__(self, site: Site) -> None:
        url = f"https://{HOST}"
        super().__init__(url)
        self.client.close()
        self.client = httpx.Client(
            base_url=url, follow_redirects=True, timeout=PATIENCE_SECONDS, transport=Proxy(site.port)
        )
        site.clients.append(self.client)

    def send(self, address: str, **typed: str) -> str:
        """Fill in the form of a page; return where that led. Raises AssertionError if the page finds errors."""
        form = self.get(address).main_form
        assert form, f"{address} has no form"
        answers = {name: [field.value] for name, field in form.fields.items() if field.kind == "hidden"}
        answers |= {name: [text] for name, text in typed.items()}
        landed, page = self.post(form, address, answers, {})
        assert page.errors == [], f"{address}: {page.errors}"
        return urlsplit(landed).path

    def accept(self, link: str, name: str) -> None:
        """Follow an invitation, open the account, and set up an authenticator app, as the pages ask for it."""
        path = link.removeprefix(f"https://{HOST}")
        landed = self.send(path, name=name, password=PASSWORD, again=PASSWORD, consent="on")
        if landed == "/ruang/akun/faktor-kedua/":
            self._set_up_second_factor("/akun/faktor-kedua/aplikasi/pasang/")
        assert str(self.client.get("/ruang/").url) == f"https://{HOST}/ruang/"

    def _set_up_second_factor(self, address: str) -> None:
        for _attempt in range(CODES):  # a code may expire on its way
            text = self.client.get(address).text  # each time with another secret
            form, secret = Page(text).main_form, printed(r"<code>([A-Z2-7]{16,})</code>", text)
            assert form
            answers = {name: [field.value] for name, field in form.fields.items()}
            code = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
            landed, _page = self.post(form, address, answers | {"code": [code]}, {})
            if urlsplit(landed).path != address:
                return

    def fill_in(self, address: str, now: datetime, **typed: str) -> str:
        """Fill in a page's form with what is typed and answers that fit, and confirm it; return where that led."""
        page = self.get(address)
        for name, field in page.main_form.fields.items() if page.main_form else ():
            field.value = typed.get(name, field.value)
        return urlsplit(self._fill_in(page, address, now)[0]).path


def printed(pattern: str, text: str) -> str:
    """Return the first group of a pattern in what a command printed."""
    found = re.search(pattern, text)
    assert found, text
    return found[1]
