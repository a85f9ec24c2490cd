"""A POST to another system cannot be led into our own network, and lasts no longer than its time."""

from __future__ import annotations

import datetime as dt
import ipaddress
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from jejaring.notices import outbound
from jejaring.notices.models import Attempt
from jejaring.notices.outbound import AddressNotAllowed, Answer, check_url, is_open, post
from tests.notices.receiver import Receiver, receiving

LOOPBACK = [ipaddress.ip_network("127.0.0.0/8")]


@pytest.fixture
def production(settings: Any) -> Any:
    """Set what holds outside of development."""
    settings.WEBHOOK_SCHEMES, settings.WEBHOOK_NETWORKS = ("https",), []
    return settings


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "127.255.255.254", "0.0.0.0", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1"),  # noqa: S104 - an address to be refused
        *("100.64.0.1", "100.100.100.200", "169.254.169.254", "168.63.129.16", "192.0.0.192", "198.18.0.1"),
        *("224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255", "203.0.113.9"),
        *("::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "64:ff9b::a00:1", "64:ff9b::7f00:1"),
        *("64:ff9b:1::1", "fe80::1", "fec0::1", "fc00::1", "fd00:ec2::254", "ff02::1", "ff0e::1", "100::1"),
        *("2001::1", "2001:db8::1", "2002:7f00:1::", "3fff::1", "4000::1"),
    ],
)
def test_special_addresses_are_closed(production: Any, address: str) -> None:
    assert not is_open(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "address",
    [
        "8.8.8.8",
        "172.15.255.255",
        "172.32.0.1",
        "100.63.255.255",
        "223.255.255.255",
        "2400:cb00::1",
        "64:ff9b::808:808",
    ],
)
def test_public_addresses_are_open(production: Any, address: str) -> None:
    assert is_open(ipaddress.ip_address(address))


def test_a_network_of_the_settings_is_open_and_its_neighbours_are_not(production: Any) -> None:
    production.WEBHOOK_NETWORKS = [ipaddress.ip_network("10.20.0.0/16"), ipaddress.ip_network("fd12::/32")]
    asked = ("10.20.255.255", "10.21.0.0", "fd12::9", "fd13::9")
    assert [is_open(ipaddress.ip_address(address)) for address in asked] == [True, False, True, False]


@pytest.mark.parametrize(
    "url",
    [
        *("not an address", "https://", "file:///etc/passwd", "gopher://example.go.id/", "http://example.go.id/hook"),
        *("https://user:secret@example.go.id/", "https://user@example.go.id/", "https://example.go.id/#part"),
        *("https://127.0.0.1/", "https://[::1]/", "https://[::ffff:10.0.0.1]/", "https://169.254.169.254/latest"),
        "https://example.go.id:99999/",
    ],
)
def test_an_address_that_webhooks_may_not_have_is_refused_before_anything_is_sent(production: Any, url: str) -> None:
    with pytest.raises(AddressNotAllowed):
        check_url(url)
    assert post(url, b"{}", {}) == Answer(Attempt.Outcome.FORBIDDEN)


@pytest.mark.parametrize("url", ["https://example.go.id/hook?key=1", "https://kota.example:8443/", "https://8.8.8.8/"])
def test_a_public_https_address_is_allowed(production: Any, url: str) -> None:
    check_url(url)


def test_a_name_that_leads_to_this_machine_is_refused_when_it_is_resolved(production: Any, receiver: Receiver) -> None:
    port = receiver.url.split(":")[2].removesuffix("/hook")
    assert post(f"https://localhost:{port}/", b"{}", {}) == Answer(Attempt.Outcome.FORBIDDEN)
    assert receiver.received == []


@pytest.mark.parametrize("number", ["2130706433", "0x7f000001", "127.1", "0177.0.0.1"])
def test_numbers_that_only_the_resolver_reads_as_an_address_are_refused(production: Any, number: str) -> None:
    assert post(f"https://{number}/", b"{}", {}) == Answer(Attempt.Outcome.FORBIDDEN)


