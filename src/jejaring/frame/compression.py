"""Pages and drawings are sent compressed, where nothing secret could be guessed from their length.

What a visitor without a session gets holds no secret: it is the same for everyone, and the token in a form is masked
anew for each answer. A person's own pages hold names and numbers beside what an address can put there, such as a
search, and are sent as they are. The decision page on compression has the reasons.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from gzip import compress

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers

LEVEL = 4  # 3 % larger than at 6, in two thirds of the time
SMALLEST_BYTES = 600  # below that nothing is won
KINDS = ("text/", "image/svg+xml", "application/json")
_GZIP = re.compile(r"\bgzip\b(?!\s*;\s*q=0(?:\.0*)?(?:,|$|\s))")


def compressed(body: bytes) -> bytes:
    """Return a body as gzip, the same for the same body."""
    return compress(body, LEVEL, mtime=0)


def reads_gzip(request: HttpRequest) -> bool:
    """Tell whether who asks can read gzip and has no session, so that nothing in the answer is secret."""
    if settings.SESSION_COOKIE_NAME in request.COOKIES:
        return False
    return bool(_GZIP.search(request.headers.get("Accept-Encoding", "")))


def mark_compressed(answer: HttpResponse) -> None:
    """Let an answer's headers fit its content, which is gzip."""
    answer["Content-Encoding"] = "gzip"
    answer["Content-Length"] = str(len(answer.content))  # inner middleware has counted the page as it was


class CompressAnswers:
    """Compress what is text and is not compressed yet, for visitors without a session."""

    def __init__(self, next_one: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.next_one = next_one

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        answer = self.next_one(request)
        if not isinstance(answer, HttpResponse) or not answer.get("Content-Type", "").startswith(KINDS):
            return answer
        patch_vary_headers(answer, ["Accept-Encoding"])
        if answer.has_header("Content-Encoding") or len(answer.content) < SMALLEST_BYTES or not reads_gzip(request):
            return answer
        if settings.SESSION_COOKIE_NAME in answer.cookies:
            return answer
        answer.content = compressed(answer.content)
        mark_compressed(answer)
        if answer.has_header("ETag") and not answer["ETag"].startswith("W/"):
            answer["ETag"] = f"W/{answer['ETag']}"
        return answer
