"""One way to show a form, to send it, and to put an action's Refusal where it belongs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django import forms
from django.contrib import messages
from django.db import connections
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from jejaring.answers.ahead import Unsettled, repeated
from jejaring.kit.components import Button, Text
from jejaring.kit.refusal import UNAVAILABLE, Refusal, Unavailable

T = TypeVar("T")
Crumbs = Sequence[tuple[Any, str]]


@dataclass(frozen=True, slots=True)
class Done(Generic[T]):
    """The action was carried out; `value` is what it returned."""

    value: T


def submitted(request: HttpRequest, form: forms.BaseForm, do: Callable[[], T]) -> Done[T] | None:
    """Run `do` if the form was sent and is valid. Return None if the form is to be shown (again).

    A Refusal goes beside its field, or on top of the form: see `add_refusal`. Where something does not answer
    (`Unavailable`), the form is shown again by status 503.
    """
    if request.method != "POST":
        return None
    if form.is_valid():
        try:
            return Done(_acted(do))
        except Refusal as refusal:
            add_refusal(form, refusal)
            request.META[UNAVAILABLE] = isinstance(refusal, Unavailable)
    _ask_again_for_files(form)
    return None


def _acted(do: Callable[[], T]) -> T:
    """Return what `do` returns. It may be begun anew for answers of other systems: see `answers.ahead`.

    Raises RuntimeError inside a transaction, whose locks would be held while they are asked.
    """
    for one in connections.all(initialized_only=True):
        if any(not block._from_testcase for block in one.atomic_blocks):  # type: ignore[attr-defined]
            raise RuntimeError("a form's act is a transaction of its own")
    try:
        return repeated(do)
    except Unsettled as fault:
        raise Unavailable(_("Others are changing the same thing at this moment. Try again.")) from fault


def _ask_again_for_files(form: forms.BaseForm) -> None:
    """Write beside each file that was sent that it must be chosen again: no browser keeps it."""
    for name in form.fields:
        if (file := form.files.get(form.add_prefix(name))) and name not in form.errors:
            form.add_error(name, _("Choose “%(file)s” again: it was not kept.") % {"file": file.name})


def add_refusal(form: forms.BaseForm, refusal: Refusal) -> None:
    """Write a Refusal beside the field it names, or on top if the form has no such field.

    An action names its own parameters. A form that calls one of them otherwise says so in its
    attribute `refusal_fields`: `{"holder": "email"}`.
    """
    renamed = getattr(form, "refusal_fields", {})
    field = renamed.get(refusal.field, refusal.field)
    form.add_error(field if field in form.fields else None, str(refusal))


def attempt(request: HttpRequest, do: Callable[[], T], success: Text | Callable[[T], Text]) -> Done[T] | None:
    """Run `do` for a button that needs no form; the next page shows `success`, or why it was refused.

    Raises Unavailable where something does not answer.
    """
    try:
        done = Done(_acted(do))
    except Unavailable:
        raise
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return None
    messages.success(request, str(success(done.value) if callable(success) else success))
    return done


def form_page(
    request: HttpRequest,
    form: forms.BaseForm,
    *,
    title: Text,
    button: Text | Button | Sequence[Button],
    crumbs: Crumbs = (),
    lead: Text = "",
    template: str = "kit/form_page.html",
    **context: Any,
) -> HttpResponse:
    """Answer with a page that is a form: head, errors, fields, button, and a link back.

    The last crumb may be left out: it is the title. `cancel` (an address) is by default the nearest crumb above.
    A `template` of its own extends "kit/form_page.html" and fills its blocks `before`, `extra` or `after`.
    """
    above = [(label, url) for label, url in crumbs if url]
    page = {"cancel": above[-1][1] if above else "", **context}
    way = [*above, (title, "")] if above else []
    page |= {"form": form, "title": title, "button": button, "lead": lead, "crumbs": way}
    return render(request, template, page)
