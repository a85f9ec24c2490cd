"""Mail to participants: what reached whom, announcements, the words of the letters."""

from __future__ import annotations

from typing import Any

from django.contrib import messages as flash
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy, override
from django.views.decorators.http import require_POST, require_safe

from jejaring.delegations.actions import mail as actions
from jejaring.delegations.forms.mail import AnnouncementForm, WordingForm
from jejaring.delegations.queries.mail import IN_STATE, state_of
from jejaring.events.models import Event
from jejaring.events.views.common import crumbs, event_for, work_page
from jejaring.kit import words
from jejaring.kit.components import Button, Fact, Link
from jejaring.kit.forms import attempt, form_page, submitted
from jejaring.kit.requests import now, reader
from jejaring.kit.tables import Column, Filter, TableSpec, attribute, choice_filter, count_sentence, list_page
from jejaring.registration import wordings
from jejaring.registration.models import LANGUAGES

TAB = "participants"
STATES = (
    ("sent", gettext_lazy("sent")),
    ("waiting", gettext_lazy("in the queue")),
    ("failed", gettext_lazy("could not be sent")),
    ("dropped", gettext_lazy("no longer needed")),
)
STATE_WORDS = dict(STATES)


def _spec(event: Event) -> TableSpec:
    return TableSpec(
        name="surat",
        columns=(
            attribute(
                "subject",
                gettext_lazy("Subject"),
                link=lambda one: reverse("delegations:message", args=[event.slug, one.pk]),
            ),
            attribute("recipient", gettext_lazy("To")),
            attribute("name", gettext_lazy("Name")),
            attribute("language", gettext_lazy("Language")),
            Column("state", gettext_lazy("State"), value=lambda one: str(STATE_WORDS[state_of(one)]), sort="sent_at"),
            Column(
                "queued_at",
                gettext_lazy("Written"),
                value=lambda one: words.moment(one.queued_at, event.time_zone),
                sort="queued_at",
            ),
            Column(
                "sent_at",
                gettext_lazy("Sent"),
                value=lambda one: words.moment(one.sent_at, event.time_zone),
                sort="sent_at",
            ),
        ),
        search=("subject", "recipient", "name", "occasion"),
        filters=(
            Filter("keadaan", gettext_lazy("State"), STATES, lambda rows, key: rows.filter(IN_STATE[key])),
            choice_filter("bahasa", gettext_lazy("Language"), LANGUAGES, "language"),
        ),
        default_sort="-queued_at",
        sentence=count_sentence(ngettext_lazy("%(count)s message", "%(count)s messages")),
        empty_title=gettext_lazy("Nothing has been sent yet"),
        empty_text=gettext_lazy("Every message to the people of this event stands here, with whether it was sent."),
    )


@require_safe
def messages(request: HttpRequest, slug: str) -> HttpResponse:
    """List what was written to whom, and whether it was sent."""
    event = event_for(request, slug)
    return list_page(
        request,
        _spec(event),
        event.messages.all(),
        "delegations/messages.html",
        title=_("What reached whom"),
        lead=_("One message per person and occasion, in the reader's language."),
        crumbs=crumbs(event, (_("What reached whom"), "")),
        actions=[
            Link(_("Write to participants"), reverse("delegations:announce", args=[slug])),
            Link(_("Words of the letters"), reverse("delegations:wordings", args=[slug])),
        ],
        failed=event.messages.filter(IN_STATE["failed"]).count(),
        **work_page(request, event, TAB),
    )


