"""Single sign-on takes only answers of the agreed shape that belong to the sign-in they answer."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.core.cache import cache
from django.test import Client

from jejaring.answers import http
from jejaring.config.settings import single_sign_on
from jejaring.people.models import Person
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db
EMAIL = "terdaftar@contoh.id"
LOGIN, CALLBACK = "/akun/oidc/sso/login/", "/akun/oidc/sso/login/callback/"
KEY = "of a provider that lives for one test"
FAILED = "Gagal masuk"

Provider = dict[str, Any]  # what it answers, by path; a status is an error of its own


@pytest.fixture
def provider(settings: Any) -> Iterator[Provider]:
    """A provider that can be made to answer anything."""
    answers: Provider = {}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            answer = answers[self.path]
            if isinstance(answer, HTTPStatus):
                self.send_error(answer)
                return
            body = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET  # noqa: N815 - the base class names it so

        def log_message(self, *_arguments: object) -> None:
            """Print nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}"
        names = {"authorization_endpoint": "auth", "token_endpoint": "token", "userinfo_endpoint": "info"}
        config = {"issuer": url, "jwks_uri": f"{url}/keys", **{name: f"{url}/{end}" for name, end in names.items()}}
        answers["/.well-known/openid-configuration"] = config
        answers["/info"] = {"sub": "1", "email": EMAIL, "email_verified": True}
        env = {"ISSUER": url, "NAME": "SSO Uji", "CLIENT_ID": "jejaring", "CLIENT_SECRET": "rahasia"}
        settings.SOCIALACCOUNT_PROVIDERS = single_sign_on({f"JEJARING_OIDC_{name}": of for name, of in env.items()})
        cache.clear()
        yield answers
        server.shutdown()


@pytest.fixture
def person() -> Person:
    person = PersonFactory(email=EMAIL, second_factor=False)
    EmailAddress.objects.create(user=person, email=EMAIL, verified=True, primary=True)
    return person


def id_token(provider: Provider, nonce: str, /, **claims: Any) -> str:
    issuer = provider["/.well-known/openid-configuration"]["issuer"]
    usual = {"iss": issuer, "aud": "jejaring", "exp": int(time.time()) + 3600, "sub": "1", "nonce": nonce}
    return jwt.encode(usual | claims, KEY)


def come_back(client: Client, provider: Provider, tokens: Callable[[str], Any] | None = None) -> Any:
    """Go to the provider and back; `tokens` returns what it answers for a nonce."""
    asked = parse_qs(urlsplit(client.post(LOGIN).headers["Location"]).query)
    nonce = asked["nonce"][0]
    usual = {"access_token": "a", "token_type": "Bearer", "expires_in": 60}
    provider["/token"] = tokens(nonce) if tokens else {**usual, "id_token": id_token(provider, nonce)}
    return client.get(CALLBACK, {"code": "c", "state": asked["state"][0]}, follow=True)


def nobody_came_in(client: Client) -> bool:
    return "_auth_user_id" not in client.session and not SocialAccount.objects.exists()


def test_a_verified_address_signs_in(client: Client, provider: Provider, person: Person) -> None:
    come_back(client, provider)
    assert client.session["_auth_user_id"] == str(person.pk)
    assert SocialAccount.objects.get().uid == "1"


@pytest.mark.parametrize("verified", ["false", "true", "True", 1, 0, None, [], {}, [True], False])
def test_only_the_json_value_true_verifies_an_address(
    client: Client, provider: Provider, person: Person, verified: Any
) -> None:
    provider["/info"] = {"sub": "1", "email": EMAIL, "email_verified": verified}
    come_back(client, provider)
    assert nobody_came_in(client)


def test_each_sign_in_has_a_nonce_of_its_own(client: Client, provider: Provider) -> None:
    asked = [parse_qs(urlsplit(client.post(LOGIN).headers["Location"]).query)["nonce"] for _turn in range(2)]
    assert asked[0] != asked[1]


@pytest.mark.parametrize("claims", [{"nonce": "of another"}, {"nonce": None}, {"sub": "2"}, {"sub": None}, {"sub": 1}])
def test_a_token_of_another_sign_in_or_person_is_refused(
    client: Client, provider: Provider, person: Person, claims: dict[str, Any]
) -> None:
    page = come_back(
        client, provider, lambda nonce: {"access_token": "a", "id_token": id_token(provider, nonce, **claims)}
    )
    assert FAILED in page.content.decode()
    assert nobody_came_in(client)


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"<html>",
        b"[]",
        b"null",
        b'["access_token"]',
        b'{"access_token": null}',
        b'{"access_token": "a"}',
        b'{"access_token": "a", "id_token": 5}',
        b'{"access_token": "a", "id_token": "x.y.z"}',
        b"\xff",
        b"[" * 90_000,
    ],
)
def test_tokens_of_another_shape_are_refused_in_words(
    client: Client, provider: Provider, person: Person, answer: bytes
) -> None:
    assert FAILED in come_back(client, provider, lambda nonce: answer).content.decode()
    assert nobody_came_in(client)


@pytest.mark.parametrize(
    "info", [b"", b"<html>", [], None, {}, {"sub": None}, {"sub": "2"}, {"sub": "1", "email": [EMAIL]}, {"sub": ["1"]}]
)
def test_user_info_of_another_shape_is_refused_in_words(
    client: Client, provider: Provider, person: Person, info: Any
) -> None:
    provider["/info"] = info
    assert FAILED in come_back(client, provider).content.decode()
    assert nobody_came_in(client)


@pytest.mark.parametrize("config", [b"", b"<html>", [], {}, {"issuer": 5}, b"x" * (http.LIMIT_BYTES + 1)])
def test_a_provider_whose_description_cannot_be_read_is_told_in_words(
    client: Client, provider: Provider, config: Any
) -> None:
    provider["/.well-known/openid-configuration"] = config
    assert FAILED in client.post(LOGIN).content.decode()


def test_a_provider_that_is_gone_is_told_in_words(client: Client, provider: Provider, settings: Any) -> None:
    app = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]
    app["settings"]["server_url"] = "http://127.0.0.1:9"
    answer = client.post(LOGIN)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
    assert "Ini gangguan di pihak kami, bukan pada akun Anda." in answer.content.decode()


def test_a_provider_that_breaks_while_somebody_comes_back_is_told_in_words(client: Client, provider: Provider) -> None:
    answer = come_back(client, provider, lambda _nonce: HTTPStatus.BAD_GATEWAY)
    assert (answer.status_code, "Layanan masuk tidak menjawab" in answer.content.decode()) == (503, True)
    assert nobody_came_in(client)
