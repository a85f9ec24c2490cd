"""One POST to another system's address, which must not lead into our own network.

The name is resolved once, every address it has is checked, and the connection goes to a checked one; the name
stays in the TLS handshake and the Host header. So a name that later points elsewhere (DNS rebinding) gains nothing.
Redirects are not followed, proxies of the environment are not used, and of the answer only the head is read.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from typing import Any

import httpcore
import httpx
from django.conf import settings
from django.utils.translation import gettext as _

from jejaring.notices.models import Attempt

ANSWER_SECONDS = 15.0  # for everything: resolving, connecting, TLS, sending, the answer's head

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

# Special-purpose addresses (IANA's registry, RFC 6890 and its updates), multicast, and in the last line the address at
# which Azure serves its own machines, which stands in no registry.
CLOSED_IPV4 = tuple(
    ipaddress.ip_network(text)
    for text in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"),
        *("192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16"),
        *("192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"),
        "168.63.129.16/32",
    )
)
# Of IPv6 only global unicast is open, without what the IPv6 Special-Purpose Address Registry takes out of it.
OPEN_IPV6 = ipaddress.IPv6Network("2000::/3")
CLOSED_IPV6 = tuple(ipaddress.ip_network(text) for text in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"))
NAT64 = ipaddress.IPv6Network("64:ff9b::/96")  # RFC 6052: the last 32 bits are an IPv4 address


class AddressNotAllowed(ValueError):
    """An address that webhooks may not have; the text is a sentence for the person who entered it."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a request; `retry_after` is the header's text."""

    outcome: Attempt.Outcome
    status: int | None = None
    retry_after: str = ""


