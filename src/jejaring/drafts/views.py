"""The page where a draft is written, and the page where it is checked before anything is done with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol, TypeVar

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from jejaring.drafts.draft_form import DraftForm
from jejaring.drafts.models import Overtaken
from jejaring.kit.components import Button
from jejaring.kit.forms import Done, add_refusal, submitted
from jejaring.kit.refusal import Refusal

T = TypeVar("T")
Paper = Callable[[], SafeString]


class Page(Protocol):
    """Answer with the page of a form: a room's own `form_page` with all that is not said here."""

    def __call__(self, **context: Any) -> HttpResponse: ...


def draft_saved(request: HttpRequest, form: DraftForm, do: Callable[[], T], *, whole: bool) -> Done[T] | None:
    """Like `submitted`, for a draft: unless it must be `whole`, it is saved with its gaps.

    If another window has saved since, both texts are shown and nothing is lost: see `drafts.models`.
    """
    if request.method != "POST" or (not form.is_valid() and whole):
        return None
    if not whole:
        form.errors.clear()
    try:
        return Done(do())
    except Overtaken as overtaken:
        form.show_overtaken(overtaken)
    except Refusal as refusal:
        add_refusal(form, refusal)
    return None


def write_page(
    request: HttpRequest, form: DraftForm, save: Callable[[], object], *, paper: Paper, check_url: str, page: Page
) -> HttpResponse:
    """Keep a draft with its gaps; once it is whole and `paper` refuses nothing, go on to the page to check it."""
    checking = "check" in request.POST

    def keep() -> object:
        if checking:
            paper()  # what it refuses stands beside its field
        return save()

    if draft_saved(request, form, keep, whole=checking):
        if checking:
            return redirect(check_url)
        messages.success(request, _("The draft is saved."))
        return redirect(request.path)
    return page(
        button=(Button(_("Check your answers"), name="check"), Button(_("Save the draft"), name="save", kind="quiet"))
    )


def check_page(
    request: HttpRequest,
    written: DraftForm,
    do: Callable[[], T],
    *,
    paper: Paper,
    form: forms.Form,
    write_url: str,
    page: Page,
) -> Done[T] | HttpResponse:
    """Show what a draft will become, and `do` it if it is still what was shown; `form` asks for what comes with it.

    `written` is the draft's form, filled from the draft. One that has gaps, or of which `paper` refuses something by
    now, leads back to where it is written.
    """
    try:
        shown = paper() if written.is_valid() else None
    except Refusal as refusal:
        messages.error(request, str(refusal))
        shown = None
    if shown is None:
        return redirect(write_url)
    read = str(written["revision"].value())

    def do_it() -> T:
        if request.POST.get("read") != read:
            raise Refusal(_("The draft has changed since you opened it. Check it again."))
        return do()

    return submitted(request, form, do_it) or page(
        lead=_("This is the letter as it will be issued. Nothing is recorded before you confirm it."),
        template="drafts/check.html",
        cancel=write_url,
        cancel_label=_("Change something"),
        paper=shown,
        read=read,
    )
