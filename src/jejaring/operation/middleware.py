"""The outermost layers of a request: its number, its duration, and answers to load balancers."""

from __future__ import annotations

import logging
import re
import uuid
from collections.abc import Callable
from http import HTTPStatus
from time import perf_counter

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import resolve

from jejaring.kit.refusal import UNAVAILABLE
from jejaring.operation import logs, metrics, unavailable

NUMBER = "X-Request-ID"
PATHS = frozenset({"/sehat/", "/siap/", "/metrik/"})
_SANE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{7,63}")
logger = logging.getLogger("jejaring.requests")
Next = Callable[[HttpRequest], HttpResponseBase]


class NumberRequests:
    """Give every request a number: that of X-Request-ID if it is sane, or a new one; and count and log it.

    The number is in every line of the log that is written meanwhile, and in the answer.
    """

    def __init__(self, next_one: Next) -> None:
        self.next_one = next_one

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        given = request.headers.get(NUMBER, "")
        number = given if _SANE.fullmatch(given) else uuid.uuid4().hex
        request.META[logs.NUMBER] = number
        before = perf_counter()
        with logs.request_number(number):
            answer = self.next_one(request)
            seconds = perf_counter() - before
            metrics.REQUESTS.labels(str(answer.status_code)).observe(seconds)
            route = request.resolver_match.view_name if request.resolver_match else ""
            logger.info(
                "%s %s %s",
                *(request.method, route or "-", answer.status_code),
                extra={"route": route, "status": answer.status_code, "milliseconds": round(1000 * seconds)},
            )
        answer[NUMBER] = number
        return answer


class Probes:
    """Answer load balancers before hosts, https and sessions are looked at: they ask by address, in clear."""

    def __init__(self, next_one: Next) -> None:
        self.next_one = next_one

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path_info not in PATHS:
            return self.next_one(request)
        request.resolver_match = match = resolve(request.path_info)
        answer: HttpResponseBase = match.func(request, *match.args, **match.kwargs)
        answer["Cache-Control"] = "no-store"
        return answer


class Unavailables:
    """Give the page that says that something does not answer, such as a form that is shown again, the status 503."""

    def __init__(self, next_one: Next) -> None:
        self.next_one = next_one

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        answer = self.next_one(request)
        if request.META.get(UNAVAILABLE) and answer.status_code in (HTTPStatus.OK, HTTPStatus.UNAUTHORIZED):
            unavailable.mark(answer)
        return answer
