"""A delegation as its city sees it: the answer, its people, its roster, its contact."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext
from django.views.decorators.http import require_POST, require_safe

from jejaring.delegations import rules
from jejaring.delegations.actions import delegations as actions
from jejaring.delegations.actions import rosters
from jejaring.delegations.forms.delegations import ContactForm, DeclineForm, MemberForm, RosterForm
from jejaring.delegations.queries.delegations import contacts_for, people_of, with_answers
from jejaring.delegations.views.invitations import WORDS, answer_of
from jejaring.kit import clock
from jejaring.kit.components import Button, Fact
from jejaring.kit.forms import attempt, form_page, submitted
from jejaring.kit.navigation import workroom_crumbs
from jejaring.kit.refusal import require
from jejaring.kit.requests import now, reader
from jejaring.kit.tables import Column, attribute
from jejaring.registration import seats
from jejaring.registration.actions import registrations
from jejaring.registration.models import Delegation, Registration, RosterImport
from jejaring.registration.queries.people import ACTIVE, delegations_visible_to
from jejaring.registration.rules import may_keep_delegation

State = Delegation.State
PEOPLE = (
    attribute("name", gettext_lazy("Name")),
    Column("role", gettext_lazy("Role"), value=lambda one: one.get_role_display()),
    attribute("position", gettext_lazy("Position")),
    Column("state", gettext_lazy("State"), value=lambda one: one.get_state_display()),
    Column(
        "checked",
        gettext_lazy("Name checked"),
        value=lambda one: _("checked") if one.name_checked_at else _("not checked yet"),
    ),
    Column(
        "do", gettext_lazy("What to do"), value=lambda one: "", template="delegations/_person_cell.html", silent=True
    ),
)


@require_safe
def delegation(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show the invitation, the answer and the people of a delegation, with what can be done."""
    on = clock.today()
    shown = _kept(request, public_id)
    people = list(people_of(shown))
    own = seats.of_delegation(shown)
    answer = answer_of(shown, on)
    page = {
        "delegation": shown,
        "people": people,
        "columns": PEOPLE,
        "answer": answer,
        "answer_word": WORDS[answer],
        "manages": rules.may_invite(reader(request), shown.event, on=on),
        "unchecked": sum(one.name_checked_at is None for one in people),
        "rosters": shown.imports.all()[:10],
        "facts": [
            Fact(_("Answer by"), shown.answer_by),
            Fact(pgettext("event", "Seats"), own.total),
            Fact(_("Confirmed"), own.taken),
            Fact(_("On the waiting list"), own.waiting),
        ],
        "crumbs": _crumbs(),
    }
    return render(request, "delegations/delegation.html", page)


