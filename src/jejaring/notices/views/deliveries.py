"""What was sent to a webhook: the list, one delivery with its attempts, and sending it again."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from jejaring.kit import clock
from jejaring.kit.components import Event as Line
from jejaring.kit.requests import reader
from jejaring.kit.tables import Table, TableSpec, attribute, build, choice_filter
from jejaring.kit.words import number
from jejaring.notices import actions, queries
from jejaring.notices.messages import body_of
from jejaring.notices.models import Attempt, Delivery, Webhook
from jejaring.notices.views.frame import webhook_crumbs

DELIVERIES = TableSpec(
    name="deliveries",
    columns=(
        attribute("event.type", gettext_lazy("Event"), link=Delivery.get_absolute_url),
        attribute("event.occurred_at", gettext_lazy("Happened")),
        attribute(
            "get_state_display()",
            gettext_lazy("State"),
            key="state",
            sort="state",
            template="notices/_delivery_state.html",
        ),
        attribute("attempt_count", gettext_lazy("Attempts"), key="attempts", sort=False, numeric=True),
        attribute("delivered_at", gettext_lazy("Delivered")),
    ),
    search=("event__type",),
    filters=(choice_filter("state", gettext_lazy("State"), Delivery.State.choices, "state"),),
    default_sort="-id",
    empty_title=gettext_lazy("No messages yet"),
    empty_text=gettext_lazy(
        "The next public event will appear here. Send a test message to see whether the address responds."
    ),
)


def deliveries_of(webhook: Webhook, request: HttpRequest) -> Table:
    """Return the table of what was sent to a webhook."""
    return build(DELIVERIES, queries.deliveries_visible_to(request.user).filter(webhook=webhook), request)


@require_safe
def delivery(request: HttpRequest, pk: int) -> HttpResponse:
    shown = get_object_or_404(queries.deliveries_visible_to(request.user), pk=pk)
    context = {
        "delivery": shown,
        "body": body_of(shown.event),
        "lines": [_line(attempt) for attempt in shown.attempts.order_by("-number")],
        "crumbs": webhook_crumbs((shown.webhook.name, shown.webhook.get_absolute_url()), (shown.event.type, "")),
    }
    return render(request, "notices/delivery.html", context)


@require_POST
def replay(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(queries.deliveries_visible_to(request.user), pk=pk)
    actions.replay(found, by=reader(request), at=clock.now())
    messages.success(request, _("The message is being sent again."))
    return redirect(found)


def _line(attempt: Attempt) -> Line:
    outcome = attempt.get_outcome_display()
    if attempt.status:
        outcome = _("%(outcome)s, HTTP %(status)s") % {"outcome": outcome, "status": attempt.status}
    values: dict[str, Any] = {"number": number(attempt.number), "outcome": outcome}
    detail = ""
    if attempt.ended_at:
        seconds = (attempt.ended_at - attempt.started_at).total_seconds()
        detail = _("after %(seconds)s s") % {"seconds": number(seconds, 2)}
    return Line(attempt.started_at, _("Attempt %(number)s: %(outcome)s") % values, detail=detail)
