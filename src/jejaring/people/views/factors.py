"""Pages of second factors where allauth's own leave out a rule of ours: the last factor, and one transaction."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter as account_adapter
from allauth.mfa import signals
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.flows import auto_generate_recovery_codes
from allauth.mfa.totp.forms import DeactivateTOTPForm
from allauth.mfa.totp.internal.auth import TOTP, clear_totp_secret
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.webauthn.views import EditWebAuthnView, RemoveWebAuthnView
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect

from jejaring.kit.requests import now, reader
from jejaring.ledger.actions import record


class ActivateApp(ActivateTOTPView):  # type: ignore[misc]  # allauth has no types
    """Sets an authenticator app up; allauth would record it and write to the person after its transaction."""

    def form_valid(self, form: Any) -> HttpResponse:
        request, adapter = self.request, account_adapter(self.request)
        made = TOTP.activate(request.user, form.secret).instance
        signals.authenticator_added.send(sender=Authenticator, request=request, user=request.user, authenticator=made)
        adapter.add_message(request, messages.SUCCESS, "mfa/messages/totp_activated.txt")
        adapter.send_notification_mail("mfa/email/totp_activated", request.user)
        self.did_generate_recovery_codes = bool(auto_generate_recovery_codes(request))
        clear_totp_secret(request)
        return HttpResponseRedirect(self.get_success_url())


class RemovePasskey(RemoveWebAuthnView):  # type: ignore[misc]  # allauth has no types
    """Removes a passkey, unless it is the last factor of a person who must have one, as with an app."""

    form_class = DeactivateTOTPForm  # asks FactorAdapter.can_delete_authenticator; nothing in it is about apps

    def get_form_kwargs(self) -> dict[str, Any]:
        given: dict[str, Any] = super().get_form_kwargs()
        return {"data": {}, **given, "authenticator": self.object}  # the refusal stands on the page at once


class RenamePasskey(EditWebAuthnView):  # type: ignore[misc]  # allauth has no types
    """Renames a passkey; allauth sends no signal for it."""

    def form_valid(self, form: Any) -> HttpResponse:
        answer: HttpResponse = super().form_valid(form)
        person, (_on, at) = reader(self.request), now()
        record("people.rename_factor", person, by=person, at=at)
        return answer


activate_app = ActivateApp.as_view()
remove_passkey = RemovePasskey.as_view()
rename_passkey = RenamePasskey.as_view()
