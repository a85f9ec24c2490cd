"""Delegations as the network sees them: inviting, signing, who has answered, seats, withdrawing."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy, pgettext_lazy
from django.views.decorators.http import require_safe

from jejaring.cities.calendars import due_after
from jejaring.cities.queries import the_network
from jejaring.delegations import rules
from jejaring.delegations.actions import delegations as actions
from jejaring.delegations.forms.delegations import InviteForm, ReasonForm, TermsForm
from jejaring.delegations.queries.delegations import in_answer, to_sign, with_answers
from jejaring.events.models import Event
from jejaring.events.views.common import crumbs, event_for, work_page
from jejaring.kit import clock, jobs
from jejaring.kit.components import Button, Fact, Link
from jejaring.kit.data_files import load
from jejaring.kit.forms import form_page, submitted
from jejaring.kit.navigation import workroom_crumbs
from jejaring.kit.refusal import require
from jejaring.kit.requests import now, reader
from jejaring.kit.tables import Column, Filter, TableSpec, attribute, choice_filter, count_sentence, list_page
from jejaring.registration import seats
from jejaring.registration.models import Delegation
from jejaring.registration.queries.people import delegations_visible_to

TAB = "participants"
ANSWERS = (
    ("unsigned", gettext_lazy("letter not signed yet")),
    ("open", gettext_lazy("answer expected")),
    ("late", gettext_lazy("answer overdue")),
    ("accepted", gettext_lazy("comes")),
    ("declined", gettext_lazy("does not come")),
    ("withdrawn", gettext_lazy("invitation withdrawn")),
)
WORDS = dict(ANSWERS)


def answer_of(one: Any, on: date) -> str:
    """Return how far the answer of a delegation with answers is, as in ANSWERS."""
    if one.state != Delegation.State.INVITED:
        return str(one.state)
    if one.answer_by and one.answer_by < on:
        return "late"
    return "open" if one.is_signed else "unsigned"


def _spec(event: Event, on: date) -> TableSpec:
    return TableSpec(
        name="delegasi",
        columns=(
            attribute(
                "organisation.short_name",
                gettext_lazy("City"),
                key="city",
                link=lambda one: reverse("delegations:delegation", args=[one.public_id]),
            ),
            attribute("group.name", gettext_lazy("Group"), key="group", sort="group__name_id"),
            Column(
                "answer",
                pgettext_lazy("delegation", "Answer"),
                value=lambda one: str(WORDS[answer_of(one, on)]),
                sort="state",
            ),
            attribute("answer_by", gettext_lazy("Answer by")),
            attribute("seats", pgettext_lazy("event", "Seats"), numeric=True),
            attribute("named", gettext_lazy("Named"), numeric=True),
            attribute("wait", gettext_lazy("Waiting"), numeric=True),
            Column("contact", gettext_lazy("Contact"), value=lambda one: one.contact.name if one.contact else ""),
            attribute("reminded_on", gettext_lazy("Reminded on")),
        ),
        search=("organisation__short_name", "organisation__name", "contact__name"),
        filters=(
            Filter(
                "keadaan",
                pgettext_lazy("delegation", "Answer"),
                ANSWERS,
                lambda rows, key: rows.filter(in_answer(key, on=on)),
            ),
            choice_filter(
                "kelompok",
                gettext_lazy("Group"),
                [(one.key, str(one.name)) for one in event.groups.all()],
                "group__key",
            ),
        ),
        default_sort="city",
        sentence=count_sentence(ngettext_lazy("%(count)s delegation", "%(count)s delegations")),
        empty_title=gettext_lazy("No city is invited yet"),
        empty_text=gettext_lazy("Cities that are invited stand here with their answers and their people."),
    )


@require_safe
def delegations(request: HttpRequest, slug: str) -> HttpResponse:
    """List the invited cities with their answers."""
    event, on = event_for(request, slug), clock.today()
    actions_ = [Link(_("Invite cities"), reverse("delegations:invite_cities", args=[slug]))]
    if rules.may_sign_invitations(reader(request), on=on):
        actions_.append(Link(_("Sign invitations"), reverse("delegations:sign_invitations", args=[slug])))
    actions_.append(Link(_("What reached whom"), reverse("delegations:messages", args=[slug])))
    return list_page(
        request,
        _spec(event, on),
        with_answers(event.delegations.all()),
        title=_("Delegations"),
        lead=_("Every city is invited by a letter of the network, and names its people within its seats."),
        crumbs=crumbs(event, (_("Delegations"), "")),
        actions=actions_,
        **work_page(request, event, TAB),
    )


def invite_cities(request: HttpRequest, slug: str) -> HttpResponse:
    """Choose whom to invite; a job writes the letters."""
    event, (on, at) = event_for(request, slug, rules.may_invite), now()
    group = event.groups.filter(by_delegation=True).first()
    days = load("delegations", "reminders")["answer_within"]
    first: dict[str, Any] = {"group": group, "seats": group.delegation_seats if group else 5}
    last = event.begins_on if on < event.begins_on else event.ends_on
    first["answer_by"] = min(due_after(the_network(), days, start=on) or last, last)
    form = InviteForm(request.POST or None, event=event, initial=first)
    if done := submitted(
        request,
        form,
        lambda: actions.start_inviting(
            form.cleaned_data["group"],
            form.chosen.organisations,
            form.chosen.regions,
            seats=form.cleaned_data["seats"],
            answer_by=form.cleaned_data["answer_by"],
            by=reader(request),
            on=on,
            at=at,
        ),
    ):
        return redirect(jobs.address_to_follow(done.value))
    return form_page(
        request,
        form,
        title=_("Invite cities"),
        lead=_("Each city gets a numbered letter. It is sent once the president or the secretary has signed it."),
        button=_("Write the letters"),
        crumbs=_crumbs(event),
        **work_page(request, event, TAB),
    )


def sign_invitations(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the letters that wait for a signature, and sign them all."""
    on, at = now()
    event = get_object_or_404(Event, slug=slug)
    require(rules.may_sign_invitations(reader(request), on=on))
    unsigned = list(to_sign(event))
    count = len(unsigned)
    form = forms.Form(request.POST if request.method == "POST" else None)
    if done := submitted(request, form, lambda: actions.start_signing(event, by=reader(request), at=at)):
        return redirect(jobs.address_to_follow(done.value))
    return form_page(
        request,
        form,
        title=_("Sign invitations"),
        eyebrow=event.name,
        lead=_("Your signature is put on every letter below; then each city is told.") if count else "",
        button=Button(ngettext("Sign %(count)s letter", "Sign %(count)s letters", count) % {"count": count}),
        crumbs=workroom_crumbs((_("Sign invitations"), "")),
        template="delegations/sign_invitations.html",
        unsigned=unsigned,
        columns=LETTERS,
    )


