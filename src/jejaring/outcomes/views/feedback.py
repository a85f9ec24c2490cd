"""Feedback of participants: by the link of their registration, or by their account."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from jejaring.events.models import Session
from jejaring.events.queries import events_visible_to
from jejaring.kit.forms import form_page, submitted
from jejaring.kit.requests import now, reader
from jejaring.outcomes.actions import feedback as actions
from jejaring.outcomes.forms import FeedbackForm
from jejaring.outcomes.models import Feedback
from jejaring.outcomes.queries import is_open, subjects_of, survey_of
from jejaring.people.models import Person
from jejaring.registration import tickets
from jejaring.registration.models import Registration


@never_cache
@require_safe
def own_feedback(request: HttpRequest, slug: str) -> HttpResponse:
    """Lead who is signed in and registered to their own page."""
    person, on = reader(request), now()[0]
    event = get_object_or_404(events_visible_to(person, on=on), slug=slug)
    confirmed = event.registrations.filter(person=person, state=Registration.State.CONFIRMED)
    return redirect("outcomes:feedback", tickets.token_of(get_object_or_404(confirmed)))


@login_not_required
@never_cache
@require_safe
def subjects(request: HttpRequest, token: str) -> HttpResponse:
    """List what someone can say something of, with what they have said."""
    one, on = _registration(token), now()[0]
    survey = survey_of(one.event)
    page = {
        "one": one,
        "event": one.event,
        "token": token,
        "survey": survey,
        "open": is_open(survey, on=on),
        "subjects": subjects_of(one, on=on),
        "crumbs": [*_crumbs(one, token), (_("Feedback"), "")],
    }
    return render(request, "outcomes/subjects.html", page)


@login_not_required
@never_cache
def of_event(request: HttpRequest, token: str) -> HttpResponse:
    """Ask about the whole event."""
    return _ask(request, token, None)


@login_not_required
@never_cache
def of_session(request: HttpRequest, token: str, number: int) -> HttpResponse:
    """Ask about one session."""
    one = _registration(token)
    asked = (subject.session for subject in subjects_of(one, on=now()[0]))
    found = next((session for session in asked if session and session.number == number), None)
    if found is None:
        raise Http404
    return _ask(request, token, found)


def _ask(request: HttpRequest, token: str, session: Session | None) -> HttpResponse:
    (on, at), one = now(), _registration(token)
    given = Feedback.objects.filter(registration=one, session=session).first()
    initial = {**given.ratings, "text": given.text} if given else {}
    form = FeedbackForm(request.POST or None, session=session, initial=initial)
    by = request.user if isinstance(request.user, Person) else None

    def do() -> Feedback:
        text = form.cleaned_data["text"]
        return actions.give(one, session, ratings=form.ratings, text=text, by=by, on=on, at=at)

    if submitted(request, form, do):
        messages.success(request, _("Thank you. What you said is kept; you can still change it."))
        return redirect("outcomes:feedback", token)
    title = session.title if session else one.event.name
    crumbs = [*_crumbs(one, token), (_("Feedback"), reverse("outcomes:feedback", args=[token]))]
    button = _("Change my feedback") if given else _("Send my feedback")
    return form_page(request, form, title=title, button=button, crumbs=crumbs, eyebrow=_("Feedback"))


def _registration(token: str) -> Registration:
    """Return whose link it is; only who has a confirmed registration is asked."""
    found = tickets.registration_with(token)
    if found is None or found.state != Registration.State.CONFIRMED:
        raise Http404
    return found


def _crumbs(one: Registration, token: str) -> list[tuple[str, str]]:
    return [
        (one.event.name, one.event.get_absolute_url()),
        (_("Your registration"), reverse("registration:ticket", args=[token])),
    ]
