"""The demo's pages: start, sign in as a role, move the clock. None of them exists outside the demo."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from jejaring.kit import clock
from jejaring.kit.fields import DayField
from jejaring.kit.refusal import Refusal
from jejaring.kit.words import long_date
from jejaring.people.models import Person
from jejaring.people.second_factor import DEMO_MARK
from jejaring.portal.demo import clock_moves, letters, papers, tour
from jejaring.portal.demo.accounts import ACCOUNTS, BY_KEY

View = Callable[..., HttpResponse]
STEPS = {"day": timedelta(days=1), "week": timedelta(weeks=1)}


def demo_only(view: View) -> View:
    """Answer 404 outside the demo, whatever the addresses say."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not settings.DEMO:
            raise Http404
        return view(request, *args, **kwargs)

    return login_not_required(guarded)


class ClockForm(forms.Form):
    """A day to move the clock to."""

    day = DayField(label=gettext_lazy("Day"))


@demo_only
def start(request: HttpRequest) -> HttpResponse:
    return _start_page(request, ClockForm())


@demo_only
@require_POST
def enter(request: HttpRequest, key: str) -> HttpResponse:
    """Sign in as a role with one click."""
    if key not in BY_KEY:
        raise Http404
    person = get_object_or_404(Person, email=BY_KEY[key].email, example=True, is_active=True)
    login(request, person, backend="jejaring.people.backends.ModelBackend")
    request.session[DEMO_MARK] = True
    messages.success(request, _("You are now: %(person)s.") % {"person": person})
    return redirect(_next(request) or reverse("portal:workroom"))


@demo_only
@require_POST
def move_clock(request: HttpRequest) -> HttpResponse:
    """Move the clock forward by a day, a week, or to a day."""
    form = ClockForm(request.POST)
    step = STEPS.get(request.POST.get("step", ""))
    if step is None and not form.is_valid():
        return _start_page(request, form)
    day = clock.today() + step if step else form.cleaned_data["day"]
    try:
        days = clock_moves.move_to(day)
    except Refusal as refusal:
        form.add_error("day" if form.is_bound and step is None else None, str(refusal))
        return _start_page(request, form)
    passed = ngettext("%(count)s day has passed", "%(count)s days have passed", days) % {"count": days}
    messages.success(request, _("%(passed)s. It is %(day)s.") % {"passed": passed, "day": long_date(clock.today())})
    return redirect(_next(request) or reverse("demo:start"))


@demo_only
def letters_sent(request: HttpRequest) -> HttpResponse:
    """Show the letters that would have left by e-mail."""
    crumbs = [(_("Try it"), reverse("demo:start")), (_("Letters of the demo"), "")]
    answer = render(request, "portal/demo/letters.html", {"letters": letters.newest(), "crumbs": crumbs})
    answer["Cache-Control"] = "no-store"
    return answer


@demo_only
def mandate(request: HttpRequest) -> HttpResponse:
    """A mandate (surat kuasa) to try signing with, as a PDF."""
    return HttpResponse(papers.mandate(on=clock.today()), content_type="application/pdf")


def _start_page(request: HttpRequest, form: ClockForm) -> HttpResponse:
    context = {"accounts": ACCOUNTS, "form": form, "stop": tour.next_stop(on=clock.today())}
    return render(request, "portal/demo/start.html", context)


def _next(request: HttpRequest) -> str:
    """Return where to go on, if the form names a page of this site."""
    wish = request.POST.get("next", "")
    allowed = url_has_allowed_host_and_scheme(wish, allowed_hosts={request.get_host()})
    return wish if allowed else ""