def accept(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Answer that the delegation comes, and name its contact."""
    shown, (on, at), by = _kept(request, public_id), now(), reader(request)
    people = contacts_for(shown, on=on)
    form = ContactForm(request.POST or None, people=people, initial={"contact": by if by in people else None})
    form.fields["contact"].required = people.exists()
    if submitted(request, form, lambda: actions.accept(shown, by=by, on=on, at=at, **form.cleaned_data)):
        messages.success(request, _("Thank you. Now name the head and the members of the delegation."))
        return redirect("delegations:delegation", public_id)
    return _form(
        request,
        shown,
        form,
        title=_("Accept the invitation"),
        lead=_("Choose one contact. The people of the delegation are named after that."),
        button=_("Accept the invitation"),
    )


def decline(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Answer that the delegation does not come."""
    shown, (on, at), by = _kept(request, public_id), now(), reader(request)
    form = DeclineForm(request.POST or None)
    if submitted(request, form, lambda: actions.decline(shown, by=by, on=on, at=at, **form.cleaned_data)):
        messages.success(request, _("The network knows that your city does not come."))
        return redirect("delegations:delegation", public_id)
    return _form(
        request,
        shown,
        form,
        title=_("Decline the invitation"),
        lead=_("The seats of people who were named are given to others. You can accept again while there are seats."),
        button=Button(_("Decline the invitation"), kind="danger"),
    )


def contact(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Choose another contact."""
    shown, (on, at), by = _kept(request, public_id), now(), reader(request)
    form = ContactForm(request.POST or None, people=contacts_for(shown, on=on), initial={"contact": shown.contact})
    if submitted(request, form, lambda: actions.set_contact(shown, by=by, at=at, **form.cleaned_data)):
        messages.success(request, _("The contact is changed."))
        return redirect("delegations:delegation", public_id)
    return _form(request, shown, form, title=_("Contact of the delegation"), button=_("Change the contact"))


# --- people -------------------------------------------------------------------------------------
def add_member(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Name one person of the delegation."""
    shown, at, by = _kept(request, public_id), now()[1], reader(request)
    has_head = people_of(shown).filter(role=Registration.Role.HEAD).exists()
    form = MemberForm(request.POST or None, initial={"role": "delegate" if has_head else "head"})
    if done := submitted(request, form, lambda: actions.name_member(shown, form.entrant, by=by, at=at)):
        messages.success(request, _named(done.value))
        return redirect("delegations:delegation", public_id)
    return _form(request, shown, form, title=_("Name a person"), button=_("Name this person"))


def _named(one: Registration) -> str:
    if one.state == Registration.State.WAITING:
        return _("%(name)s is on the waiting list: all seats are taken.") % {"name": one.name}
    return _("%(name)s is in the delegation.") % {"name": one.name}


def change_member(request: HttpRequest, public_id: UUID, person: UUID) -> HttpResponse:
    """Correct what is known of a person."""
    shown, one = _person(request, public_id, person)
    names = ("name", "sort_name", "position", "email", "phone", "language")
    form = MemberForm(request.POST or None, fixed_role=True, initial={name: getattr(one, name) for name in names})
    change = partial(registrations.change, one, by=reader(request), at=now()[1])
    if submitted(request, form, lambda: change(form.cleaned_data)):
        messages.success(request, _("What is known of %(name)s is changed.") % {"name": form.cleaned_data["name"]})
        return redirect("delegations:delegation", public_id)
    return _form(request, shown, form, title=_("Correct: %(name)s") % {"name": one.name}, button=_("Save"))


def replace_member(request: HttpRequest, public_id: UUID, person: UUID) -> HttpResponse:
    """Have another person come in someone's place."""
    shown, one = _person(request, public_id, person)
    form = MemberForm(request.POST or None, fixed_role=True, initial={"language": one.language})
    replace = partial(registrations.replace, one, by=reader(request), at=now()[1])
    if done := submitted(request, form, lambda: replace(form.entrant)):
        values = {"name": done.value.name, "before": one.name}
        messages.success(request, _("%(name)s comes in place of %(before)s, with a code of their own.") % values)
        return redirect("delegations:delegation", public_id)
    return _form(
        request,
        shown,
        form,
        title=_("Replace %(name)s") % {"name": one.name},
        lead=_("The seat and the role pass to the new person. The old code is no longer valid."),
        button=_("Replace"),
    )


def withdraw_member(request: HttpRequest, public_id: UUID, person: UUID) -> HttpResponse:
    """Take a person out of the delegation."""
    shown, one = _person(request, public_id, person)
    form = forms.Form(request.POST if request.method == "POST" else None)
    if submitted(request, form, lambda: registrations.cancel(one, by=reader(request), at=now()[1])):
        messages.success(request, _("%(name)s no longer comes; the seat is free.") % {"name": one.name})
        return redirect("delegations:delegation", public_id)
    return _form(
        request,
        shown,
        form,
        title=_("Withdraw %(name)s") % {"name": one.name},
        lead=_("The seat goes to whoever is next on the waiting list."),
        button=Button(_("Withdraw this person"), kind="danger"),
    )


@require_POST
def check_names(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Confirm that all names stand as they are to be printed."""
    shown, at, by = _kept(request, public_id), now()[1], reader(request)
    attempt(
        request,
        lambda: actions.check_names(shown, list(people_of(shown)), by=by, at=at),
        lambda count: ngettext("%(count)s name is checked.", "%(count)s names are checked.", count) % {"count": count},
    )
    return redirect("delegations:delegation", public_id)


# --- rosters ------------------------------------------------------------------------------------
def roster(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Load a list of people, from a file or pasted."""
    shown, at, by = _kept(request, public_id), now()[1], reader(request)
    form = RosterForm(request.POST or None, request.FILES or None)
    if done := submitted(request, form, lambda: rosters.load_roster(shown, form.upload, by=by, at=at)):
        return redirect("delegations:loaded_roster", public_id, done.value.pk)
    return _form(
        request,
        shown,
        form,
        title=_("Load a list of people"),
        lead=_(
            "Valid rows are taken; the others are listed with what is wrong. Who is named already stays as they are."
        ),
        button=_("Load the list"),
    )


def loaded_roster(request: HttpRequest, public_id: UUID, pk: int) -> HttpResponse:
    """Show what a list brought and every row that was not taken; undo it."""
    shown, at, by = _kept(request, public_id), now()[1], reader(request)
    read = get_object_or_404(shown.imports.select_related("file"), pk=pk)
    form = forms.Form(request.POST if request.method == "POST" else None)
    if submitted(request, form, lambda: rosters.undo_roster(read, by=by, at=at)):
        messages.success(request, _("The list is undone; the people it brought are withdrawn."))
        return redirect("delegations:delegation", public_id)
    return _form(
        request,
        shown,
        form,
        title=_("List of people that was loaded"),
        button=Button(_("Undo this list"), kind="danger"),
        cancel_label=_("Back to the delegation"),
        template="delegations/roster.html",
        read=read,
        undone=read.state == RosterImport.State.UNDONE,
        facts=[
            Fact(_("Named"), read.accepted),
            Fact(_("Named before"), read.known),
            Fact(_("Rows with errors"), read.faulty),
        ],
    )


# --- shared -------------------------------------------------------------------------------------
def _kept(request: HttpRequest, public_id: UUID) -> Any:
    """Return a delegation that the reader keeps; 404 where they do not see it, 403 to others."""
    on = clock.today()
    visible = delegations_visible_to(reader(request), on=on)
    found = get_object_or_404(with_answers(visible), public_id=public_id)
    require(may_keep_delegation(reader(request), found, on=on))
    return found


def _person(request: HttpRequest, public_id: UUID, person: UUID) -> tuple[Delegation, Registration]:
    shown = _kept(request, public_id)
    return shown, get_object_or_404(shown.registrations.filter(state__in=ACTIVE), public_id=person)


def _form(request: HttpRequest, shown: Delegation, form: forms.BaseForm, **page: Any) -> HttpResponse:
    return form_page(request, form, eyebrow=f"{shown.organisation} · {shown.event.name}", crumbs=_crumbs(shown), **page)


def _crumbs(shown: Delegation | None = None) -> list[Any]:
    if shown is None:
        return workroom_crumbs((_("Delegation"), ""))
    return workroom_crumbs((_("Delegation"), reverse("delegations:delegation", args=[shown.public_id])))
