"""Pages that need something that is away: 503 with a sentence, and when to come back."""

from __future__ import annotations

import logging
from collections.abc import Iterator

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from jejaring.console.terminal import NO_ROOM
from jejaring.kit.refusal import Unavailable, no_room
from jejaring.operation import logs

RETRY_SECONDS = 10
logger = logging.getLogger("jejaring.requests")


def answer_to(request: HttpRequest, fault: BaseException | None) -> HttpResponse | None:
    """Return the page for a fault that passes by itself or by the operator's hand; None for any other.

    It is logged in one line: while a server is away every page has the same fault.
    """
    for one in _causes(fault):
        if sentence := sentence_of(one):
            words = str(one).strip().splitlines()
            logger.error("503: %s: %s", type(one).__name__, words[0] if words else "")
            return _page(request, sentence)
    return None


def sentence_of(fault: BaseException) -> str:
    """Return what a reader is told about a fault; "" if it is not one of those that pass."""
    if isinstance(fault, Unavailable):
        return str(fault)
    if isinstance(fault, OperationalError | InterfaceError):
        return _("Our database does not answer at the moment.")
    if isinstance(fault, OSError) and fault.errno in NO_ROOM:
        return str(no_room())
    return ""


def mark(answer: HttpResponseBase) -> None:
    """Have an answer carry the status, and when to come back."""
    answer.status_code = 503
    answer["Retry-After"] = str(RETRY_SECONDS)


def _page(request: HttpRequest, sentence: str) -> HttpResponse:
    shown = {"sentence": sentence, "request_number": request.META.get(logs.NUMBER, "")}
    answer = HttpResponse(render_to_string("503.html", shown))
    mark(answer)
    answer["Cache-Control"] = "no-store"
    answer._has_been_logged = True  # type: ignore[attr-defined]  # by us, without a traceback per page
    return answer


def _causes(fault: BaseException | None) -> Iterator[BaseException]:
    while fault is not None:
        yield fault
        fault = fault.__cause__