def _pdf(one: Delegation) -> str:
    return reverse("documents:pdf", args=[one.letter.public_id]) if one.letter else ""


LETTERS = (
    attribute("letter.number", gettext_lazy("Letter"), key="letter", link=_pdf),
    attribute("organisation.name", gettext_lazy("To"), key="to"),
    attribute("seats", pgettext_lazy("event", "Seats"), numeric=True),
    attribute("answer_by", gettext_lazy("Answer by")),
)


def change_terms(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Change the seats of a delegation, or by when it answers."""
    shown, at = _managed(request, public_id), now()[1]
    form = TermsForm(request.POST or None, initial={"seats": shown.seats, "answer_by": shown.answer_by})
    change = partial(actions.change_terms, shown, by=reader(request), at=at)
    if submitted(request, form, lambda: change(**form.cleaned_data)):
        messages.success(request, _("The seats are changed."))
        return redirect("delegations:delegation", public_id)
    own, group = seats.of_delegation(shown), seats.of_group(shown.group)
    return form_page(
        request,
        form,
        title=_("Seats of %(city)s") % {"city": shown.organisation},
        button=_("Change the seats"),
        crumbs=_crumbs(shown.event, shown),
        template="delegations/terms.html",
        facts=[
            Fact(_("Taken"), own.taken, note=_("of %(seats)s seats of the delegation") % {"seats": own.total}),
            Fact(_("Waiting"), own.waiting),
            Fact(_("Free in the group"), group.free, note=_("of %(seats)s seats") % {"seats": group.total}),
        ],
    )


def withdraw(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Withdraw an invitation with a reason."""
    shown, (on, at) = _managed(request, public_id), now()
    form = ReasonForm(request.POST or None)
    if submitted(request, form, lambda: actions.withdraw(shown, by=reader(request), on=on, at=at, **form.cleaned_data)):
        messages.success(request, _("The invitation is withdrawn, and its letter revoked."))
        return redirect("delegations:delegations", shown.event.slug)
    return form_page(
        request,
        form,
        title=_("Withdraw the invitation of %(city)s") % {"city": shown.organisation},
        lead=_("Its letter is revoked, its people lose their seats, and the city is told with your reason."),
        button=Button(_("Withdraw the invitation"), kind="danger"),
        crumbs=_crumbs(shown.event, shown),
    )


def _managed(request: HttpRequest, public_id: UUID) -> Delegation:
    on = clock.today()
    found = get_object_or_404(delegations_visible_to(reader(request), on=on), public_id=public_id)
    require(rules.may_invite(reader(request), found.event, on=on))
    return found


def _crumbs(event: Event, shown: Delegation | None = None) -> list[Any]:
    below = [(shown.organisation, reverse("delegations:delegation", args=[shown.public_id]))] if shown else []
    return crumbs(event, (_("Delegations"), reverse("delegations:delegations", args=[event.slug])), *below)
