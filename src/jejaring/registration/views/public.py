"""What everyone sees: registering for an event, and who comes and chose to be listed."""

from __future__ import annotations

from typing import Any

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, gettext_lazy, ngettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from jejaring.agenda.public_pages import crumbs_to
from jejaring.events.models import Event
from jejaring.events.queries import events_visible_to
from jejaring.kit import clock
from jejaring.kit.forms import form_page, submitted
from jejaring.kit.requests import now
from jejaring.kit.tables import Column, TableSpec, attribute, count_sentence, list_page
from jejaring.people.models import Person
from jejaring.questionnaires.definition import Questionnaire, questionnaire_from
from jejaring.registration import tickets
from jejaring.registration.actions.self_registration import CONFIRM_WITHIN, register_self
from jejaring.registration.forms.people import RegisterForm
from jejaring.registration.models import Registration
from jejaring.registration.queries.people import ACTIVE, listed
from jejaring.registration.queries.setup import current_questions, is_closed, is_open, setup_of

LISTED = TableSpec(
    name="peserta",
    columns=(
        attribute("name", gettext_lazy("Name"), sort="sort_name"),
        Column("from", gettext_lazy("From"), value=lambda one: str(one.delegation or one.group or "")),
        attribute("get_role_display()", gettext_lazy("Role"), key="role", sort="role"),
    ),
    search=("name", "delegation__organisation__short_name"),
    default_sort="name",
    sentence=count_sentence(ngettext_lazy("%(count)s person", "%(count)s people")),
    empty_title=gettext_lazy("Nobody is listed"),
    empty_text=gettext_lazy("Whoever comes and wants to be listed stands here."),
)


@login_not_required
@require_safe
def participants(request: HttpRequest, slug: str) -> HttpResponse:
    """List who comes and chose to be listed; nobody else, and nobody who waits."""
    event = event_of(request, slug)
    return list_page(
        request,
        LISTED,
        listed(event),
        title=_("Who comes"),
        eyebrow=event.name,
        lead=_("Only those who come and chose to stand here."),
        crumbs=crumbs(event, _("Who comes")),
        example=event.example,
    )


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest, slug: str) -> HttpResponse:
    """Let someone register; who has an account is registered at once, others confirm by a link."""
    event, at = event_of(request, slug), now()[1]
    setup, groups = setup_of(event), event.groups.filter(by_delegation=False)
    person = request.user if isinstance(request.user, Person) else None
    if own := person and event.registrations.filter(person=person, state__in=ACTIVE).first():
        return redirect("registration:ticket", tickets.token_of(own))
    if not is_open(event, setup, at=at) or not groups:
        context = {"setup": setup, "closed": is_closed(event, at=at), "alone": bool(groups)}
        return render(request, "registration/not_open.html", _page(event) | context)
    form = _form(request, event, person)
    if _too_often(request, form):
        form.add_error(None, _("Too many registrations with this address. Nothing was sent; try again in an hour."))
    if done := submitted(
        request, form, lambda: register_self(event, form.entrant, group=form.cleaned_data["group"], at=at)
    ):
        return _answered(request, event, done.value, person)
    return form_page(
        request,
        form,
        button=_("Register"),
        template="registration/register.html",
        hours=int(CONFIRM_WITHIN.total_seconds() // 3600),
        setup=setup,
        person=person,
        cancel=event.get_absolute_url(),
        **_page(event),
    )


def _form(request: HttpRequest, event: Event, person: Person | None) -> RegisterForm:
    asked = current_questions(event)
    first = {"language": get_language() or "id"}
    if person:
        first = {"name": person.name, "language": person.language}
    questions = questionnaire_from(asked.questions) if asked else Questionnaire()
    typed = request.POST or None
    return RegisterForm(typed, event=event, asked=asked, person=person, questionnaire=questions, initial=first)


def _too_often(request: HttpRequest, form: RegisterForm) -> bool:
    """Tell whether an address was written to so often that somebody may want to annoy its owner."""
    if not form.is_valid() or not (email := form.cleaned_data.get("email", "")):
        return False
    return not ratelimit.consume(request, action="register", key=email.lower())


def _answered(request: HttpRequest, event: Event, one: Registration, person: Person | None) -> HttpResponse:
    if person:
        return redirect("registration:ticket", tickets.token_of(one))
    request.session["registered"] = one.email  # shown on the next page, and nothing else
    messages.success(request, _("We have your registration. One step is left."))
    return redirect("registration:registered", event.slug)


@login_not_required
@never_cache
@require_safe
def registered(request: HttpRequest, slug: str) -> HttpResponse:
    """Show that a letter is on its way, and what to do with it."""
    event = event_of(request, slug)
    context = {"email": request.session.get("registered", ""), "hours": int(CONFIRM_WITHIN.total_seconds() // 3600)}
    return render(request, "registration/registered.html", _page(event) | context)


def event_of(request: HttpRequest, slug: str) -> Event:
    """Return an event that the reader may see."""
    return get_object_or_404(events_visible_to(request.user, on=clock.today()), slug=slug)


def crumbs(event: Event, title: str) -> list[tuple[Any, str]]:
    """Return the way from all events to a page of one."""
    return [*crumbs_to(event), (title, "")]


def _page(event: Event) -> dict[str, Any]:
    title = _("Register")
    return {"event": event, "title": title, "crumbs": crumbs(event, title), "eyebrow": event.name}