def test_one_closed_address_among_open_ones_closes_the_name(production: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def resolve(host: str, port: int, **options: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in ("8.8.8.8", "10.0.0.1")]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    assert post("https://both.example/", b"{}", {}) == Answer(Attempt.Outcome.FORBIDDEN)


def test_a_name_is_resolved_once_and_the_checked_address_is_connected(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    really = socket.getaddrinfo

    def resolve(host: str, *rest: Any, **options: Any) -> list[Any]:
        """Answer as a name would that is bound to another address between check and connection."""
        if host != "rebound.example":
            return list(really(host, *rest, **options))
        asked.append(host)
        return list(really("127.0.0.1" if len(asked) == 1 else "10.0.0.1", *rest, **options))

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    answer = post(receiver.url.replace("127.0.0.1", "rebound.example"), b"{}", {})
    [(headers, _body)] = receiver.received
    assert (answer, asked) == (Answer(Attempt.Outcome.ACCEPTED, 204), ["rebound.example"])
    assert headers["Host"].startswith("rebound.example:")


def test_plain_http_goes_to_this_machine_only(settings: Any) -> None:
    settings.WEBHOOK_NETWORKS = [ipaddress.ip_network("10.0.0.0/8")]
    assert post("http://10.0.0.1/", b"{}", {}) == Answer(Attempt.Outcome.FORBIDDEN)


def test_body_and_headers_arrive_as_they_were_given(receiver: Receiver) -> None:
    assert post(receiver.url, b'{"a":1}', {"webhook-id": "7"}) == Answer(Attempt.Outcome.ACCEPTED, 204)
    [(headers, body)] = receiver.received
    found = {name: headers[name] for name in ("Content-Type", "webhook-id", "User-Agent", "Content-Length")}
    assert (json.loads(body), found) == (
        {"a": 1},
        {
            "Content-Type": "application/json",
            "webhook-id": "7",
            "User-Agent": "Jejaring-Webhooks",
            "Content-Length": "7",
        },
    )


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_not_followed_and_is_a_refusal(receiver: Receiver, status: int) -> None:
    with receiving() as other:
        receiver.status, receiver.headers = status, {"Location": other.url}
        assert post(receiver.url, b"{}", {}) == Answer(Attempt.Outcome.REFUSED, status)
        assert (len(receiver.received), other.received) == (1, [])


def test_a_proxy_of_the_environment_is_not_used(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert post(receiver.url, b"{}", {}) == Answer(Attempt.Outcome.ACCEPTED, 204)


def test_the_wish_to_wait_is_handed_on(receiver: Receiver) -> None:
    receiver.status, receiver.headers = 503, {"Retry-After": "120"}
    assert post(receiver.url, b"{}", {}) == Answer(Attempt.Outcome.REFUSED, 503, "120")


def test_where_nobody_listens_is_unreachable() -> None:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        assert post(f"http://127.0.0.1:{port}/", b"{}", {}) == Answer(Attempt.Outcome.UNREACHABLE)


def test_a_name_that_does_not_exist_is_unreachable(production: Any) -> None:
    assert post("https://nothing.invalid/", b"{}", {}) == Answer(Attempt.Outcome.UNREACHABLE)


# --- time and size -------------------------------------------------------------------------------
@contextmanager
def raw_server(talk: Callable[[socket.socket], None]) -> Iterator[str]:
    """Serve one connection with `talk`; yield its address."""
    with closing(socket.create_server(("127.0.0.1", 0))) as server:

        def serve() -> None:
            connection, _address = server.accept()
            with closing(connection), suppress(OSError):  # the other side hangs up, as it should
                talk(connection)

        thread = threading.Thread(target=serve)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/"
        thread.join()


def silent(connection: socket.socket) -> None:
    while connection.recv(65536):
        pass


def dripping(connection: socket.socket) -> None:
    """Send a head that never ends, a byte every tenth of a second."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    while True:
        connection.sendall(b"x")
        time.sleep(0.1)


@pytest.mark.parametrize("talk", [silent, dripping])
def test_nothing_lasts_longer_than_its_time(talk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbound, "ANSWER_SECONDS", 0.6)
    with raw_server(talk) as url:
        began = time.monotonic()
        assert post(url, b"{}", {}) == Answer(Attempt.Outcome.TIMEOUT)
        lasted = time.monotonic() - began
    assert 0.5 < lasted < 60  # the machine may be busy; without the limit it would be for ever


def test_a_resolver_that_does_not_answer_is_waited_for_no_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbound, "ANSWER_SECONDS", 0.3)
    resolved = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *a, **k: resolved.wait(10) and [])
    assert post("https://slow.example/", b"{}", {}) == Answer(Attempt.Outcome.TIMEOUT)
    resolved.set()


def test_of_an_answer_only_the_head_is_read() -> None:
    sent = []

    def endless(connection: socket.socket) -> None:
        connection.recv(65536)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n")
        for _ in range(1000):
            sent.append(connection.send(b"x" * 100_000))

    with raw_server(endless) as url:
        assert post(url, b"{}", {}) == Answer(Attempt.Outcome.ACCEPTED, 200)
    assert sum(sent) < 50_000_000


def test_a_head_without_end_is_not_read_for_ever() -> None:
    def flood(connection: socket.socket) -> None:
        connection.recv(65536)
        connection.sendall(b"HTTP/1.1 200 OK\r\n")
        while True:
            connection.sendall(b"X-Flood: " + b"x" * 1000 + b"\r\n")

    with raw_server(flood) as url:
        assert post(url, b"{}", {}) == Answer(Attempt.Outcome.UNREACHABLE)


# --- TLS -----------------------------------------------------------------------------------------
def certificate(folder: Path, name: x509.GeneralName) -> Path:
    """Write a certificate that signs itself, with its key, for `name`."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "receiver")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(hours=1))
        .not_valid_after(now + dt.timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([name]), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path = folder / "receiver.pem"
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.fixture
def trust(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Path], None]]:
    """Let a certificate count as an authority, as SSL_CERT_FILE does for an installation."""

    def do(path: Path) -> None:
        monkeypatch.setenv("SSL_CERT_FILE", str(path))
        outbound._tls.cache_clear()

    yield do
    outbound._tls.cache_clear()


def test_https_goes_to_a_receiver_whose_certificate_is_trusted(
    production: Any, tmp_path: Path, trust: Callable[[Path], None]
) -> None:
    production.WEBHOOK_NETWORKS = LOOPBACK
    path = certificate(tmp_path, x509.IPAddress(ipaddress.ip_address("127.0.0.1")))
    trust(path)
    with receiving(path) as receiver:
        assert post(receiver.url, b"{}", {}) == Answer(Attempt.Outcome.ACCEPTED, 204)
    assert len(receiver.received) == 1


@pytest.mark.parametrize("case", ["unknown authority", "other name"])
def test_https_to_a_certificate_that_does_not_fit_is_refused(
    production: Any, tmp_path: Path, trust: Callable[[Path], None], case: str
) -> None:
    production.WEBHOOK_NETWORKS = LOOPBACK
    address = "127.0.0.9" if case == "other name" else "127.0.0.1"
    path = certificate(tmp_path, x509.IPAddress(ipaddress.ip_address(address)))
    if case == "other name":
        trust(path)
    with receiving(path) as receiver:
        assert post(receiver.url, b"{}", {}) == Answer(Attempt.Outcome.UNREACHABLE)
    assert receiver.received == []