@require_safe
def message(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Show one message as it was written."""
    event = event_for(request, slug)
    shown = get_object_or_404(event.messages, pk=pk)
    zone = event.time_zone
    page = {
        "message": shown,
        "state": state_of(shown),
        "facts": [
            Fact(_("To"), shown.recipient, note=shown.name),
            Fact(_("State"), STATE_WORDS[state_of(shown)]),
            Fact(_("Written"), words.moment(shown.queued_at, zone)),
            Fact(_("Sent"), words.moment(shown.sent_at, zone)),
        ],
        "crumbs": _crumbs(event, (shown.subject, "")),
        **work_page(request, event, TAB),
    }
    return render(request, "delegations/message.html", page)


@require_POST
def resend_message(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Have one message that failed tried again."""
    event, at = event_for(request, slug), now()[1]
    shown = get_object_or_404(event.messages, pk=pk)
    attempt(request, lambda: actions.resend(shown, by=reader(request), at=at), _("It is in the queue again."))
    return redirect("delegations:message", slug, pk)


@require_POST
def resend_failed(request: HttpRequest, slug: str) -> HttpResponse:
    """Have every message that failed tried again."""
    event, at = event_for(request, slug), now()[1]
    attempt(
        request,
        lambda: actions.resend_failed(event, by=reader(request), at=at),
        _("What could not be sent is in the queue again."),
    )
    return redirect("delegations:messages", slug)


def announce(request: HttpRequest, slug: str) -> HttpResponse:
    """Write to the people of the event."""
    event, at = event_for(request, slug), now()[1]
    form = AnnouncementForm(request.POST or None, initial={"audiences": ["confirmed"]})
    if done := submitted(
        request,
        form,
        lambda: actions.announce(event, form.cleaned_data["audiences"], form.texts, by=reader(request), at=at),
    ):
        count = len(done.value)
        sentence = ngettext("%(count)s letter is on its way.", "%(count)s letters are on their way.", count)
        flash.success(request, sentence % {"count": count})
        return redirect("delegations:messages", slug)
    return form_page(
        request,
        form,
        title=_("Write to participants"),
        lead=_("Each person gets one letter, in the language they chose."),
        button=_("Send"),
        crumbs=_crumbs(event),
        **work_page(request, event, TAB),
    )


# --- words --------------------------------------------------------------------------------------
@require_safe
def wordings_of(request: HttpRequest, slug: str) -> HttpResponse:
    """List the kinds of letters, with whether they have words of this event."""
    event = event_for(request, slug)
    own = set(event.wordings.values_list("kind", "language"))
    columns = (
        attribute("label", gettext_lazy("Letter"), sort=False),
        *(_words_column(event, own, language, name) for language, name in LANGUAGES),
    )
    page = {
        "kinds": wordings.kinds(),
        "columns": columns,
        "crumbs": _crumbs(event, (_("Words of the letters"), "")),
        **work_page(request, event, TAB),
    }
    return render(request, "delegations/wordings.html", page)


def _words_column(event: Event, own: set[tuple[str, str]], language: str, name: str) -> Column:
    return Column(
        language,
        name,
        value=lambda kind: _("own words") if (kind.key, language) in own else _("usual words"),
        link=lambda kind: reverse("delegations:wording", args=[event.slug, kind.key, language]),
    )


def wording(request: HttpRequest, slug: str, kind: str, language: str) -> HttpResponse:
    """Change the words of a kind of letter in one language, with a preview of what is typed."""
    event, at = event_for(request, slug), now()[1]
    found = next((one for one in wordings.kinds() if one.key == kind), None)
    if found is None or language not in dict(LANGUAGES):
        raise Http404
    template = wordings.template(event, kind, language)
    form = WordingForm(request.POST or None, initial={"subject": template.subject, "body": template.body})
    do = _look if "preview" in request.POST else _save
    if done := submitted(
        request, form, lambda: do(event, kind, language, by=reader(request), at=at, **form.cleaned_data)
    ):
        if "preview" not in request.POST:
            flash.success(request, _("The words are saved."))
            return redirect("delegations:wordings", slug)
        template = done.value
    return form_page(
        request,
        form,
        title=f"{found.label}: {dict(LANGUAGES)[language]}",
        button=[Button(_("Save the words")), Button(_("Show the preview"), name="preview", kind="quiet")],
        crumbs=_crumbs(event, (_("Words of the letters"), reverse("delegations:wordings", args=[slug]))),
        template="delegations/wording.html",
        language=language,
        preview=None if form.errors else _preview(event, template),
        placeholders=[f"{{{one}}}" for one in template.placeholders],
        **work_page(request, event, TAB),
    )


def _save(event: Event, kind: str, language: str, **typed: Any) -> wordings.Template:
    return actions.save_wording(event, kind, language, **typed)


def _look(event: Event, kind: str, language: str, *, subject: str, body: str, **_by: Any) -> wordings.Template:
    """Return what was typed as a template. Raises Refusal for an unknown placeholder."""
    if not subject and not body:
        return wordings.usual(kind, language)
    typed = wordings.proposed(kind, language, subject, body)
    wordings.check(typed)
    return typed


def _preview(event: Event, template: wordings.Template) -> tuple[str, str]:
    """Return subject and text as they would read; what only the occasion knows stands as its placeholder."""
    with override(template.language):
        known = wordings.values_of(event)
    open_ = {one: f"[{one}]" for one in template.placeholders if one not in known}
    return wordings.written(template, known, open_)


def _crumbs(event: Event, *below: tuple[Any, str]) -> list[Any]:
    return crumbs(event, (_("What reached whom"), reverse("delegations:messages", args=[event.slug])), *below)
