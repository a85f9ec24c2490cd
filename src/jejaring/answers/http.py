"""HTTP requests whose whole answer comes within a limit of time and size."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from jejaring.answers.coroutines import run_coroutine
from jejaring.answers.errors import Declined, Malformed, Unreachable

SECONDS = 10
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

    Raises Unreachable if it is not there within `seconds`, however slowly its bytes arrive, and Malformed if it is
    larger than `limit_bytes`.
    """
    try:
        async with (
            asyncio.timeout(seconds),
            httpx.AsyncClient(timeout=seconds) as client,
            client.stream(method, url, headers=dict(headers or {}), params=params, content=content) as answer,
        ):
            parts, size = [], 0
            async for part in answer.aiter_bytes(65_536):
                parts.append(part)
                size += len(part)
                if size > limit_bytes:
                    raise Malformed(f"the answer is larger than {limit_bytes} bytes")
            return Answer(answer.status_code, dict(answer.headers), b"".join(parts))
    except (httpx.DecodingError, httpx.RemoteProtocolError) as fault:
        raise Malformed("the answer is not HTTP") from fault
    except (httpx.HTTPError, httpx.InvalidURL, TimeoutError, OSError) as fault:
        raise Unreachable(f"{url} does not answer") from fault


async def ask(method: str, url: str, **options: Any) -> bytes:
    """Return the content of a successful answer. Takes and raises what `exchange` does, and Declined."""
    answer = await exchange(method, url, **options)
    if answer.status != httpx.codes.OK:
        raise Declined(answer.status)
    return answer.content


def fetched(method: str, url: str, **options: Any) -> bytes:
    """Return what `ask` returns, for code that is not asynchronous; also where the thread runs an event loop."""
    return run_coroutine(lambda: ask(method, url, **options))


def answered(method: str, url: str, **options: Any) -> Answer:
    """Return what `exchange` returns, for code that is not asynchronous."""
    return run_coroutine(lambda: exchange(method, url, **options))
