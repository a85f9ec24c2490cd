"""Where questions are built: the list, one question, and a preview that can be tried. A room's own views call these."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from jejaring.kit.components import Button
from jejaring.kit.forms import attempt, form_page, submitted
from jejaring.questionnaires.answers_form import AnswersForm
from jejaring.questionnaires.changes import changes, condition_in_words, type_in_words
from jejaring.questionnaires.definition import Field, Questionnaire
from jejaring.questionnaires.forms import QuestionForm

Change = Callable[[Questionnaire], Questionnaire]
NEW = "baru"


@dataclass(frozen=True, slots=True)
class Builder:
    """What a room brings: the draft, what is published, what saves a change of the draft, and what publishes it.

    `save` is an action: it applies the change to the draft as it is then, and raises Refusal where that does not
    hold together. `address(key)` is where one question is written, `page` is what all pages show: crumbs, tabs.
    """

    draft: Questionnaire
    published: Questionnaire | None
    save: Callable[[Change], object]
    publish: Callable[[], object]
    list_url: str
    preview_url: str
    address: Callable[[str], str]
    page: Mapping[str, Any] = field(default_factory=dict)


def questions_page(request: HttpRequest, builder: Builder) -> HttpResponse:
    """List the questions, with buttons that move, remove and publish them."""
    if request.method == "POST":
        _act(request, builder)
        return redirect(builder.list_url)
    context = {
        **builder.page,
        "title": _("Questions"),
        "rows": [_row(builder, one) for one in builder.draft.fields],
        "differences": changes(builder.published or Questionnaire(), builder.draft),
        "published": builder.published,
        "list_url": builder.list_url,
        "preview_url": builder.preview_url,
        "new_url": builder.address(NEW),
    }
    return render(request, "questionnaires/questions.html", context)


def _row(builder: Builder, one: Field) -> dict[str, Any]:
    return {
        "field": one,
        "url": builder.address(one.key),
        "kind": type_in_words(one),
        "when": condition_in_words(one.asked_if, builder.draft) if one.asked_if else "",
    }


def _act(request: HttpRequest, builder: Builder) -> None:
    what, key = request.POST.get("act", ""), request.POST.get("key", "")
    steps = {"up": -1, "down": 1}
    if what == "publish":
        attempt(request, builder.publish, _("Whoever registers from now on is asked these questions."))
    elif builder.draft.find(key) is None:
        raise Http404
    elif what in steps:
        attempt(request, lambda: builder.save(lambda draft: draft.moved(key, steps[what])), _("Moved."))
    elif what == "remove":
        attempt(request, lambda: builder.save(lambda draft: draft.without(key)), _("The question was removed."))


def question_page(request: HttpRequest, builder: Builder, key: str) -> HttpResponse:
    """Write a question: a new one, or one of the draft."""
    found = builder.draft.find(key)
    if found is None and key != NEW:
        raise Http404
    own = found.key if found else f"q{secrets.token_hex(4)}"  # never the key of a question that was there before
    form = QuestionForm(request.POST or None, questionnaire=builder.draft, field=found, key=own)
    if submitted(request, form, lambda: builder.save(lambda draft: draft.with_field(form.question))):
        messages.success(request, _("The question is kept. It is asked once you publish the questions."))
        return redirect(builder.list_url)
    title = _("Change the question") if found else _("Add a question")
    return form_page(request, form, title=title, button=_("Keep the question"), **builder.page)


def preview_page(request: HttpRequest, builder: Builder) -> HttpResponse:
    """Show the draft as it will be asked; what is sent is checked and not kept."""
    form = AnswersForm(request.POST or None, questionnaire=builder.draft)
    form.sections = form.question_sections  # type: ignore[attr-defined]  # read by the kit
    answers = builder.draft.in_words(form.answers) if request.method == "POST" and form.is_valid() else []
    return form_page(
        request,
        form,
        title=_("Preview"),
        lead=_("Try the questions: your answers are checked as they will be, and not kept."),
        button=Button(_("Check these answers")),
        template="questionnaires/preview.html",
        answers=answers,
        checked=request.method == "POST" and not form.errors,
        **builder.page,
    )
