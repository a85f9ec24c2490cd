"""Webhooks for those who keep them: list, one, added, changed, paused, resumed, tried, removed; its secret, once."""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jejaring.kit import clock
from jejaring.kit.components import Button, Fact, Link, Text
from jejaring.kit.forms import attempt, form_page, submitted
from jejaring.kit.refusal import require
from jejaring.kit.requests import reader
from jejaring.kit.tables import TableSpec, attribute, list_page
from jejaring.kit.words import long_date, number
from jejaring.notices import actions, queries, rules
from jejaring.notices.forms import RenewSecretForm, ReplayForm, WebhookForm
from jejaring.notices.models import Webhook
from jejaring.notices.views.deliveries import deliveries_of
from jejaring.notices.views.frame import webhook_crumbs

GET_OR_POST = ["GET", "HEAD", "POST"]

WEBHOOKS = TableSpec(
    name="webhooks",
    columns=(
        attribute("name", gettext_lazy("System"), link=Webhook.get_absolute_url),
        attribute("url", gettext_lazy("Address")),
        attribute(
            "get_state_display()",
            gettext_lazy("State"),
            key="state",
            sort="state",
            template="notices/_webhook_state.html",
        ),
        attribute("pending_count", gettext_lazy("Waiting"), key="pending", numeric=True),
        attribute("failed_count", gettext_lazy("Failed"), key="failed", numeric=True),
    ),
    search=("name", "url"),
    default_sort="name",
    empty_title=gettext_lazy("No webhooks yet"),
    empty_text=gettext_lazy("Add the address of another system; it will then receive public events as they happen."),
)


@require_safe
def webhooks(request: HttpRequest) -> HttpResponse:
    require(rules.may_keep_webhooks(request.user))
    return list_page(
        request,
        WEBHOOKS,
        queries.webhooks_visible_to(request.user),
        title=_("Webhooks"),
        lead=_("Other systems that receive public events as they happen. Every message is signed."),
        actions=[Link(_("Add a webhook"), reverse("notices:add_webhook"))],
        crumbs=webhook_crumbs(),
    )


@require_safe
def webhook(request: HttpRequest, public_id: str) -> HttpResponse:
    shown = _find(request, public_id)
    table = deliveries_of(shown, request)
    since = _("since %(day)s") % {"day": long_date(shown.state_since.date())}
    facts = [
        Fact(_("State"), shown.get_state_display(), since),
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
    by, now = reader(request), clock.now()
    if done := submitted(request, form, lambda: actions.add_webhook(**form.cleaned_data, by=by, at=now)):
        return _show_secret(request, *done.value)
    button = _("Add and show the secret")
    lead, crumbs = _what_is_sent(), webhook_crumbs((_("Add a webhook"), ""))
    return form_page(request, form, title=_("Add a webhook"), lead=lead, button=button, crumbs=crumbs)


@require_http_methods(GET_OR_POST)
def change_webhook(request: HttpRequest, public_id: str) -> HttpResponse:
    found = _find(request, public_id)
    form = WebhookForm(request.POST or None, initial={"name": found.name, "url": found.url, "types": found.types})
    by, now = reader(request), clock.now()
    if submitted(request, form, lambda: actions.change_webhook(found, **form.cleaned_data, by=by, at=now)):
        messages.success(request, _("The webhook was changed."))
        return redirect(found)
    lead, crumbs = _what_is_sent(), _crumbs_below(found, _("Change a webhook"))
    return form_page(request, form, title=_("Change a webhook"), lead=lead, button=_("Save"), crumbs=crumbs)


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
    found, by, now = _find(request, public_id), reader(request), clock.now()
    form = RenewSecretForm(request.POST if request.method == "POST" else None)  # its one box may be empty

    def renew() -> str:
        return actions.renew_secret(found, by=by, at=now, keep_previous=not form.cleaned_data["leaked"])

    if done := submitted(request, form, renew):
        return _show_secret(request, found, done.value)
    lead = _(
        "The new secret is shown once. For 24 hours, messages carry both signatures, so that the other system can "
        "switch without losing any."
    )
    button, crumbs = _("Create a new secret"), _crumbs_below(found, _("New secret"))
    return form_page(request, form, title=_("New secret"), eyebrow=found.name, lead=lead, button=button, crumbs=crumbs)


@require_http_methods(GET_OR_POST)
def replay_since(request: HttpRequest, public_id: str) -> HttpResponse:
    found, by, now = _find(request, public_id), reader(request), clock.now()
    form = ReplayForm(request.POST or None, initial={"since": now.replace(hour=0, minute=0)})
    if done := submitted(request, form, lambda: actions.replay_since(found, form.cleaned_data["since"], by=by, at=now)):
        said = ngettext("%(count)s message is sent again.", "%(count)s messages are sent again.", done.value)
        messages.success(request, said % {"count": number(done.value)})
        return redirect(found)
    title, crumbs = _("Send past messages again"), _crumbs_below(found, _("Send again"))
    lead = _(
        "For a system that was down or lost data. Messages keep their IDs, so it can recognise those it already has."
    )
    return form_page(request, form, title=title, eyebrow=found.name, lead=lead, button=_("Send again"), crumbs=crumbs)


@require_http_methods(GET_OR_POST)
def remove_webhook(request: HttpRequest, public_id: str) -> HttpResponse:
    found, by, now = _find(request, public_id), reader(request), clock.now()
    form = forms.Form(request.POST if request.method == "POST" else None)
    if submitted(request, form, lambda: actions.remove_webhook(found, by=by, at=now)):
        messages.success(request, _("The webhook was removed."))
        return redirect("notices:webhooks")
    lead = _(
        "Nothing more is sent to it, and its list of messages is deleted; the history still shows that it existed. "
        "To stop for a while, pause it instead."
    )
    button, crumbs = Button(_("Remove"), kind="danger"), _crumbs_below(found, _("Remove"))
    return form_page(
        request, form, title=_("Remove this webhook?"), eyebrow=found.name, lead=lead, button=button, crumbs=crumbs
    )


def _act(request: HttpRequest, public_id: str, action: Callable[..., object], said: str) -> HttpResponse:
    found, by, now = _find(request, public_id), reader(request), clock.now()
    attempt(request, lambda: action(found, by=by, at=now), said)
    return redirect(found)


def _find(request: HttpRequest, public_id: str) -> Webhook:
    return get_object_or_404(queries.webhooks_visible_to(request.user), public_id=public_id)


def _show_secret(request: HttpRequest, webhook: Webhook, secret: str) -> HttpResponse:
    """Answer with the secret itself: a page to go back to would have to keep it somewhere."""
    context = {"webhook": webhook, "secret": secret, "crumbs": _crumbs_below(webhook, _("Secret"))}
    return render(request, "notices/secret.html", context)


def _what_is_sent() -> str:
    return _(
        "Only public facts are sent: IDs and public addresses, no personal data. You are notified when messages are "
        "not accepted."
    )


def _crumbs_below(webhook: Webhook, title: str) -> list[tuple[Text, str]]:
    return webhook_crumbs((webhook.name, webhook.get_absolute_url()), (title, ""))
