"""Webhooks for those who keep them: list, one, added, changed, paused, resumed, tried, removed; its secret, once."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jejaring.kit import clock
from jejaring.kit.components import Fact, Text
from jejaring.kit.refusal import Refusal, require
from jejaring.kit.tables import Column, TableSpec, build
from jejaring.kit.words import long_date, number
from jejaring.notices import actions, queries, rules
from jejaring.notices.forms import RenewSecretForm, ReplayForm, WebhookForm
from jejaring.notices.models import Webhook
from jejaring.notices.views.deliveries import deliveries_of
from jejaring.notices.views.frame import webhook_crumbs

if TYPE_CHECKING:
    from jejaring.people.models import Person

GET_OR_POST = ["GET", "HEAD", "POST"]

WEBHOOKS = TableSpec(
    name="webhooks",
    columns=(
        Column("name", gettext_lazy("System"), value=lambda row: row.name, link=Webhook.get_absolute_url, sort="name"),
        Column("url", gettext_lazy("Address"), value=lambda row: row.url, sort="url"),
        Column(
            "state",
            gettext_lazy("State"),
            value=lambda row: row.get_state_display(),
            sort="state",
            template="notices/_webhook_state.html",
        ),
        Column(
            "pending", gettext_lazy("Waiting"), value=lambda row: row.pending_count, sort="pending_count", numeric=True
        ),
        Column("failed", gettext_lazy("Failed"), value=lambda row: row.failed_count, sort="failed_count", numeric=True),
    ),
    search=("name", "url"),
    default_sort="name",
    empty_title=gettext_lazy("No webhooks yet"),
    empty_text=gettext_lazy("Add the address of another system; it will then receive public events as they happen."),
)


@require_safe
def webhooks(request: HttpRequest) -> HttpResponse:
    require(rules.may_keep_webhooks(request.user))
    table = build(WEBHOOKS, queries.webhooks_visible_to(request.user), request)
    return table.export() or render(request, "notices/webhooks.html", {"table": table, "crumbs": webhook_crumbs()})


@require_safe
def webhook(request: HttpRequest, public_id: str) -> HttpResponse:
    shown = _find(request, public_id)
    table = deliveries_of(shown, request)
    facts = [
        Fact(_("State"), shown.get_state_display(), _since(shown)),
        Fact(_("Waiting"), number(shown.pending_count)),  # type: ignore[attr-defined]  # counted by the query
        Fact(_("Failed"), number(shown.failed_count)),  # type: ignore[attr-defined]  # counted by the query
    ]
    context = {"webhook": shown, "table": table, "facts_of_webhook": facts, "crumbs": webhook_crumbs((shown.name, ""))}
    return table.export() or render(request, "notices/webhook.html", context)


@never_cache
@require_http_methods(GET_OR_POST)
def add_webhook(request: HttpRequest) -> HttpResponse:
    require(rules.may_keep_webhooks(request.user))
    form = WebhookForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made, secret = actions.add_webhook(**form.cleaned_data, by=_reader(request), at=clock.now())
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            return _show_secret(request, made, secret)
    context = {"form": form, "crumbs": webhook_crumbs((_("Add a webhook"), ""))}
    return render(request, "notices/webhook_form.html", context)


@require_http_methods(GET_OR_POST)
def change_webhook(request: HttpRequest, public_id: str) -> HttpResponse:
    found = _find(request, public_id)
    form = WebhookForm(request.POST or None, initial={"name": found.name, "url": found.url, "types": found.types})
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_webhook(found, **form.cleaned_data, by=_reader(request), at=clock.now())
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("The webhook was changed."))
            return redirect(found)
    context = {"form": form, "webhook": found, "crumbs": _crumbs_below(found, _("Change"))}
    return render(request, "notices/webhook_form.html", context)


@require_POST
def pause_webhook(request: HttpRequest, public_id: str) -> HttpResponse:
    return _act(request, public_id, actions.pause_webhook, _("Paused. Events wait until you resume the webhook."))


@require_POST
def resume_webhook(request: HttpRequest, public_id: str) -> HttpResponse:
    return _act(request, public_id, actions.resume_webhook, _("Resumed. Waiting messages are being sent."))


@require_POST
def test_webhook(request: HttpRequest, public_id: str) -> HttpResponse:
    said = _("A test message is on its way; its result will appear below.")
    return _act(request, public_id, actions.test_webhook, said)


@never_cache
@require_http_methods(GET_OR_POST)
def renew_secret(request: HttpRequest, public_id: str) -> HttpResponse:
    found = _find(request, public_id)
    form = RenewSecretForm(request.POST if request.method == "POST" else None)  # its one box may be empty
    if request.method == "POST" and form.is_valid():
        keep = not form.cleaned_data["leaked"]
        secret = actions.renew_secret(found, by=_reader(request), at=clock.now(), keep_previous=keep)
        return _show_secret(request, found, secret)
    context = {"form": form, "webhook": found, "crumbs": _crumbs_below(found, _("New secret"))}
    return render(request, "notices/renew_secret.html", context)


@require_http_methods(GET_OR_POST)
def replay_since(request: HttpRequest, public_id: str) -> HttpResponse:
    found, now = _find(request, public_id), clock.now()
    form = ReplayForm(request.POST or None, initial={"since": now.replace(hour=0, minute=0)})
    if request.method == "POST" and form.is_valid():
        count = actions.replay_since(found, form.cleaned_data["since"], by=_reader(request), at=now)
        said = ngettext("%(count)s message is sent again.", "%(count)s messages are sent again.", count)
        messages.success(request, said % {"count": number(count)})
        return redirect(found)
    context = {"form": form, "webhook": found, "crumbs": _crumbs_below(found, _("Send again"))}
    return render(request, "notices/replay.html", context)


@require_http_methods(GET_OR_POST)
def remove_webhook(request: HttpRequest, public_id: str) -> HttpResponse:
    found = _find(request, public_id)
    if request.method == "POST":
        actions.remove_webhook(found, by=_reader(request), at=clock.now())
        messages.success(request, _("The webhook was removed."))
        return redirect("notices:webhooks")
    context = {"webhook": found, "crumbs": _crumbs_below(found, _("Remove"))}
    return render(request, "notices/remove_webhook.html", context)


def _act(request: HttpRequest, public_id: str, action: Callable[..., object], said: str) -> HttpResponse:
    found = _find(request, public_id)
    try:
        action(found, by=_reader(request), at=clock.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said)
    return redirect(found)


def _find(request: HttpRequest, public_id: str) -> Webhook:
    return get_object_or_404(queries.webhooks_visible_to(request.user), public_id=public_id)


def _reader(request: HttpRequest) -> Person:
    return cast("Person", request.user)


def _show_secret(request: HttpRequest, webhook: Webhook, secret: str) -> HttpResponse:
    """Answer with the secret itself: a page to go back to would have to keep it somewhere."""
    context = {"webhook": webhook, "secret": secret, "crumbs": _crumbs_below(webhook, _("Secret"))}
    return render(request, "notices/secret.html", context)


def _since(webhook: Webhook) -> str:
    return _("since %(day)s") % {"day": long_date(webhook.state_since.date())}


def _crumbs_below(webhook: Webhook, title: str) -> list[tuple[Text, str]]:
    return webhook_crumbs((webhook.name, webhook.get_absolute_url()), (title, ""))
