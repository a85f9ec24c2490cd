"""Answers for load balancers and monitoring: alive, ready, and metrics. None of them reads a session."""

from __future__ import annotations

import sys
from hmac import compare_digest
from ipaddress import ip_address

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseServerError, JsonResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from jejaring.operation import doctor, logs, unavailable
from jejaring.operation import metrics as of_metrics
from jejaring.operation.findings import Level, worst
from jejaring.operation.unavailable import RETRY_SECONDS

FORWARDED = ("X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP", "Forwarded", "Via")


@login_not_required
@require_safe
def alive(request: HttpRequest) -> HttpResponse:
    """Answer that this process runs; nothing else is asked."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@login_not_required
@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """Answer whether pages can be served: 200, or 503 with Retry-After; the findings are shown to operators only."""
    found = doctor.readiness()
    broken = worst(found) == Level.ERROR
    body: dict[str, object] = {"ready": not broken}
    if is_operator(request):
        body["checks"] = [{"name": one.name, "level": one.level, "found": one.found, "do": one.advice} for one in found]
    answer = JsonResponse(body, status=503 if broken else 200)
    if broken:
        answer["Retry-After"] = str(RETRY_SECONDS)
    return answer


@login_not_required
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Answer with metrics in Prometheus' text format, to operators only."""
    if not is_operator(request):
        return HttpResponse("Ask from this machine, or with JEJARING_OPERATOR_TOKEN as a bearer token.\n", status=403)
    return HttpResponse(of_metrics.exposition(), content_type=of_metrics.CONTENT_TYPE)


@login_not_required
def broken(request: HttpRequest) -> HttpResponse:
    """Answer that something is away now, or that something broke here; with the request's number, as in the log."""
    if answer := unavailable.answer_to(request, sys.exception()):
        return answer
    return HttpResponseServerError(render_to_string("500.html", {"request_number": request.META.get(logs.NUMBER, "")}))


def is_operator(request: HttpRequest) -> bool:
    """Tell whether a request has the operator's token, or comes from this machine and through no proxy."""
    scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
    if settings.OPERATOR_TOKEN and scheme.lower() == "bearer":
        return compare_digest(token.strip().encode(), settings.OPERATOR_TOKEN.encode())
    if any(header in request.headers for header in FORWARDED):
        return False
    try:
        return ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False
