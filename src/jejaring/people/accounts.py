"""How allauth signs people in here: invitation only, in the person's language, with our words."""

from __future__ import annotations

from typing import Any

import requests
from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

from jejaring.kit import clock
from jejaring.kit.refusal import UNAVAILABLE, Refusal
from jejaring.people import actions, queries, second_factor
from jejaring.people.letters import DAY, queue_letter
from jejaring.people.models import Invitation, Person
from jejaring.people.provider import is_away, limited_session


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Accounts come by invitation; after sign-in a page is in the person's language."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("The e-mail address or the password is not right."),
        "too_many_login_attempts": _("Too many failed attempts. Wait five minutes, then try again."),
        "account_inactive": _("This account is closed."),
        "rate_limited": _("Too many attempts. Wait a little, then try again."),
    }
    WAYS = {
        "reauthenticate": _("Use your password"),
        "mfa_reauthenticate": _("Use a code of your app"),
        "mfa_reauthenticate:webauthn": _("Use a passkey"),
    }

    def get_reauthentication_methods(self, user: Person) -> list[dict[str, Any]]:
        ways: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        return [{**way, "description": self.WAYS.get(way["id"], way["description"])} for way in ways]

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        language = request.user.language if request.user.is_authenticated else get_language()
        with override(language):
            return reverse(settings.LOGIN_REDIRECT_URL)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("people:security")

    def get_email_verification_redirect_url(self, email_address: Any) -> str:
        return reverse("people:security" if self.request.user.is_authenticated else settings.LOGIN_URL)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write in the language of the person, where there is one; else in that of the page."""
        seconds = app_settings.EMAIL_VERIFICATION_BY_CODE_TIMEOUT if "code" in context else DAY
        letter = self._letter(template_prefix, email, context)
        queue_letter(str(letter.subject), str(letter.body), to=email, seconds=seconds)

    def send_notification_mail(
        self, template_prefix: str, user: Person, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """Tell a person what was done to their account, through the queue: it is sent if it was done."""
        address = email or user.email
        request = self.request
        about = {"timestamp": clock.now(), "ip": self.get_client_ip(request), "user": user, **(context or {})}
        about["user_agent"] = self.get_http_user_agent(request)[:200]
        letter = self._letter(template_prefix, address, about)
        queue_letter(str(letter.subject), str(letter.body), to=address)

    def _letter(self, template_prefix: str, email: str, context: dict[str, Any]) -> EmailMessage:
        person = context.get("user")
        shown = {"request": self.request, "email": email, "network_name": settings.NETWORK_NAME, **context}
        with override(person.language if isinstance(person, Person) else get_language()):
            letter: EmailMessage = self.render_mail(template_prefix, email, shown)
        return letter


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    """Second factors; whoever must have one cannot put off the last."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("This code is wrong, or was already used. Wait for the next one and type it again."),
        "cannot_delete_authenticator": _(
            "Your office needs a second factor, and this is your only one. Add another before you remove it."
        ),
    }

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        person = authenticator.user
        others = Authenticator.objects.filter(user=person, type__in=second_factor.FACTORS).exclude(pk=authenticator.pk)
        return others.exists() or not second_factor.must_have(person, on=clock.today())


class SingleSignOnAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Single sign-on: links a known address, or accepts an invitation to it; makes no other account.

    An address counts only if the issuer says that it is verified.
    """

    def get_requests_session(self) -> requests.Session:
        return limited_session()

    def on_authentication_error(self, request: HttpRequest, *_how: Any, exception: Any = None, **context: Any) -> None:
        """Let the page of a sign-in that did not work name the provider where it does not answer, by status 503."""
        if is_away(exception):
            request.META[UNAVAILABLE] = context["extra_context"]["provider_is_away"] = True

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return self.invitation_for(sociallogin) is not None

    def invitation_for(self, sociallogin: SocialLogin) -> Invitation | None:
        verified = [address.email for address in sociallogin.email_addresses if address.verified]
        return queries.open_invitation_to(verified, at=clock.now())

    def save_user(self, request: HttpRequest, sociallogin: SocialLogin, form: Any = None) -> Person:
        """Open the account that was promised; its name comes from the form, its address from the invitation."""
        invitation = self.invitation_for(sociallogin)
        if invitation is None:
            raise Refusal(_("There is no open invitation to your address."))
        with transaction.atomic():
            person = actions.accept_invitation(
                invitation, name=form.cleaned_data["name"], password=None, at=clock.now()
            )
            sociallogin.user = sociallogin.account.user = person
            sociallogin.account.save()
        return person
