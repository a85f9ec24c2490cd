"""HTTP requests whose whole answer comes within a limit of time and size."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from jejaring.answers.coroutines import run_coroutine
from jejaring.answers.errors import Declined, Malformed, Unreachable
from jejaring.answers.limits import gate_of, left

SECONDS = 10.0
MARGIN_SECONDS = 1.0  # for what an event loop cannot break off, such as resolving a name
LIMIT_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, headers and content of a whole answer, whatever its status."""

    status: int
    headers: Mapping[str, str]
    content: bytes


async def exchange(
    method: str,
    url: str,
    *,
    headers: Mapping[str, str] | None = None,
    params: Mapping[str, str] | None = None,
    content: bytes | None = None,
    seconds: float = SECONDS,
    limit_bytes: int = LIMIT_BYTES,
) -> Answer:
    """Return the whole answer to one request; redirections are not followed.

    Raises Unreachable if it is not there within `seconds`, however slowly its bytes arrive, if its server has just not
    answered, or if too many wait for it; Malformed if it is larger than `limit_bytes`.
    """
    with gate_of("/".join(url.split("/", 3)[:3])).passed():
        limit = left(seconds)
        try:
            async with (
                asyncio.timeout(limit),
                httpx.AsyncClient(timeout=limit) as client,
                client.stream(method, url, headers=dict(headers or {}), params=params, content=content) as answer,
            ):
                return Answer(answer.status_code, dict(answer.headers), await _whole(answer, limit_bytes))
        except (httpx.DecodingError, httpx.RemoteProtocolError) as fault:
            raise Malformed("the answer is not HTTP") from fault
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError, OSError) as fault:
            raise Unreachable(f"{url} does not answer") from fault


async def _whole(answer: httpx.Response, limit_bytes: int) -> bytes:
    parts, size = [], 0
    async for part in answer.aiter_bytes(65_536):
        parts.append(part)
        size += len(part)
        if size > limit_bytes:
            raise Malformed(f"the answer is larger than {limit_bytes} bytes")
    return b"".join(parts)


async def ask(method: str, url: str, **options: Any) -> bytes:
    """Return the content of a successful answer. Takes and raises what `exchange` does, and Declined."""
    answer = await exchange(method, url, **options)
    if answer.status != httpx.codes.OK:
        raise Declined(answer.status)
    return answer.content


def fetched(method: str, url: str, seconds: float = SECONDS, **options: Any) -> bytes:
    """Return what `ask` returns, for code that is not asynchronous; also where the thread runs an event loop."""
    return run_coroutine(lambda: ask(method, url, seconds=seconds, **options), seconds + MARGIN_SECONDS)


def answered(method: str, url: str, seconds: float = SECONDS, **options: Any) -> Answer:
    """Return what `exchange` returns, for code that is not asynchronous."""
    return run_coroutine(lambda: exchange(method, url, seconds=seconds, **options), seconds + MARGIN_SECONDS)
