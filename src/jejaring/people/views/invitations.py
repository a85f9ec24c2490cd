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
from jejaring.kit.components import State
from jejaring.kit.refusal import Refusal, require
from jejaring.kit.tables import Column, TableSpec, build
from jejaring.people import actions, pdp, queries, rules
from jejaring.people.forms import AcceptForm, InviteForm
from jejaring.people.models import Invitation
from jejaring.people.views.frame import crumbs, reader_of

STATES: dict[str, tuple[State, object]] = {
    "open": ("warn", gettext_lazy("waiting for an answer")),
    "accepted": ("ok", gettext_lazy("accepted")),
    "withdrawn": ("neutral", gettext_lazy("withdrawn")),
    "expired": ("bad", gettext_lazy("expired")),
}

INVITATIONS = TableSpec(
    name="invitations",
    columns=(
        Column("name", gettext_lazy("Name or role"), value=lambda row: row.name, sort="name"),
        Column("email", gettext_lazy("E-mail address"), value=lambda row: row.email, sort="email"),
        Column("invited", gettext_lazy("Invited"), value=lambda row: row.invited_at, sort="invited_at"),
        Column("until", gettext_lazy("Valid until"), value=lambda row: row.expires_at, sort="expires_at"),
        Column(
            "state",
            gettext_lazy("State"),
            value=lambda row: str(STATES[_state(row)][1]),
            template="people/_invitation_state.html",
        ),
    ),
    search=("name", "email"),
    default_sort="-invited",
    empty_title=gettext_lazy("No invitations yet"),
    empty_text=gettext_lazy("An account is opened by invitation only. Each one you send will stand here."),
)


@require_safe
def invitations(request: HttpRequest) -> HttpResponse:
    reader, today = reader_of(request), clock.today()
    require(rules.may_invite(reader, on=today))
    table = build(INVITATIONS, queries.invitations_visible_to(reader, on=today), request)
    return table.export() or render(
        request, "people/invitations.html", {"table": table, "crumbs": crumbs((_("Invitations"), ""))}
    )


@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: HttpRequest) -> HttpResponse:
    reader, now = reader_of(request), clock.now()
    require(rules.may_invite(reader, on=now.date()))
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            invitation = actions.invite(**form.cleaned_data, by=reader, at=now)
        except Refusal as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, _("The invitation to %(name)s is on its way.") % {"name": invitation.name})
            return redirect("people:invitations")
    places = crumbs((_("Invitations"), reverse("people:invitations")), (_("Invite"), ""))
    return render(request, "people/invite.html", {"form": form, "crumbs": places})


@require_POST
def withdraw(request: HttpRequest, public_id: str) -> HttpResponse:
    reader, now = reader_of(request), clock.now()
    found = queries.invitations_visible_to(reader, on=now.date())
    invitation = get_object_or_404(found, public_id=public_id)
    require(rules.may_withdraw(reader, invitation, on=now.date()))
    try:
        actions.withdraw_invitation(invitation, by=reader, at=now)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The invitation was withdrawn."))
    return redirect("people:invitations")


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def accept(request: HttpRequest, token: str) -> HttpResponse:
    """Where an invitation's link leads: name, password, consent; then signed in."""
    now = clock.now()
    invitation = queries.invitation_with(token)
    if invitation is None:
        raise Http404
    context = {"invitation": invitation, "texts": [text for text in pdp.current_texts(on=now.date()) if text.needed]}
    if (state := queries.state_of(invitation, at=now)) != "open" or request.user.is_authenticated:
        return render(request, "people/invitation_ended.html", context | {"state": state}, status=_status(state))
    form = AcceptForm(request.POST or None, email=invitation.email, initial={"name": invitation.name})
    if request.method == "POST" and form.is_valid():
        try:
            return _open_account(request, invitation, form)
        except Refusal as refusal:
            form.add_error(refusal.field, str(refusal))
    return render(request, "people/accept.html", context | {"form": form})


def _open_account(request: HttpRequest, invitation: Invitation, form: AcceptForm) -> HttpResponse:
    given = form.cleaned_data
    person = actions.accept_invitation(invitation, name=given["name"], password=given["password"], at=clock.now())
    record_authentication(request, person, method="password", email=person.email, reauthenticated=True)
    with override(person.language):
        messages.success(request, _("Welcome. Your account is open."))
    answer: HttpResponse = perform_login(request, person)
    return answer


def _state(invitation: Invitation) -> str:
    return queries.state_of(invitation, at=clock.now())


def _status(state: str) -> int:
    return 200 if state == "open" else 410
