"""The OpenID Connect provider as we trust it: every answer has the agreed shape, and belongs to the sign-in it answers.

allauth finds `provider_classes` here, in place of its own.
"""

from __future__ import annotations

import base64
import hashlib
from http import HTTPStatus
from typing import Any

import requests
from allauth.account.models import EmailAddress
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import HttpRequest, HttpResponse

from jejaring.answers import http, shape
from jejaring.answers.errors import AnswerError, Malformed, Unreachable

ENDPOINTS = ("issuer", "authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri")
NAMES = ("name", "preferred_username", "given_name", "family_name")


class LimitedAdapter(requests.adapters.BaseAdapter):
    """Carries allauth's requests through `answers.http`, with its limits of time and size."""

    def send(self, request: requests.PreparedRequest, *_place: Any, **_options: Any) -> requests.Response:
        body = request.body.encode() if isinstance(request.body, str) else request.body
        headers = {name: value for name, value in request.headers.items() if name.lower() != "accept-encoding"}
        try:
            found = http.answered(str(request.method), str(request.url), headers=headers, content=body)
            if found.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
                raise Unreachable(f"the provider has an error of its own: {found.status}")
        except AnswerError as fault:
            raise requests.ConnectionError(str(fault)) from fault
        answer = requests.Response()
        answer.status_code, answer.url, answer.request = found.status, str(request.url), request
        answer.headers.update({"Content-Type": "application/octet-stream", **found.headers})
        answer._content = found.content
        answer.encoding = "utf-8"
        return answer

    def close(self) -> None:
        """Nothing is kept open."""


def limited_session() -> requests.Session:
    """Return a session whose answers are limited in time and size."""
    session = requests.Session()
    for scheme in ("https://", "http://"):
        session.mount(scheme, LimitedAdapter())
    return session


def is_away(fault: BaseException | None) -> bool:
    """Tell whether a sign-in failed because the provider does not answer, or has an error of its own."""
    return fault is not None and isinstance(fault.__cause__, Unreachable)


class ProviderExchange(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]  # allauth has no types
    """allauth's exchange with the provider, with every answer checked."""

    nonce = ""

    @property
    def openid_config(self) -> dict[str, Any]:
        config = _checked(lambda: shape.an_object(super(ProviderExchange, self).openid_config))
        _checked(lambda: [shape.text(config, key) for key in ENDPOINTS])
        methods = config.get("token_endpoint_auth_methods_supported")
        return {**config, "token_endpoint_auth_methods_supported": methods if isinstance(methods, list) else []}

    def get_access_token_data(
        self, request: HttpRequest, app: Any, client: Any, pkce_code_verifier: str | None = None
    ) -> dict[str, Any]:
        """Return the tokens as texts, and remember which nonce belongs to them."""
        self.nonce = nonce_for(pkce_code_verifier or "")
        ask = super().get_access_token_data
        found: dict[str, Any] = _checked(
            lambda: _tokens(shape.an_object(ask(request, app, client, pkce_code_verifier=pkce_code_verifier)))
        )
        return found

    def complete_login(self, request: HttpRequest, app: Any, token: Any, **kwargs: Any) -> SocialLogin:
        """Return the sign-in of the person whom the ID token and the user info both name.

        Raises OAuth2Error if they name two, or the token answers another sign-in.
        """
        identity = self._identity(app, kwargs["response"]["id_token"])
        claims = _checked(lambda: _claims(shape.an_object(self._fetch_user_info(token.token))))
        if claims["sub"] != identity["sub"]:
            raise OAuth2Error("the user info belongs to another person than the ID token")
        return self.get_provider().sociallogin_from_response(request, {"userinfo": claims})

    def _identity(self, app: Any, id_token: str) -> dict[str, Any]:
        try:
            identity = shape.an_object(self._decode_id_token(app, id_token))
            subject, nonce = shape.text(identity, "sub"), shape.text(identity, "nonce")
        except (AnswerError, TypeError, ValueError, OverflowError) as fault:
            raise OAuth2Error("the ID token cannot be read") from fault
        if nonce != self.nonce:
            raise OAuth2Error("the ID token answers another sign-in")
        return {"sub": subject}


class SingleSignOnProvider(OpenIDConnectProvider):  # type: ignore[misc]  # allauth has no types
    """The configured provider; an address of its people counts only if it is verified with the JSON value true."""

    oauth2_adapter_class = ProviderExchange

    def get_pkce_params(self) -> dict[str, str]:
        params: dict[str, str] = super().get_pkce_params()
        return {**params, "nonce": nonce_for(params["code_verifier"])}

    def redirect(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Send the browser to the provider, or to a page that says that it does not answer."""
        try:
            return super().redirect(request, *args, **kwargs)  # type: ignore[no-any-return]  # allauth has no types
        except (OAuth2Error, requests.RequestException) as fault:
            return render_authentication_error(request, self, exception=fault)  # type: ignore[no-any-return]

    def extract_email_addresses(self, data: dict[str, Any]) -> list[EmailAddress]:
        claims = data["userinfo"]
        if not claims["email"]:
            return []
        return [EmailAddress(email=claims["email"], verified=claims["email_verified"], primary=True)]


def nonce_for(code_verifier: str) -> str:
    """Return the nonce of the sign-in whose session keeps this PKCE code verifier."""
    digest = hashlib.sha256(f"nonce {code_verifier}".encode()).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def _tokens(found: dict[str, Any]) -> dict[str, Any]:
    return {key: shape.text(found, key) for key in ("access_token", "id_token")}


def _claims(found: dict[str, Any]) -> dict[str, Any]:
    """Return what we use of the user info."""
    names = {key: shape.optional_text(found, key) for key in NAMES}
    email = shape.optional_text(found, "email")
    return {
        "sub": shape.text(found, "sub"),
        "email": email,
        "email_verified": shape.is_true(found, "email_verified"),
    } | names


def _checked(read: Any) -> Any:
    try:
        return read()
    except (Malformed, AttributeError, TypeError, ValueError, RecursionError) as fault:  # allauth takes any JSON
        raise OAuth2Error("the answer has another shape than agreed") from fault


provider_classes = [SingleSignOnProvider]
