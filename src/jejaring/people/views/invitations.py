"""Invitations: sending them, and the page they lead to."""

from __future__ import annotations

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jejaring.kit import clock
from jejaring.kit.components import Link, State, Text
from jejaring.kit.forms import attempt, form_page, submitted
from jejaring.kit.navigation import workroom_crumbs
from jejaring.kit.refusal import require
from jejaring.kit.requests import now, reader
from jejaring.kit.tables import Column, TableSpec, attribute, list_page
from jejaring.people import actions, pdp, queries, rules
from jejaring.people.forms import AcceptForm, InviteForm
from jejaring.people.models import Invitation, Person

STATES: dict[str, tuple[State, Text]] = {
    "open": ("warn", gettext_lazy("waiting for an answer")),
    "accepted": ("ok", gettext_lazy("accepted")),
    "withdrawn": ("neutral", gettext_lazy("withdrawn")),
    "expired": ("bad", gettext_lazy("expired")),
}
INVITATIONS = TableSpec(
    name="undangan",
    columns=(
        attribute("name", gettext_lazy("Name or role")),
        attribute("email", gettext_lazy("E-mail address")),
        attribute("invited_at", gettext_lazy("Invited"), key="invited"),
        attribute("expires_at", gettext_lazy("Valid until"), key="until"),
        Column(
            "state",
            gettext_lazy("State"),
            value=lambda row: str(STATES[queries.state_of(row, at=clock.now())][1]),
            template="people/_invitation_state.html",
        ),
    ),
    search=("name", "email"),
    default_sort="-invited",
    empty_title=gettext_lazy("No invitations yet"),
    empty_text=gettext_lazy("Accounts are opened by invitation only. The invitations you send appear here."),
)


@require_safe
def invitations(request: HttpRequest) -> HttpResponse:
    person, today = reader(request), clock.today()
    require(rules.may_invite(person, on=today))
    return list_page(
        request,
        INVITATIONS,
        queries.invitations_visible_to(person, on=today),
        title=_("Invitations"),
        lead=_("Accounts are opened by invitation only. A link is valid for 14 days and opens once."),
        crumbs=workroom_crumbs((_("Invitations"), "")),
        actions=[
            Link(_("Invite"), reverse("people:invite")),
            Link(_("Deletion requests"), reverse("people:deletions")),
        ],
    )


@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: HttpRequest) -> HttpResponse:
    person, (today, at) = reader(request), now()
    require(rules.may_invite(person, on=today))
    form = InviteForm(request.POST or None)
    if done := submitted(request, form, lambda: actions.invite(**form.cleaned_data, by=person, at=at)):
        messages.success(request, _("The invitation to %(name)s is on its way.") % {"name": done.value.name})
        return redirect("people:invitations")
    return form_page(
        request,
        form,
        title=_("Invite someone"),
        button=_("Send the invitation"),
        lead=_("They get a letter with a link that opens an account. An office is given separately."),
        crumbs=workroom_crumbs((_("Invitations"), reverse("people:invitations"))),
    )


@require_POST
def withdraw(request: HttpRequest, public_id: str) -> HttpResponse:
    person, (today, at) = reader(request), now()
    invitation = get_object_or_404(queries.invitations_visible_to(person, on=today), public_id=public_id)
    require(rules.may_withdraw(person, invitation, on=today))
    withdrawn = _("The invitation was withdrawn.")
    attempt(request, lambda: actions.withdraw_invitation(invitation, by=person, at=at), withdrawn)
    return redirect("people:invitations")


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def accept(request: HttpRequest, token: str) -> HttpResponse:
    """Where an invitation's link leads: name, password, consent; then signed in."""
    today, at = now()
    invitation = queries.invitation_with(token)
    if invitation is None:
        raise Http404
    if (state := queries.state_of(invitation, at=at)) != "open" or request.user.is_authenticated:
        return render(request, "people/invitation_ended.html", {"state": state}, status=_status(state))
    form = AcceptForm(request.POST or None, email=invitation.email, initial={"name": invitation.name})

    def act() -> Person:
        given = form.cleaned_data
        return actions.accept_invitation(invitation, name=given["name"], password=given["password"], at=at)

    if done := submitted(request, form, act):
        return _signed_in(request, done.value)
    return form_page(
        request,
        form,
        title=_("Accept your invitation"),
        button=_("Open my account"),
        lead=_lead(invitation),
        template="people/accept.html",
        texts=[text for text in pdp.current_texts(on=today) if text.needed],
    )


def _lead(invitation: Invitation) -> str:
    """Return whose the account will be, and with which office."""
    named = {"email": invitation.email, "office": invitation.office_name}
    if invitation.office_name:
        return _("The account will belong to %(email)s, with this office: %(office)s.") % named
    return _("The account will belong to %(email)s.") % named


def _signed_in(request: HttpRequest, person: Person) -> HttpResponse:
    record_authentication(request, person, method="password", email=person.email, reauthenticated=True)
    with override(person.language):
        messages.success(request, _("Welcome. Your account is open."))
    answer: HttpResponse = perform_login(request, person)
    return answer


def _status(state: str) -> int:
    return 200 if state == "open" else 410