def is_open(address: Address) -> bool:
    """Tell whether messages may go to an address: a public one, or one of the networks in the settings."""
    if any(address in network for network in settings.WEBHOOK_NETWORKS):
        return True
    if isinstance(address, ipaddress.IPv6Address):
        if address in NAT64:
            return is_open(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
        return address in OPEN_IPV6 and not any(address in network for network in CLOSED_IPV6)
    return not any(address in network for network in CLOSED_IPV4)


def check_url(url: str) -> None:
    """Check an address as far as that is possible without resolving its name.

    Raises AddressNotAllowed if it is not https (or http where the settings allow it), holds a user name, or is
    a number in a closed network.
    """
    try:
        parts = httpx.URL(url)
    except httpx.InvalidURL as error:
        raise AddressNotAllowed(_("This is not a web address.")) from error
    if parts.port is not None and not 0 < parts.port <= 65535:
        raise AddressNotAllowed(_("This is not a web address."))
    if parts.scheme not in settings.WEBHOOK_SCHEMES or not parts.host:
        raise AddressNotAllowed(_("The address must begin with https://."))
    if parts.userinfo or parts.fragment:
        raise AddressNotAllowed(_("The address must not contain a user name, a password or “#”."))
    number = _as_number(parts.host)
    if number and not is_open(number):
        raise AddressNotAllowed(_("This address lies in a closed network; webhooks go to public addresses only."))


def post(url: str, body: bytes, headers: dict[str, str]) -> Answer:
    """Send one POST and return what became of it; never raises for what the other side does.

    Takes ANSWER_SECONDS at most. Call it outside of any transaction.
    """
    try:
        check_url(url)
        return _exchange(httpx.URL(url), body, headers)
    except AddressNotAllowed:
        return Answer(Attempt.Outcome.FORBIDDEN)
    except httpcore.TimeoutException:
        return Answer(Attempt.Outcome.TIMEOUT)
    except (httpcore.NetworkError, httpcore.ProtocolError, OSError):
        return Answer(Attempt.Outcome.UNREACHABLE)


def _exchange(url: httpx.URL, body: bytes, headers: dict[str, str]) -> Answer:
    target = httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
    own = {"Host": url.netloc.decode(), "Content-Type": "application/json", "User-Agent": "Jejaring-Webhooks"}
    lines = [*own.items(), *headers.items()]
    seconds = dict.fromkeys(("connect", "read", "write", "pool"), ANSWER_SECONDS)
    door = _Door(_Deadline(time.monotonic() + ANSWER_SECONDS), plain=url.scheme == "http")
    with (
        httpcore.ConnectionPool(ssl_context=_tls(), network_backend=door) as pool,
        pool.stream("POST", target, headers=lines, content=body, extensions={"timeout": seconds}) as answer,
    ):
        found = {name.lower(): value for name, value in answer.headers}
        accepted = 200 <= answer.status < 300
        outcome = Attempt.Outcome.ACCEPTED if accepted else Attempt.Outcome.REFUSED
        return Answer(outcome, answer.status, found.get(b"retry-after", b"").decode("ascii", "replace"))


@cache
def _tls() -> ssl.SSLContext:
    """Return the settings of TLS: certificates are checked; SSL_CERT_FILE may name one's own authorities."""
    return httpx.create_ssl_context()


def _as_number(host: str) -> Address | None:
    try:
        return ipaddress.ip_address(host.strip("[]").partition("%")[0])
    except ValueError:
        return None


def _resolve(host: str, port: int, seconds: float) -> list[Address]:
    """Return the addresses of a name. Raises httpcore.ConnectTimeout or httpcore.ConnectError."""
    helper = ThreadPoolExecutor(max_workers=1)  # the system's resolver has no time limit of its own
    try:
        found = helper.submit(socket.getaddrinfo, host, port, type=socket.SOCK_STREAM).result(seconds)
    except TimeoutError as error:
        raise httpcore.ConnectTimeout(str(error)) from error
    except (OSError, UnicodeError) as error:
        raise httpcore.ConnectError(str(error)) from error
    finally:
        helper.shutdown(wait=False)
    return [ipaddress.ip_address(str(sockaddr[0]).partition("%")[0]) for *_kind, sockaddr in found]


@dataclass(frozen=True, slots=True)
class _Deadline:
    """The end of a request, by the monotonic clock."""

    ends: float

    def left(self, seconds: float | None = None) -> float:
        """Return the seconds left, `seconds` at most. Raises httpcore.ReadTimeout if there are none."""
        left = self.ends - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("the time for this request is over")
        return left if seconds is None else min(left, seconds)


class _Door(httpcore.NetworkBackend):
    """Connects to checked addresses only, and to none after the deadline."""

    def __init__(self, deadline: _Deadline, *, plain: bool) -> None:
        self.deadline = deadline
        self.plain = plain

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        addresses = _resolve(host, port, self.deadline.left(timeout))
        if not all(is_open(address) and (address.is_loopback or not self.plain) for address in addresses):
            raise AddressNotAllowed(f"{host} has an address that is not allowed")
        for address in addresses[:-1]:
            try:
                return self._connect(address, port)
            except httpcore.ConnectError:
                continue  # to the next of its addresses
        return self._connect(addresses[-1], port)

    def _connect(self, address: Address, port: int) -> httpcore.NetworkStream:
        stream = httpcore.SyncBackend().connect_tcp(str(address), port, self.deadline.left())
        return _TimedStream(stream, self.deadline)


class _TimedStream(httpcore.NetworkStream):
    """A connection on which nothing lasts longer than the deadline, however slowly the other side answers."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: _Deadline) -> None:
        self.stream = stream
        self.deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self.stream.read(max_bytes, self.deadline.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self.stream.write(buffer, self.deadline.left(timeout))

    def close(self) -> None:
        self.stream.close()

    def start_tls(
        self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        secured = self.stream.start_tls(ssl_context, server_hostname, self.deadline.left(timeout))
        return _TimedStream(secured, self.deadline)

    def get_extra_info(self, info: str) -> Any:
        return self.stream.get_extra_info(info)
