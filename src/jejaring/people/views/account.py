"""One's own account: profile, security, the second factor."""

from __future__ import annotations

from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, override
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jejaring.kit import clock
from jejaring.kit.components import Link, State
from jejaring.kit.forms import form_page, submitted
from jejaring.kit.requests import reader
from jejaring.kit.tables import Column, attribute
from jejaring.kit.words import moment
from jejaring.people import actions, queries, second_factor
from jejaring.people.forms import ProfileForm
from jejaring.people.models import Person
from jejaring.people.views.frame import account_frame

FACTORS = (
    attribute("name", gettext_lazy("Factor")),
    attribute("state", gettext_lazy("State"), template="people/_factor_state.html"),
    Column("actions", gettext_lazy("Actions"), lambda one: "", template="people/_factor_links.html", silent=True),
)
SESSIONS = (
    attribute("browser", gettext_lazy("Browser")),
    attribute("ip", gettext_lazy("Address on the network")),
    attribute("since", gettext_lazy("Since")),
    Column("actions", gettext_lazy("Actions"), lambda one: "", template="people/_session_end.html", silent=True),
)


@dataclass(frozen=True, slots=True)
class Factor:
    """A line of the table of second factors."""

    name: str
    state: str
    kind: State | None
    links: list[Link]


@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    person = reader(request)
    form = ProfileForm(request.POST or None, instance=Person.objects.get(pk=person.pk))

    def act() -> Person:
        return actions.change_profile(person, **form.cleaned_data, by=person, at=clock.now())

    if done := submitted(request, form, act):
        with override(done.value.language):
            messages.success(request, _("Your profile was saved."))
            return redirect("people:account")
    return form_page(
        request, form, button=_("Save"), cancel="", template="people/profile.html", **account_frame("profile")
    )


@require_safe
def security(request: HttpRequest) -> HttpResponse:
    person = reader(request)
    context = {
        "factors": _factors(queries.factors_of(person)),
        "factor_columns": FACTORS,
        "sessions": queries.sessions_of(person, here=request.session.session_key),
        "session_columns": SESSIONS,
        "must_have": second_factor.must_have(person, on=clock.today()),
        "has_password": person.has_usable_password(),
        "waiting_address": queries.waiting_address_of(person),
        "single_sign_on": SocialAccount.objects.filter(user=person).exists(),
    }
    return render(request, "people/security.html", account_frame("security") | context)


def _factors(found: list[Authenticator]) -> list[Factor]:
    """Return the app, every passkey, and the recovery codes, with what can be done to each."""
    of_type = {kind: [row for row in found if row.type == kind] for kind in Authenticator.Type}
    apps, keys = of_type[Authenticator.Type.TOTP], of_type[Authenticator.Type.WEBAUTHN]
    codes = of_type[Authenticator.Type.RECOVERY_CODES]
    return [_app(bool(apps)), *[_passkey(key) for key in keys], _codes(bool(codes), bool(apps or keys))]


def _app(on: bool) -> Factor:
    if on:
        return Factor(_("Authenticator app"), _("on"), "ok", [Link(_("Remove"), reverse("mfa_deactivate_totp"))])
    return Factor(_("Authenticator app"), _("off"), "neutral", [Link(_("Set up"), reverse("mfa_activate_totp"))])


def _passkey(key: Authenticator) -> Factor:
    used, added = key.last_used_at, key.created_at
    state = _("last used %(when)s") % {"when": moment(used)} if used else _("added %(when)s") % {"when": moment(added)}
    links = [
        Link(_("Rename"), reverse("mfa_edit_webauthn", kwargs={"pk": key.pk})),
        Link(_("Remove"), reverse("mfa_remove_webauthn", kwargs={"pk": key.pk})),
    ]
    return Factor(_("Passkey: %(name)s") % {"name": str(key)}, state, None, links)


def _codes(made: bool, has_factor: bool) -> Factor:
    if made:
        links = [Link(_("Show recovery codes"), reverse("mfa_view_recovery_codes"))]
        return Factor(_("Recovery codes"), _("made"), "ok", links)
    links = [Link(_("Make recovery codes"), reverse("mfa_generate_recovery_codes"))] if has_factor else []
    return Factor(_("Recovery codes"), _("none"), "neutral", links or [Link(_("after a first factor"), "")])


@require_POST
def end_session(request: HttpRequest, pk: int) -> HttpResponse:
    person, here = reader(request), request.session.session_key
    if pk not in {row.pk for row in queries.sessions_of(person, here=here) if not row.here}:
        raise Http404
    actions.end_sessions(person, [pk], by=person, at=clock.now())
    messages.success(request, _("The session was ended."))
    return redirect("people:security")


@require_POST
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    person = reader(request)
    others = [row.pk for row in queries.sessions_of(person, here=request.session.session_key) if not row.here]
    count = actions.end_sessions(person, others, by=person, at=clock.now())
    said = ngettext("%(count)s other session was ended.", "%(count)s other sessions were ended.", count)
    messages.success(request, said % {"count": count})
    return redirect("people:security")


@require_safe
def set_up_second_factor(request: HttpRequest) -> HttpResponse:
    """Where a person who must have a second factor, and has none, is sent."""
    if second_factor.has(reader(request)):
        return redirect(settings.LOGIN_REDIRECT_URL)
    must_have = second_factor.must_have(reader(request), on=clock.today())
    return render(request, "people/second_factor.html", {"must_have": must_have})
