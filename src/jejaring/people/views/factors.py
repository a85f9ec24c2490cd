"""Pages of second factors where allauth's own leave out a rule of ours: the last factor, and the ledger."""

from __future__ import annotations

from typing import Any

from allauth.mfa.totp.forms import DeactivateTOTPForm
from allauth.mfa.webauthn.views import EditWebAuthnView, RemoveWebAuthnView
from django.http import HttpResponse

from jejaring.kit.requests import now, reader
from jejaring.ledger.actions import record


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


remove_passkey = RemovePasskey.as_view()
rename_passkey = RenamePasskey.as_view()
