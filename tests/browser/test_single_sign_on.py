"""Single sign-on through a real provider process: the whole authorization-code flow, in a browser, under our policy."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from jejaring.config.settings import single_sign_on
from jejaring.kit import clock
from jejaring.people.models import Consent, Person
from tests.browser.conftest import TIMEOUT_MS
from tests.factories.people import InvitationFactory, PersonFactory
from tests.people.provider.serve import PASSWORD
from tests.processes import free_port

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def issuer(live_server: LiveServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start the provider with us as its client and return its address."""
    port = free_port()
    callback = f"{live_server.url}/akun/oidc/sso/login/callback/"
    folder = tmp_path_factory.mktemp("provider")
    command = [sys.executable, "-m", "tests.people.provider.serve", str(folder), str(port), callback]
    kept = {"PATH", "HOME", "LANG", "VIRTUAL_ENV", "PYTHONPATH"}
    environment = {name: value for name, value in os.environ.items() if name in kept}
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as provider:
        assert provider.stdout is not None
        assert provider.stdout.readline().strip() == "ready"
        yield f"http://127.0.0.1:{port}/o"
        provider.terminate()


@pytest.fixture
def visitor(chromium: Browser, live_server: LiveServer, issuer: str, settings: Any) -> Iterator[Page]:
    """A browser in front of our sign-in page, with the provider configured as the environment would."""
    env = {
        "JEJARING_OIDC_ISSUER": issuer,
        "JEJARING_OIDC_NAME": "SSO Uji",
        "JEJARING_OIDC_CLIENT_ID": "jejaring",
        "JEJARING_OIDC_CLIENT_SECRET": "rahasia-klien",
    }
    settings.SOCIALACCOUNT_PROVIDERS = single_sign_on(env)
    policy = settings.CONTENT_SECURITY_POLICY
    origin = issuer.removesuffix("/o")
    directives = policy["DIRECTIVES"] | {"form-action": ["'self'", origin]}
    settings.CONTENT_SECURITY_POLICY = policy | {"DIRECTIVES": directives}
    cache.clear()
    context = chromium.new_context(base_url=live_server.url, locale="id-ID")
    context.set_default_timeout(TIMEOUT_MS)
    yield context.new_page()
    context.close()


def sign_in_at_provider(page: Page, email: str) -> None:
    page.goto("/akun/masuk/")
    page.get_by_role("link", name="Masuk dengan SSO Uji").click()
    page.get_by_role("button", name="Lanjutkan").click()
    page.fill("[name=username]", email)
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("button", name="Sign in at the provider").click()


def test_a_person_with_that_verified_address_is_signed_in_and_linked(visitor: Page) -> None:
    person = PersonFactory(email="terdaftar@contoh.id", second_factor=False)
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    sign_in_at_provider(visitor, person.email)
    visitor.wait_for_url("**/ruang/")
    assert list(person.socialaccount_set.values_list("provider", flat=True)) == ["sso"]


def test_single_sign_on_does_not_replace_the_second_factor(visitor: Page) -> None:
    person = PersonFactory(email="terdaftar@contoh.id")
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    sign_in_at_provider(visitor, person.email)
    visitor.wait_for_url("**/akun/faktor-kedua/masuk/")


def test_an_invited_person_accepts_with_name_and_consent(visitor: Page) -> None:
    InvitationFactory(email="diundang@contoh.id", invited_at=clock.now())
    sign_in_at_provider(visitor, "diundang@contoh.id")
    visitor.wait_for_url("**/akun/sso/undangan/")
    assert "Undang-Undang Nomor 27 Tahun 2022" in visitor.content()
    visitor.fill("[name=name]", "Narahubung Kota Padang")
    visitor.check("[name=consent]")
    visitor.get_by_role("button", name="Buka akun saya").click()
    visitor.wait_for_url("**/ruang/")
    person = Person.objects.get(email="diundang@contoh.id")
    assert (person.name, person.has_usable_password()) == ("Narahubung Kota Padang", False)
    assert Consent.objects.filter(person=person, key="account").exists()


def test_a_stranger_gets_no_account(visitor: Page) -> None:
    sign_in_at_provider(visitor, "asing@contoh.id")
    visitor.get_by_role("heading", name="Akun dibuka melalui undangan").wait_for()
    assert not Person.objects.exists()


def test_an_address_the_provider_did_not_verify_opens_nothing(visitor: Page) -> None:
    person = PersonFactory(email="unverified@contoh.id", second_factor=False)
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    sign_in_at_provider(visitor, person.email)
    visitor.get_by_role("heading", name="Akun dibuka melalui undangan").wait_for()
    assert not person.socialaccount_set.exists()
