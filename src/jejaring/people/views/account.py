"""One's own account: profile, security, the second factor."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jejaring.kit import clock
from jejaring.people import actions, queries, second_factor
from jejaring.people.forms import ProfileForm
from jejaring.people.models import Person
from jejaring.people.views.frame import account_frame, reader_of


@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    reader = reader_of(request)
    form = ProfileForm(request.POST or None, instance=Person.objects.get(pk=reader.pk))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        actions.change_profile(reader, name=given["name"], language=given["language"], by=reader, at=clock.now())
        with override(given["language"]):
            messages.success(request, _("Your profile was saved."))
            return redirect("people:account")
    return render(request, "people/profile.html", {**account_frame("profile"), "form": form})


@require_safe
def security(request: HttpRequest) -> HttpResponse:
    reader = reader_of(request)
    factors = queries.factors_of(reader)
    context = {
        "sessions": queries.sessions_of(reader, here=request.session.session_key),
        "app": next((row for row in factors if row.type == Authenticator.Type.TOTP), None),
        "keys": [row for row in factors if row.type == Authenticator.Type.WEBAUTHN],
        "codes": next((row for row in factors if row.type == Authenticator.Type.RECOVERY_CODES), None),
        "must_have": second_factor.must_have(reader, on=clock.today()),
        "has_password": reader.has_usable_password(),
        "waiting_address": queries.waiting_address_of(reader),
        "single_sign_on": SocialAccount.objects.filter(user=reader).exists(),
    }
    return render(request, "people/security.html", account_frame("security") | context)


@require_POST
def end_session(request: HttpRequest, pk: int) -> HttpResponse:
    reader = reader_of(request)
    here = request.session.session_key
    if pk not in {row.pk for row in queries.sessions_of(reader, here=here) if not row.here}:
        raise Http404
    actions.end_sessions(reader, [pk], by=reader, at=clock.now())
    messages.success(request, _("The session was ended."))
    return redirect("people:security")


@require_POST
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    reader = reader_of(request)
    others = [row.pk for row in queries.sessions_of(reader, here=request.session.session_key) if not row.here]
    count = actions.end_sessions(reader, others, by=reader, at=clock.now())
    said = ngettext("%(count)s other session was ended.", "%(count)s other sessions were ended.", count)
    messages.success(request, said % {"count": count})
    return redirect("people:security")


@require_safe
def set_up_second_factor(request: HttpRequest) -> HttpResponse:
    """Where a person who must have a second factor, and has none, is sent."""
    reader = reader_of(request)
    if second_factor.has(reader):
        return redirect(settings.LOGIN_REDIRECT_URL)
    must_have = second_factor.must_have(reader, on=clock.today())
    return render(request, "people/second_factor.html", {"must_have": must_have})
